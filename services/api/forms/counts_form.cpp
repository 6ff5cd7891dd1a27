#include "api/forms/counts_form.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "api/forms/csv_table.hpp"
#include "api/forms/figure_json.hpp"
#include "api/forms/figure_parts.hpp"
#include "api/forms/suppression.hpp"
#include "api/requests/parameters.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::Counts;
using projections::ThemeCount;
using projections::Units;
using Base = CountsForm::Base;
using Column = CountsForm::Column;

constexpr std::size_t kThemesMax = 10'000;

constexpr std::array<std::pair<std::string_view, Column>, 7> kColumns{{
    {"added", Column::kAdded},
    {"theme", Column::kTheme},
    {"label", Column::kLabel},
    {"responses", Column::kResponses},
    {"comments", Column::kComments},
    {"respondents", Column::kRespondents},
    {"assignments", Column::kAssignments},
}};
constexpr std::array<std::pair<std::string_view, Base>, 4> kBaseWords{{
    {"responses", Base::kResponses},
    {"comments", Base::kComments},
    {"respondents", Base::kRespondents},
    {"assignments", Base::kAssignments},
}};

std::uint32_t of(const Units& units, Base base) {
  switch (base) {
    case Base::kComments:
      return units.comments;
    case Base::kRespondents:
      return units.respondents;
    case Base::kAssignments:
      return units.assignments;
    default:
      return units.responses;
  }
}

std::optional<double> share(const Units& units, const Units& base, Base share_of) {
  if (of(base, share_of) == 0) return std::nullopt;  // there is nothing to be a share of
  return static_cast<double>(of(units, share_of)) / of(base, share_of);
}

std::string_view base_word(Base base) {
  return kBaseWords[static_cast<std::size_t>(base)].first;
}

void put_nothing(ordered_json& json, Base share_of) {
  for (const auto* name : {"responses", "assignments", "comments", "respondents"})
    json[name] = nullptr;
  json["share"] = {{"of", base_word(share_of)}, {"value", nullptr}};
}

void put_units(ordered_json& json, const Units& units, const Units& base, Base share_of) {
  json["responses"] = units.responses;
  json["assignments"] = units.assignments;
  json["comments"] = units.comments;
  json["respondents"] = units.respondents;
  const auto value = share(units, base, share_of);
  json["share"] = {{"of", base_word(share_of)},
                   {"value", value ? ordered_json(*value) : ordered_json()}};
}

// Whether `a` stands before `b`; equal ones stay in the order the themes were added.
bool before(const coding::Study& study, const ThemeCount& a, const ThemeCount& b, Column column) {
  switch (column) {
    case Column::kAdded:
      return a.theme < b.theme;
    case Column::kTheme:
      return study.theme_ids.id(a.theme) < study.theme_ids.id(b.theme);
    case Column::kLabel:
      return study.themes[a.theme].wording.label < study.themes[b.theme].wording.label;
    case Column::kResponses:
      return a.units.responses < b.units.responses;
    case Column::kComments:
      return a.units.comments < b.units.comments;
    case Column::kRespondents:
      return a.units.respondents < b.units.respondents;
    case Column::kAssignments:
      return a.units.assignments < b.units.assignments;
  }
  return false;
}

// Sorts, and keeps the page that was asked for.
void arrange(std::vector<ThemeCount>& themes, const coding::Study& study, const CountsForm& form) {
  std::stable_sort(themes.begin(), themes.end(), [&](const auto& a, const auto& b) {
    return form.descending ? before(study, b, a, form.sort) : before(study, a, b, form.sort);
  });
  const auto begin = std::min(form.offset, themes.size());
  const auto end = begin + std::min(form.limit, themes.size() - begin);
  themes.erase(themes.begin() + static_cast<std::ptrdiff_t>(end), themes.end());
  themes.erase(themes.begin(), themes.begin() + static_cast<std::ptrdiff_t>(begin));
}

std::string basis_word(const coding::Study& study, const projections::CountsQuery& query,
                       const CountsForm& form) {
  if (query.of_layer) return "layer:" + std::string(study.member_ids.id(*query.coder));
  if (query.alone) return "coder:" + std::string(study.member_ids.id(*query.coder));
  return form.basis;
}

http::Response as_json(const projections::StudyView& view, coding::QuestionIndex question,
                       const projections::CountsQuery& query, const CountsForm& form,
                       const Counts& counts, std::size_t total) {
  const auto& study = view.study();
  auto json = figure_header(view, question);
  json["permalink"] = form.link.at(view.position());
  // What a coder in a blind round is shown is their own: they know where it comes from. Evidence is
  // of what the study's policy counts.
  if (!query.alone && !query.of_layer && !query.erased)
    json["evidence"] =
        form.link.evidence_at(view.position(), "/{theme}", {"basis", "roll_up"}, "{&group,unit}");
  json["basis"] = basis_word(study, query, form);
  if (query.alone) json["restricted"] = kInBlindRound;
  json["roll_up"] = query.roll_up;
  json["base"] = units_json(counts.base);
  json["erased"] = {{"comments", counts.erased_comments},
                    {"respondents", counts.erased_respondents},
                    {"counted", counts.erased_counted}};
  json["seen"] = {{"responses", counts.responses_begun}, {"finished", counts.responses_finished}};
  json["total"] = total;
  const auto suppressed = suppressed_groups(study, counts);
  auto themes = ordered_json::array();
  for (const auto& row : counts.themes) {
    auto theme = theme_name(study, row.theme);
    put_units(theme, row.units, counts.base, form.share_of);
    if (query.by_group) {
      auto groups = ordered_json::array();
      for (std::size_t g = 0; g < counts.groups.size(); ++g) {
        auto group = group_name(study, counts.groups[g]);
        if (suppressed[g])
          put_nothing(group, form.share_of);
        else
          put_units(group, row.groups[g], counts.group_base[g], form.share_of);
        groups.push_back(std::move(group));
      }
      theme["groups"] = std::move(groups);
    }
    themes.push_back(std::move(theme));
  }
  json["themes"] = std::move(themes);
  if (query.by_group) {
    auto groups = ordered_json::array();
    for (std::size_t g = 0; g < counts.groups.size(); ++g) {
      auto group = group_name(study, counts.groups[g]);
      group["base"] = suppressed[g] ? ordered_json() : units_json(counts.group_base[g]);
      group["suppressed"] = static_cast<bool>(suppressed[g]);
      groups.push_back(std::move(group));
    }
    json["groups"] = std::move(groups);
  }
  return json_response(200, json.dump());
}

