#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "agreement/binary.hpp"
#include "agreement/bootstrap.hpp"
#include "agreement/estimate.hpp"
#include "projections/agreement_sums.hpp"
#include "projections/study_view.hpp"

namespace verbatim::projections {

// The names are those of the field's literature as our reference data use them.
enum class Coefficient {
  kPercentAgreement,
  kCohenKappa,
  kScottPi,
  kKrippendorffAlpha,
  kGwetAc1,
  kFleissKappa,
  kHolsti,  // of two coders on one theme
  kBrennanPrediger,
  // They ask who the coders are, which the sums do not tell: computed from the codings themselves,
  // where they are named and there are not more than kCodingsLookedAt.
  kCongerKappa,
  kLightKappa,
  kPercentExactSets,
  kKrippendorffAlphaNominalSets,
  kKrippendorffAlphaJaccard,
  kKrippendorffAlphaMasi,
  // Holsti's of label sets: twice the labels in common by all that were applied.
  kHolstiMicroDice,
};

std::string_view name_of(Coefficient coefficient);
std::optional<Coefficient> coefficient_from(std::string_view name);
std::vector<Coefficient> all_coefficients();
// Whether it is about one theme, or about whole label sets; some are about either.
bool has_theme_form(Coefficient coefficient);
bool has_question_form(Coefficient coefficient);
// Whether it depends on who of the coders says what: Conger's and Light's kappa.
bool asks_who(Coefficient coefficient);
// Whether it is given only where it is named: Conger's and Light's kappa, Scott's pi, Holsti's.
bool only_where_named(Coefficient coefficient);

// What was said of one theme, as its coefficients need it.
struct ThemeCodings {
  std::vector<agreement::BinaryCell> cells;
  std::uint64_t coders = 0;  // who finished anything
  // Of two coders: the responses where neither, the second alone, the first alone and both say it.
  std::array<std::uint64_t, 4> table = {};
};

// Requires has_theme_form(coefficient) and not asks_who(coefficient).
agreement::Estimate estimate_of_theme(Coefficient coefficient, const ThemeCodings& said);

// Whatever needs each coding by itself is computed of at most so many finished ones, so that an
// answer takes a moment: the intervals and prevalence of sets of themes, and Conger's and Light's
// kappa. Of more, the first have none, and the others are kTooLarge.
inline constexpr std::uint64_t kCodingsLookedAt = 20'000;

// And resampled are of codings one by one at most so many, all resamples together.
inline constexpr std::uint64_t kCodingsDrawn = 2'000'000;

struct AgreementQuery {
  std::vector<Coefficient> coefficients;            // empty: all but those only_where_named()
  std::vector<coding::MemberIndex> coders;          // empty: everyone who finished a response
  std::optional<coding::FrameworkIndex> framework;  // empty: each framework by itself
  std::optional<coding::GroupIndex> group = {};  // only responses of this group (kNone16: of none)
  // Only the responses of this round (those that were drawn, else all), as its coders of now and
  // before said them.
  std::optional<coding::RoundIndex> round = {};
  bool roll_up = false;  // who says a theme says those above it as well
  bool pairs = false;    // each pair of coders by itself, too
  // Bootstrapped intervals beside the others, where any resamples are asked for.
  agreement::Resampling resampling = {0, 1};
};

// One value. Without a theme it is about the whole question: the sets of themes that coders put on
// a response, within one framework. There, percent agreement and alpha are those of whole sets,
// so kPercentAgreement = kPercentExactSets and kKrippendorffAlpha = kKrippendorffAlphaNominalSets.
struct AgreementResult {
  Coefficient coefficient;
  coding::FrameworkIndex framework = 0;
  std::optional<coding::ThemeIndex> theme;
  agreement::Estimate estimate;
  // Where resamples were asked for: of a theme, from draws over the cells of its histogram or
  // table; of sets, and of what asks who, where all resamples together draw no more than
  // kCodingsDrawn.
  std::optional<agreement::Interval> bootstrap = {};
};

// Two coders on one theme, over the responses that both finished.
struct PairResult {
  coding::MemberIndex first = 0, second = 0;
  coding::ThemeIndex theme = 0;
  PairCells cells;
  agreement::Estimate percent_agreement, cohen_kappa;
};

// One coder against each of the others on one theme: the tables of their pairs added up, so that a
// response counts once for every other coder who finished it.
struct CoderResult {
  coding::MemberIndex coder = 0;
  coding::ThemeIndex theme = 0;
  PairCells cells;  // first: this coder
  agreement::Estimate percent_agreement, cohen_kappa;
};

// Inter-coder agreement in one question. Only finished codings count: seen and left uncoded is a
// value, not seen is missing. Coders are compared as they coded, not as anything was settled.
struct AgreementFigures {
  std::uint64_t units = 0;    // responses with at least two finished codings (of these coders)
  std::uint64_t codings = 0;  // finished codings (of these coders), all responses
  std::vector<coding::MemberIndex> coders;  // those (of these) who finished a response, in order
  // By framework: the whole question, then its themes in scope, each with its coefficients.
  std::vector<AgreementResult> results;
  // With `pairs`, unless there are too many coders: by pair, then theme, in the order of coders; by
  // coder, then theme.
  bool too_many_for_pairs = false;
  std::vector<PairResult> pairs;
  std::vector<CoderResult> against_the_rest;
};

struct AgreementPart;  // agreement_sums.hpp

// What of the question a query is about; its coders, in order, are those who finished something in
// it. Requires what agreement_of() does.
AgreementPart agreement_part(const StudyView& view, coding::QuestionIndex question,
                             const AgreementQuery& query);

// Of all coders and responses, not rolled up, the sums are kept up with every event: O(themes +
// pairs of label sets that share a label). Whatever is a part of that takes one pass over the
// part's codings, side by side in memory. Requires question < study().questions.size(), coders <
// study().members.size() and round < study().rounds.size().
AgreementFigures agreement_of(const StudyView& view, coding::QuestionIndex question,
                              const AgreementQuery& query);

}  // namespace verbatim::projections
