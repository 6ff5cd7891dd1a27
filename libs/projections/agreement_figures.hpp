#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "agreement/estimate.hpp"
#include "projections/study_view.hpp"

namespace verbatim::projections {

// The names are those of the field's literature as our reference data use them.
enum class Coefficient {
  kPercentAgreement,
  kCohenKappa,
  kKrippendorffAlpha,
  kGwetAc1,
  kPercentExactSets,
  kKrippendorffAlphaNominalSets,
  kKrippendorffAlphaJaccard,
  kKrippendorffAlphaMasi,
};

std::string_view name_of(Coefficient coefficient);
std::optional<Coefficient> coefficient_from(std::string_view name);
std::vector<Coefficient> all_coefficients();

struct AgreementQuery {
  std::vector<Coefficient> coefficients;            // empty: all
  std::vector<coding::MemberIndex> coders;          // empty: everyone who finished a response
  std::optional<coding::FrameworkIndex> framework;  // empty: each framework by itself
};

// One value. Without a theme it is about the whole question: the sets of themes that coders put on
// a response, within one framework. There, percent agreement and alpha are those of whole sets,
// so kPercentAgreement = kPercentExactSets and kKrippendorffAlpha = kKrippendorffAlphaNominalSets.
struct AgreementResult {
  Coefficient coefficient;
  coding::FrameworkIndex framework = 0;
  std::optional<coding::ThemeIndex> theme;
  agreement::Estimate estimate;
};

// Inter-coder agreement in one question. Only finished codings count: seen and left uncoded is a
// value, not seen is missing. Coders are compared as they coded, not as anything was settled.
struct AgreementFigures {
  std::uint64_t units = 0;    // responses with at least two finished codings (of these coders)
  std::uint64_t codings = 0;  // finished codings (of these coders), all responses
  std::vector<coding::MemberIndex> coders;  // those (of these) who finished a response, in order
  // By framework: the whole question, then its themes in scope, each with its coefficients.
  std::vector<AgreementResult> results;
};

// For all coders the themes' values come from the running histograms, O(themes); whole-question
// values, chosen coders and Cohen's kappa take a pass over the question's assignments.
// Requires question < study().questions.size() and coders < study().members.size().
AgreementFigures agreement_of(const StudyView& view, coding::QuestionIndex question,
                              const AgreementQuery& query);

}  // namespace verbatim::projections
