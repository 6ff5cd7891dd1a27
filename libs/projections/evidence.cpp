#include "projections/evidence.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "projections/agreement_sums.hpp"

namespace verbatim::projections {
namespace {

// Whether counts have a row for it.
bool has_row(const coding::Study& study, coding::QuestionIndex question, coding::ThemeIndex theme) {
  return theme < study.themes.size() && !study.theme_ids.is_gone(theme) &&
         study.themes[theme].in_scope(question) && study.counts_as[theme] == theme;
}

// The response with all that the coders assign there; each theme counts once a coder.
template <class IsOneOf>
EvidenceResponse all_said_by(const coding::Study& study, coding::ResponseIndex response,
                             IsOneOf is_one_of) {
  EvidenceResponse found;
  found.response = response;
  const auto& codings = study.responses[response].codings;
  std::set<std::pair<coding::MemberIndex, coding::ThemeIndex>> said;
  std::set<coding::ThemeIndex> themes;
  for (const auto& coding : codings.codings()) {
    const auto coder = static_cast<coding::MemberIndex>(coding.coder);
    if (!is_one_of(coding)) continue;
    ++found.electorate;
    for (const auto& assignment : codings.assignments_of(coder)) {
      const auto counted_as = study.counts_as[assignment.theme];
      themes.insert(counted_as);
      found.assignments.push_back({coder, assignment.theme, counted_as, assignment.revision,
                                   coding.finished != 0, said.emplace(coder, counted_as).second});
    }
  }
  found.themes.assign(themes.begin(), themes.end());
  return found;
}

}  // namespace

std::uint32_t EvidenceResponse::counted_assignments() const {
  return static_cast<std::uint32_t>(std::count_if(assignments.begin(), assignments.end(),
                                                  [](const auto& a) { return a.counted; }));
}

CellReader::CellReader(const coding::Study& study, coding::QuestionIndex question, Cell cell)
    : study_(study), cell_(cell), wanted_(study.themes.size()) {
  has_row_ =
      has_row(study, question, cell.theme) && (!cell.with || has_row(study, question, *cell.with));
  if (!has_row_) return;
  for (std::size_t t = 0; t < wanted_.size(); ++t) {
    const auto theme = static_cast<coding::ThemeIndex>(t);
    const bool below = cell.roll_up && study.counts_as[t] == t &&
                       study.themes[t].in_scope(question) &&
                       coding::stands_below(study, theme, cell.theme);
    wanted_[t] = theme == cell.theme || theme == cell.with || below;
  }
}

bool CellReader::is_wanted(coding::ThemeIndex theme) const {
  return theme < wanted_.size() && wanted_[theme];
}

std::optional<EvidenceResponse> CellReader::read(coding::ResponseIndex index) {
  const auto& response = study_.responses[index];
  if (!has_row_ || study_.is_gone(response)) return std::nullopt;
  const auto respondent = study_.comments[response.comment].respondent;
  if (cell_.group && study_.respondents[respondent].group != *cell_.group) return std::nullopt;
  EvidenceResponse found;
  found.response = index;
  if (cell_.coder)
    read_coder(found);
  else
    read_team(found);
  const auto stands = [&](coding::ThemeIndex theme) {
    return std::binary_search(found.themes.begin(), found.themes.end(), theme);
  };
  if (found.themes.empty()) return std::nullopt;
  if (cell_.with && !(stands(cell_.theme) && stands(*cell_.with))) return std::nullopt;
  return found;
}

void CellReader::read_coder(EvidenceResponse& found) const {
  const auto& codings = study_.responses[found.response].codings;
  for (const auto theme : coding::counted_themes(study_, codings, *cell_.coder))
    if (is_wanted(theme)) found.themes.push_back(theme);
  found.electorate = codings.find(*cell_.coder) != nullptr ? 1 : 0;
  add_assignments(found);
  std::set<coding::ThemeIndex> said;
  for (auto& assignment : found.assignments)
    assignment.counted = said.insert(assignment.counted_as).second;
}

void CellReader::read_team(EvidenceResponse& found) {
  const auto& response = study_.responses[found.response];
  projections::read(study_, response.codings, settling_of(study_, found.response), reading_);
  found.electorate = reading_.electorate();
  found.adjudicated = cell_.basis == Basis::kSettled && response.settled;
  for (const auto& theme : reading_.themes)
    if (is_wanted(theme.theme) && reading_.holds(theme, cell_.basis))
      found.themes.push_back(theme.theme);
  std::sort(found.themes.begin(), found.themes.end());
  add_assignments(found);
  std::set<std::pair<coding::MemberIndex, coding::ThemeIndex>> said;
  for (auto& assignment : found.assignments) {
    const auto theme =
        std::find_if(reading_.themes.begin(), reading_.themes.end(),
                     [&](const ThemeReading& t) { return t.theme == assignment.counted_as; });
    // Where as many are counted as stand, all of them are; else the electorate's, and it is those
    // who are finished.
    const bool all = reading_.assignments(*theme, cell_.basis) == theme->standing;
    assignment.counted = (all || assignment.finished) &&
                         said.emplace(assignment.coder, assignment.counted_as).second;
  }
}

// All that was said of the themes found, none of it counted yet.
void CellReader::add_assignments(EvidenceResponse& found) const {
  const auto& codings = study_.responses[found.response].codings;
  for (const auto& assignment : codings.assignments()) {
    if (cell_.coder && assignment.coder != *cell_.coder) continue;
    const auto counted_as = study_.counts_as[assignment.theme];
    if (!std::binary_search(found.themes.begin(), found.themes.end(), counted_as)) continue;
    const auto* coding = codings.find(assignment.coder);
    found.assignments.push_back({assignment.coder, assignment.theme, counted_as,
                                 assignment.revision, coding != nullptr && coding->finished,
                                 false});
  }
}

std::vector<EvidenceResponse> evidence_of(const coding::Study& study,
                                          coding::QuestionIndex question, const Cell& cell) {
  std::vector<EvidenceResponse> evidence;
  CellReader reader(study, question, cell);
  for (const auto response : study.questions[question].responses)
    if (auto found = reader.read(response)) evidence.push_back(std::move(*found));
  return evidence;
}

std::vector<EvidenceResponse> evidence_of_progress(const coding::Study& study,
                                                   coding::QuestionIndex question,
                                                   coding::MemberIndex coder, bool finished_only) {
  std::vector<EvidenceResponse> evidence;
  for (const auto response : study.questions[question].responses) {
    auto found = all_said_by(study, response, [&](const coding::Coding& coding) {
      return coding.coder == coder && (coding.finished || !finished_only);
    });
    if (found.electorate > 0) evidence.push_back(std::move(found));
  }
  return evidence;
}

std::vector<EvidenceResponse> evidence_of_agreement(const StudyView& view,
                                                    coding::QuestionIndex question,
                                                    const AgreementQuery& query) {
  const auto& study = view.study();
  const auto part = agreement_part(view, question, query);
  const auto& responses = study.questions[question].responses;
  std::vector<EvidenceResponse> evidence;
  for (std::size_t number = 0; number < responses.size(); ++number) {
    if (part.responses && !has(*part.responses, number)) continue;
    auto found = all_said_by(study, responses[number], [&](const coding::Coding& coding) {
      return coding.finished &&
             std::binary_search(part.coders.begin(), part.coders.end(), coding.coder);
    });
    if (found.electorate >= 2) evidence.push_back(std::move(found));
  }
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
