#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "api/forms/json_text.hpp"
#include "api/forms/permalink.hpp"
#include "projections/agreement_figures.hpp"
#include "projections/study_view.hpp"

// Agreement as the API shows it (schemas/openapi.yaml: Agreement).
namespace verbatim::api {

// A value on fewer responses than this is said to be on too few: one response more may turn it.
inline constexpr std::uint64_t kFewUnits = 30;

// What holds for every figure of agreement: which responses count, what is a value, what is left
// out, and at which revision the codebook was. `question`: the one that is asked about; else all.
nlohmann::ordered_json agreement_rules(const projections::StudyView& view,
                                       const projections::AgreementQuery& query,
                                       std::optional<coding::QuestionIndex> question = {});

// The fields of one question, into an open object: its units, coders, results and, where asked for,
// pairs of coders. Of a group that is too small to be shown (policy: suppress_below) it says so,
// and has no figure.
void write_agreement(JsonText& json, const projections::StudyView& view,
                     coding::QuestionIndex question, const projections::AgreementQuery& query);

// The same, but each coder against the rest in place of the pairs.
void write_agreement_without_pairs(JsonText& json, const projections::StudyView& view,
                                   coding::QuestionIndex question,
                                   const projections::AgreementQuery& query);

// That where what was asked about was not there yet.
void write_nothing_said(JsonText& json, bool pairs);

// A value with its reason, interval and what it was computed on.
nlohmann::ordered_json estimate_json(const agreement::Estimate& estimate);

// The whole answer about one question at the view's position, with the rules that hold for it.
std::string question_agreement_json(const projections::StudyView& view,
                                    coding::QuestionIndex question,
                                    const projections::AgreementQuery& query,
                                    const Permalink& link);

}  // namespace verbatim::api
