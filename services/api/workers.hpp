#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

namespace verbatim::api {

// Threads for work that is too long for an I/O thread and has no request of its own to run on.
// Replays have one of their own: they take as long as the study is, and hold up nothing but each
// other.
class Workers {
 public:
  // Replays that wait or run, at most.
  static constexpr std::size_t kReplaysMost = 8;

  explicit Workers(unsigned threads);
  ~Workers();  // stop()

  // Thread-safe. After stop() the work is dropped.
  void post(std::function<void()> work);
  // post(), to be handed on.
  std::function<void(std::function<void()>)> as_post() {
    return [this](std::function<void()> work) { post(std::move(work)); };
  }
  // The same for what plays a study from its first event. False, and the work is dropped, where as
  // many replays wait already as may.
  bool post_replay(std::function<void()> work);
  // Finishes what was posted, then joins. Idempotent.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim::api
