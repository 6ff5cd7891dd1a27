#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "coding/study.hpp"

// The arithmetic of rounds: what is drawn, who gets how much, and what comes next for a coder. All
// of it follows from the state alone.
//
// What is handed out is a response or, in a unitizing task, a comment. Either goes by its number in
// the question, and by a response: a comment by its first one, which bears its id.
namespace verbatim::coding {

// The numbers of `size` of the responses 0 .. `responses` - 1, sorted: those with the smallest
// lots, where the lots are what splitmix64 yields one after another from a state that is itself its
// first output for `seed`; of equal ones the smaller number. Requires size <= responses.
std::vector<std::uint32_t> drawn(std::uint32_t seed, std::uint32_t responses, std::uint32_t size);

// `places` shared out by weight, nobody more than `most`: whole numbers by largest remainder, of
// equal remainders the earlier. Requires most * weights.size() >= places and weights above 0.
std::vector<std::uint64_t> shares(std::uint64_t places, std::uint64_t most,
                                  const std::vector<std::uint32_t>& weights);

// The task of the open round that the question is coded in; null outside rounds.
const Task* open_task(const Study& study, QuestionIndex question);

bool is_coder(const Task& task, MemberIndex member);
// Whether what has this number is coded in the task at all.
bool includes(const Task& task, std::uint32_t number);
// Who has places in it, sorted. Empty where per_response is 0: nobody needs one.
std::span<const MemberIndex> holders(const Task& task, std::uint32_t number);
// Whether the coder may code what has this number.
bool may_code(const Task& task, std::uint32_t number, MemberIndex coder);
// Whether the coder is finished with it: with the response or, unitizing, their layer.
bool has_finished(const Study& study, const Task& task, std::uint32_t number, MemberIndex coder);

// How many numbers there are in the task's question, also of what is gone; the number of what bears
// this id, if it is there; and the response that a number goes by.
std::uint32_t numbers_of(const Question& question, bool unitizing);
std::optional<std::uint32_t> number_of(const Study& study, const Task& task, std::string_view id);
ResponseIndex response_at(const Study& study, const Task& task, std::uint32_t number);

// The first the coder may code and is not finished with. Requires that the round is open.
std::optional<ResponseIndex> next_to_code(const Study& study, const Task& task, MemberIndex coder);

// The free place that is the coder's if they ask now: one where the most places are free, so that
// everything is coded once before it is coded twice, and never of what they are finished with.
//
// A place is given only where those who are below their share by weight can still get as much of it
// as they could before. So in whatever order coders ask, each ends with exactly their share, unless
// the list of coders changes or somebody was finished with responses before the round; and whoever
// has theirs gets more only where nobody below could use the place. O(coders^2 x kinds^2) at worst,
// where kinds of responses differ in who has places in them; not of the number of responses.
// Requires that the round is open and that `coder` is one of the task's.
std::optional<ResponseIndex> free_for(const Study& study, const Task& task, MemberIndex coder);

// How far a task is, each of its coders as in the task. A place is free where one of them can still
// be given it: nobody gets two of one response, or one of a response that they were finished with
// before. O(coders) in an open round, times the kinds of responses as in free_for(); of a closed
// one everything is counted anew.
struct TaskProgress {
  struct Coder {
    std::uint32_t allocated = 0, finished = 0;
  };
  std::uint32_t responses = 0;  // or comments: what the task hands out
  std::uint64_t free_places = 0;
  std::vector<Coder> coders;
};
TaskProgress progress_of(const Study& study, const Task& task);

// The places that go with a staffing of the round as it is: of those who are not in it any more, in
// what they are not finished with. Requires that the event follows from `study`.
struct LostPlace {
  std::string response, coder;
};
std::vector<LostPlace> places_lost(const Study& study, const RoundStaffed& event);

// Gives or takes back a place, for evolve(). Require that there is a free one, or that it is held.
void put_in_place(Task& task, std::uint32_t number, MemberIndex coder);
void take_from_place(Task& task, std::uint32_t number, MemberIndex coder);

}  // namespace verbatim::coding
