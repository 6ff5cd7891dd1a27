#include "http/mailbox.hpp"

#include <utility>

namespace verbatim::http {

Mailbox::Posted Mailbox::post(Letter&& letter) {
  const std::lock_guard lock(mutex_);
  if (closed_) return Posted::kClosed;
  letters_.push_back(std::move(letter));
  return letters_.size() == 1 ? Posted::kFirst : Posted::kBehindOthers;
}

void Mailbox::take(std::vector<Letter>& letters) {
  const std::lock_guard lock(mutex_);
  letters.swap(letters_);
}

std::vector<Letter> Mailbox::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  return std::exchange(letters_, {});
}

}  // namespace verbatim::http
