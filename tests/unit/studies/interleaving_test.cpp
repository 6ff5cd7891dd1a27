// A team at work, however its commands come in: late, twice, in another order, in lists that were
// made without a connection. And all of it taken back again.

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "desk.hpp"
#include "eventlog/memory_log.hpp"
#include "snapshot/view_form.hpp"
#include "studies/offline.hpp"
#include "studies/replay.hpp"
#include "undoing.hpp"
#include "unit/coding/any_command.hpp"

namespace verbatim::studies {
namespace {

using namespace coding;
using eventlog::MemoryLog;
using eventlog::Position;

const std::vector<std::pair<std::string, Role>>& team() {
  static const std::vector<std::pair<std::string, Role>> kTeam = {
      {"ada", Role::kOwner}, {"lea", Role::kLead},  {"bo", Role::kCoder}, {"cem", Role::kCoder},
      {"dot", Role::kCoder}, {"eve", Role::kCoder}, {"fay", Role::kCoder}};
  return kTeam;
}

// What one of them sends at one time: a command, or the list of what they did offline, each command
// under an id of its own. A list is made on what its sender saw at the time of another sending.
struct Sent {
  std::size_t number = 0;
  std::string who;
  Role role = Role::kCoder;
  std::vector<Command> commands;
  bool offline = false;
  std::size_t seen_at = 0;  // offline: how many sendings had come in when they went offline

  std::string id(std::size_t i) const {
    return "id-" + std::to_string(number) + "-" + std::to_string(i);
  }
};

void speak_for(const std::string& who, Command& command) {
  std::visit(
      [&]<class C>(C& c) {
        if constexpr (requires { c.coder; }) c.coder = who;
      },
      command);
}

// What five coders and two leads send. Two in ten come a second time, and each may be overtaken by
// those behind it: offline lists are sent late, and networks repeat.
std::vector<Sent> any_traffic(bool can_be_taken_back) {
  std::vector<Sent> traffic;
  for (auto& command : *rc::gen::container<std::vector<Command>>(
           can_be_taken_back ? any_reversible_command() : any_command())) {
    const auto& [who, role] = *rc::gen::elementOf(team());
    Sent sent{traffic.size(), who, role, {std::move(command)}};
    if (*rc::gen::inRange(0, 10) < 2) {
      sent.offline = true;
      sent.seen_at = *rc::gen::inRange<std::size_t>(0, traffic.size() + 1);
      for (auto& more :
           *rc::gen::resize(5, rc::gen::container<std::vector<Command>>(
                                   can_be_taken_back ? any_reversible_command() : any_command())))
        sent.commands.push_back(std::move(more));
    }
    for (auto& one : sent.commands) speak_for(sent.who, one);
    traffic.push_back(std::move(sent));
  }
  const auto once = traffic.size();
  for (std::size_t i = 0; i < once; ++i)
    if (*rc::gen::inRange(0, 10) < 2) traffic.push_back(traffic[i]);
  for (std::size_t i = traffic.size(); i > 1; --i)
    if (*rc::gen::inRange(0, 10) < 3)
      std::swap(traffic[i - 1], traffic[*rc::gen::inRange<std::size_t>(0, i)]);
  return traffic;
}

std::vector<Request> requests_for(const MemoryLog& log, const Sent& sent, Position base) {
  if (!sent.offline) {
    auto asked = request(sent.commands, sent.who, sent.role);
    asked.command = eventlog::CommandKey{sent.id(0), sent.id(0)};
    return {std::move(asked)};
  }
  std::vector<Queued> list;
  for (std::size_t i = 0; i < sent.commands.size(); ++i)
    list.push_back({sent.id(i), sent.id(i), base, sent.commands[i]});
  return requests_of(log, "s", {sent.who, sent.role}, "", std::move(list));
}

std::vector<record::Record> records_of(const MemoryLog& log) {
  std::vector<record::Record> records;
  static_cast<void>(log.read("s", 0, [&](Position, std::string_view bytes) {
    return record::decode(bytes, records.emplace_back()).has_value();
  }));
  return records;
}

// A team whose traffic comes in, and what it was told.
class Team {
 public:
  Team() : desk(log) {
    RC_ASSERT(desk.ask(request({OpenStudy{"s", "Study"}}, "ada", Role::kOwner)).has_value());
    empty = contents(desk);
    for (const auto& command : first_commands())
      RC_ASSERT(desk.ask(request({command}, "ada", Role::kOwner)).has_value());
  }

  void work(bool can_be_taken_back = false) {
    const auto traffic = any_traffic(can_be_taken_back);
    std::vector<Position> came_in = {log.last_position("s")};
    for (const auto& sent : traffic) {
      const auto base = came_in[std::min(sent.seen_at, came_in.size() - 1)];
      // Sent again, it is what it was.
      const auto of_list = bases_.try_emplace(sent.number, base).first->second;
      auto requests = requests_for(log, sent, of_list);
      for (std::size_t i = 0; i < requests.size(); ++i)
        note(sent.id(i), desk.ask(std::move(requests[i])));
      if (sent.offline)
        for (std::size_t i = 0; i < sent.commands.size(); ++i) lists_[sent.id(i)] = sent.number;
      came_in.push_back(log.last_position("s"));
    }
  }

