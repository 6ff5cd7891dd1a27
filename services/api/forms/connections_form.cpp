#include "api/forms/connections_form.hpp"

#include <nlohmann/json.hpp>

#include "api/forms/csv_table.hpp"
#include "api/forms/figure_parts.hpp"
#include "api/forms/suppression.hpp"
#include "api/requests/lookup.hpp"
#include "api/requests/parameters.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::Connection;

constexpr std::size_t kConnectionsMax = 100'000;

Result<projections::ConnectionsQuery> query_of(const coding::Study& study, projections::Basis basis,
                                               const ConnectionsForm& form) {
  projections::ConnectionsQuery query{basis, {}, {}, {}};
  const auto from = find_framework(study, form.framework);
  if (!from) return from.error();
  query.from = *from;
  auto to = find_framework(study, form.to);
  if (!to) {
    to.error().field = "to";
    return to.error();
  }
  if (*to && *to == *from) return bad_parameter("to", "A crosswalk leads to another framework.");
  query.to = *to;
  if (form.group) {
    const auto group = find_group(study, *form.group);
    if (!group) return group.error();
    query.group = *group;
  }
  return query;
}

ordered_json end_json(const coding::Study& study, coding::ThemeIndex theme, std::uint32_t all) {
  return {{"theme", study.theme_ids.id(theme)},
          {"label", study.themes[theme].wording.label},
          {"framework", study.framework_ids.id(study.themes[theme].framework)},
          {"responses", all}};
}

}  // namespace

Result<ConnectionsForm> read_connections_form(const http::Request& request) {
  ConnectionsForm form(request);
  form.basis = request.parameter("basis").value_or("settled");
  form.framework = copy_of(request.parameter("framework"));
  form.to = copy_of(request.parameter("to"));
  form.group = copy_of(request.parameter("group"));
  if (form.to && !form.framework)
    return bad_parameter("to",
                         "Connections lead from one framework to another: give framework too.");
  const auto limit = number_parameter(request, "limit", 1, kConnectionsMax, 1000);
  if (!limit) return limit.error();
  form.limit = *limit;
  const auto csv = csv_wanted(request);
  if (!csv) return csv.error();
  form.csv = *csv;
  return form;
}

Result<http::Response> show_connections(const projections::StudyView& view,
                                        coding::QuestionIndex question, projections::Basis basis,
                                        const ConnectionsForm& form) {
  const auto& study = view.study();
  const auto query = query_of(study, basis, form);
  if (!query) return query.error();
  const bool suppressed = is_suppressed(view, question, query->group);
  auto found =
      suppressed ? std::vector<Connection>{} : projections::connections(view, question, *query);
  const auto total = found.size();
  if (found.size() > form.limit) found.resize(form.limit);
  if (form.csv) {
    CsvTable table({"first", "first_label", "second", "second_label", "responses",
                    "first_responses", "second_responses", "overlap", "linked"});
    for (const auto& c : found) {
      table.cell(study.theme_ids.id(c.first)).cell(study.themes[c.first].wording.label);
      table.cell(study.theme_ids.id(c.second)).cell(study.themes[c.second].wording.label);
      table.cell(std::uint64_t{c.both}).cell(std::uint64_t{c.first_all});
      table.cell(std::uint64_t{c.second_all}).cell(c.overlap());
      table.cell(c.linked ? "true" : "false").end_row();
    }
    return table.answer("connections");
  }
  auto json = figure_header(view, question);
  json["permalink"] = form.link.at(view.position());
  json["evidence"] =
      form.link.evidence_at(view.position(), "/{first}/{second}", {"basis", "group"});
  json["basis"] = form.basis;
  json["group"] = form.group ? ordered_json(*form.group) : ordered_json();
  json["suppressed"] = suppressed;
  json["total"] = suppressed ? ordered_json() : ordered_json(total);
  auto list = ordered_json::array();
  for (const auto& c : found)
    list.push_back({{"first", end_json(study, c.first, c.first_all)},
                    {"second", end_json(study, c.second, c.second_all)},
                    {"responses", c.both},
                    {"overlap", c.overlap()},
                    {"linked", c.linked}});
  json["connections"] = std::move(list);
  return json_response(200, json.dump());
}

}  // namespace verbatim::api
