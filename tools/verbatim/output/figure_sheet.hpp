#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "coding/study.hpp"
#include "projections/study_view.hpp"

// Every figure of a study on one sheet, made in two ways that share nothing but the words: as the
// projections have it, and counted anew from the definitions.
namespace verbatim::tool {

// What a figure is of. The numbers beside `kind` mean:
//   kBase       group                    comments, responses, respondents of the question
//   kTheme      basis, theme, group      comments, responses, respondents, assignments
//   kAssigned   basis, group             assignments of all themes in scope
//   kSeen                                responses begun, responses finished
//   kProgress   coder                    begun, finished, assignments
//   kFinished   m                        responses with m finished codings
//   kApplying   theme, m, k              of those, with k that apply the theme
//   kLayer      coder, group             comments, units, respondents, assignments of a coder's own
//                                        segmentation
//   kLayerTheme coder, theme, group      the same of one theme in it
// Bases are 0 any, 1 majority, 2 all, 3 settled, and 4 + c for coder c alone. Group kNone32 is all
// together, kNone16 those in no group.
struct FigureId {
  enum class Kind : std::uint8_t {
    kBase,
    kTheme,
    kAssigned,
    kSeen,
    kProgress,
    kFinished,
    kApplying,
    kLayer,
    kLayerTheme
  };
  Kind kind = Kind::kBase;
  coding::QuestionIndex question = 0;
  std::array<std::uint32_t, 3> of = {};

  auto operator<=>(const FigureId&) const = default;
};
using FigureValues = std::array<std::uint64_t, 4>;

// Figures that are 0 are left out.
using FigureSheet = std::map<FigureId, FigureValues>;

// As counts, progress and agreement of the projections have it.
FigureSheet projected_figures(const projections::StudyView& view);

// Counted from the state alone, by the definitions of the API document. O(assignments) and some
// memory for each; nothing is shared with libs/projections.
FigureSheet recounted_figures(const coding::Study& study);

// The first figure that is not the same, in words; nothing where all are.
std::optional<std::string> first_difference(const FigureSheet& projected,
                                            const FigureSheet& recounted,
                                            const coding::Study& study);

}  // namespace verbatim::tool
