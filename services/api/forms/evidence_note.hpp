#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "eventlog/event_log.hpp"
#include "projections/evidence.hpp"
#include "projections/study_view.hpp"

// A page of evidence as it is noted down under a study's lock, and what the log says of it: who
// decided, when, by which event. Each row is one of what the figure counts.
namespace verbatim::api {

enum class EvidenceUnit { kResponses, kComments, kRespondents, kAssignments };

// The event that something follows from.
struct DecidedBy {
  eventlog::Position position = 0;
  Micros time = 0;
  std::string actor, command, client, reason;
};

struct NotedAssignment {
  std::string coder, theme, counted_as;
  coding::Revision revision = 0;
  bool finished = false, counted = false;
  std::optional<DecidedBy> decided = {};
};
struct NotedCoding {
  std::string coder;
  bool finished = false, counted = false;  // counted: it was this coder's say, too
  eventlog::Position changed_at = 0;
};
struct NotedEvidence {
  std::string response, comment;
  eventlog::Position comment_position = 0;
  std::vector<std::string> themes;
  std::string by;  // what makes it stand: adjudication, majority, all, any, coder; empty: itself
  std::optional<DecidedBy> adjudicated = {};
  std::size_t electorate = 0;
  std::vector<NotedCoding> codings;
  std::vector<NotedAssignment> assignments;
};
struct NotedRow {
  std::string respondent;
  std::optional<std::string> group;
  std::optional<std::string> comment;  // where the row is one comment's
  std::vector<NotedEvidence> responses;
};

struct EvidencePage {
  std::string study, question;
  eventlog::Position position = 0;
  std::size_t total = 0;  // rows of all pages: the figure
  projections::Units units;
  std::vector<NotedRow> rows;
  std::optional<std::size_t> next;  // offset of the next page
};

// What of the evidence is shown, and how.
struct EvidenceAsked {
  EvidenceUnit unit = EvidenceUnit::kResponses;
  std::size_t offset = 0, limit = 100;
  std::string by;                         // as in NotedEvidence, where nobody adjudicated
  std::vector<coding::GroupIndex> quiet;  // groups that are not named
};

EvidencePage note_evidence(const projections::StudyView& view, coding::QuestionIndex question,
                           std::span<const projections::EvidenceResponse> evidence,
                           const EvidenceAsked& asked);

}  // namespace verbatim::api
