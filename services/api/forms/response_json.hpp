#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"
#include "coding/study.hpp"
#include "eventlog/event_log.hpp"
#include "vault/vault.hpp"

namespace verbatim::api {

// One coder's coding of a response (schemas/openapi.yaml: Coding). Revision 0 and nothing in it
// where the coder has not begun.
nlohmann::ordered_json coding_json(const coding::Study& study, coding::ResponseIndex response,
                                   coding::MemberIndex coder);

// The same for a coder who has not even joined the study.
nlohmann::ordered_json coding_not_begun(const std::string& coder);

// What stands for the team on a response because somebody settled it, and the event that says so.
struct NotedSettlement {
  std::vector<std::string> themes;
  eventlog::Position position = 0;
};

// What is noted of a response under the study's lock; its text, and who settled it, are fetched
// later, without it.
struct NotedResponse {
  std::string response, comment, question, respondent;
  std::optional<std::string> group;
  std::uint32_t begin = 0, end = 0;
  std::uint64_t comment_position = 0;
  std::string codings;  // JSON
  std::optional<NotedSettlement> settled;
};
// With the codings of all, or of `only` one coder.
NotedResponse note_response(const coding::Study& study, coding::ResponseIndex response,
                            std::optional<coding::MemberIndex> only = std::nullopt);

// A response with its text (null where it was never given or its key is destroyed) and codings.
Result<nlohmann::ordered_json> response_json(const eventlog::EventLog& log,
                                             const vault::Vault& vault, const std::string& study,
                                             const NotedResponse& noted);

}  // namespace verbatim::api
