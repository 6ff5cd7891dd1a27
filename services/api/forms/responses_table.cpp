#include "api/forms/responses_table.hpp"

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "api/forms/csv_table.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

// Null is an empty cell, as is what was not given.
void put(CsvTable& table, const ordered_json& text) {
  table.cell(text.is_null() ? std::string() : text.get<std::string>());
}

std::vector<std::string> themes_in(const ordered_json& coding) {
  std::vector<std::string> themes;
  for (const auto& one : coding.at("assignments")) themes.push_back(one.at("theme"));
  return themes;
}

// What one column each has of a response, by coder, and who has more to say of it.
struct Said {
  std::map<std::string, std::string> by_coder;
  std::vector<std::string> not_finished;
};

Result<Said> said_of(const ordered_json& response) {
  Said said;
  for (const auto& coding : response.at("codings")) {
    const auto& coder = coding.at("coder").get_ref<const std::string&>();
    auto themes = themes_in_cell(themes_in(coding));
    if (!themes) return std::move(themes).error();
    said.by_coder.emplace(coder, std::move(*themes));
    if (!coding.at("finished").get<bool>()) said.not_finished.push_back(coder);
  }
  return said;
}

}  // namespace

TeamSays team_says(const projections::StudyView& view, coding::ResponseIndex index,
                   projections::Basis basis) {
  const auto& study = view.study();
  const auto& response = study.responses[index];
  const auto distances = view.agreement(study.question_of(index)).distances();
  TeamSays team{std::nullopt, response.settled,
                response.number < distances.size() && distances[response.number] > 0};
  projections::Reading reading;
  projections::read(study, response.codings, projections::settling_of(study, index), reading);
  const bool is_settled = basis == projections::Basis::kSettled && response.settled;
  if (reading.begun == 0 && !is_settled) return team;
  std::vector<coding::ThemeIndex> themes;
  for (const auto& theme : reading.themes)
    if (reading.holds(theme, basis)) themes.push_back(theme.theme);
  std::sort(themes.begin(), themes.end());
  team.themes.emplace();
  for (const auto theme : themes) team.themes->emplace_back(study.theme_ids.id(theme));
  return team;
}

Result<http::Response> responses_table(const std::string& question,
                                       const std::vector<ordered_json>& responses,
                                       const std::vector<std::string>& coders,
                                       const std::optional<std::vector<TeamSays>>& team) {
  std::vector<std::string> columns = {"question",   "comment", "response", "begin", "end",
                                      "respondent", "group",   "text",     "erased"};
  if (team) columns.insert(columns.end(), {"themes", "settled", "disputed"});
  if (!team) {
    columns.emplace_back("not_finished");
    for (const auto& coder : coders) columns.push_back("coder:" + coder);
  }
  CsvTable table{std::span<const std::string>(columns)};
  for (std::size_t i = 0; i < responses.size(); ++i) {
    const auto& response = responses[i];
    table.cell(question);
    put(table, response.at("comment"));
    put(table, response.at("response"));
    table.cell(response.at("begin").get<std::uint64_t>());
    table.cell(response.at("end").get<std::uint64_t>());
    for (const auto* name : {"respondent", "group", "text"}) put(table, response.at(name));
    table.cell(response.at("erased").get<bool>() ? "yes" : "no");
    if (team) {
      const auto& says = (*team)[i];
      auto cell = says.themes ? themes_in_cell(*says.themes) : Result<std::string>(std::string());
      if (!cell) return std::move(cell).error();
      table.cell(*cell).cell(says.settled ? "yes" : "no").cell(says.disputed ? "yes" : "no");
    } else {
      auto said = said_of(response);
      if (!said) return std::move(said).error();
      auto not_finished = ids_in_cell(said->not_finished, "coder");
      if (!not_finished) return std::move(not_finished).error();
      table.cell(*not_finished);
      for (const auto& coder : coders) table.cell(said->by_coder[coder]);
    }
    table.end_row();
  }
  return table.answer("responses");
}

}  // namespace verbatim::api
