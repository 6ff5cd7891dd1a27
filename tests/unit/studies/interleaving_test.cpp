// A team at work, however its commands come in: late, twice, in another order.

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "desk.hpp"
#include "eventlog/memory_log.hpp"
#include "studies/replay.hpp"
#include "unit/coding/any_command.hpp"

namespace verbatim::studies {
namespace {

using namespace coding;
using eventlog::MemoryLog;
using eventlog::Position;

// One command as a client sends it: under an id of its own, and perhaps again.
struct Sent {
  std::size_t id = 0;
  std::string who;
  Role role = Role::kCoder;
  Command command;
};

// What five coders and two leads send. Two in ten come a second time, and each may be overtaken by
// those behind it: offline lists are sent late, and networks repeat.
std::vector<Sent> any_traffic() {
  const std::vector<std::pair<std::string, Role>> team = {
      {"ada", Role::kOwner}, {"lea", Role::kLead},  {"bo", Role::kCoder}, {"cem", Role::kCoder},
      {"dot", Role::kCoder}, {"eve", Role::kCoder}, {"fay", Role::kCoder}};
  std::vector<Sent> traffic;
  for (auto& command : *rc::gen::container<std::vector<Command>>(any_command())) {
    const auto& [who, role] = *rc::gen::elementOf(team);
    Sent sent{traffic.size(), who, role, std::move(command)};
    std::visit(
        [&]<class C>(C& c) {
          if constexpr (requires { c.coder; }) c.coder = sent.who;
        },
        sent.command);
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

Request request_of(const Sent& sent) {
  auto asked = request({sent.command}, sent.who, sent.role);
  const auto id = "id-" + std::to_string(sent.id);
  asked.command = eventlog::CommandKey{id, id};
  return asked;
}

std::vector<record::Record> records_of(const MemoryLog& log) {
  std::vector<record::Record> records;
  static_cast<void>(log.read("s", 0, [&](Position, std::string_view bytes) {
    return record::decode(bytes, records.emplace_back()).has_value();
  }));
  return records;
}

RC_GTEST_PROP(ATeam, HasOneHistoryHoweverItsCommandsComeIn, ()) {
  MemoryLog log;
  Desk desk(log);
  for (const auto& command : first_commands())
    RC_ASSERT(desk.ask(request({command}, "ada", Role::kOwner)).has_value());

  std::map<std::size_t, Outcome> acked;
  for (const auto& sent : any_traffic()) {
    const auto answer = desk.ask(request_of(sent));
    if (!answer) continue;
    const auto [first, is_new] = acked.try_emplace(sent.id, *answer);
    if (is_new) {
      RC_ASSERT(!answer->replayed);
    } else {
      RC_ASSERT(answer->replayed);
      RC_ASSERT(answer->position == first->second.position);
      RC_ASSERT(answer->events == first->second.events);
    }
  }

  // No command is there twice.
  const auto records = records_of(log);
  std::map<std::string, Position> commits;
  for (const auto& record : records) {
    if (record.command.empty()) continue;
    const auto first = record.position - record.commit_offset;
    RC_ASSERT(commits.try_emplace(record.command, first).first->second == first);
  }

  // Live is replay, and replay from any moment on.
  const auto live = desk.read();
  auto whole = replay(log, "s");
  RC_ASSERT(whole.has_value() && seen(*whole) == live);
  const auto cut = *rc::gen::inRange<std::size_t>(1, records.size() + 1);
  auto view = replay(log, "s", cut);
  RC_ASSERT(view.has_value());
  for (auto i = cut; i < records.size(); ++i)
    RC_ASSERT(view->try_apply(records[i].event, records[i].time).has_value());
  RC_ASSERT(seen(*view) == live);
}

}  // namespace
}  // namespace verbatim::studies
