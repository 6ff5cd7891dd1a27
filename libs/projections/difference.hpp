#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "projections/study_view.hpp"

// What is other in a study at one moment than at an earlier one: net, so that what was done and
// taken back in between is not in it.
namespace verbatim::projections {

// A theme that is new, gone, or not as it was.
struct ThemeDifference {
  coding::ThemeIndex theme = 0;
  bool added = false, removed = false;
  bool reworded = false;  // label, definition, criteria, examples or colour
  bool revised = false;   // its meaning changed: what was assigned before is stale
  bool moved = false;     // it stands under another theme
  bool scoped = false;    // it may be used in other questions
  // Where it is in another state than before: in use, retired, merged, split.
  std::optional<coding::ThemeStatus> status_before = {};
};

// What was said of one theme in one question.
struct AssignmentDifference {
  coding::QuestionIndex question = 0;
  coding::ThemeIndex theme = 0;  // as it was assigned
  std::uint32_t made = 0, withdrawn = 0;
  std::uint32_t confirmed = 0;  // said again, under a later revision of the codebook
};
struct CoderDifference {
  coding::MemberIndex coder = 0;
  std::uint32_t made = 0, withdrawn = 0, finished = 0, reopened = 0;
};

// How a response is settled now; nothing: the coders say.
struct SettlementDifference {
  coding::ResponseIndex response = 0;
  std::optional<std::vector<coding::ThemeIndex>> before, after;
};

struct MemberDifference {
  coding::MemberIndex member = 0;
  std::optional<coding::Role> before, after;  // nothing: not a member
};

struct RoundDifference {
  coding::RoundIndex round = 0;
  bool opened = false;  // it was not there before
  bool closed = false, reopened = false;
  bool staffed = false;  // other coders, or other weights
};

struct SegmentationDifference {
  coding::CommentIndex comment = 0;
  std::uint32_t before = 0, after = 0;  // responses
};

// One coder's own segmentation of a comment.
struct LayerDifference {
  struct State {
    std::uint32_t units = 0;
    bool finished = false;
  };
  coding::CommentIndex comment = 0;
  coding::MemberIndex coder = 0;
  std::optional<State> before, after;  // nothing: not begun
};

// A theme's counts in one question; where it had or has no row, they are 0.
struct FigureDifference {
  coding::QuestionIndex question = 0;
  coding::ThemeIndex theme = 0;
  Units before, after;
};
struct BaseDifference {
  coding::QuestionIndex question = 0;
  Units before, after;  // without assignments
};

struct Difference {
  std::vector<ThemeDifference> themes;  // in the order they were added
  std::vector<coding::FrameworkIndex> frameworks_added, frozen, unfrozen;
  std::vector<coding::QuestionIndex> questions_added;
  std::vector<AssignmentDifference> assignments;  // by question, then theme
  std::vector<CoderDifference> coders;
  std::vector<SettlementDifference> settlements;
  std::vector<MemberDifference> members;
  std::vector<RoundDifference> rounds;
  std::uint32_t comments_added = 0, comments_removed = 0;
  std::vector<SegmentationDifference> segmentations;  // of comments that were there before
  std::vector<LayerDifference> layers;                // by comment, then coder
  bool policy = false;                                // it is another one
  std::vector<FigureDifference> figures;              // by question, then theme
  std::vector<BaseDifference> bases;
};

// Looks at every coding of both. The two are of one study, `before` at a position up to that of
// `after`; it may be empty. Figures are of `basis`, and not rolled up.
Difference difference_between(const StudyView& before, const StudyView& after, Basis basis);

}  // namespace verbatim::projections