// What the row is of: its theme and, by group, its group.
void put_place(CsvTable& table, const coding::Study& study, const ThemeCount& row,
               std::optional<coding::GroupIndex> group) {
  const auto& theme = study.themes[row.theme];
  table.cell(study.theme_ids.id(row.theme))
      .cell(theme.wording.label)
      .cell(study.framework_ids.id(theme.framework));
  table.cell(theme.parent == coding::kNone16 ? std::string_view()
                                             : study.theme_ids.id(theme.parent));
  const bool named = group && *group != coding::kNone16;
  table.cell(!group ? "all" : named ? "group" : "no group");
  table.cell(named ? study.group_ids.id(*group) : std::string_view());
}

void put_row(CsvTable& table, const coding::Study& study, const ThemeCount& row,
             std::optional<coding::GroupIndex> group, const Units& units, const Units& base,
             Base share_of) {
  put_place(table, study, row, group);
  table.cell(std::uint64_t{units.responses})
      .cell(std::uint64_t{units.comments})
      .cell(std::uint64_t{units.respondents})
      .cell(std::uint64_t{units.assignments});
  table.cell(base_word(share_of)).cell(std::uint64_t{of(base, share_of)});
  if (const auto value = share(units, base, share_of))
    table.cell(*value);
  else
    table.empty();
  table.cell("no").end_row();
}

// Of a group whose figures are not shown: that there are such.
void put_suppressed_row(CsvTable& table, const coding::Study& study, const ThemeCount& row,
                        coding::GroupIndex group, Base share_of) {
  put_place(table, study, row, group);
  table.empty().empty().empty().empty();
  table.cell(base_word(share_of)).empty().empty().cell("yes").end_row();
}

// One row a theme and, by group, one more for each group.
http::Response as_csv(const coding::Study& study, const CountsForm& form, const Counts& counts) {
  CsvTable table({"theme", "label", "framework", "parent", "of", "group", "responses", "comments",
                  "respondents", "assignments", "share_of", "base", "share", "suppressed"});
  const auto suppressed = suppressed_groups(study, counts);
  for (const auto& row : counts.themes) {
    put_row(table, study, row, {}, row.units, counts.base, form.share_of);
    for (std::size_t g = 0; g < counts.groups.size(); ++g)
      if (suppressed[g])
        put_suppressed_row(table, study, row, counts.groups[g], form.share_of);
      else
        put_row(table, study, row, counts.groups[g], row.groups[g], counts.group_base[g],
                form.share_of);
  }
  return table.answer("counts");
}

template <class Word, std::size_t N>
Result<Word> one_of(const std::array<std::pair<std::string_view, Word>, N>& words,
                    std::string_view name, std::string_view given) {
  std::string known;
  for (const auto& [word, value] : words) {
    if (word == given) return value;
    known.append(known.empty() ? "" : ", ").append(word);
  }
  return bad_parameter(name, "It is one of " + known + ".");
}

}  // namespace

Result<CountsForm> read_counts_form(const http::Request& request) {
  CountsForm form(request);
  form.basis = request.parameter("basis").value_or("settled");
  auto column = request.parameter("sort").value_or("added");
  form.descending = column.starts_with('-');
  if (form.descending) column.remove_prefix(1);
  const auto sort = one_of(kColumns, "sort", column);
  if (!sort) return sort.error();
  form.sort = *sort;
  const auto base =
      one_of(kBaseWords, "share_of", request.parameter("share_of").value_or("responses"));
  if (!base) return base.error();
  form.share_of = *base;
  const auto offset = number_parameter(request, "offset", 0, coding::kThemesEverMax, 0);
  if (!offset) return offset.error();
  form.offset = *offset;
  const auto limit = number_parameter(request, "limit", 1, kThemesMax, kThemesMax);
  if (!limit) return limit.error();
  form.limit = *limit;
  const auto wanted = csv_wanted(request);
  if (!wanted) return wanted.error();
  form.csv = *wanted;
  return form;
}

http::Response show_counts(const projections::StudyView& view, coding::QuestionIndex question,
                           const projections::CountsQuery& query, const CountsForm& form) {
  auto counts = projections::count(view, question, query);
  const auto total = counts.themes.size();
  arrange(counts.themes, view.study(), form);
  return form.csv ? as_csv(view.study(), form, counts)
                  : as_json(view, question, query, form, counts, total);
}

}  // namespace verbatim::api
