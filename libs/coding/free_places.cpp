// Which free place is whose.
#include <algorithm>
#include <limits>
#include <numeric>

#include "coding/rounds.hpp"

namespace verbatim::coding {
namespace {

constexpr std::size_t kNobody = std::numeric_limits<std::size_t>::max();

// Responses that are alike for everybody, and the places that are free in them.
struct Supply {
  std::uint64_t responses = 0, places = 0;
  std::uint32_t free = 0, first = 0;  // in each of them; the number of the first one
  std::vector<bool> barred;           // by coder, as in the task
};

// Most free places first, then in the order of the responses.
std::vector<Supply> supplies_of(const Task& task) {
  std::vector<Supply> supplies;
  for (const auto& [kind, numbers] : task.pool.open) {
    Supply supply{numbers.size(), numbers.size() * kind.free, kind.free, *numbers.begin(), {}};
    for (const auto coder : task.coders)
      supply.barred.push_back(std::binary_search(kind.barred.begin(), kind.barred.end(), coder));
    supplies.push_back(std::move(supply));
  }
  std::sort(supplies.begin(), supplies.end(), [](const Supply& a, const Supply& b) {
    return a.free != b.free ? a.free > b.free : a.first < b.first;
  });
  return supplies;
}

// The supplies in the order in which a coder is given of them: where most places are free; then
// with those whom they have met least, so that everybody is compared with everybody; then as the
// responses come.
std::vector<std::size_t> in_order_for(const Task& task, const std::vector<Supply>& supplies,
                                      std::size_t coder) {
  std::vector<std::uint64_t> met(supplies.size(), 0);
  if (!task.pool.together.empty())
    for (std::size_t supply = 0; supply < supplies.size(); ++supply)
      for (std::size_t other = 0; other < task.coders.size(); ++other)
        if (other != coder && supplies[supply].barred[other])
          met[supply] += task.pool.together[Pool::pair_of(coder, other)];
  std::vector<std::size_t> order(supplies.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (supplies[a].free != supplies[b].free) return supplies[a].free > supplies[b].free;
    return met[a] < met[b];
  });
  return order;
}

// How many places each coder is below their share.
std::vector<std::uint64_t> needs_of(const Task& task) {
  const auto& pool = task.pool;
  auto of_those_who_left = pool.held;
  for (const auto& mine : pool.coders) of_those_who_left -= mine.allocated;
  const auto weights =
      task.weights.empty() ? std::vector<std::uint32_t>(task.coders.size(), 1) : task.weights;
  auto needs = shares(pool.held + pool.free - of_those_who_left, pool.responses, weights);
  for (std::size_t i = 0; i < needs.size(); ++i)
    needs[i] -= std::min<std::uint64_t>(needs[i], pool.coders[i].allocated);
  return needs;
}

// How as many of the needs as can be are met from what is free: a largest flow from coders to
// supplies (Ford and Fulkerson), who may have one place of each response. A plan need not say which
// responses: laid out one after another over a supply's responses, round and round, the coders'
// places are of different coders in each, as nobody has more of them than there are responses
// (McNaughton 1959).
class Plan {
 public:
  Plan(const std::vector<Supply>& supplies, const std::vector<std::uint64_t>& needs)
      : supplies_(supplies),
        needs_(needs),
        planned_(needs.size(), std::vector<std::uint64_t>(supplies.size())),
        used_(supplies.size()),
        met_(needs.size()) {
    for (std::size_t coder = 0; coder < needs.size(); ++coder)
      while (met_[coder] < needs[coder] && meet_more(coder)) {
      }
  }

  // Whether the coder can have a place of the supply, and the others still as much of what they
  // need as they can get now.
  bool can_spare(std::size_t supply, std::size_t coder) {
    if (supplies_[supply].barred[coder]) return false;
    if (planned_[coder][supply] > 0) return true;
    // They get less than they need whatever happens: a place is as good for them as for others.
    if (met_[coder] < needs_[coder]) return true;
    begin_search();
    reach(supply, kNobody, supply);
    const bool gives_up_another = needs_[coder] > 0;
    return search([&](std::size_t at) {
             return is_left(at) || (gives_up_another && planned_[coder][at] > 0);
           }) != kNobody;
  }

