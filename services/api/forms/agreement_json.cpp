#include "api/forms/agreement_json.hpp"

#include "api/forms/figure_parts.hpp"
#include "api/forms/suppression.hpp"
#include "projections/round_codings.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

// A value with its reason, interval and what it was computed on, into an open object.
void write_estimate(JsonText& json, const agreement::Estimate& estimate) {
  json.field("value", estimate.value).name("reason");
  if (estimate.reason)
    json.value(agreement::slug_of(*estimate.reason));
  else
    json.value(std::nullopt);
  if (estimate.interval) {
    json.field("se", estimate.interval->se).name("ci95").begin_array();
    json.value(estimate.interval->low).value(estimate.interval->high).end_array();
    json.field("interval", agreement::slug_of(estimate.interval->method));
  } else {
    json.field("se", std::nullopt).field("ci95", std::nullopt).field("interval", std::nullopt);
  }
  json.field("units", estimate.units).field("codings", estimate.codings);
  json.field("observed", estimate.observed).field("expected", estimate.expected);
  json.field("prevalence", estimate.prevalence).field("too_few", estimate.units < kFewUnits);
}

// `resampled`: whether bootstrapped intervals were asked for.
void write_row(JsonText& json, const coding::Study& study,
               const projections::AgreementResult& result, bool resampled) {
  json.begin_object().field("coefficient", projections::name_of(result.coefficient));
  json.field("framework", study.framework_ids.id(result.framework));
  if (result.theme) {
    json.field("theme", study.theme_ids.id(*result.theme));
    json.field("label", study.themes[*result.theme].wording.label);
  } else {
    json.field("theme", std::nullopt).field("label", std::nullopt);
  }
  write_estimate(json, result.estimate);
  if (resampled && result.bootstrap) {
    const auto& drawn = *result.bootstrap;
    json.name("bootstrap").begin_object().field("se", drawn.se).name("ci95").begin_array();
    json.value(drawn.low).value(drawn.high).end_array().end_object();
  } else if (resampled) {
    json.field("bootstrap", std::nullopt);
  }
  json.end_object();
}

// What is said of a theme by one coder and by others.
template <class Row>
void write_cells(JsonText& json, const coding::Study& study, const Row& row) {
  json.begin_object().field("theme", study.theme_ids.id(row.theme)).field("both", row.cells.both);
  json.field("first_alone", row.cells.first_alone).field("second_alone", row.cells.second_alone);
  json.field("percent_agreement", row.percent_agreement.value);
  json.field("cohen_kappa", row.cohen_kappa.value).end_object();
}

// The rows from `at` on of the same coders, as their themes; where the next ones begin.
template <class Row, class Same>
std::size_t write_themes(JsonText& json, const coding::Study& study, const std::vector<Row>& rows,
                         std::size_t at, Same same) {
  json.name("themes").begin_array();
  const auto& first = rows[at];
  for (; at < rows.size() && same(rows[at], first); ++at) write_cells(json, study, rows[at]);
  json.end_array();
  return at;
}

// One object a pair, with its themes.
void write_pairs(JsonText& json, const coding::Study& study,
                 const projections::AgreementFigures& figures) {
  json.begin_array();
  for (std::size_t at = 0; at < figures.pairs.size();) {
    const auto& pair = figures.pairs[at];
    json.begin_object().field("first", study.member_ids.id(pair.first));
    json.field("second", study.member_ids.id(pair.second));
    json.field("units", pair.cohen_kappa.units);
    at = write_themes(json, study, figures.pairs, at, [](const auto& a, const auto& b) {
      return a.first == b.first && a.second == b.second;
    });
    json.end_object();
  }
  json.end_array();
}

void write_against_the_rest(JsonText& json, const coding::Study& study,
                            const projections::AgreementFigures& figures) {
  json.begin_array();
  for (std::size_t at = 0; at < figures.against_the_rest.size();) {
    const auto& one = figures.against_the_rest[at];
    json.begin_object().field("coder", study.member_ids.id(one.coder));
    json.field("comparisons", one.cohen_kappa.units);
    at = write_themes(json, study, figures.against_the_rest, at,
                      [](const auto& a, const auto& b) { return a.coder == b.coder; });
    json.end_object();
  }
  json.end_array();
}

void write_results(JsonText& json, const coding::Study& study,
                   const projections::AgreementFigures& figures, bool resampled) {
  json.field("suppressed", false).field("units", figures.units).name("coders").begin_array();
  for (const auto coder : figures.coders) json.value(study.member_ids.id(coder));
  json.end_array().field("codings", figures.codings).name("results").begin_array();
  for (const auto& result : figures.results) write_row(json, study, result, resampled);
  json.end_array();
}

