// Who codes what.
#include <algorithm>

#include "coding/folds.hpp"
#include "coding/rounds.hpp"

namespace verbatim::coding {
namespace {

Failure not_possible(const Step& step, std::string_view what) {
  std::string detail = "Event ";
  detail.append(std::to_string(step.position)).append(" ").append(what).append(".");
  return {Fault::kCorruptStore, std::move(detail)};
}

Result<std::vector<MemberIndex>> coders_of(const Step& step, const std::vector<std::string>& ids) {
  std::vector<MemberIndex> coders;
  for (const auto& id : ids) {
    const auto member = step.study.member_ids.find_ever(id);  // also one who has left since
    if (!member) return missing(step, "member", id);
    coders.push_back(static_cast<MemberIndex>(*member));
  }
  return coders;
}

// Coders may only be added to the list of those who ever were one.
void remember(Task& task) {
  auto& ever = task.ever_coded;
  ever.insert(ever.end(), task.coders.begin(), task.coders.end());
  std::sort(ever.begin(), ever.end());
  ever.erase(std::unique(ever.begin(), ever.end()), ever.end());
}

bool is_sound(const std::vector<MemberIndex>& coders, const std::vector<std::uint32_t>& weights,
              std::uint32_t per_response) {
  auto sorted = coders;
  std::sort(sorted.begin(), sorted.end());
  return !coders.empty() && std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end() &&
         (weights.empty() || weights.size() == coders.size()) &&
         std::find(weights.begin(), weights.end(), 0u) == weights.end() &&
         per_response <= coders.size();
}

Result<Task> task_from(const Step& step, const RoundPart& part, const RoundOpened& e) {
  const auto& study = step.study;
  const auto question = study.question_ids.find(part.question);
  if (!question) return missing(step, "question", part.question);
  auto coders = coders_of(step, part.coders);
  if (!coders) return std::move(coders).error();
  const auto& asked = study.questions[*question];
  const auto all = numbers_of(asked, e.unitizing);
  if (asked.open_round != kNone16 || part.sample > all || (e.unitizing && !e.blind) ||
      !is_sound(*coders, part.weights, part.per_response))
    return not_possible(step, "opens a round that cannot be");
  Task task;
  task.question = static_cast<QuestionIndex>(*question);
  task.unitizing = e.unitizing;
  task.coders = std::move(*coders);
  task.weights = part.weights;
  task.per_response = part.per_response;
  if (part.sample > 0) task.sample = drawn(e.seed, all, part.sample);
  remember(task);
  return task;
}

Result<RoundIndex> round_of(const Step& step, const std::string& id) {
  const auto round = step.study.round_ids.find(id);
  if (!round) return missing(step, "round", id);
  return static_cast<RoundIndex>(*round);
}

}  // namespace

void mark_questions(Study& study, RoundIndex round, bool open) {
  for (auto& task : study.rounds[round].tasks) {
    study.questions[task.question].open_round = open ? round : kNone16;
    task.pool = open ? counted(study, task) : Pool{};
  }
}

namespace {

void open_again(Study& study, RoundIndex round) {
  study.rounds[round].open = true;
  study.rounds[round].closed_at = 0;
  mark_questions(study, round, true);
}

void close(Study& study, RoundIndex round, std::uint64_t at) {
  study.rounds[round].open = false;
  study.rounds[round].closed_at = at;
  mark_questions(study, round, false);
}

struct Seat {
  RoundIndex round;
  std::size_t task;
  std::uint32_t number;
  MemberIndex coder;

