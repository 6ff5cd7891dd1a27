#include "coding/pool.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "coding/rounds.hpp"

namespace verbatim::coding {

void NumberSet::put(std::uint32_t number) {
  if (words_.size() <= number / 64) words_.resize(number / 64 + 1);
  words_[number / 64] |= std::uint64_t{1} << number % 64;
}

void NumberSet::take(std::uint32_t number) {
  words_[number / 64] &= ~(std::uint64_t{1} << number % 64);
}

std::optional<std::uint32_t> NumberSet::first() const {
  const auto word = std::find_if(words_.begin(), words_.end(), [](auto w) { return w != 0; });
  if (word == words_.end()) return std::nullopt;
  return static_cast<std::uint32_t>((word - words_.begin()) * 64 + std::countr_zero(*word));
}

std::vector<std::uint64_t> NumberSet::words() const {
  auto words = words_;
  while (!words.empty() && words.back() == 0) words.pop_back();
  return words;
}

NumberSet NumberSet::of(std::vector<std::uint64_t> words) {
  NumberSet set;
  set.words_ = std::move(words);
  return set;
}

std::strong_ordering Pool::Kind::operator<=>(const Kind& other) const {
  if (const auto by_free = free <=> other.free; by_free != 0) return by_free;
  return barred <=> other.barred;
}

namespace {

bool is_there(const Study& study, const Task& task, std::uint32_t number) {
  const auto& asked = study.questions[task.question];
  const auto& ids = task.unitizing ? asked.comment_ids : asked.response_ids;
  return number < numbers_of(asked, task.unitizing) && !ids.is_gone(number) &&
         includes(task, number);
}

// Counts one response in, or out again.
class Counting {
 public:
  Counting(const Study& study, const Task& task, Pool& pool)
      : study_(study), task_(task), pool_(pool) {}

  void in(std::uint32_t number) {
    if (is_there(study_, task_, number)) count(number, true);
  }
  void out(std::uint32_t number) {
    if (is_there(study_, task_, number)) count(number, false);
  }

 private:
  template <class T>
  static void add(T& to, std::size_t what, bool in) {
    to = static_cast<T>(in ? to + what : to - what);
  }

  void count(std::uint32_t number, bool in) {
    const auto row = holders(task_, number);
    Pool::Kind kind;
    std::vector<std::size_t> holding;
    add(pool_.responses, 1, in);
    for (std::size_t i = 0; i < task_.coders.size(); ++i) {
      const auto coder = task_.coders[i];
      const bool finished = has_finished(study_, task_, number, coder);
      const bool theirs =
          task_.per_response == 0 || std::find(row.begin(), row.end(), coder) != row.end();
      if (theirs) count(pool_.coders[i], number, finished, in);
      if (theirs && !pool_.together.empty()) holding.push_back(i);
      if (theirs || finished) kind.barred.push_back(coder);
    }
    if (task_.per_response == 0) return;
    count_together(holding, in);
    kind.free = task_.per_response - static_cast<std::uint32_t>(row.size());
    add(pool_.held, row.size(), in);
    add(pool_.free, kind.free, in);
    if (kind.free == 0) return;
    std::sort(kind.barred.begin(), kind.barred.end());
    if (in) {
      auto& numbers = pool_.open[std::move(kind)];
      numbers.insert(numbers.end(), number);
      return;
    }
    const auto alike = pool_.open.find(kind);
    alike->second.erase(number);
    if (alike->second.empty()) pool_.open.erase(alike);
  }

  // Coders who have places in one response, by their number in the task.
  void count_together(const std::vector<std::size_t>& holding, bool in) {
    for (std::size_t a = 1; a < holding.size(); ++a)
      for (std::size_t b = 0; b < a; ++b)
        add(pool_.together[Pool::pair_of(holding[a], holding[b])], 1, in);
  }

  static void count(Pool::Mine& mine, std::uint32_t number, bool finished, bool in) {
    add(mine.allocated, 1, in);
    add(mine.finished, finished, in);
    if (finished) return;
    if (in)
      mine.to_do.put(number);
    else
      mine.to_do.take(number);
  }

  const Study& study_;
  const Task& task_;
  Pool& pool_;
};

}  // namespace

Pool counted(const Study& study, const Task& task) {
  Pool pool;
  const auto coders = task.coders.size();
  pool.coders.resize(coders);
  if (task.per_response > 1 && task.per_response <= Pool::kMostTogether &&
      coders <= Pool::kMostPaired)
    pool.together.resize(coders * (coders - 1) / 2);
  Counting counting(study, task, pool);
  if (!task.sample.empty()) {
    for (const auto number : task.sample) counting.in(number);
    return pool;
  }
  const auto all = numbers_of(study.questions[task.question], task.unitizing);
  for (std::uint32_t number = 0; number < all; ++number) counting.in(number);
  return pool;
}

Numbers numbers_in(const Task& task) {
  return task.unitizing ? Numbers::kComments : Numbers::kResponses;
}

void change_in_pool(Study& study, QuestionIndex question, Numbers of, std::uint32_t number,
                    const std::function<void()>& change) {
  const auto round = study.questions[question].open_round;
  if (round == kNone16) return change();
  auto& tasks = study.rounds[round].tasks;
  const auto task = std::find_if(tasks.begin(), tasks.end(),
                                 [&](const Task& one) { return one.question == question; });
  if (numbers_in(*task) != of) return change();
  Counting counting(study, *task, task->pool);
  counting.out(number);
  change();
  counting.in(number);
}

}  // namespace verbatim::coding
