#include "api/comment_text.hpp"

#include <string>
#include <vector>

#include "record/record.hpp"
#include "vault/place.hpp"

namespace verbatim::api {
namespace {

// A given text whose comment is there, and who wrote it.
struct Known {
  std::size_t number;
  std::string respondent;
  eventlog::Position position;
};

std::vector<Known> known_comments(const coding::Study& study, std::span<const GivenText> given) {
  std::vector<Known> known;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto question = study.question_ids.find(given[i].question);
    if (!question) continue;
    const auto index =
        study.find_comment(static_cast<coding::QuestionIndex>(*question), given[i].comment);
    if (!index) continue;
    const auto& comment = study.comments[*index];
    known.push_back(
        {i, std::string(study.respondent_ids.id(comment.respondent)), comment.position});
  }
  return known;
}

}  // namespace

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

Result<std::optional<std::size_t>> first_other_text(const eventlog::EventLog& log,
                                                    const vault::Vault& vault,
                                                    studies::LiveStudy& live,
                                                    std::span<const GivenText> given) {
  std::vector<Known> known;
  live.read([&](const auto& view) { known = known_comments(view.study(), given); },
            [](Result<eventlog::Position>) {});
  for (const auto& comment : known) {
    // Not durable yet: it is of a request that is under way, and whoever comes second is answered
    // by the domain.
    if (comment.position > log.last_position(live.id())) continue;
    const auto& [question, id, text] = given[comment.number];
    const auto there =
        comment_text(log, vault, live.id(), {question, id, comment.respondent, comment.position});
    if (!there) return there.error();
    if (*there && **there != text) return std::optional(comment.number);
  }
  return std::optional<std::size_t>{};
}

}  // namespace verbatim::api
