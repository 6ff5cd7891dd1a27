#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "eventlog/event_log.hpp"
#include "studies/live_study.hpp"
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

struct GivenText {
  std::string_view question, comment, text;
};

// The first of these texts that is not what a comment of that id, which is there already, says:
// its number in `given`; nothing where there is none. Sealed texts differ at every sealing, so the
// domain cannot tell a repeated comment from another one with the same id and length; here they
// can be compared.
Result<std::optional<std::size_t>> first_other_text(const eventlog::EventLog& log,
                                                    const vault::Vault& vault,
                                                    studies::LiveStudy& live,
                                                    std::span<const GivenText> given);

}  // namespace verbatim::api
