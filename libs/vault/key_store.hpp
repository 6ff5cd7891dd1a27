#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "vault/sealing.hpp"

namespace rocksdb {
class FileSystem;
}
namespace verbatim::store {
class Database;
}

namespace verbatim::vault {

struct Owner {
  std::string_view study, respondent;
};

// The keys of respondents, on disk. Thread-safe.
class KeyStore {
 public:
  static Result<std::unique_ptr<KeyStore>> open(const std::string& directory, bool read_only,
                                                std::shared_ptr<rocksdb::FileSystem> files);
  ~KeyStore();

  // Nothing where there is no key (any more).
  Result<std::optional<Key>> find(const Owner& owner) const;

  // The key of each owner. Those that are new are on disk, all with one sync, when this answers.
  Result<std::vector<Key>> find_or_make(std::span<const Owner> owners);

  // The key is in no file of the folder when this answers. If the process dies before, the key is
  // still whole, or the next open() finishes the work before it answers.
  Result<void> destroy(const Owner& owner);

  // Compares every block of every table with its checksum; kCorruptStore.
  Result<void> verify_tables() const;

  // Why no key can be made or destroyed any more; nothing while it can.
  std::optional<Failure> write_failure() const;

 private:
  explicit KeyStore(std::unique_ptr<store::Database> database);

  Result<std::optional<Key>> load(const std::string& row) const;
  Result<void> finish_destructions();
  Result<void> purge(const std::string& row);
  Result<void> rewrite_tables(const std::string& row, const std::vector<std::string>& before);
  bool none_has_key(const std::string& row, const std::vector<std::string>& before) const;

  std::unique_ptr<store::Database> database_;
  std::mutex writing_;
};

// See copy_vault().
Result<std::uint64_t> copy_key_store(const std::string& from, const std::string& to);

}  // namespace verbatim::vault
