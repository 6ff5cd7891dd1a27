#include "given_log.hpp"

#include <stdexcept>

namespace verbatim::test {

using eventlog::Position;

GivenLog GivenLog::of(const std::vector<record::Record>& records) {
  GivenLog log;
  for (const auto& record : records) {
    log.events.emplace_back(record.position, record::encode(record));
    if (!record.command.empty() && record.commit_offset + 1 == record.commit_count)
      log.commands[record.command] = {record.position, record.commit_count};
  }
  return log;
}

Result<std::vector<eventlog::Receipt>> GivenLog::append(std::span<const eventlog::Commit>) {
  return Failure{Fault::kStorageFailed, "This log takes no writes."};
}

Result<void> GivenLog::read(std::string_view, Position after, const Visit& visit) const {
  for (const auto& [position, bytes] : events)
    if (position > after && !visit(position, bytes)) break;
  return {};
}

Result<std::string> GivenLog::read_one(std::string_view, Position position) const {
  for (const auto& [at, bytes] : events)
    if (at == position) return bytes;
  return Failure{Fault::kFutureMoment, "There is no such event."};
}

Result<std::optional<eventlog::StoredCommand>> GivenLog::find_command(std::string_view,
                                                                      std::string_view id) const {
  const auto found = commands.find(std::string(id));
  if (found == commands.end()) return std::optional<eventlog::StoredCommand>();
  return std::optional(eventlog::StoredCommand{{found->first, ""}, found->second});
}

std::vector<std::string> GivenLog::studies() const {
  return {"s"};
}
Position GivenLog::last_position(std::string_view) const {
  return events.empty() ? 0 : events.back().first;
}
std::optional<Failure> GivenLog::write_failure() const {
  return std::nullopt;
}

void GivenStudy::commit(const std::string& actor, std::vector<coding::Command> commands,
                        const std::string& key) {
  studies::Request request;
  request.study = "s";
  request.actor = {actor, coding::Role::kCoder};
  request.commands = std::move(commands);
  if (!key.empty()) request.command = eventlog::CommandKey{key, ""};
  const auto second = static_cast<Micros>(records_.size()) * 1'000'000;
  auto written = studies::carry_out(view_, request, second);
  if (!written) throw std::runtime_error(written.error().detail);
  records_.insert(records_.end(), written->begin(), written->end());
}

GivenStudy small_study() {
  using namespace coding;
  GivenStudy study;
  study.commit("ana", {OpenStudy{"s", "S"}});
  study.commit(
      "ana",
      {AddMember{"ben", Role::kCoder}, AddMember{"cleo", Role::kCoder}, AddQuestion{"q1", "Why?"},
       AddQuestion{"q2", "How?"}, AddGroup{"g", "G"}, AddRespondent{"p1", "g"},
       AddRespondent{"p2", ""}, AddTheme{"t", "themes", "T", "", "", {}},
       AddTheme{"u", "themes", "U", "t", "", {}}, AddComment{"q1", "c1", "p1", {"sealed"}, 10},
       AddComment{"q1", "c2", "p1", {"sealed"}, 10}, AddComment{"q1", "c3", "p2", {"sealed"}, 10},
       AddComment{"q2", "c1", "p1", {"sealed"}, 10},
       SegmentComment{"q1", "c1", {{"c1", 0, 4}, {"c1b", 5, 10}}}},
      "setup");
  study.commit(
      "ana",
      {SetCoding{"q1", "c1", "ana", {"t", "u"}, true}, SetCoding{"q1", "c1b", "ana", {"t"}, true},
       SetCoding{"q1", "c2", "ana", {}, true}, SetCoding{"q1", "c1", "ben", {"t"}, true},
       SetCoding{"q1", "c2", "ben", {"t"}, true}, SetCoding{"q1", "c1", "cleo", {"u"}, false},
       SetCoding{"q1", "c3", "cleo", {"u"}, false}, SetCoding{"q2", "c1", "ana", {"u"}, true},
       ScopeTheme{"u", {"q1"}}});
  return study;
}

}  // namespace verbatim::test
