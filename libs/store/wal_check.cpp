#include "store/wal_check.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <rocksdb/env.h>

#include "store/bytes.hpp"
#include "store/failures.hpp"
#include "store/record_file.hpp"

namespace verbatim::store {
namespace {

constexpr std::size_t kCountOffset = 8;  // a record: sequence (8) | count (4) | operations
constexpr std::size_t kCurrentBytesMax = 64;

// The number of a write-ahead log's file name.
std::optional<std::uint64_t> log_number(std::string_view name) {
  constexpr std::string_view kSuffix = ".log";
  if (!name.ends_with(kSuffix)) return std::nullopt;
  const auto* end = name.data() + name.size() - kSuffix.size();
  std::uint64_t number = 0;
  const auto [stop, error] = std::from_chars(name.data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

std::string place(const std::string& path, const Damage& damage) {
  return fmt::format("{} is damaged at byte {}: {}", path, damage.offset, damage.what);
}

// Follows the sequence numbers through the files.
class Follower {
 public:
  explicit Follower(std::uint64_t flushed) : flushed_(flushed) {}

  Result<void> read(const std::string& path, RecordFile& file) {
    RecordFile::Record record;
    while (file.next(record)) {
      remember(path, file);
      if (auto taken = take(path, record); !taken) return taken;
    }
    remember(path, file);
    if (file.read_failure()) return *file.read_failure();
    return {};
  }

  std::uint64_t last() const { return next_ ? std::max(flushed_, *next_ - 1) : flushed_; }

 private:
  void remember(const std::string& path, const RecordFile& file) {
    if (damaged_.empty() && file.damage()) damaged_ = place(path, *file.damage());
  }

  Result<void> take(const std::string& path, const RecordFile::Record& record) {
    if (record.head.size() < RecordFile::kHeadBytes) {
      return corrupt(fmt::format("{} has no write batch at byte {}", path, record.offset));
    }
    const auto sequence = get_le64(record.head);
    if (next_ ? sequence != *next_ : sequence > flushed_ + 1) return lost(path, record, sequence);
    if (!record.whole) return {};
    next_ = sequence + get_le32(std::string_view(record.head).substr(kCountOffset));
    // Damage that leaves no gap is the end that an earlier crash cut off.
    damaged_.clear();
    return {};
  }

  Failure lost(const std::string& path, const RecordFile::Record& record, std::uint64_t sequence) {
    const auto where = damaged_.empty() ? fmt::format("records are missing before byte {} of {}",
                                                      record.offset, path)
                                        : damaged_;
    return corrupt(fmt::format("{}; acknowledged writes are lost there (between {} and {})", where,
                               next_.value_or(flushed_ + 1), sequence));
  }

  std::uint64_t flushed_;
  std::optional<std::uint64_t> next_;
  std::string damaged_;
};

}  // namespace

Result<std::vector<LogFile>> list_logs(rocksdb::FileSystem& files, const std::string& directory,
                                       std::uint64_t first) {
  std::vector<std::string> names;
  const auto status = files.GetChildren(directory, {}, &names, nullptr);
  if (!status.ok()) return failure_of(status, "read the folder " + directory);
  std::vector<LogFile> logs;
  for (const auto& name : names) {
    const auto number = log_number(name);
    if (number && *number >= first) logs.push_back({*number, directory + "/" + name});
  }
  std::ranges::sort(logs, {}, &LogFile::number);
  return logs;
}

Result<std::uint64_t> check_wal(rocksdb::FileSystem& files, const std::string& directory,
                                const Flushed& flushed) {
  const auto logs = list_logs(files, directory, flushed.first_log);
  if (!logs) return logs.error();
  Follower follower(flushed.flushed);
  for (const auto& log : *logs) {
    auto file = RecordFile::open(files, log.path);
    if (!file) return file.error();
    if (auto done = follower.read(log.path, *file); !done) return done.error();
  }
  return follower.last();
}

Result<void> check_manifest(rocksdb::FileSystem& files, const std::string& directory) {
  const auto current = directory + "/CURRENT";
  std::unique_ptr<rocksdb::FSSequentialFile> pointer;
  std::string buffer(kCurrentBytesMax, '\0');
  rocksdb::Slice name;
  auto status = files.NewSequentialFile(current, {}, &pointer, nullptr);
  if (status.ok()) status = pointer->Read(buffer.size(), {}, &name, buffer.data(), nullptr);
  if (!status.ok()) return failure_of(status, "read " + current);
  if (name.empty() || name[name.size() - 1] != '\n') return corrupt(current + " is damaged");

  const auto path = directory + "/" + std::string(name.data(), name.size() - 1);
  auto file = RecordFile::open(files, path);
  if (!file) return file.error();
  RecordFile::Record record;
  std::optional<Damage> damage;
  while (file->next(record)) {
    if (!damage) damage = file->damage();
    if (damage && record.whole) return corrupt(place(path, *damage));
  }
  if (file->read_failure()) return *file->read_failure();
  return {};
}

}  // namespace verbatim::store
