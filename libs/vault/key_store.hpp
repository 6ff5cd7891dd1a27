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
#include "vault/master_key.hpp"
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
  // `key_file`: see Vault::open().
  static Result<std::unique_ptr<KeyStore>> open(const std::string& directory, bool read_only,
                                                std::shared_ptr<rocksdb::FileSystem> files,
                                                const std::string& key_file = "");

  // Wraps every key with the master key of `to`, whatever crash interrupts it: done again, it goes
  // on where it stopped; until it is done, open() with either file is refused. When this answers,
  // no file of the folder has anything that was wrapped with the old one. `from` as for open().
  static Result<std::uint64_t> rotate(const std::string& directory, const std::string& from,
                                      const std::string& to,
                                      std::shared_ptr<rocksdb::FileSystem> files = nullptr);

  struct Status {
    std::string master;                  // the id of the master key, no secret
    std::uint64_t keys = 0, erased = 0;  // respondents with a key; without one for good
  };
  Result<Status> status() const;
  ~KeyStore();

  // Nothing where there is no key (any more).
  Result<std::optional<Key>> find(const Owner& owner) const;

  // The erasure by which the owner's key was destroyed for good; nothing where none was.
  Result<std::optional<std::string>> erased_by(const Owner& owner) const;

  // The key of each owner. Those that are new are on disk, all with one sync, when this answers.
  // kErased, and none is made, where one of them has none any more for good.
  Result<std::vector<Key>> find_or_make(std::span<const Owner> owners);

  // The key is in no file of the folder when this answers. If the process dies before, the key is
  // still whole, or the next open() finishes the work before it answers.
  Result<void> destroy(const Owner& owner);
  // The same for good: no key is ever made again, and `erasure` says why. Also where there was
  // none.
  Result<void> erase(const Owner& owner, std::string_view erasure);

  // Compares every block of every table with its checksum; kCorruptStore.
  Result<void> verify_tables() const;

  // Why no key can be made or destroyed any more; nothing while it can.
  std::optional<Failure> write_failure() const;

 private:
  KeyStore(std::unique_ptr<store::Database> database, MasterKey master);

  // What stands under an owner: a key, or that there is none any more.
  struct Row {
    std::optional<Key> key;
    std::optional<std::string> erased_by;
  };
  Result<Row> load(const std::string& row) const;
  Result<void> finish_destructions();
  Result<void> purge(const std::string& row, const std::optional<std::string>& erased_by);
  Result<bool> rewrite_tables(const std::string& row, const std::vector<std::string>& before);
  struct Left {
    std::string name;
    bool in_use;  // a table of the present, which goes only by being rewritten
  };
  std::optional<Left> file_with_key(const std::string& row,
                                    const std::vector<std::string>& before) const;

  std::unique_ptr<store::Database> database_;
  MasterKey master_;
  std::mutex writing_;
};

// See copy_vault().
Result<std::uint64_t> copy_key_store(const std::string& from, const std::string& to);

}  // namespace verbatim::vault