void write_suppressed(JsonText& json) {
  json.field("suppressed", true).field("units", std::nullopt).name("coders").begin_array();
  json.end_array().field("codings", std::nullopt).name("results").begin_array().end_array();
}

// `pair_rows`: each pair by itself, beside each coder against the rest.
void write_agreement(JsonText& json, const projections::StudyView& view,
                     coding::QuestionIndex question, const projections::AgreementQuery& query,
                     bool pair_rows) {
  const bool suppressed = is_suppressed(view, question, query.group);
  projections::AgreementFigures figures;
  if (suppressed) {
    write_suppressed(json);
  } else {
    figures = projections::agreement_of(view, question, query);
    write_results(json, view.study(), figures, query.resampling.resamples > 0);
  }
  if (!query.pairs) return;
  if (suppressed || figures.too_many_for_pairs) {
    if (pair_rows) json.field("pairs", std::nullopt);
    json.field("against_the_rest", std::nullopt);
    return;
  }
  if (pair_rows) write_pairs(json.name("pairs"), view.study(), figures);
  write_against_the_rest(json.name("against_the_rest"), view.study(), figures);
}

// A round's codings count as they are now: what that differs from how they were made in it.
ordered_json of_round_json(const coding::Study& study, coding::RoundIndex index,
                           std::optional<coding::QuestionIndex> question) {
  const auto& round = study.rounds[index];
  const auto codings = projections::round_codings(study, index, question);
  return {{"opened_at", round.opened_at},
          {"closed_at", round.open ? ordered_json() : ordered_json(round.closed_at)},
          {"codings_from_before", codings.from_before},
          {"codings_changed_since", codings.changed_since}};
}

}  // namespace

ordered_json estimate_json(const agreement::Estimate& estimate) {
  JsonText json;
  json.begin_object();
  write_estimate(json, estimate);
  return ordered_json::parse(json.end_object().take());
}

ordered_json agreement_rules(const projections::StudyView& view,
                             const projections::AgreementQuery& query,
                             std::optional<coding::QuestionIndex> question) {
  const auto& study = view.study();
  ordered_json rules;
  rules["responses"] = "finished by at least two coders";
  rules["seen_and_uncoded"] = "a value";
  rules["not_seen"] = "missing";
  rules["settled"] = "left out";
  rules["withdrawn"] = "left out";
  rules["too_few_below"] = kFewUnits;
  // The sums that are kept up with every event do not tell one coder from another, and not which
  // sets of themes met in a response.
  rules["not_live"] =
      "beyond 20000 finished codings: conger_kappa, light_kappa, and the intervals and prevalence "
      "of "
      "sets of themes. They follow from agreement/data";
  static_assert(projections::kCodingsLookedAt == 20'000);
  rules["roll_up"] = query.roll_up;
  rules["round"] = query.round ? ordered_json(study.round_ids.id(*query.round)) : ordered_json();
  rules["of_round"] = query.round ? of_round_json(study, *query.round, question) : ordered_json();
  rules["group"] = query.group ? ordered_json(study.group_ids.id(*query.group)) : ordered_json();
  if (query.resampling.resamples > 0)
    rules["bootstrap"] = {{"resamples", query.resampling.resamples},
                          {"seed", query.resampling.seed}};
  auto codebook = ordered_json::array();
  for (std::uint32_t f = 0; f < study.frameworks.size(); ++f) {
    if (study.framework_ids.is_gone(f) || (query.framework && *query.framework != f)) continue;
    codebook.push_back(
        {{"framework", study.framework_ids.id(f)}, {"revision", study.frameworks[f].revision}});
  }
  rules["codebook"] = std::move(codebook);
  return rules;
}

void write_agreement(JsonText& json, const projections::StudyView& view,
                     coding::QuestionIndex question, const projections::AgreementQuery& query) {
  write_agreement(json, view, question, query, true);
}

void write_agreement_without_pairs(JsonText& json, const projections::StudyView& view,
                                   coding::QuestionIndex question,
                                   const projections::AgreementQuery& query) {
  write_agreement(json, view, question, query, false);
}

void write_nothing_said(JsonText& json, bool pairs) {
  write_results(json, {}, {}, false);
  if (pairs) json.name("against_the_rest").begin_array().end_array();
}

std::string question_agreement_json(const projections::StudyView& view,
                                    coding::QuestionIndex question,
                                    const projections::AgreementQuery& query,
                                    const Permalink& link) {
  JsonText json;
  json.begin_object().fields(figure_header(view, question));
  json.field("permalink", link.at(view.position()));
  json.field("evidence",
             link.evidence_at(view.position(), "", {"coders", "coder", "group", "round", "roll_up"},
                              "{&theme,coefficient,framework}"));
  json.field("rules", agreement_rules(view, query, question));
  write_agreement(json, view, question, query);
  return json.end_object().take();
}

}  // namespace verbatim::api
