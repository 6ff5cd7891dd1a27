#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"
#include "base/time.hpp"
#include "coding/study.hpp"
#include "eventlog/event_log.hpp"

// An erasure and its certificate, in JSON and as plain text. Neither holds a word of the
// respondent's.
namespace verbatim::api {

// What is left of an erased respondent, all under pseudonymous ids.
struct Remains {
  std::uint64_t comments = 0, responses = 0, assignments = 0, settled = 0;
  std::vector<std::uint64_t> positions;  // of their comments' events, which hold ciphertext
  bool counted = true;                   // by the study's policy
};

// What is noted of an erasure under the study's lock.
struct NotedErasure {
  std::string erasure, respondent;
  coding::Erasure state;
  Remains remains;  // filled by note_certificate()
};
NotedErasure note_erasure(const coding::Study& study, coding::IdTable::Index erasure);
NotedErasure note_certificate(const coding::Study& study, coding::IdTable::Index erasure);

// schemas/openapi.yaml: Erasure. Time, actor and reason of its steps are read from the log.
Result<nlohmann::ordered_json> erasure_json(const eventlog::EventLog& log, const std::string& study,
                                            const NotedErasure& noted);
// schemas/openapi.yaml: Certificate. `destroyed`: the key is in no file of this server any more.
Result<nlohmann::ordered_json> certificate_json(const eventlog::EventLog& log,
                                                const std::string& study, std::uint64_t position,
                                                const NotedErasure& noted, bool destroyed);
// The same for people.
std::string certificate_text(const nlohmann::ordered_json& certificate);

}  // namespace verbatim::api
