#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "agreement/codings.hpp"
#include "agreement/sets.hpp"
#include "projections/agreement_figures.hpp"

// The reliability data of one question, response by response: what agreement of it is computed
// from, so that it can be computed anew anywhere, and what is looked at to say why coders differ.
namespace verbatim::projections {

// Whether a response is compared, or why not.
enum class RowUse {
  kUsed,         // two coders or more finished it
  kOneCoder,     // one did: no pair, though it counts for how often a theme is said at all
  kNotFinished,  // somebody has begun, nobody has finished
  kNotBegun,
  kOtherGroup,  // not of the group asked for
  kNotInRound,  // not of the round asked for
};
// Stable: "used", "one_coder", "not_finished", "not_begun", "other_group", "not_in_round".
std::string_view slug_of(RowUse use);

// Why what a coder said of a response that is in question does not count.
enum class LeftOut {
  kNotFinished,
  kNotAsked,    // not one of the coders asked for
  kNotInRound,  // never coded in the round asked for
};
// Stable: "not_finished", "not_asked", "not_in_round".
std::string_view slug_of(LeftOut why);

struct ReliabilityRow {
  coding::ResponseIndex response = 0;
  RowUse use = RowUse::kUsed;
  struct Coder {
    coding::MemberIndex coder = 0;
    LeftOut why = LeftOut::kNotFinished;
  };
  std::vector<Coder> left_out;  // those who have begun; by number
};

struct Reliability {
  std::vector<coding::MemberIndex> coders;  // who finished a response that is asked for; by number
  // Those in scope, in the order they were added, then whatever else was said.
  std::vector<coding::ThemeIndex> themes;
  std::vector<ReliabilityRow> rows;  // every response of the question
  // One unit a row. Coders are places in `coders`, values sets, labels places in `themes`.
  agreement::CodingsBuffer codings;
  agreement::LabelSets sets;

  agreement::SetCodings data() const { return {sets.sets(), codings.view(sets.size())}; }
};

// What agreement_of() compares in one framework; `query.framework` and `.coefficients` are left
// alone. One pass over the codings. Requires what agreement_of() does.
Reliability reliability_of(const StudyView& view, coding::QuestionIndex question,
                           coding::FrameworkIndex framework, const AgreementQuery& query);

}  // namespace verbatim::projections
