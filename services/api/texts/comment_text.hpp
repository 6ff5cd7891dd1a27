#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"
#include "vault/vault.hpp"

// The plain text of comments, which the domain never sees.
namespace verbatim::api {

// Where a comment's sealed text is: in the event at `position`.
struct CommentPlace {
  std::string_view question, comment, respondent;
  eventlog::Position position = 0;
};

// The text; nothing where it was never given or its key is destroyed.
Result<std::optional<std::string>> comment_text(const eventlog::EventLog& log,
                                                const vault::Vault& vault, const std::string& study,
                                                const CommentPlace& place);

}  // namespace verbatim::api
