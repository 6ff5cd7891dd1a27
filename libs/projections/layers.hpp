#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "coding/study.hpp"

// How coders split the comments of a question, each for themselves: what agreement on segmentations
// compares.
namespace verbatim::projections {

// Code points [begin, end) of the comment, and what the coder's assignments there count as: merged
// themes as what they were merged into, sorted, each once.
struct LabelledSpan {
  std::uint32_t begin = 0, end = 0;
  std::vector<coding::ThemeIndex> themes;

  bool operator==(const LabelledSpan&) const = default;
};

// One coder's layer of one comment. What no span covers they left out.
struct CoderSpans {
  coding::MemberIndex coder = 0;
  bool finished = false;
  std::vector<LabelledSpan> spans;  // in the order of the text; they may overlap by policy

  bool operator==(const CoderSpans&) const = default;
};

struct CommentLayers {
  coding::CommentIndex comment = 0;
  std::uint32_t length = 0;        // code points
  std::vector<CoderSpans> coders;  // by number; at least one

  bool operator==(const CommentLayers&) const = default;
};

struct LayersQuery {
  std::vector<coding::MemberIndex> coders;  // only theirs; empty: everybody's
  bool finished_only = false;
  std::uint32_t first = 0;  // the number in the question of the comment to begin with
  std::size_t most = SIZE_MAX;
};

// The layers of a question's comments, in the order the comments came; comments without one are
// left out. O(comments looked at + layers found). Requires question < study.questions.size().
std::vector<CommentLayers> layers_of(const coding::Study& study, coding::QuestionIndex question,
                                     const LayersQuery& query);

}  // namespace verbatim::projections
