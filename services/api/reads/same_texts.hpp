#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "api/forms/reliability_form.hpp"
#include "eventlog/event_log.hpp"
#include "vault/vault.hpp"

// The same text coded differently. Texts are sealed, one key a respondent, so that equal ones
// cannot be told by what is stored: they are opened for the one who asks, compared in memory, and
// forgotten. A text whose key is destroyed is compared with nothing.
namespace verbatim::api {

// Where the text of a response is: a part of a comment's.
struct TextPlace {
  std::string comment, respondent;
  eventlog::Position position = 0;
  std::uint32_t begin = 0, end = 0;
};

// As the rows of `noted`.
std::vector<TextPlace> note_places(const projections::StudyView& view,
                                   const NotedReliability& noted);

// At most `most` texts that several responses have and that were coded differently; those first of
// which one and the same coder said different things, then those of most responses. Opens the text
// of each response that somebody finished.
Result<nlohmann::ordered_json> same_texts_json(const eventlog::EventLog& log,
                                               const vault::Vault& vault,
                                               const NotedReliability& noted,
                                               const std::vector<TextPlace>& places,
                                               std::size_t most);

}  // namespace verbatim::api
