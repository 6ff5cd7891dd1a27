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

ResponseIndex response_at(const Study& study, const Task& task, std::uint32_t number) {
  const auto& asked = study.questions[task.question];
  return task.unitizing ? study.comments[asked.comments[number]].first_response
                        : asked.responses[number];
}

std::optional<ResponseIndex> next_to_code(const Study& study, const Task& task, MemberIndex coder) {
  const auto at = std::find(task.coders.begin(), task.coders.end(), coder);
  const auto mine = static_cast<std::size_t>(at - task.coders.begin());
  if (mine >= task.pool.coders.size()) return std::nullopt;
  const auto number = task.pool.coders[mine].to_do.first();
  if (!number) return std::nullopt;
  return response_at(study, task, *number);
}

TaskProgress progress_of(const Study& study, const Task& task) {
  const auto read = [&](const Pool& pool) {
    TaskProgress progress{pool.responses, 0, {}};
    for (const auto& [kind, numbers] : pool.open)
      progress.free_places +=
          numbers.size() *
          std::min<std::uint64_t>(kind.free, task.coders.size() - kind.barred.size());
    for (const auto& mine : pool.coders) progress.coders.push_back({mine.allocated, mine.finished});
    return progress;
  };
  return open_task(study, task.question) == &task ? read(task.pool) : read(counted(study, task));
}

std::vector<LostPlace> places_lost(const Study& study, const RoundStaffed& event) {
  const auto question = static_cast<QuestionIndex>(*study.question_ids.find(event.question));
  const auto& task = *study.rounds[*study.round_ids.find(event.round)].task(question);
  std::vector<MemberIndex> staying;
  for (const auto& coder : event.coders)
    staying.push_back(static_cast<MemberIndex>(*study.member_ids.find_ever(coder)));
  std::vector<LostPlace> lost;
  const auto numbers = numbers_of(study.questions[question], task.unitizing);
  for (std::uint32_t number = 0; number < numbers; ++number)
    for (const auto coder : holders(task, number))
      if (!contains(staying, coder) && !has_finished(study, task, number, coder))
        lost.push_back({std::string(study.id_of(study.responses[response_at(study, task, number)])),
                        std::string(study.member_ids.id(coder))});
  return lost;
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
  // Equal states are equal: nobody's places at the end are not kept.
  const auto held = std::find_if(task.places.rbegin(), task.places.rend(),
                                 [](MemberIndex who) { return who != kNone16; });
  const auto kept = static_cast<std::size_t>(task.places.rend() - held);
  const auto row = std::size_t{task.per_response};
  task.places.resize((kept + row - 1) / row * row);
}

}  // namespace verbatim::coding
