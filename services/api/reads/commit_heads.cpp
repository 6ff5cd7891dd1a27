#include "api/reads/commit_heads.hpp"

#include <utility>

namespace verbatim::api {

CommitHeads::CommitHeads(const eventlog::EventLog& log, std::string study, Shown shown)
    : log_(log), study_(std::move(study)), shown_(std::move(shown)) {}

Result<void> CommitHeads::complete(record::Record& record) {
  if (record.commit_offset == 0) return {};
  const auto first = record.position - record.commit_offset;
  if (head_.position != first) {
    const auto bytes = log_.read_one(study_, first);
    if (!bytes) return bytes.error();
    if (auto decoded = record::decode(*bytes, head_); !decoded) return std::move(decoded).error();
  }
  if (!shown_(head_)) return {};
  record.reason = head_.reason;
  record.client = head_.client;
  record.undoes = head_.undoes;
  return {};
}

}  // namespace verbatim::api
