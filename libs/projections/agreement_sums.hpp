#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "agreement/binary.hpp"
#include "agreement/codings.hpp"
#include "projections/study_view.hpp"

namespace verbatim::projections {

// What the coefficients of agreement in one question are computed from. Of the whole question it is
// there already; of a part of it, it is counted in one pass over the coders' columns. Equal codings
// give equal sums either way.
class AgreementSums {
 public:
  virtual ~AgreementSums() = default;

  // Responses by their number of finished codings, from 0.
  virtual std::vector<std::uint64_t> by_finished() const = 0;
  // H[m][k]: responses with m >= 1 finished codings of which k >= 0 apply the theme.
  virtual std::vector<agreement::BinaryCell> histogram(coding::ThemeIndex theme) const = 0;
  // The label sets of a framework; the labels are those of what the sums were made of, and live as
  // long.
  struct Sets {
    agreement::SetSums::Labels labels;
    agreement::SetSums sums;
  };
  virtual Sets sets(coding::FrameworkIndex framework) const = 0;
  // Two coders who finished something; nothing where pairs were not counted.
  virtual std::optional<PairTally> pair(coding::MemberIndex first,
                                        coding::MemberIndex second) const = 0;
};

// The running sums of a question. Refers to the view.
std::unique_ptr<AgreementSums> running_sums(const StudyView& view, coding::QuestionIndex question);

// A part of what was said in a question.
struct AgreementPart {
  std::vector<coding::MemberIndex> coders;          // sorted
  std::optional<Words> responses;                   // by number; nothing: all
  std::optional<coding::FrameworkIndex> framework;  // nothing: all
  bool roll_up = false;                             // who says a theme says those above it as well
  bool pairs = false;  // count pairs; requires at most AgreementTally::kPairedCoders coders
};

// Counted in one pass: O(finished codings x themes of each + pairs of coders x themes x
// responses / 64). Refers to the view.
std::unique_ptr<AgreementSums> sums_of_part(const StudyView& view, coding::QuestionIndex question,
                                            const AgreementPart& part);

// The finished codings of two coders as values, set by set of one framework, of the responses that
// count in the part. Its categories are below the second number.
std::pair<agreement::CodingsBuffer, std::uint32_t> set_codings(const StudyView& view,
                                                               coding::QuestionIndex question,
                                                               coding::FrameworkIndex framework,
                                                               const AgreementPart& part);

}  // namespace verbatim::projections
