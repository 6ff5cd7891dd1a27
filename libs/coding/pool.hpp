#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "coding/codings.hpp"

namespace verbatim::coding {

struct Study;
struct Task;

// A set of whole numbers, one bit each.
class NumberSet {
 public:
  void put(std::uint32_t number);
  void take(std::uint32_t number);
  std::optional<std::uint32_t> first() const;

  // What a snapshot holds: a word for 64 numbers, up to that of the largest.
  std::vector<std::uint64_t> words() const;
  static NumberSet of(std::vector<std::uint64_t> words);

 private:
  std::vector<std::uint64_t> words_;
};

// How far a task is and what is left to hand out in it, so that nobody has to go through its
// numbers to say what comes next. It follows from places and codings alone: evolve() keeps it in
// step with them while the task's round is open.
struct Pool {
  // What one of the task's coders has to code, by the numbers of responses.
  struct Mine {
    std::uint32_t allocated = 0, finished = 0;
    NumberSet to_do;  // allocated and not finished
  };
  // What responses with free places have in common: how many are free, and which of the task's
  // coders (sorted) cannot take one, because they have one or are finished with the response.
  struct Kind {
    std::uint32_t free = 0;
    std::vector<MemberIndex> barred;
    std::strong_ordering operator<=>(const Kind& other) const;
    bool operator==(const Kind&) const = default;
  };

  std::vector<Mine> coders;                      // as in the task
  std::map<Kind, std::set<std::uint32_t>> open;  // the numbers of responses with free places
  std::uint32_t responses = 0;                   // all that are coded in the task
  std::uint64_t held = 0, free = 0;              // places that somebody has, or nobody
  // How many responses each two coders have places in, by pair_of(); empty where the task gives
  // each response to one coder, or to so many that everybody meets everybody, or has more coders
  // than could all meet.
  std::vector<std::uint32_t> together;

  static constexpr std::uint32_t kMostTogether = 8, kMostPaired = 100;
  // Requires first != second.
  static std::size_t pair_of(std::size_t first, std::size_t second) {
    const auto larger = std::max(first, second), smaller = std::min(first, second);
    return larger * (larger - 1) / 2 + smaller;
  }
};

// Of a task as it stands, counted from places and codings.
Pool counted(const Study& study, const Task& task);

// What a task hands out goes by numbers of responses or, unitizing, of comments.
enum class Numbers : std::uint8_t { kResponses, kComments };
Numbers numbers_in(const Task& task);

// Runs a change of what is known of one response or comment (its places, who is finished with it,
// whether it is there at all), and keeps the pool of the open round's task in step where that hands
// out such. `number` is its own in its question, which may be one past the last before the change.
void change_in_pool(Study& study, std::uint16_t question, Numbers of, std::uint32_t number,
                    const std::function<void()>& change);

}  // namespace verbatim::coding
