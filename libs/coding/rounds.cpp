#include "coding/rounds.hpp"

#include <algorithm>
#include <utility>

namespace verbatim::coding {
namespace {

// splitmix64 (Steele, Lea and Flood 2014): its constants, and the mixing of its state.
constexpr std::uint64_t kGolden = 0x9E37'79B9'7F4A'7C15;
std::uint64_t mixed(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58'476D'1CE4'E5B9;
  z = (z ^ (z >> 27)) * 0x94D0'49BB'1331'11EB;
  return z ^ (z >> 31);
}

bool contains(std::span<const MemberIndex> members, MemberIndex member) {
  return std::find(members.begin(), members.end(), member) != members.end();
}

// Calls `visit(number)` for each number of the task that is there until it answers false.
template <class Visit>
void each_number(const Study& study, const Task& task, Visit visit) {
  const auto& asked = study.questions[task.question];
  const auto& ids = task.unitizing ? asked.comment_ids : asked.response_ids;
  if (!task.sample.empty()) {
    for (const auto number : task.sample)
      if (!ids.is_gone(number) && !visit(number)) return;
    return;
  }
  const auto all = numbers_of(asked, task.unitizing);
  for (std::uint32_t number = 0; number < all; ++number)
    if (!ids.is_gone(number) && !visit(number)) return;
}

ResponseIndex response_at(const Study& study, const Task& task, std::uint32_t number) {
  const auto& asked = study.questions[task.question];
  return task.unitizing ? study.comments[asked.comments[number]].first_response
                        : asked.responses[number];
}

// Who is how far below their share: who asks for a place is weighed against the others.
class Shares {
 public:
  Shares(const Study& study, const Task& task) : study_(study), task_(task) {
    std::vector<std::uint64_t> held(task.coders.size());
    std::uint64_t others = 0, responses = 0;
    each_number(study, task, [&](std::uint32_t number) {
      ++responses;
      for (const auto member : holders(task, number)) {
        const auto at = std::find(task.coders.begin(), task.coders.end(), member);
        if (at == task.coders.end())
          ++others;  // of somebody who has dropped out, and was finished
        else
          ++held[static_cast<std::size_t>(at - task.coders.begin())];
      }
      return true;
    });
    const auto weights =
        task.weights.empty() ? std::vector<std::uint32_t>(task.coders.size(), 1) : task.weights;
    const auto share = shares(responses * task.per_response - others, responses, weights);
    for (std::size_t i = 0; i < share.size(); ++i)
      if (share[i] > held[i]) below_.emplace_back(task.coders[i], share[i] - held[i]);
  }

  bool is_below(MemberIndex coder) const {
    return std::any_of(below_.begin(), below_.end(),
                       [&](const auto& one) { return one.first == coder; });
  }
  bool could_take(MemberIndex coder, std::uint32_t number) const {
    return !contains(holders(task_, number), coder) && !has_finished(study_, task_, number, coder);
  }
  bool anybody_below_could_take(std::uint32_t number) const {
    return std::any_of(below_.begin(), below_.end(),
                       [&](const auto& one) { return could_take(one.first, number); });
  }
  // Those, other than `coder`, who need every place that is left for them.
  std::vector<MemberIndex> in_need(MemberIndex coder) const {
    std::vector<MemberIndex> tight;
    for (const auto& [member, missing] : below_) {
      if (member == coder) continue;
      std::uint64_t left = 0;
      each_number(study_, task_, [&, one = member](std::uint32_t number) {
        left += holders(task_, number).size() < task_.per_response && could_take(one, number);
        return true;
      });
      if (left <= missing) tight.push_back(member);
    }
    return tight;
  }

