#include <algorithm>
#include <chrono>
#include <stdexcept>

#include <fmt/format.h>

#include "coding/decide.hpp"
#include "coding/rounds.hpp"
#include "setting.hpp"

// Rounds of a large question: what it takes to say who codes what next, and how far all are. In
// this process and on one thread, as the writer does it.
namespace verbatim::bench {
namespace {

using namespace coding;
using Clock = std::chrono::steady_clock;

constexpr int kResponses = 100'000;

double micros_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::micro>(Clock::now() - begin).count();
}

class Team {
 public:
  Team(int coders, std::uint32_t per_response, bool weighed) {
    run(OpenStudy{"s", "S"});
    run(AddQuestion{"q", "Why?"});
    run(AddRespondent{"p", ""});
    for (int r = 0; r < kResponses; ++r) run(AddComment{"q", fmt::format("r{}", r), "p", {}, 1});
    RoundPart part{"q", {}, per_response, 0, {}};
    for (int c = 0; c < coders; ++c) {
      part.coders.push_back(fmt::format("c{}", c));
      run(AddMember{part.coders.back(), Role::kCoder});
      if (weighed) part.weights.push_back(1 + static_cast<std::uint32_t>(c) % 4);
    }
    coders_ = part.coders;
    run(OpenRound{"round", "Round", true, 0, {std::move(part)}});
  }

  // One coder after another takes a place and finishes it, until there are none. Microseconds of
  // each time somebody asked, sorted.
  std::vector<double> hand_out() {
    std::vector<double> took;
    for (bool more = true; more;) {
      more = false;
      for (std::size_t c = 0; c < coders_.size(); ++c) {
        const auto begin = Clock::now();
        const auto events = run(TakePlace{"round", "q", coders_[c]});
        const auto next = next_to_code(study_, task(), member(c));
        took.push_back(micros_since(begin));
        if (events == 0) continue;
        more = true;
        run(FinishCoding{"q", std::string(study_.id_of(study_.responses[*next])), coders_[c]});
      }
    }
    std::sort(took.begin(), took.end());
    return took;
  }

  double look_at_progress() const {
    const auto begin = Clock::now();
    if (progress_of(study_, task()).responses != kResponses) throw std::logic_error("progress");
    return micros_since(begin);
  }

 private:
  const Task& task() const { return *open_task(study_, 0); }
  MemberIndex member(std::size_t c) const {
    return static_cast<MemberIndex>(*study_.member_ids.find(coders_[c]));
  }
  std::size_t run(const Command& command) {
    const auto events = decide(study_, command);
    if (!events) throw std::runtime_error(events.error().detail);
    for (const auto& event : *events)
      if (auto done = evolve(study_, event, study_.position + 1); !done)
        throw std::runtime_error(done.error().detail);
    return events->size();
  }

  Study study_;
  std::vector<std::string> coders_;
};

}  // namespace

void measure_rounds() {
  say("rounds: 100,000 responses");
  const struct {
    const char* name;
    int coders;
    std::uint32_t per_response;
    bool weighed;
  } rows[] = {{"pairs_of_10", 10, 2, false},
              {"pairs_of_10_weighed", 10, 2, true},
              {"4_of_10", 10, 4, false},
              {"pairs_of_50", 50, 2, false}};
  for (const auto& row : rows) {
    Team team(row.coders, row.per_response, row.weighed);
    const auto took = team.hand_out();
    double sum = 0;
    for (const auto one : took) sum += one;
    print({fmt::format("next_response_{}", row.name),
           sum / static_cast<double>(took.size()),
           "us",
           {},
           "",
           1000,
           {{"p99_us", took[took.size() * 99 / 100]},
            {"max_us", took.back()},
            {"progress_us", team.look_at_progress()}}});
  }
}

}  // namespace verbatim::bench
