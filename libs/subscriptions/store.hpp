#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "subscriptions/subscription.hpp"

namespace verbatim::subscriptions {

// The subscriptions of one data folder, in a folder of their own (DIR/subscriptions, mode 0700).
//
// A change is on disk, synced, when its call answers; if the process dies before, it is there whole
// or not at all. A checkpoint moves forward only, and together with the letter where an event is
// given up, so that none is lost between the two. After a failed write every change is answered
// kStorageFailed until the store is opened again; reads go on. Thread-safe.
class Store {
 public:
  // Opens DIR, or makes it. Fails as store::Database does.
  static Result<std::unique_ptr<Store>> open(const std::string& directory);
  ~Store();

  std::optional<State> find(std::string_view study, std::string_view name) const;
  std::vector<State> of_study(std::string_view study) const;  // in byte order of names
  std::vector<State> all() const;

  // Adds one that begins behind `checkpoint`. kAlreadyExists where there is one of its name.
  Result<void> add(const Subscription& subscription, std::uint64_t checkpoint);
  // Changes it, but for study, name and id. Nothing where there is none (any more).
  Result<std::optional<State>> change(std::string_view id,
                                      const std::function<void(Subscription&)>& how);
  // Removes it with its checkpoint and its dead letters. Nothing to remove is a success.
  Result<void> remove(std::string_view id);

  // Moves the checkpoint to `position` if that is further, and answers where it is.
  Result<std::uint64_t> acknowledge(std::string_view id, std::uint64_t position);

  // Gives an event up: notes the letter down and moves the checkpoint to its position, in one.
  Result<void> bury(std::string_view id, const DeadLetter& letter);
  // The dead letters, in order of positions.
  std::vector<DeadLetter> dead(std::string_view id) const;
  // Asks for another attempt of these positions, of all where there are none; answers of how many.
  Result<std::size_t> ask_again(std::string_view id, const std::vector<std::uint64_t>& positions);
  // The first of those that were asked for and not attempted yet.
  std::optional<DeadLetter> next_again(std::string_view id) const;
  // What came of that: it is no longer dead, or it is, for another reason.
  Result<void> revive(std::string_view id, std::uint64_t position);
  Result<void> rebury(std::string_view id, const DeadLetter& letter);

  // Why nothing is changed any more; nothing while it can be.
  std::optional<Failure> write_failure() const;

 private:
  struct Impl;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim::subscriptions