 private:
  const Study& study_;
  const Task& task_;
  std::vector<std::pair<MemberIndex, std::uint64_t>> below_;  // and by how much
};

}  // namespace

std::vector<std::uint32_t> drawn(std::uint32_t seed, std::uint32_t responses, std::uint32_t size) {
  std::vector<std::pair<std::uint64_t, std::uint32_t>> lots(responses);
  auto state = mixed(seed + kGolden);
  for (std::uint32_t number = 0; number < responses; ++number)
    lots[number] = {mixed(state += kGolden), number};
  std::nth_element(lots.begin(), lots.begin() + size, lots.end());
  std::vector<std::uint32_t> sample(size);
  for (std::uint32_t i = 0; i < size; ++i) sample[i] = lots[i].second;
  std::sort(sample.begin(), sample.end());
  return sample;
}

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

const Task* open_task(const Study& study, QuestionIndex question) {
  const auto round = study.questions[question].open_round;
  return round == kNone16 ? nullptr : study.rounds[round].task(question);
}

bool is_coder(const Task& task, MemberIndex member) {
  return contains(task.coders, member);
}

bool includes(const Task& task, std::uint32_t number) {
  return task.sample.empty() || std::binary_search(task.sample.begin(), task.sample.end(), number);
}

std::span<const MemberIndex> holders(const Task& task, std::uint32_t number) {
  const auto begin = std::size_t{number} * task.per_response;
  if (begin >= task.places.size()) return {};
  const auto row = std::span(task.places).subspan(begin, task.per_response);
  return row.first(
      static_cast<std::size_t>(std::find(row.begin(), row.end(), kNone16) - row.begin()));
}

bool may_code(const Task& task, std::uint32_t number, MemberIndex coder) {
  if (!is_coder(task, coder) || !includes(task, number)) return false;
  return task.per_response == 0 || contains(holders(task, number), coder);
}

bool has_finished(const Study& study, const Task& task, std::uint32_t number, MemberIndex coder) {
  const auto& asked = study.questions[task.question];
  if (task.unitizing) {
    const auto* layer = study.layer_of(asked.comments[number], coder);
    return layer != nullptr && layer->finished;
  }
  const auto* coding = study.responses[asked.responses[number]].codings.find(coder);
  return coding != nullptr && coding->finished;
}

std::uint32_t numbers_of(const Question& question, bool unitizing) {
  return static_cast<std::uint32_t>(unitizing ? question.comments.size()
                                              : question.responses.size());
}

std::optional<std::uint32_t> number_of(const Study& study, const Task& task, std::string_view id) {
  const auto& asked = study.questions[task.question];
  return (task.unitizing ? asked.comment_ids : asked.response_ids).find(id);
}

std::optional<ResponseIndex> next_to_code(const Study& study, const Task& task, MemberIndex coder) {
  std::optional<ResponseIndex> next;
  each_number(study, task, [&](std::uint32_t number) {
    if (may_code(task, number, coder) && !has_finished(study, task, number, coder))
      next = response_at(study, task, number);
    return !next;
  });
  return next;
}

std::optional<ResponseIndex> free_for(const Study& study, const Task& task, MemberIndex coder) {
  const Shares shares(study, task);
  const bool below = shares.is_below(coder);
  std::optional<std::uint32_t> best;
  std::size_t most_free = 0;
  each_number(study, task, [&](std::uint32_t number) {
    const auto free = task.per_response - holders(task, number).size();
    if (free <= most_free || !shares.could_take(coder, number)) return true;
    if (!below && shares.anybody_below_could_take(number)) return true;
    best = number;
    most_free = free;
    return free < task.per_response;
  });
  // The last place of a response is not taken from somebody who needs all that is left for them.
  if (most_free == 1 && below) {
    const auto tight = shares.in_need(coder);
    std::size_t least = tight.size() + 1;
    each_number(study, task, [&](std::uint32_t number) {
      if (holders(task, number).size() == task.per_response || !shares.could_take(coder, number))
        return true;
      const auto harmed =
          static_cast<std::size_t>(std::count_if(tight.begin(), tight.end(), [&](auto member) {
            return shares.could_take(member, number);
          }));
      if (harmed < least) {
        best = number;
        least = harmed;
      }
      return least > 0;
    });
  }
  if (!best) return std::nullopt;
  return response_at(study, task, *best);
}

TaskProgress progress_of(const Study& study, const Task& task, MemberIndex coder) {
  TaskProgress progress;
  each_number(study, task, [&](std::uint32_t number) {
    if (!may_code(task, number, coder)) return true;
    ++progress.allocated;
    progress.finished += has_finished(study, task, number, coder);
    return true;
  });
  return progress;
}

std::uint32_t size_of(const Study& study, const Task& task) {
  std::uint32_t size = 0;
  each_number(study, task, [&](std::uint32_t) {
    ++size;
    return true;
  });
  return size;
}

std::uint64_t free_places(const Study& study, const Task& task) {
  std::uint64_t free = 0;
  each_number(study, task, [&](std::uint32_t number) {
    free += task.per_response - holders(task, number).size();
    return true;
  });
  return free;
}

void put_in_place(Task& task, std::uint32_t number, MemberIndex coder) {
  const auto end = (std::size_t{number} + 1) * task.per_response;
  if (task.places.size() < end) task.places.resize(end, kNone16);
  const auto last = task.places.begin() + static_cast<std::ptrdiff_t>(end);
  *(last - 1) = coder;
  std::sort(last - task.per_response, last);  // kNone16 is the largest
}

void take_from_place(Task& task, std::uint32_t number, MemberIndex coder) {
  const auto end = (std::size_t{number} + 1) * task.per_response;
  const auto last = task.places.begin() + static_cast<std::ptrdiff_t>(end);
  const auto first = last - task.per_response;
  *std::find(first, last, coder) = kNone16;
  std::sort(first, last);
}

}  // namespace verbatim::coding
