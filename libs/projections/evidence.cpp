#include "projections/evidence.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace verbatim::projections {
namespace {

// Whether counts have a row for it.
bool has_row(const coding::Study& study, coding::QuestionIndex question, coding::ThemeIndex theme) {
  return theme < study.themes.size() && !study.theme_ids.is_gone(theme) &&
         study.themes[theme].in_scope(question) && study.counts_as[theme] == theme;
}

// Whether the response is of the group and, of a round that drew some, one that it drew.
bool is_part(const coding::Study& study, const coding::Response& response,
             const AgreementUnits& units, const coding::Task* task) {
  const auto respondent = study.comments[response.comment].respondent;
  if (units.group && study.respondents[respondent].group != *units.group) return false;
  if (!units.round) return true;
  return task != nullptr &&
         (task->sample.empty() ||
          std::binary_search(task->sample.begin(), task->sample.end(), response.number));
}

const coding::Task* task_of(const coding::Study& study, coding::QuestionIndex question,
                            std::optional<coding::RoundIndex> round) {
  if (!round || *round >= study.rounds.size() || study.round_ids.is_gone(*round)) return nullptr;
  return study.rounds[*round].task(question);
}

// The coders who are finished with it or, while nobody is, those who have begun.
std::vector<coding::MemberIndex> electorate_of(const coding::Codings& codings) {
  std::vector<coding::MemberIndex> begun, finished;
  for (const auto& coding : codings.codings()) {
    begun.push_back(static_cast<coding::MemberIndex>(coding.coder));
    if (coding.finished) finished.push_back(begun.back());
  }
  return finished.empty() ? begun : finished;
}

}  // namespace

std::uint32_t EvidenceResponse::counted_assignments() const {
  return static_cast<std::uint32_t>(std::count_if(assignments.begin(), assignments.end(),
                                                  [](const auto& a) { return a.counted; }));
}

std::uint32_t EvidenceResponse::applying() const {
  std::set<coding::MemberIndex> say;
  for (const auto& assignment : assignments) say.insert(assignment.coder);
  return static_cast<std::uint32_t>(say.size());
}

FigureReader::FigureReader(const coding::Study& study, coding::QuestionIndex question,
                           Figure figure)
    : study_(study), question_(question), figure_(std::move(figure)), wanted_(study.themes.size()) {
  if (const auto* cell = std::get_if<Cell>(&figure_)) {
    want(cell->theme, cell->roll_up);
    if (cell->with) want(cell->with, false);
  } else if (const auto* units = std::get_if<AgreementUnits>(&figure_); units && units->theme) {
    want(units->theme, units->roll_up);
  } else {
    const bool all = units == nullptr || !units->framework;
    for (std::size_t t = 0; t < wanted_.size(); ++t)
      wanted_[t] = all || study.themes[t].framework == *units->framework;
  }
}

// The theme and, rolled up, those below it that count.
void FigureReader::want(std::optional<coding::ThemeIndex> theme, bool roll_up) {
  has_row_ = has_row_ && has_row(study_, question_, *theme);
  if (!has_row_) return;
  wanted_[*theme] = true;
  for (std::size_t t = 0; roll_up && t < wanted_.size(); ++t)
    if (study_.counts_as[t] == t && study_.themes[t].in_scope(question_) &&
        coding::stands_below(study_, static_cast<coding::ThemeIndex>(t), *theme))
      wanted_[t] = true;
}

bool FigureReader::is_wanted(coding::ThemeIndex theme) const {
  return theme < wanted_.size() && wanted_[theme];
}

std::optional<EvidenceResponse> FigureReader::read(coding::ResponseIndex response) {
  if (!has_row_ || study_.is_gone(study_.responses[response])) return std::nullopt;
  if (study_.is_dropped(study_.responses[response])) return std::nullopt;
  return std::visit([&](const auto& figure) { return read(figure, response); }, figure_);
}

std::optional<EvidenceResponse> FigureReader::read(const Cell& cell, coding::ResponseIndex index) {
  const auto respondent = study_.comments[study_.responses[index].comment].respondent;
  if (cell.group && study_.respondents[respondent].group != *cell.group) return std::nullopt;
  EvidenceResponse found;
  found.response = index;
  if (cell.coder)
    read_coder(cell, found);
  else
    read_team(cell, found);
  const auto stands = [&](coding::ThemeIndex theme) {
    return std::binary_search(found.themes.begin(), found.themes.end(), theme);
  };
  if (found.themes.empty()) return std::nullopt;
  if (cell.with && !(stands(cell.theme) && stands(*cell.with))) return std::nullopt;
  return found;
}

void FigureReader::read_coder(const Cell& cell, EvidenceResponse& found) const {
  const auto& codings = study_.responses[found.response].codings;
  for (const auto theme : coding::counted_themes(study_, codings, *cell.coder))
    if (is_wanted(theme)) found.themes.push_back(theme);
  if (codings.find(*cell.coder) != nullptr) found.coders.push_back(*cell.coder);
  add_assignments(cell, found);
  std::set<coding::ThemeIndex> said;
  for (auto& assignment : found.assignments)
    assignment.counted = said.insert(assignment.counted_as).second;
}

