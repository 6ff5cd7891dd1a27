#include "api/figure_query.hpp"

#include "api/app.hpp"
#include "api/figure_parts.hpp"
#include "api/lookup.hpp"

namespace verbatim::api {
namespace {

using projections::Basis;

constexpr std::string_view kCoderPrefix = "coder:";

Failure without_row(const coding::Study& study, coding::ThemeIndex theme,
                    coding::QuestionIndex question) {
  const auto id = std::string(study.theme_ids.id(theme));
  if (study.counts_as[theme] != theme) {
    const auto into = std::string(study.theme_ids.id(study.counts_as[theme]));
    return {
        Fault::kUnknownTheme,
        "Theme '" + id + "' was merged and has no figure of its own: it counts as '" + into + "'.",
        "theme", "Ask for '" + into + "', or for a moment before the merge."};
  }
  return {Fault::kUnknownTheme,
          "Theme '" + id + "' is not used in question '" +
              std::string(study.question_ids.id(question)) + "'.",
          "theme", "Ask for a theme that the question's counts have."};
}

// "a,b" would be read as two coders, whose figures are not those of coder "a,b".
Result<void> refuse_ambiguous(const coding::Study& study, const AskedCoders& asked) {
  if (asked.list.find(',') == std::string::npos) return {};
  for (coding::IdTable::Index m = 0; m < study.member_ids.size(); ++m) {
    const auto id = study.member_ids.id(m);
    if (id.find(',') == std::string_view::npos || asked.list.find(id) == std::string::npos)
      continue;
    auto failure = bad_parameter(
        "coders", "There is a coder \"" + std::string(id) + "\", whose id has a comma in it.");
    failure.fix = "Name each coder by a parameter of its own: coder=ID&coder=ID.";
    return failure;
  }
  return {};
}

}  // namespace

Result<AskedBasis> read_basis(const http::Request& request) {
  AskedBasis asked;
  const auto word = request.parameter("basis").value_or("settled");
  if (word == "settled")
    asked.basis = Basis::kSettled;
  else if (word == "any")
    asked.basis = Basis::kAny;
  else if (word == "majority")
    asked.basis = Basis::kMajority;
  else if (word == "all")
    asked.basis = Basis::kAll;
  else if (word.starts_with(kCoderPrefix))
    asked.coder = word.substr(kCoderPrefix.size());
  else
    return bad_parameter("basis", "The basis is settled, majority, any, all or coder:ID.");
  return asked;
}

Result<AskedBasis> read_basis_or_layer(const http::Request& request) {
  const auto layer = request.parameter("layer");
  if (!layer) return read_basis(request);
  if (request.parameter("basis"))
    return bad_parameter("layer", "A layer is one coder's own; it has no basis beside.");
  return AskedBasis{Basis::kSettled, std::string(*layer), true};
}

AskedCoders read_coders(const http::Request& request) {
  AskedCoders asked{std::string(request.parameter("coders").value_or("")),
                    list_parameter(request, "coders")};
  for (const auto& [name, value] : request.query)
    if (name == "coder") asked.names.push_back(value);
  return asked;
}

Result<std::vector<coding::MemberIndex>> find_coders(const coding::Study& study,
                                                     const AskedCoders& asked) {
  if (auto clear = refuse_ambiguous(study, asked); !clear) return std::move(clear).error();
  std::vector<coding::MemberIndex> coders;
  for (const auto& name : asked.names) {
    const auto coder = find_member(study, name, "coders");
    if (!coder) return coder.error();
    coders.push_back(*coder);
  }
  return coders;
}

Result<AskedCell> read_cell(const http::Request& request, const std::string& theme) {
  AskedCell cell;
  cell.theme = theme;
  auto basis = read_basis(request);
  if (!basis) return basis.error();
  cell.basis = std::move(*basis);
  cell.basis_word = request.parameter("basis").value_or("settled");
  cell.group = copy_of(request.parameter("group"));
  const auto roll_up = flag_parameter(request, "roll_up");
  if (!roll_up) return roll_up.error();
  cell.roll_up = *roll_up;
  return cell;
}

Result<projections::Cell> find_cell(const coding::Study& study, coding::QuestionIndex question,
                                    const AskedCell& asked, bool shown) {
  projections::Cell cell;
  const auto find = [&](const std::string& id) -> Result<coding::ThemeIndex> {
    auto theme = find_theme(study, id, "theme");
    if (const auto ever = study.theme_ids.find_ever(id); !theme && !shown && ever)
      theme = static_cast<coding::ThemeIndex>(*ever);
    if (!theme || !shown) return theme;
    if (study.counts_as[*theme] != *theme || !study.themes[*theme].in_scope(question))
      return without_row(study, *theme, question);
    return theme;
  };
  const auto theme = find(asked.theme);
  if (!theme) return theme.error();
  cell.theme = *theme;
  if (asked.with) {
    const auto with = find(*asked.with);
    if (!with) return with.error();
    cell.with = *with;
  }
  cell.basis = asked.basis.basis;
  if (asked.basis.coder) {
    const auto coder = find_member(study, *asked.basis.coder, "basis");
    if (!coder) return coder.error();
    cell.coder = *coder;
  }
  if (asked.group) {
    const auto group = find_group(study, *asked.group);
    if (!group) return group.error();
    cell.group = *group;
  }
  cell.roll_up = asked.roll_up;
  return cell;
}

nlohmann::ordered_json cell_json(const coding::Study& study, const projections::Cell& cell,
                                 const AskedCell& asked) {
  using nlohmann::ordered_json;
  ordered_json figure{{"kind", cell.with ? "connections" : "counts"}};
  figure["theme"] = study.theme_ids.id(cell.theme);
  figure["label"] = study.themes[cell.theme].wording.label;
  if (cell.with) figure["other"] = study.theme_ids.id(*cell.with);
  figure["basis"] = asked.basis_word;
  figure["group"] = cell.group ? group_name(study, *cell.group) : ordered_json();
  figure["roll_up"] = cell.roll_up;
  return figure;
}

}  // namespace verbatim::api
