#include "api/texts/comment_text.hpp"

#include "record/record.hpp"
#include "vault/place.hpp"

namespace verbatim::api {

Result<std::optional<std::string>> comment_text(const eventlog::EventLog& log,
                                                const vault::Vault& vault, const std::string& study,
                                                const CommentPlace& place) {
  auto bytes = log.read_one(study, place.position);
  if (!bytes) return std::move(bytes).error();
  record::Record record;
  if (auto decoded = record::decode(*bytes, record); !decoded) return std::move(decoded).error();
  const auto* added = std::get_if<coding::CommentAdded>(&record.event);
  if (added == nullptr)
    return Failure{Fault::kCorruptStore,
                   "Event " + std::to_string(place.position) + " should have added a comment."};
  if (added->sealed_text.empty()) return std::optional<std::string>{};
  return vault.open_text(study, place.respondent,
                         vault::place_of_comment(study, place.question, place.comment),
                         added->sealed_text.bytes);
}

}  // namespace verbatim::api