  Task& in(Study& study) const { return study.rounds[round].tasks[task]; }
  Numbers of(Study& study) const { return numbers_in(in(study)); }
  void take(Study& study) const {
    change_in_pool(study, in(study).question, of(study), number,
                   [&] { put_in_place(in(study), number, coder); });
  }
  void release(Study& study) const {
    change_in_pool(study, in(study).question, of(study), number,
                   [&] { take_from_place(in(study), number, coder); });
  }
};

template <class E>
Result<Seat> seat_of(const Step& step, const E& e) {
  const auto& study = step.study;
  const auto round = round_of(step, e.round);
  if (!round) return round.error();
  const auto question = study.question_ids.find(e.question);
  if (!question) return missing(step, "question", e.question);
  const auto coder = study.member_ids.find_ever(e.coder);  // also one who has left since
  if (!coder) return missing(step, "member", e.coder);
  const auto& tasks = study.rounds[*round].tasks;
  const auto* task = study.rounds[*round].task(static_cast<QuestionIndex>(*question));
  if (task == nullptr) return missing(step, "question", e.question);
  const auto number = number_of(study, *task, e.response);
  if (!number) return missing(step, task->unitizing ? "comment" : "response", e.response);
  return Seat{*round, static_cast<std::size_t>(task - tasks.data()), *number,
              static_cast<MemberIndex>(*coder)};
}

bool holds(const Task& task, const Seat& seat) {
  const auto who = holders(task, seat.number);
  return std::find(who.begin(), who.end(), seat.coder) != who.end();
}

}  // namespace

Result<void> fold(const Step& step, const RoundOpened& e) {
  auto& study = step.study;
  if (study.round_ids.find(e.round)) return twice(step, "round", e.round);
  Round round{e.label, e.blind, true, e.seed, {}, step.position, e.unitizing};
  for (const auto& part : e.parts) {
    auto task = task_from(step, part, e);
    if (!task) return std::move(task).error();
    if (round.task(task->question)) return twice(step, "a part for question", part.question);
    round.tasks.push_back(std::move(*task));
  }
  const auto known = study.round_ids.find_ever(e.round);
  const auto index = static_cast<RoundIndex>(known.value_or(study.round_ids.size()));
  auto added = add_thing(step, &Study::round_ids, &Study::rounds, e.round, std::move(round),
                         [index](Study& s) { mark_questions(s, index, false); });
  mark_questions(study, index, true);
  return added;
}

// Who drops out keeps what they finished; their other places are free again.
Result<void> fold(const Step& step, const RoundStaffed& e) {
  auto& study = step.study;
  const auto round = round_of(step, e.round);
  if (!round) return round.error();
  auto coders = coders_of(step, e.coders);
  if (!coders) return std::move(coders).error();
  const auto question = study.question_ids.find(e.question);
  if (!question) return missing(step, "question", e.question);
  auto& tasks = study.rounds[*round].tasks;
  const auto found = std::find_if(tasks.begin(), tasks.end(),
                                  [&](const Task& task) { return task.question == *question; });
  if (found == tasks.end()) return missing(step, "question", e.question);
  if (!is_sound(*coders, e.weights, found->per_response))
    return not_possible(step, "staffs a round as it cannot be");
  const auto before = *found;
  found->coders = std::move(*coders);
  found->weights = e.weights;
  remember(*found);
  const auto rows = found->per_response == 0 ? 0 : found->places.size() / found->per_response;
  for (std::uint32_t number = 0; number < rows; ++number) {
    for (const auto member : holders(before, number))
      if (!is_coder(*found, member) && !has_finished(study, before, number, member))
        take_from_place(*found, number, member);
  }
  if (study.rounds[*round].open) found->pool = counted(study, *found);
  const auto at = static_cast<std::size_t>(found - tasks.begin());
  return step.done([round = *round, at, before](Study& s) { s.rounds[round].tasks[at] = before; });
}

Result<void> fold(const Step& step, const RoundClosed& e) {
  const auto round = round_of(step, e.round);
  if (!round) return round.error();
  if (!step.study.rounds[*round].open) return not_possible(step, "closes a round that is closed");
  close(step.study, *round, step.position);
  return step.done([round = *round](Study& s) { open_again(s, round); });
}

Result<void> fold(const Step& step, const RoundReopened& e) {
  auto& study = step.study;
  const auto round = round_of(step, e.round);
  if (!round) return round.error();
  if (study.rounds[*round].open) return not_possible(step, "reopens a round that is open");
  for (const auto& task : study.rounds[*round].tasks)
    if (study.questions[task.question].open_round != kNone16)
      return not_possible(step, "reopens a round of a question that is in another one");
  const auto closed_at = study.rounds[*round].closed_at;
  open_again(study, *round);
  return step.done([round = *round, closed_at](Study& s) { close(s, round, closed_at); });
}

Result<void> fold(const Step& step, const PlaceTaken& e) {
  const auto seat = seat_of(step, e);
  if (!seat) return seat.error();
  const auto& task = seat->in(step.study);
  if (holds(task, *seat) || holders(task, seat->number).size() >= task.per_response)
    return not_possible(step, "takes a place that is not free");
  seat->take(step.study);
  return step.done([at = *seat](Study& s) { at.release(s); });
}

Result<void> fold(const Step& step, const PlaceReleased& e) {
  const auto seat = seat_of(step, e);
  if (!seat) return seat.error();
  const auto& task = seat->in(step.study);
  if (!holds(task, *seat)) return not_possible(step, "releases a place that nobody has");
  seat->release(step.study);
  return step.done([at = *seat](Study& s) { at.take(s); });
}

}  // namespace verbatim::coding
