#pragma once

#include <functional>
#include <memory>
#include <utility>

namespace verbatim::api {

// Threads for work that is too long for an I/O thread and has no request of its own to run on.
class Workers {
 public:
  explicit Workers(unsigned threads);
  ~Workers();  // stop()

  // Thread-safe. After stop() the work is dropped.
  void post(std::function<void()> work);
  // post(), to be handed on.
  std::function<void(std::function<void()>)> as_post() {
    return [this](std::function<void()> work) { post(std::move(work)); };
  }
  // Finishes what was posted, then joins. Idempotent.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim::api