  // No command is there twice, and none that came late has changed what its sender had not seen.
  void check_records() const {
    std::map<std::string, Position> commits;
    std::map<std::string, record::Record> last;  // by coding
    for (const auto& record : records_of(log)) {
      if (!record.command.empty()) {
        const auto first = record.position - record.commit_offset;
        RC_ASSERT(commits.try_emplace(record.command, first).first->second == first);
      }
      const auto coding = coding_of(record.event);
      if (coding.empty()) continue;
      const auto before = last.find(coding);
      const auto list = lists_.find(record.command);
      if (list != lists_.end() && before != last.end()) {
        const auto from = lists_.find(before->second.command);
        const bool by_itself = from != lists_.end() && from->second == list->second;
        // What was emptied may not stand any more, and counts as never begun then.
        const auto& event = before->second.event;
        const bool emptied = std::holds_alternative<CodingReopened>(event) ||
                             std::holds_alternative<ThemeWithdrawn>(event);
        RC_ASSERT(by_itself || emptied || before->second.position <= bases_.at(list->second));
      }
      last[coding] = record;
    }
  }

  // Live is replay, and replay from the snapshot of any moment on, also where that was made from
  // an earlier one.
  void check_replay() {
    const auto live = desk.read();
    RC_ASSERT(replayed(log) == live);
    const auto end = log.last_position("s");
    const auto first = *rc::gen::inRange<Position>(1, end + 1);
    const auto second = *rc::gen::inRange<Position>(first, end + 1);
    auto view = replay(log, "s", first);
    RC_ASSERT(view.has_value());
    for (const auto next : {second, end}) {
      view = from_its_snapshot(*view);
      RC_ASSERT(follow(log, "s", *view, next).has_value());
    }
    RC_ASSERT(seen(*view) == live);
    RC_ASSERT(snapshot::differences(*view, *replay(log, "s")) == std::vector<std::string>{});
  }

  // The commits that came in, but for the one that opened the study.
  std::vector<Position> commits() const {
    std::vector<Position> commits;
    for (const auto& record : records_of(log))
      if (record.commit_offset == 0 && record.position > 1) commits.push_back(record.position);
    return commits;
  }

  MemoryLog log;
  Desk desk;
  std::string empty;  // contents() of the study before anything happened in it

 private:
  // The view that comes out of the file that it goes into.
  Result<projections::StudyView> from_its_snapshot(const projections::StudyView& view) const {
    const snapshot::Binding binding{"s", view.position(), *log.read_one("s", view.position())};
    auto loaded = snapshot::decode(snapshot::encode(view, binding), binding);
    RC_ASSERT(loaded.has_value());
    return loaded;
  }

  void note(const std::string& id, const Answer& answer) {
    if (!answer) {
      RC_ASSERT(acked_.count(id) == 0u);  // what was accepted once is never refused
      return;
    }
    const auto [first, is_new] = acked_.try_emplace(id, *answer);
    RC_ASSERT(answer->replayed == !is_new);
    RC_ASSERT(answer->position == first->second.position);
    RC_ASSERT(answer->events == first->second.events);
  }

  static std::string coding_of(const Event& event) {
    return std::visit(
        []<class E>(const E& e) -> std::string {
          if constexpr (std::is_same_v<E, ThemeAssigned> || std::is_same_v<E, ThemeWithdrawn> ||
                        std::is_same_v<E, CodingFinished> || std::is_same_v<E, CodingReopened>)
            return e.question + "/" + e.response + "/" + e.coder;
          else
            return "";
        },
        event);
  }

  std::map<std::string, Outcome> acked_;
  std::map<std::string, std::size_t> lists_;  // by command id, of what was sent as a list
  std::map<std::size_t, Position> bases_;     // by list
};

RC_GTEST_PROP(ATeam, HasOneHistoryHoweverItsCommandsComeIn, ()) {
  Team team;
  team.work();
  team.check_records();
  team.check_replay();
}

// Whoever manages the study; where that takes an owner, or somebody in no blind round, one who is.
Answer take_back_by_anyone(Team& team, Position position) {
  const auto lead = *rc::gen::arbitrary<bool>();
  auto answer =
      take_back(team.desk, position, lead ? "lea" : "ada", lead ? Role::kLead : Role::kOwner);
  if (answer) return answer;
  const auto fault = answer.error().fault;
  if (fault != Fault::kForbidden && fault != Fault::kBlindRound) return answer;
  return take_back(team.desk, position, "chief", Role::kOwner);
}

RC_GTEST_PROP(ATeam, GetsBackToNothingFromTheLastToTheFirst, ()) {
  Team team;
  team.work(true);
  auto commits = team.commits();
  for (; !commits.empty(); commits.pop_back())
    if (const auto undone = take_back_by_anyone(team, commits.back()); !undone)
      RC_FAIL(undone.error().detail);
  RC_ASSERT(contents(team.desk) == team.empty);
  team.check_replay();
}

// Takes a commit back, and before it whatever stands in the way, any of that first.
void clear_away(Team& team, Position position) {
  for (;;) {
    const auto undone = take_back_by_anyone(team, position);
    if (undone) return;
    if (undone.error().fault != Fault::kDependedOn) {
      if (!undone.error().detail.starts_with("It is taken back already"))
        RC_FAIL(undone.error().detail);
      return;
    }
    const auto& dependents = undone.error().dependents;
    RC_ASSERT(dependents.front() > position);
    clear_away(team, *rc::gen::elementOf(dependents));
  }
}

RC_GTEST_PROP(ATeam, GetsBackToNothingInAnyOrder, ()) {
  Team team;
  team.work(true);
  auto commits = team.commits();
  while (!commits.empty()) {
    const auto at = *rc::gen::inRange<std::size_t>(0, commits.size());
    clear_away(team, commits[at]);
    commits.erase(commits.begin() + static_cast<std::ptrdiff_t>(at));
    RC_ASSERT(team.desk.read() == replayed(team.log));
  }
  RC_ASSERT(contents(team.desk) == team.empty);
  team.check_replay();
}

}  // namespace
}  // namespace verbatim::studies
