#include "verbatim/audit/audit_log.hpp"

#include <fmt/format.h>

#include "merkle/tree.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {

using eventlog::Position;

std::optional<std::string> receipt_fault(const eventlog::EventLog& log, const std::string& study,
                                         const record::Record& last_of_commit) {
  if (last_of_commit.command.empty()) return std::nullopt;
  const auto stored = log.find_command(study, last_of_commit.command);
  if (!stored) return stored.error().detail;
  if (!*stored)
    return "The command id '" + last_of_commit.command + "' is missing from the index of commands.";
  const eventlog::Receipt expected{last_of_commit.position, last_of_commit.commit_count};
  if ((*stored)->receipt == expected) return std::nullopt;
  return fmt::format(
      "The index of commands says that '{}' wrote {} up to position {}, but the log has {} up to "
      "{}.",
      last_of_commit.command, counted((*stored)->receipt.events, "event"),
      (*stored)->receipt.position, expected.events, expected.position);
}

Result<void> LogSource::read(const Visit& visit) {
  return log_.read(study_, 0, [&](Position position, std::string_view bytes) {
    return position <= size_ && visit(position, bytes, {});
  });
}

void LogSource::leaf(Position position, const merkle::Hash& hash, Findings& findings) {
  tile_.push_back(hash);
  if (tile_.size() < merkle::kTileWidth) return;
  const auto first = position - merkle::kTileWidth;  // its index
  const auto kept = log_.tree_hashes(study_, 0, first, merkle::kTileWidth);
  if (!kept) {
    findings.add({first + 1, position, kept.error().detail});
  } else {
    for (std::size_t i = 0; i < tile_.size(); ++i)
      if (tile_[i] != (*kept)[i])
        findings.add({first + i + 1, first + i + 1,
                      "Its bytes are not those that were written: their hash is another."});
  }
  tile_.clear();
}

void LogSource::subtree(unsigned tier, std::uint64_t n, const merkle::Hash& root,
                        Findings& findings) {
  const auto width = Position{1} << (tier * merkle::kTileHeight);
  const auto kept = log_.tree_hashes(study_, tier, n, 1);
  if (kept && kept->front() == root) return;
  findings.add(
      {n * width + 1, (n + 1) * width,
       kept ? "The hash that is kept over these events is not theirs." : kept.error().detail});
}

std::optional<std::string> LogSource::commit(const record::Record& last) {
  return receipt_fault(log_, study_, last);
}

}  // namespace verbatim::tool
