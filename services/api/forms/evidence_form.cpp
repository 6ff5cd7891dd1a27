#include "api/forms/evidence_form.hpp"

#include <array>
#include <set>

#include "api/forms/csv_table.hpp"
#include "api/forms/domain_words.hpp"
#include "api/forms/figure_parts.hpp"
#include "api/requests/parameters.hpp"
#include "base/time.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kRowsMax = 10'000;
constexpr std::array<std::string_view, 4> kUnits = {"responses", "comments", "respondents",
                                                    "assignments"};

ordered_json or_null(const std::string& text) {
  return text.empty() ? ordered_json() : ordered_json(text);
}

ordered_json evidence_json(const NotedEvidence& noted) {
  ordered_json json{{"response", noted.response}, {"comment", noted.comment}};
  json["themes"] = noted.themes;
  json["stands"] = {{"by", or_null(noted.by)}};
  put_decided(json["stands"], noted.adjudicated);
  json["electorate"] = noted.electorate;
  auto codings = ordered_json::array();
  for (const auto& coding : noted.codings)
    codings.push_back({{"coder", coding.coder},
                       {"finished", coding.finished},
                       {"counted", coding.counted},
                       {"revision", coding.changed_at}});
  json["codings"] = std::move(codings);
  auto assignments = ordered_json::array();
  for (const auto& one : noted.assignments) {
    ordered_json assignment{{"coder", one.coder},           {"theme", one.theme},
                            {"counted_as", one.counted_as}, {"revision", one.revision},
                            {"finished", one.finished},     {"counted", one.counted}};
    put_decided(assignment, one.decided);
    assignments.push_back(std::move(assignment));
  }
  json["assignments"] = std::move(assignments);
  return json;
}

// What a row has many of, in one cell: each once, in order.
std::string joined(const std::vector<std::string>& words) {
  std::string cell;
  std::set<std::string_view> seen;
  for (const auto& word : words) {
    if (!seen.insert(word).second) continue;
    if (!cell.empty()) cell += "; ";
    cell += word;
  }
  return cell;
}

// One row of the table is one of what is counted, so that the table is as long as the figure.
void put_row(CsvTable& table, const NotedRow& row) {
  std::vector<std::string> responses, themes, by, coders, counted, positions, electorate;
  for (const auto& noted : row.responses) {
    responses.push_back(noted.response);
    themes.insert(themes.end(), noted.themes.begin(), noted.themes.end());
    by.push_back(noted.by);
    for (const auto& coding : noted.codings)
      if (coding.counted) electorate.push_back(coding.coder);
    if (noted.adjudicated) positions.push_back(std::to_string(noted.adjudicated->position));
    for (const auto& one : noted.assignments) {
      if (one.counted) coders.push_back(one.coder);
      if (one.counted) counted.push_back(one.theme);
      if (one.decided) positions.push_back(std::to_string(one.decided->position));
    }
  }
  table.cell(row.respondent).cell(row.group.value_or("")).cell(row.comment.value_or(""));
  table.cell(joined(responses)).cell(joined(themes)).cell(joined(counted)).cell(joined(coders));
  table.cell(joined(by)).cell(joined(positions)).cell(joined(electorate)).end_row();
}

}  // namespace

void put_decided(ordered_json& json, const std::optional<DecidedBy>& event) {
  for (const auto* name : {"position", "time", "actor", "command", "client", "reason"})
    json[name] = nullptr;
  if (!event) return;
  json["position"] = event->position;
  json["time"] = to_rfc3339(event->time);
  json["actor"] = event->actor;
  json["command"] = or_null(event->command);
  json["client"] = or_null(event->client);
  json["reason"] = or_null(event->reason);
}

std::string_view word_of(EvidenceUnit unit) {
  return kUnits[static_cast<std::size_t>(unit)];
}

Result<EvidenceForm> read_evidence_form(const http::Request& request) {
  EvidenceForm form;
  const auto unit =
      word_from<EvidenceUnit>(kUnits, request.parameter("unit").value_or("responses"));
  if (!unit)
    return bad_parameter("unit", "The unit is responses, comments, respondents or assignments.");
  form.unit = *unit;
  const auto csv = csv_wanted(request);
  if (!csv) return csv.error();
  form.csv = *csv;
  const auto offset = number_parameter(request, "offset", 0, 0xFFFF'FFFF, 0);
  if (!offset) return offset.error();
  form.offset = *offset;
  const auto limit = number_parameter(request, "limit", 1, kRowsMax, form.csv ? kRowsMax : 100);
  if (!limit) return limit.error();
  form.limit = *limit;
  return form;
}

http::Response show_evidence(const EvidencePage& page, const EvidenceForm& form,
                             const ordered_json& figure, const std::string& permalink) {
  if (form.csv) {
    CsvTable table({"respondent", "group", "comment", "responses", "themes", "assigned", "coders",
                    "stands_by", "positions", "electorate"});
    for (const auto& row : page.rows) put_row(table, row);
    return table.answer("evidence");
  }
  ordered_json json;
  json["study"] = page.study;
  json["question"] = page.question;
  json["position"] = page.position;
  json["permalink"] = permalink;
  json["figure"] = figure;
  json["units"] = units_json(page.units);
  json["unit"] = word_of(form.unit);
  json["total"] = page.total;
  auto rows = ordered_json::array();
  for (const auto& noted : page.rows) {
    ordered_json row{{"respondent", noted.respondent}};
    row["group"] = noted.group ? ordered_json(*noted.group) : ordered_json();
    row["comment"] = noted.comment ? ordered_json(*noted.comment) : ordered_json();
    auto responses = ordered_json::array();
    for (const auto& response : noted.responses) responses.push_back(evidence_json(response));
    row["responses"] = std::move(responses);
    rows.push_back(std::move(row));
  }
  json["rows"] = std::move(rows);
  json["next"] = page.next ? ordered_json(*page.next) : ordered_json();
  return json_response(200, json.dump());
}

}  // namespace verbatim::api
