#include "api/forms/reliability_form.hpp"

#include "api/forms/agreement_json.hpp"
#include "api/forms/csv_table.hpp"
#include "api/forms/suppression.hpp"
#include "api/requests/lookup.hpp"
#include "api/requests/parameters.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::ReliabilityRow;
using projections::RowUse;

// Each coding of a row by the place of its coder; nothing: not coded, or it does not count.
std::vector<std::optional<std::uint32_t>> sets_of(const NotedReliability& noted,
                                                  const agreement::Codings& codings,
                                                  std::size_t row) {
  std::vector<std::optional<std::uint32_t>> sets(noted.coders.size());
  for (auto at = codings.offsets[row]; at < codings.offsets[row + 1]; ++at)
    sets[codings.coders[at]] = codings.values[at];
  return sets;
}

ordered_json left_out_json(const NotedReliability& noted, std::size_t row) {
  auto list = ordered_json::array();
  const auto& coders = noted.found.rows[row].left_out;
  for (std::size_t i = 0; i < coders.size(); ++i)
    list.push_back({{"coder", noted.left_out[row][i]}, {"reason", slug_of(coders[i].why)}});
  return list;
}

ordered_json row_json(const NotedReliability& noted, std::size_t row) {
  const auto use = noted.found.rows[row].use;
  ordered_json json;
  json["response"] = noted.responses[row];
  json["used"] = use == RowUse::kUsed;
  json["reason"] = use == RowUse::kUsed ? ordered_json() : ordered_json(slug_of(use));
  json["left_out"] = left_out_json(noted, row);
  return json;
}

http::Response as_json(const NotedReliability& noted) {
  const auto codings = noted.found.data().codings;
  auto json = header_json(noted);
  json["coders"] = noted.coders;
  json["categories"] = noted.themes;
  auto items = ordered_json::array(), rows = ordered_json::array();
  for (std::size_t row = 0; row < noted.responses.size(); ++row) {
    auto item = ordered_json::array();
    for (const auto& set : sets_of(noted, codings, row))
      item.push_back(set ? themes_json(noted, *set) : ordered_json());
    items.push_back(std::move(item));
    rows.push_back(row_json(noted, row));
  }
  json["items"] = std::move(items);
  json["rows"] = std::move(rows);
  return json_response(200, json.dump());
}

http::Response as_lines(const NotedReliability& noted) {
  const auto codings = noted.found.data().codings;
  http::Response response{200, "application/x-ndjson", {}, {}, {}};
  for (std::size_t row = 0; row < noted.responses.size(); ++row) {
    auto json = row_json(noted, row);
    auto said = ordered_json::object();
    const auto sets = sets_of(noted, codings, row);
    for (std::size_t c = 0; c < sets.size(); ++c)
      said[noted.coders[c]] = sets[c] ? themes_json(noted, *sets[c]) : ordered_json();
    json["codings"] = std::move(said);
    response.body += json.dump() + "\n";
  }
  return response;
}

// The set as CSV has it. Requires that every theme can stand there.
std::string in_cell(const NotedReliability& noted, std::uint32_t set) {
  std::vector<std::string> themes;
  for (const auto label : noted.found.sets.sets()[set]) themes.push_back(noted.themes[label]);
  return *themes_in_cell(themes);
}

Result<http::Response> as_csv(const NotedReliability& noted) {
  if (auto all = themes_in_cell(noted.themes); !all) return std::move(all).error();
  std::vector<std::string> columns = {"item", "used", "reason", "left_out"};
  for (const auto& coder : noted.coders) columns.push_back("coder:" + coder);
  CsvTable table{std::span<const std::string>(columns)};
  const auto codings = noted.found.data().codings;
  for (std::size_t row = 0; row < noted.responses.size(); ++row) {
    const auto& found = noted.found.rows[row];
    const bool used = found.use == RowUse::kUsed;
    table.cell(noted.responses[row]).cell(used ? "yes" : "no");
    table.cell(used ? std::string_view() : slug_of(found.use));
    std::string left_out;
    for (std::size_t i = 0; i < found.left_out.size(); ++i)
      left_out += (i == 0 ? "" : "; ") + noted.left_out[row][i] + ": " +
                  std::string(slug_of(found.left_out[i].why));
    table.cell(left_out);
    for (const auto& set : sets_of(noted, codings, row))
      table.cell(set ? in_cell(noted, *set) : std::string());
    table.end_row();
  }
  return table.answer("agreement-data");
}

}  // namespace

Result<NotedReliability> note_reliability(const projections::StudyView& view,
                                          const std::string& question,
                                          const AskedAgreement& asked) {
  const auto& study = view.study();
  const auto index = find_question(study, question);
  if (!index) return index.error();
  auto query = agreement_query_of(study, asked);
  if (!query) return std::move(query).error();
  const auto framework = framework_of(study, *query);
  if (!framework) return framework.error();
  query->framework = *framework;
  NotedReliability noted;
  noted.study = study.id;
  noted.question = question;
  noted.framework = study.framework_ids.id(*framework);
  noted.position = view.position();
  noted.rules = agreement_rules(view, *query, *index);
  noted.suppressed = is_suppressed(view, *index, query->group);
  if (noted.suppressed) return noted;
  noted.found = projections::reliability_of(view, *index, *framework, *query);
  for (const auto coder : noted.found.coders) noted.coders.emplace_back(study.member_ids.id(coder));
  for (const auto theme : noted.found.themes) {
    noted.themes.emplace_back(study.theme_ids.id(theme));
    noted.labels.push_back(study.themes[theme].wording.label);
  }
  for (const auto& row : noted.found.rows) {
    noted.responses.emplace_back(study.id_of(study.responses[row.response]));
    auto& left_out = noted.left_out.emplace_back();
    for (const auto& one : row.left_out) left_out.emplace_back(study.member_ids.id(one.coder));
  }
  return noted;
}

ordered_json header_json(const NotedReliability& noted) {
  return {{"study", noted.study},       {"question", noted.question},
          {"position", noted.position}, {"framework", noted.framework},
          {"rules", noted.rules},       {"suppressed", noted.suppressed}};
}

ordered_json themes_json(const NotedReliability& noted, std::uint32_t set) {
  auto themes = ordered_json::array();
  for (const auto label : noted.found.sets.sets()[set]) themes.push_back(noted.themes[label]);
  return themes;
}

Result<ReliabilityForm> read_reliability_form(const http::Request& request) {
  const auto format = request.parameter("format").value_or("json");
  if (format == "json") return ReliabilityForm::kJson;
  if (format == "csv") return ReliabilityForm::kCsv;
  if (format == "ndjson") return ReliabilityForm::kLines;
  return bad_parameter("format", "The format is json, csv or ndjson.");
}

Result<http::Response> show_reliability(const NotedReliability& noted, ReliabilityForm form) {
  if (form == ReliabilityForm::kCsv) return as_csv(noted);
  return form == ReliabilityForm::kLines ? as_lines(noted) : as_json(noted);
}

}  // namespace verbatim::api