void FigureReader::read_team(const Cell& cell, EvidenceResponse& found) {
  const auto& response = study_.responses[found.response];
  projections::read(study_, response.codings, settling_of(study_, found.response), reading_);
  found.adjudicated = cell.basis == Basis::kSettled && response.settled;
  for (const auto& theme : reading_.themes)
    if (is_wanted(theme.theme) && reading_.holds(theme, cell.basis))
      found.themes.push_back(theme.theme);
  if (found.themes.empty()) return;
  found.coders = electorate_of(response.codings);
  std::sort(found.themes.begin(), found.themes.end());
  add_assignments(cell, found);
  std::set<std::pair<coding::MemberIndex, coding::ThemeIndex>> said;
  for (auto& assignment : found.assignments) {
    const auto theme =
        std::find_if(reading_.themes.begin(), reading_.themes.end(),
                     [&](const ThemeReading& t) { return t.theme == assignment.counted_as; });
    // Where as many are counted as stand, all of them are; else the electorate's, and it is those
    // who are finished.
    const bool all = reading_.assignments(*theme, cell.basis) == theme->standing;
    assignment.counted = (all || assignment.finished) &&
                         said.emplace(assignment.coder, assignment.counted_as).second;
  }
}

// All that was said of the themes found, none of it counted yet.
void FigureReader::add_assignments(const Cell& cell, EvidenceResponse& found) const {
  const auto& codings = study_.responses[found.response].codings;
  for (const auto& assignment : codings.assignments()) {
    if (cell.coder && assignment.coder != *cell.coder) continue;
    const auto counted_as = study_.counts_as[assignment.theme];
    if (!std::binary_search(found.themes.begin(), found.themes.end(), counted_as)) continue;
    const auto* coding = codings.find(assignment.coder);
    found.assignments.push_back({assignment.coder, assignment.theme, counted_as,
                                 assignment.revision, coding != nullptr && coding->finished,
                                 false});
  }
}

std::optional<EvidenceResponse> FigureReader::read(const CoderWork& work,
                                                   coding::ResponseIndex response) {
  auto found = all_said_by(response, [&](const coding::Coding& coding) {
    return coding.coder == work.coder && (coding.finished || !work.finished_only);
  });
  if (found.coders.empty()) return std::nullopt;
  return found;
}

std::optional<EvidenceResponse> FigureReader::read(const AgreementUnits& units,
                                                   coding::ResponseIndex response) {
  const auto* task = task_of(study_, question_, units.round);
  if (!is_part(study_, study_.responses[response], units, task)) return std::nullopt;
  const auto has = [](const auto& list, std::uint64_t coder) {
    return std::find(list.begin(), list.end(), coder) != list.end();
  };
  auto found = all_said_by(response, [&](const coding::Coding& coding) {
    return coding.finished && (units.coders.empty() || has(units.coders, coding.coder)) &&
           (task == nullptr || has(task->ever_coded, coding.coder));
  });
  if (found.coders.size() < units.least) return std::nullopt;
  return found;
}

// The response with all that the coders say of the figure's themes; each theme counts once a coder.
template <class IsOneOf>
EvidenceResponse FigureReader::all_said_by(coding::ResponseIndex response,
                                           IsOneOf is_one_of) const {
  EvidenceResponse found;
  found.response = response;
  const auto& codings = study_.responses[response].codings;
  std::set<std::pair<coding::MemberIndex, coding::ThemeIndex>> said;
  std::set<coding::ThemeIndex> themes;
  for (const auto& coding : codings.codings()) {
    const auto coder = static_cast<coding::MemberIndex>(coding.coder);
    if (!is_one_of(coding)) continue;
    found.coders.push_back(coder);
    for (const auto& assignment : codings.assignments_of(coder)) {
      const auto counted_as = study_.counts_as[assignment.theme];
      if (!is_wanted(counted_as)) continue;
      themes.insert(counted_as);
      found.assignments.push_back({coder, assignment.theme, counted_as, assignment.revision,
                                   coding.finished != 0, said.emplace(coder, counted_as).second});
    }
  }
  found.themes.assign(themes.begin(), themes.end());
  return found;
}

std::vector<EvidenceResponse> evidence_of(const coding::Study& study,
                                          coding::QuestionIndex question, const Figure& figure) {
  std::vector<EvidenceResponse> evidence;
  FigureReader reader(study, question, figure);
  for (const auto response : study.questions[question].responses)
    if (auto found = reader.read(response)) evidence.push_back(std::move(*found));
  return evidence;
}

Units units_of(const coding::Study& study, std::span<const EvidenceResponse> evidence) {
  std::set<coding::CommentIndex> comments;
  std::set<coding::RespondentIndex> respondents;
  Units units;
  for (const auto& found : evidence) {
    const auto comment = study.responses[found.response].comment;
    ++units.responses;
    units.assignments += found.counted_assignments();
    units.comments += comments.insert(comment).second;
    units.respondents += respondents.insert(study.comments[comment].respondent).second;
  }
  return units;
}

}  // namespace verbatim::projections
