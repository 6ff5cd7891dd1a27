#include "api/agreement_json.hpp"

#include "api/figure_parts.hpp"
#include "api/suppression.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

ordered_json number_or_null(const std::optional<double>& number) {
  return number ? ordered_json(*number) : ordered_json();
}

ordered_json row_of(const coding::Study& study, const projections::AgreementResult& result) {
  ordered_json row;
  row["coefficient"] = projections::name_of(result.coefficient);
  row["framework"] = study.framework_ids.id(result.framework);
  row["theme"] = result.theme ? ordered_json(study.theme_ids.id(*result.theme)) : ordered_json();
  row["label"] =
      result.theme ? ordered_json(study.themes[*result.theme].wording.label) : ordered_json();
  row.update(estimate_json(result.estimate));
  return row;
}

// What is said of a theme by one coder and by others.
ordered_json cells_json(const coding::Study& study, coding::ThemeIndex theme,
                        const projections::PairCells& cells,
                        const agreement::Estimate& percent_agreement,
                        const agreement::Estimate& cohen_kappa) {
  ordered_json row;
  row["theme"] = study.theme_ids.id(theme);
  row["both"] = cells.both;
  row["first_alone"] = cells.first_alone;
  row["second_alone"] = cells.second_alone;
  row["percent_agreement"] = number_or_null(percent_agreement.value);
  row["cohen_kappa"] = number_or_null(cohen_kappa.value);
  return row;
}

// One object a pair, with its themes.
ordered_json pairs_json(const coding::Study& study, const projections::AgreementFigures& figures) {
  if (figures.too_many_for_pairs) return {};
  auto pairs = ordered_json::array();
  for (std::size_t i = 0; i < figures.pairs.size(); ++i) {
    const auto& pair = figures.pairs[i];
    const bool next = i == 0 || figures.pairs[i - 1].first != pair.first ||
                      figures.pairs[i - 1].second != pair.second;
    if (next)
      pairs.push_back({{"first", study.member_ids.id(pair.first)},
                       {"second", study.member_ids.id(pair.second)},
                       {"units", pair.cohen_kappa.units},
                       {"themes", ordered_json::array()}});
    pairs.back()["themes"].push_back(
        cells_json(study, pair.theme, pair.cells, pair.percent_agreement, pair.cohen_kappa));
  }
  return pairs;
}

ordered_json against_the_rest_json(const coding::Study& study,
                                   const projections::AgreementFigures& figures) {
  if (figures.too_many_for_pairs) return {};
  auto coders = ordered_json::array();
  for (std::size_t i = 0; i < figures.against_the_rest.size(); ++i) {
    const auto& one = figures.against_the_rest[i];
    if (i == 0 || figures.against_the_rest[i - 1].coder != one.coder)
      coders.push_back({{"coder", study.member_ids.id(one.coder)},
                        {"comparisons", one.cohen_kappa.units},
                        {"themes", ordered_json::array()}});
    coders.back()["themes"].push_back(
        cells_json(study, one.theme, one.cells, one.percent_agreement, one.cohen_kappa));
  }
  return coders;
}

ordered_json agreement_results_json(const coding::Study& study,
                                    const projections::AgreementFigures& figures) {
  ordered_json json;
  json["suppressed"] = false;
  json["units"] = figures.units;
  auto coders = ordered_json::array();
  for (const auto coder : figures.coders) coders.push_back(study.member_ids.id(coder));
  json["coders"] = std::move(coders);
  json["codings"] = figures.codings;
  auto results = ordered_json::array();
  for (const auto& result : figures.results) results.push_back(row_of(study, result));
  json["results"] = std::move(results);
  return json;
}

}  // namespace

ordered_json estimate_json(const agreement::Estimate& estimate) {
  ordered_json json;
  json["value"] = number_or_null(estimate.value);
  json["reason"] =
      estimate.reason ? ordered_json(agreement::slug_of(*estimate.reason)) : ordered_json();
  if (estimate.interval) {
    json["se"] = estimate.interval->se;
    json["ci95"] = {estimate.interval->low, estimate.interval->high};
    json["interval"] = agreement::slug_of(estimate.interval->method);
  } else {
    json["se"] = nullptr;
    json["ci95"] = nullptr;
    json["interval"] = nullptr;
  }
  json["units"] = estimate.units;
  json["codings"] = estimate.codings;
  json["observed"] = number_or_null(estimate.observed);
  json["expected"] = number_or_null(estimate.expected);
  json["prevalence"] = number_or_null(estimate.prevalence);
  json["too_few"] = estimate.units < kFewUnits;
  return json;
}

ordered_json agreement_rules(const projections::StudyView& view,
                             const projections::AgreementQuery& query) {
  const auto& study = view.study();
  ordered_json rules;
  rules["responses"] = "finished by at least two coders";
  rules["seen_and_uncoded"] = "a value";
  rules["not_seen"] = "missing";
  rules["settled"] = "left out";
  rules["withdrawn"] = "left out";
  rules["too_few_below"] = kFewUnits;
  // They need every coder's own margins, which are not kept up with every event.
  rules["not_live"] = "light_kappa and conger_kappa: compute them from agreement/data";
  rules["roll_up"] = query.roll_up;
  rules["round"] = query.round ? ordered_json(study.round_ids.id(*query.round)) : ordered_json();
  rules["group"] = query.group ? ordered_json(study.group_ids.id(*query.group)) : ordered_json();
  auto codebook = ordered_json::array();
  for (std::uint32_t f = 0; f < study.frameworks.size(); ++f) {
    if (study.framework_ids.is_gone(f) || (query.framework && *query.framework != f)) continue;
    codebook.push_back(
        {{"framework", study.framework_ids.id(f)}, {"revision", study.frameworks[f].revision}});
  }
  rules["codebook"] = std::move(codebook);
  return rules;
}

ordered_json agreement_json(const projections::StudyView& view, coding::QuestionIndex question,
                            const projections::AgreementQuery& query) {
  if (is_suppressed(view, question, query.group)) {
    ordered_json json{{"suppressed", true},
                      {"units", nullptr},
                      {"coders", ordered_json::array()},
                      {"codings", nullptr},
                      {"results", ordered_json::array()}};
    if (query.pairs) {
      json["pairs"] = nullptr;
      json["against_the_rest"] = nullptr;
    }
    return json;
  }
  const auto figures = projections::agreement_of(view, question, query);
  auto json = agreement_results_json(view.study(), figures);
  if (query.pairs) {
    json["pairs"] = pairs_json(view.study(), figures);
    json["against_the_rest"] = against_the_rest_json(view.study(), figures);
  }
  return json;
}

ordered_json nothing_said_json(bool pairs) {
  auto json = agreement_results_json({}, {});
  if (pairs) json["against_the_rest"] = ordered_json::array();
  return json;
}

ordered_json question_agreement_json(const projections::StudyView& view,
                                     coding::QuestionIndex question,
                                     const projections::AgreementQuery& query,
                                     const Permalink& link) {
  auto json = figure_header(view, question);
  json["permalink"] = link.at(view.position());
  json["evidence"] =
      link.evidence_at(view.position(), "", {"coders", "coder", "group", "round", "roll_up"},
                       "{&theme,coefficient,framework}");
  json["rules"] = agreement_rules(view, query);
  json.update(agreement_json(view, question, query));
  return json;
}

}  // namespace verbatim::api
