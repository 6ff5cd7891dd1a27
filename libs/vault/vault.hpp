#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace rocksdb {
class FileSystem;
}

namespace verbatim::vault {

// Seals personal text so that the log can keep it for ever and still forget a person: each
// respondent has a key of their own, kept outside the log; a destroyed key makes every text
// sealed with it unreadable, and changes no byte of the log.
//
// A sealed text is: version (1 byte, 0x01) | id of the key (8) | nonce (24) | XChaCha20-Poly1305
// ciphertext and tag (16): 49 bytes longer than the text. Study, respondent and `place` (for
// example "iep/q1/c12") are authenticated with it, so that a sealed text cannot be moved to another
// comment.
//
// A key is on disk, synced, before seal() answers with it: no text is ever in the log without its
// key. The folder is open to its owner alone. Thread-safe.
class Vault {
 public:
  // Opens DIR, or makes it. Fails with kForeignStore, kNewerStore, kCorruptStore, kStoreInUse or
  // kStorageFailed. Read-only it takes no lock, shows the keys of this moment, and refuses seal()
  // and destroy(). `files` is what stands between the vault and the disk, for tests. `key_file`
  // holds the master key that the keys are wrapped with (master_key.hpp); empty: DIR.master, which
  // is made where there are no keys yet. kForeignStore where it is not the one they are wrapped
  // with.
  static Result<std::unique_ptr<Vault>> open(const std::string& directory, bool read_only = false,
                                             std::shared_ptr<rocksdb::FileSystem> files = nullptr,
                                             const std::string& key_file = "");
  ~Vault();

  struct Text {
    std::string_view study, respondent, place, plain;
  };
  struct SealedText {
    std::string bytes;
    std::string mark;  // equal for equal texts of one respondent, and else it says nothing
  };
  // Seals each text with its respondent's key, making keys where there are none: all new keys of
  // one call are written with one sync. kStorageFailed where the keys cannot be written; kErased
  // where one of the respondents was erased.
  Result<std::vector<SealedText>> seal(std::span<const Text> texts);
  // The marks alone, with no bytes; no mark where the respondent has no key. Changes nothing.
  Result<std::vector<SealedText>> mark(std::span<const Text> texts) const;

  // The plain text; nothing where the key it was sealed with is destroyed (or never was that
  // respondent's here), also when the respondent has a new one; kCorruptStore where the key is
  // there and `sealed` is not what it sealed for that place.
  Result<std::optional<std::string>> open_text(std::string_view study, std::string_view respondent,
                                               std::string_view place,
                                               std::string_view sealed) const;
  struct Sealed {
    std::string_view place, bytes;
  };
  // The same of several texts of one respondent, in their order, for one look at the key.
  Result<std::vector<std::optional<std::string>>> open_texts(std::string_view study,
                                                             std::string_view respondent,
                                                             std::span<const Sealed> texts) const;

  // Destroys the key for good: it is gone from every file of the vault when this answers. If the
  // process dies before, the key is still usable, or the next open() finishes first. After
  // kStorageFailed the text may be unreadable while the key is still in a file: the next open()
  // finishes that too. Nothing to destroy is a success.
  Result<void> destroy(std::string_view study, std::string_view respondent);

  // The same for good, by the erasure of this id: seal() answers kErased for that respondent from
  // now on, also after a restart.
  Result<void> erase(std::string_view study, std::string_view respondent, std::string_view erasure);
  // The erasure that did so; nothing where none did.
  Result<std::optional<std::string>> erased_by(std::string_view study,
                                               std::string_view respondent) const;
  // The id of the respondent's key, in hexadecimal digits; nothing where there is none. No secret.
  Result<std::optional<std::string>> key_id(std::string_view study,
                                            std::string_view respondent) const;

  // Compares everything that is stored with its checksum; kCorruptStore.
  Result<void> verify() const;

  // Why no key can be made or destroyed any more, until the next open(); nothing while it can.
  std::optional<Failure> write_failure() const;

 private:
  struct Impl;
  explicit Vault(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Copies the keys that are in the vault `from` at this moment into the folder `to`, which must be
// empty or missing; answers how many. Takes no lock; a server may go on with `from` meanwhile. Of
// a key that was destroyed before the call, no byte is in the copy. On disk when this answers; on
// failure, with the faults of open(), `to` is to be thrown away.
Result<std::uint64_t> copy_vault(const std::string& from, const std::string& to);

}  // namespace verbatim::vault
