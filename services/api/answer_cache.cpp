#include "api/answer_cache.hpp"

namespace verbatim::api {

std::shared_ptr<const std::string> AnswerCache::find(const std::string& question,
                                                     std::uint64_t position) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(question);
  if (found == entries_.end() || found->second.position != position) return nullptr;
  recent_.splice(recent_.begin(), recent_, found->second.place);
  return found->second.answer;
}

void AnswerCache::keep(const std::string& question, std::uint64_t position,
                       std::shared_ptr<const std::string> answer) {
  const std::lock_guard lock(mutex_);
  if (const auto found = entries_.find(question); found != entries_.end()) {
    found->second.position = position;
    found->second.answer = std::move(answer);
    return;
  }
  recent_.push_front(question);
  entries_.emplace(question, Entry{position, std::move(answer), recent_.begin()});
  if (entries_.size() <= entries_max_) return;
  entries_.erase(recent_.back());
  recent_.pop_back();
}

}  // namespace verbatim::api
