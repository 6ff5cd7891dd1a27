#include "api/reads/answer_cache.hpp"

namespace verbatim::api {
namespace {

constexpr std::size_t kEntryBytes = 512;  // of nodes, pointers and what malloc adds

// The question stands in the map and in the list.
std::size_t bytes_of(const std::string& question, const std::string& answer) {
  return answer.size() + 2 * question.size() + kEntryBytes;
}

}  // namespace

std::shared_ptr<const std::string> AnswerCache::find(const std::string& question,
                                                     const Version& version) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(question);
  if (found == entries_.end() || found->second.version != version) return nullptr;
  recent_.splice(recent_.begin(), recent_, found->second.place);
  return found->second.answer;
}

void AnswerCache::keep(const std::string& question, const Version& version,
                       std::shared_ptr<const std::string> answer) {
  const auto bytes = bytes_of(question, *answer);
  const std::lock_guard lock(mutex_);
  drop(question);
  if (bytes > bytes_max_ / 16) return;
  recent_.push_front(question);
  entries_.emplace(question, Entry{version, std::move(answer), recent_.begin()});
  bytes_ += bytes;
  while (bytes_ > bytes_max_) drop(std::string(recent_.back()));
}

void AnswerCache::drop(const std::string& question) {
  const auto found = entries_.find(question);
  if (found == entries_.end()) return;
  bytes_ -= bytes_of(question, *found->second.answer);
  recent_.erase(found->second.place);
  entries_.erase(found);
}

}  // namespace verbatim::api
