#include "api/reads/commit_heads.hpp"

#include <utility>

namespace verbatim::api {
namespace {

constexpr std::uint32_t kWithMemoMax = 2;
// A commit of more events is taken for one that somebody in a blind round is shown in part.
constexpr std::uint32_t kLookedThroughMax = 10'000;

}  // namespace

CommitHeads::CommitHeads(const eventlog::EventLog& log, std::string study, Shown shown)
    : log_(log), study_(std::move(study)), shown_(std::move(shown)) {}

Result<void> CommitHeads::complete(record::Record& record) {
  if (record.commit_offset == 0) return leave_out(record);
  const auto first = record.position - record.commit_offset;
  if (head_.position != first) {
    const auto bytes = log_.read_one(study_, first);
    if (!bytes) return bytes.error();
    if (auto decoded = record::decode(*bytes, head_); !decoded) return std::move(decoded).error();
    if (auto reason = find_reason(); !reason) return reason;
  }
  if (shown_(head_)) {
    record.reason = head_.reason;
    record.client = head_.client;
    record.undoes = head_.undoes;
  }
  return leave_out(record);
}

// Where the first event only enrols the actor, the second says why.
Result<void> CommitHeads::find_reason() {
  const auto* added = std::get_if<coding::MemberAdded>(&head_.event);
  if (added == nullptr || added->member != head_.actor || !head_.reason.empty() ||
      head_.commit_count == 1)
    return {};
  const auto bytes = log_.read_one(study_, head_.position + 1);
  if (!bytes) return bytes.error();
  record::Record second;
  if (auto decoded = record::decode(*bytes, second); !decoded) return decoded;
  head_.reason = std::move(second.reason);
  return {};
}

Result<void> CommitHeads::leave_out(record::Record& record) {
  const auto whole = is_shown_whole(record);
  if (!whole) return whole.error();
  if (*whole) return {};
  record.reason.clear();
  record.undoes = 0;
  record.commit_count = 0;
  return {};
}

// A commit is looked through once, and a large one not at all: feeds for many would wait.
Result<bool> CommitHeads::is_shown_whole(const record::Record& record) {
  if (record.commit_count == 1) return shown_(record);
  // What is hidden from somebody who is in no blind round is a private memo, which is written (or
  // taken back) alone, at most with its author's joining.
  if (!shown_.in_part && record.commit_count > kWithMemoMax) return true;
  if (record.commit_count > kLookedThroughMax) return false;
  const auto first = record.position - record.commit_offset;
  if (of_ == first) return whole_;
  bool whole = true;
  record::Record one;
  Result<void> decoded;
  const auto visit = [&](eventlog::Position position, std::string_view bytes) {
    if (position >= first + record.commit_count) return false;
    decoded = record::decode(bytes, one);
    if (decoded) whole = shown_(one);
    return decoded && whole;
  };
  if (auto read = log_.read(study_, first - 1, visit); !read) return std::move(read).error();
  if (!decoded) return std::move(decoded).error();
  of_ = first;
  whole_ = whole;
  return whole;
}

}  // namespace verbatim::api
