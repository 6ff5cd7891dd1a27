#pragma once

#include <optional>
#include <vector>

#include "projections/study_view.hpp"

namespace verbatim::projections {

struct CountsQuery {
  Basis basis = Basis::kSettled;
  std::optional<coding::MemberIndex> coder;  // if set, this coder's standing assignments instead
  std::optional<coding::FrameworkIndex> framework;  // only its themes
  bool by_group = false;
  bool roll_up = false;  // a theme counts where it or a theme below it does
  bool alone = false;    // with `coder`: as if nobody else had said anything
  // With `coder`: their own segmentation instead of the shared one. Its responses are their units,
  // and the bases are those of the comments in which they have begun.
  bool of_layer = false;
  // As if the study's policy said so of erased respondents; nothing: what it says.
  std::optional<coding::ErasedCounts> erased = {};
};

// What stands for one theme. `assignments` are those behind the counted responses: rolled up, those
// of the theme and of every theme below it.
struct ThemeCount {
  coding::ThemeIndex theme = 0;
  Units units;
  std::vector<Units> groups;  // as Counts::groups; empty unless by group
};

struct Counts {
  Units base;  // comments, responses, respondents of the question; assignments of its themes
  std::uint32_t responses_begun = 0, responses_finished = 0;
  // Of the question's comments and respondents (of_layer: of those in the coder's segmentation),
  // those that were erased, and whether they are in the figures.
  std::uint32_t erased_comments = 0, erased_respondents = 0;
  bool erased_counted = true;
  // In scope of the question, in the order they were added. A merged theme counts as another one,
  // and has no row.
  std::vector<ThemeCount> themes;
  // With by_group: each group of the study in the order they were added and, last, "in no group"
  // (kNone16) where the question has comments of such respondents.
  std::vector<coding::GroupIndex> groups;
  std::vector<Units> group_base;
};

// The theme counts of one question. O(themes x groups) for any, majority, all and settled;
// O(assignments of the coder) for a named one, O(comments of the question) for their layer; rolled
// up, for each theme with sub-themes, O(responses) more; O(comments) more where somebody was
// erased, and all over again where `erased` is not the study's policy. The base's assignments are
// those of the themes, each once, rolled up or not. Requires question < study().questions.size().
Counts count(const StudyView& view, coding::QuestionIndex question, const CountsQuery& query);

}  // namespace verbatim::projections
