#include "api/forms/evidence_note.hpp"

#include <algorithm>
#include <map>

#include "projections/study_view.hpp"

namespace verbatim::api {
namespace {

using projections::EvidenceResponse;

// A row before it is written out: which responses, and of them perhaps one assignment.
struct Row {
  std::vector<const EvidenceResponse*> responses;
  const projections::EvidenceAssignment* assignment = nullptr;
};

std::vector<Row> rows_of(const coding::Study& study, std::span<const EvidenceResponse> evidence,
                         EvidenceUnit unit) {
  std::vector<Row> rows;
  std::map<std::uint32_t, std::size_t> row_of;  // of a comment or respondent
  for (const auto& found : evidence) {
    if (unit == EvidenceUnit::kAssignments) {
      for (const auto& assignment : found.assignments)
        if (assignment.counted) rows.push_back({{&found}, &assignment});
      continue;
    }
    const auto comment = study.responses[found.response].comment;
    const auto [at, is_new] =
        row_of.try_emplace(unit == EvidenceUnit::kComments      ? comment
                           : unit == EvidenceUnit::kRespondents ? study.comments[comment].respondent
                                                                : found.response,
                           rows.size());
    if (is_new) rows.emplace_back();
    rows[at->second].responses.push_back(&found);
  }
  return rows;
}

NotedAssignment note(const coding::Study& study, const projections::EvidenceAssignment& one) {
  return {std::string(study.member_ids.id(one.coder)),
          std::string(study.theme_ids.id(one.theme)),
          std::string(study.theme_ids.id(one.counted_as)),
          one.revision,
          one.finished,
          one.counted};
}

NotedEvidence note(const coding::Study& study, const EvidenceResponse& found, const Row& row,
                   const std::string& by) {
  const auto& response = study.responses[found.response];
  const auto& comment = study.comments[response.comment];
  NotedEvidence noted;
  noted.response = study.id_of(response);
  noted.comment = study.id_of(comment);
  noted.comment_position = comment.position;
  for (const auto theme : found.themes) noted.themes.emplace_back(study.theme_ids.id(theme));
  noted.by = found.adjudicated ? "adjudication" : by;
  noted.electorate = found.coders.size();
  for (const auto& coding : response.codings.codings()) {
    const auto coder = static_cast<coding::MemberIndex>(coding.coder);
    const bool counted = std::binary_search(found.coders.begin(), found.coders.end(), coder);
    noted.codings.push_back({std::string(study.member_ids.id(coder)), coding.finished != 0, counted,
                             coding.changed_at});
  }
  for (const auto& assignment : found.assignments)
    if (row.assignment == nullptr || row.assignment == &assignment)
      noted.assignments.push_back(note(study, assignment));
  return noted;
}

}  // namespace

EvidencePage note_evidence(const projections::StudyView& view, coding::QuestionIndex question,
                           std::span<const EvidenceResponse> evidence, const EvidenceAsked& asked) {
  const auto& study = view.study();
  EvidencePage page;
  page.study = study.id;
  page.question = study.question_ids.id(question);
  page.position = view.position();
  page.units = projections::units_of(study, evidence);
  const auto rows = rows_of(study, evidence, asked.unit);
  page.total = rows.size();
  const auto begin = std::min(asked.offset, rows.size());
  const auto end = begin + std::min(asked.limit, rows.size() - begin);
  if (end < rows.size()) page.next = end;
  for (auto i = begin; i < end; ++i) {
    const auto& first = study.responses[rows[i].responses.front()->response];
    const auto& comment = study.comments[first.comment];
    const auto group = study.respondents[comment.respondent].group;
    NotedRow row;
    row.respondent = study.respondent_ids.id(comment.respondent);
    if (group != coding::kNone16 &&
        std::find(asked.quiet.begin(), asked.quiet.end(), group) == asked.quiet.end())
      row.group = study.group_ids.id(group);
    if (asked.unit != EvidenceUnit::kRespondents) row.comment = study.id_of(comment);
    for (const auto* found : rows[i].responses)
      row.responses.push_back(note(study, *found, rows[i], asked.by));
    page.rows.push_back(std::move(row));
  }
  return page;
}

}  // namespace verbatim::api