 private:
  bool is_left(std::size_t supply) const { return used_[supply] < supplies_[supply].places; }
  // How many more of its responses the coder could be planned for.
  std::uint64_t room(std::size_t coder, std::size_t supply) const {
    const auto& of = supplies_[supply];
    return of.barred[coder] ? 0 : of.responses - planned_[coder][supply];
  }

  // The search goes from supply to supply: somebody who was planned for places of the one takes
  // places of the other instead.
  struct Step {
    std::size_t from = 0, coder = kNobody;
    bool reached = false;
  };
  void begin_search() {
    steps_.assign(supplies_.size(), Step{});
    queue_.clear();
  }
  void reach(std::size_t supply, std::size_t coder, std::size_t from) {
    steps_[supply] = {from, coder, true};
    queue_.push_back(supply);
  }
  template <class Found>
  std::size_t search(Found found) {
    for (std::size_t next = 0; next < queue_.size(); ++next) {
      const auto at = queue_[next];
      if (found(at)) return at;
      for (std::size_t coder = 0; coder < needs_.size(); ++coder) {
        if (planned_[coder][at] == 0) continue;
        for (std::size_t to = 0; to < supplies_.size(); ++to)
          if (!steps_[to].reached && room(coder, to) > 0) reach(to, coder, at);
      }
    }
    return kNobody;
  }

  // Plans more places for the coder, moving others about where that makes room; false if there are
  // none.
  bool meet_more(std::size_t coder) {
    begin_search();
    for (std::size_t supply = 0; supply < supplies_.size(); ++supply)
      if (room(coder, supply) > 0) reach(supply, kNobody, supply);
    const auto last = search([&](std::size_t at) { return is_left(at); });
    if (last == kNobody) return false;
    auto places = std::min(needs_[coder] - met_[coder], supplies_[last].places - used_[last]);
    auto at = last;
    for (; steps_[at].coder != kNobody; at = steps_[at].from)
      places = std::min(
          {places, room(steps_[at].coder, at), planned_[steps_[at].coder][steps_[at].from]});
    places = std::min(places, room(coder, at));
    for (at = last; steps_[at].coder != kNobody; at = steps_[at].from) {
      planned_[steps_[at].coder][at] += places;
      planned_[steps_[at].coder][steps_[at].from] -= places;
    }
    planned_[coder][at] += places;
    used_[last] += places;
    met_[coder] += places;
    return true;
  }

  const std::vector<Supply>& supplies_;
  const std::vector<std::uint64_t>& needs_;
  std::vector<std::vector<std::uint64_t>> planned_;  // places, by coder and supply
  std::vector<std::uint64_t> used_, met_;            // by supply; by coder
  std::vector<Step> steps_;
  std::vector<std::size_t> queue_;
};

}  // namespace

std::vector<std::uint64_t> shares(std::uint64_t places, std::uint64_t most,
                                  const std::vector<std::uint32_t>& weights) {
  std::vector<std::uint64_t> share(weights.size(), 0);
  std::vector<bool> full(weights.size(), false);
  std::uint64_t sum = 0;
  for (const auto weight : weights) sum += weight;
  // Who would get more than there are responses gets all of them, and the rest is shared anew.
  for (bool again = true; again;) {
    again = false;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (full[i] || places * weights[i] < most * sum) continue;
      share[i] = std::min(most, places);
      places -= share[i];
      sum -= weights[i];
      full[i] = again = true;
    }
  }
  std::vector<std::pair<std::uint64_t, std::size_t>> remainders;
  auto left = places;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (full[i]) continue;
    share[i] = places * weights[i] / sum;
    left -= share[i];
    remainders.emplace_back(places * weights[i] % sum, i);
  }
  std::stable_sort(remainders.begin(), remainders.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; i < left; ++i) ++share[remainders[i].second];
  return share;
}

std::optional<ResponseIndex> free_for(const Study& study, const Task& task, MemberIndex coder) {
  const auto found = std::find(task.coders.begin(), task.coders.end(), coder);
  const auto at = static_cast<std::size_t>(found - task.coders.begin());
  const auto supplies = supplies_of(task);
  const auto needs = needs_of(task);
  Plan plan(supplies, needs);
  for (const auto supply : in_order_for(task, supplies, at))
    if (plan.can_spare(supply, at)) return response_at(study, task, supplies[supply].first);
  return std::nullopt;
}

}  // namespace verbatim::coding
