#include "eventlog/memory_log.hpp"

#include <utility>

#include <fmt/format.h>

namespace verbatim::eventlog {
namespace {

Failure unknown_study(std::string_view study) {
  return {.fault = Fault::kUnknownStudy, .detail = fmt::format("There is no study '{}'.", study)};
}

}  // namespace

Result<std::vector<Receipt>> MemoryLog::append(std::span<const Commit> commits) {
  const std::scoped_lock lock(mutex_);
  if (failure_) return *failure_;
  if (auto failure = stale(commits)) return *failure;
  std::vector<Receipt> receipts;
  for (const auto& commit : commits) {
    auto& study = studies_[commit.study];
    study.events.insert(study.events.end(), commit.events.begin(), commit.events.end());
    const Receipt receipt{study.events.size(), static_cast<std::uint32_t>(commit.events.size())};
    if (commit.command) study.commands[commit.command->id] = {*commit.command, receipt};
    receipts.push_back(receipt);
  }
  return receipts;
}

std::optional<Failure> MemoryLog::stale(std::span<const Commit> commits) const {
  std::map<std::string_view, Position> last;
  for (const auto& commit : commits) {
    const auto found = studies_.find(commit.study);
    const Position stored = found == studies_.end() ? 0 : found->second.events.size();
    auto& present = last.try_emplace(commit.study, stored).first->second;
    if (commit.expected != present) {
      return Failure{.fault = Fault::kStaleCondition,
                     .detail = fmt::format("study {} is at position {}, not {}", commit.study,
                                           present, commit.expected),
                     .position = present};
    }
    present += commit.events.size();
  }
  return std::nullopt;
}

Result<void> MemoryLog::read(std::string_view study, Position after, const Visit& visit) const {
  std::unique_lock lock(mutex_);
  const auto* found = find(study);
  if (found == nullptr) return unknown_study(study);
  const Position last = found->events.size();
  for (auto position = after; position < last;) {
    const std::string_view bytes = found->events[position++];
    lock.unlock();
    if (!visit(position, bytes)) return {};
    lock.lock();
  }
  return {};
}

Result<std::string> MemoryLog::read_one(std::string_view study, Position position) const {
  const std::scoped_lock lock(mutex_);
  const auto* found = find(study);
  if (found == nullptr) return unknown_study(study);
  if (position == 0 || position > found->events.size()) {
    return Failure{.fault = Fault::kFutureMoment,
                   .detail = fmt::format("study {} has no event {}", study, position)};
  }
  return found->events[position - 1];
}

Result<std::optional<StoredCommand>> MemoryLog::find_command(std::string_view study,
                                                             std::string_view id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = studies_.find(study);
  if (found == studies_.end()) return std::optional<StoredCommand>();
  const auto command = found->second.commands.find(id);
  if (command == found->second.commands.end()) return std::optional<StoredCommand>();
  return std::optional(command->second);
}

std::vector<std::string> MemoryLog::studies() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> ids;
  for (const auto& [id, study] : studies_) {
    if (!study.events.empty()) ids.push_back(id);
  }
  return ids;
}

Position MemoryLog::last_position(std::string_view study) const {
  const std::scoped_lock lock(mutex_);
  const auto* found = find(study);
  return found == nullptr ? 0 : found->events.size();
}

std::optional<Failure> MemoryLog::write_failure() const {
  const std::scoped_lock lock(mutex_);
  return failure_;
}

void MemoryLog::fail_writes(Failure failure) {
  const std::scoped_lock lock(mutex_);
  failure_ = std::move(failure);
}

// Nothing where the study has no event.
const MemoryLog::Study* MemoryLog::find(std::string_view study) const {
  const auto found = studies_.find(study);
  return found == studies_.end() || found->second.events.empty() ? nullptr : &found->second;
}

}  // namespace verbatim::eventlog
