#include "api/requests/asked_figure.hpp"

#include <algorithm>
#include <utility>

#include "api/forms/figure_parts.hpp"
#include "api/requests/agreement_query.hpp"
#include "api/requests/figure_query.hpp"
#include "api/requests/lookup.hpp"
#include "api/requests/parameters.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::Basis;
using projections::Coefficient;

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

// A theme that a figure names.
Result<coding::ThemeIndex> find_row(const coding::Study& study, coding::QuestionIndex question,
                                    const std::string& id, bool shown) {
  auto theme = find_theme(study, id, "theme");
  if (const auto ever = study.theme_ids.find_ever(id); !theme && !shown && ever)
    theme = static_cast<coding::ThemeIndex>(*ever);
  if (!theme || !shown) return theme;
  if (study.counts_as[*theme] != *theme || !study.themes[*theme].in_scope(question))
    return without_row(study, *theme, question);
  return theme;
}

// --- Counts and connections ----------------------------------------------------------------------

struct AskedCell {
  std::string theme;
  std::optional<std::string> with;
  AskedBasis basis;
  std::string basis_word;
  std::optional<std::string> group;  // empty: of those in no group
  bool roll_up = false;
};

Result<AskedCell> read_cell(const http::Request& request) {
  AskedCell cell;
  cell.theme = request.params[2];
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

// What makes a response count at a basis where nobody adjudicated.
std::string by_of(const coding::Study& study, const projections::Cell& cell) {
  if (cell.coder) return "coder";
  if (cell.basis == Basis::kSettled) {
    const auto by = study.policy.settled_by;
    return by == coding::SettledBy::kAll   ? "all"
           : by == coding::SettledBy::kAny ? "any"
                                           : "majority";
  }
  return cell.basis == Basis::kAny ? "any" : cell.basis == Basis::kAll ? "all" : "majority";
}

Result<FoundFigure> find_cell(const coding::Study& study, coding::QuestionIndex question,
                              const AskedCell& asked, bool shown) {
  projections::Cell cell;
  const auto theme = find_row(study, question, asked.theme, shown);
  if (!theme) return theme.error();
  cell.theme = *theme;
  if (asked.with) {
    const auto with = find_row(study, question, *asked.with, shown);
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
  ordered_json name{{"kind", cell.with ? "connections" : "counts"}};
  name["theme"] = study.theme_ids.id(cell.theme);
  name["label"] = study.themes[cell.theme].wording.label;
  if (cell.with) name["other"] = study.theme_ids.id(*cell.with);
  name["basis"] = asked.basis_word;
  name["group"] = cell.group ? group_name(study, *cell.group) : ordered_json();
  name["roll_up"] = cell.roll_up;
  return FoundFigure{cell, std::move(name), by_of(study, cell), cell.group};
}

FindFigure finding(AskedCell cell) {
  return [cell = std::move(cell)](const coding::Study& study, coding::QuestionIndex question,
                                  bool shown) { return find_cell(study, question, cell, shown); };
}

Result<FindFigure> read_counts_figure(const http::Request& request) {
  auto cell = read_cell(request);
  if (!cell) return std::move(cell).error();
  return finding(std::move(*cell));
}

Result<FindFigure> read_connection_figure(const http::Request& request) {
  auto cell = read_cell(request);
  if (!cell) return std::move(cell).error();
  if (cell->basis.coder)
    return bad_parameter("basis",
                         "Connections are those of the team: settled, majority, any or all.");
  cell->with = request.params[3];
  return finding(std::move(*cell));
}

// --- Progress ------------------------------------------------------------------------------------

Result<FindFigure> read_progress_figure(const http::Request& request) {
  const auto finished = flag_parameter(request, "finished");
  if (!finished) return finished.error();
  return FindFigure(
      [name = request.params[2], finished = *finished](
          const coding::Study& study, coding::QuestionIndex, bool shown) -> Result<FoundFigure> {
        auto coder = find_member(study, name, "coder");
        if (const auto ever = study.member_ids.find_ever(name); !coder && !shown && ever)
          coder = static_cast<coding::MemberIndex>(*ever);
        if (!coder) return coder.error();
        return FoundFigure{projections::CoderWork{*coder, finished},
                           {{"kind", "progress"}, {"coder", name}, {"finished", finished}}};
      });
}

// --- Agreement -----------------------------------------------------------------------------------

struct AskedUnits {
  AskedAgreement agreement;
  std::optional<std::string> theme;

  std::optional<Coefficient> coefficient() const {
    if (agreement.coefficients.empty()) return std::nullopt;
    return agreement.coefficients.front();
  }
};

Result<AskedUnits> read_agreement_units(const http::Request& request) {
  AskedUnits asked;
  auto agreement = read_agreement_query(request);
  if (!agreement) return std::move(agreement).error();
  asked.agreement = std::move(*agreement);
  asked.theme = copy_of(request.parameter("theme"));
  if (asked.agreement.coefficients.size() > 1)
    return bad_parameter("coefficient", "Name one coefficient: each may be of other responses.");
  const auto coefficient = asked.coefficient();
  const auto word = coefficient ? std::string(name_of(*coefficient)) : "";
  if (coefficient && asked.theme && !has_theme_form(*coefficient))
    return bad_parameter("coefficient",
                         word + " is of whole label sets: leave theme out, or name another.");
  if (coefficient && !asked.theme && !has_question_form(*coefficient))
    return bad_parameter("coefficient", word + " is of one theme: name it with theme.");
  return asked;
}

// Whether those count as well who have nobody to agree with.
bool counts_single(const AskedUnits& asked) {
  const auto coefficient = asked.coefficient();
  if (coefficient == Coefficient::kCongerKappa) return true;
  return asked.theme &&
         (coefficient == Coefficient::kFleissKappa || coefficient == Coefficient::kGwetAc1 ||
          coefficient == Coefficient::kHolsti);
}

Result<FoundFigure> find_units(const coding::Study& study, coding::QuestionIndex question,
                               const AskedUnits& asked, bool shown) {
  const auto query = agreement_query_of(study, asked.agreement);
  if (!query) return query.error();
  projections::AgreementUnits units{query->coders,    query->group,           query->round, {},
                                    query->framework, asked.agreement.roll_up};
  units.least = counts_single(asked) ? 1 : 2;
  if (asked.theme) {
    const auto theme = find_row(study, question, *asked.theme, shown);
    if (!theme) return theme.error();
    if (query->framework && study.themes[*theme].framework != *query->framework)
      return bad_parameter("theme", "The theme is of another framework.");
    units.theme = *theme;
  }
  const auto coefficient = asked.coefficient();
  ordered_json name{{"kind", "agreement"}};
  name["coefficient"] =
      coefficient ? ordered_json(projections::name_of(*coefficient)) : ordered_json();
  name["theme"] = units.theme ? ordered_json(study.theme_ids.id(*units.theme)) : ordered_json();
  name["label"] =
      units.theme ? ordered_json(study.themes[*units.theme].wording.label) : ordered_json();
  name["framework"] =
      units.framework ? ordered_json(study.framework_ids.id(*units.framework)) : ordered_json();
  name["coders"] = asked.agreement.coders.names;
  name["group"] = units.group ? group_name(study, *units.group) : ordered_json();
  name["round"] = asked.agreement.round ? ordered_json(*asked.agreement.round) : ordered_json();
  name["roll_up"] = units.roll_up;
  FoundFigure found{std::move(units), std::move(name)};
  found.group = query->group;
  if (asked.theme) found.coefficient = coefficient.value_or(Coefficient::kKrippendorffAlpha);
  return found;
}

Result<FindFigure> read_agreement_figure(const http::Request& request) {
  auto asked = read_agreement_units(request);
  if (!asked) return std::move(asked).error();
  return FindFigure([asked = std::move(*asked)](const coding::Study& study,
                                                coding::QuestionIndex question, bool shown) {
    return find_units(study, question, asked, shown);
  });
}

}  // namespace

std::vector<FigureKind> figure_kinds() {
  return {{"/counts/{theme}", {"basis", "group", "roll_up"}, {}, read_counts_figure},
          {"/connections/{theme}/{other}", {"basis", "group"}, {}, read_connection_figure},
          {"/progress/{coder}", {"finished"}, {}, read_progress_figure},
          {"/agreement",
           {"coders", "coder", "group", "round", "theme", "coefficient", "framework", "roll_up"},
           "coder",
           read_agreement_figure}};
}

}  // namespace verbatim::api
