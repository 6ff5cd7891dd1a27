#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/permissions.hpp"
#include "access/token_file.hpp"
#include "base/result.hpp"

namespace verbatim::access {

// A token without its secret.
struct TokenInfo {
  std::string id;  // its public part, "k3v9qd0x" of "vbt_k3v9qd0x_..."
  Caller caller;
  std::string created;  // RFC 3339
};

// The tokens of one data folder. The server and the command line tool each have a store on the
// same folder, also at the same time: a token that one makes is good at the other at once, and one
// that it revokes is refused there a second later at most.
//
// A token is "vbt_", a public id of 8 characters, "_", and 32 random bytes in base64url (43
// characters). Only its SHA-256 is stored; since 32 random bytes cannot be guessed, a fast hash
// without salt is enough, and looking it up in a hash table gives nothing away: where in the table
// a wrong token lands says nothing about the right one.
//
// Thread-safe. authenticate() takes less than a microsecond and does not wait for the disk, but
// once a second, and for tokens it does not know, looks whether the file has changed.
class TokenStore {
 public:
  // Reads what is there; nothing is made. kCorruptStore names the line that cannot be read,
  // kStorageFailed says that the file cannot. `look_every` is for tests.
  static Result<std::unique_ptr<TokenStore>> open(
      std::string directory, std::chrono::nanoseconds look_every = std::chrono::seconds(1));

  // Makes a token and answers it: the only time it is ever shown. It is on disk by then. Makes the
  // folder and the file where they are missing. kInvalidValue for a name or study that cannot be
  // an id.
  Result<std::string> create(const std::string& name, coding::Role role,
                             const std::optional<std::string>& study);

  // Makes a token useless, for good. kNotFound where there never was one with this public id;
  // a token that is revoked already stays so.
  Result<void> revoke(const std::string& id);

  // The tokens that are good at this moment, in the order they were made.
  std::vector<TokenInfo> list();

  // Whose token this is, or nobody's.
  std::optional<Caller> authenticate(std::string_view token);

  // Why the file, which was readable when the store was opened, is not any more. Meanwhile the
  // tokens are those that were last read. Nothing: all is well.
  std::optional<Failure> trouble() const;

 private:
  struct Table;

  TokenStore(const std::string& directory, std::chrono::nanoseconds look_every);
  std::shared_ptr<const Table> table() const;
  void look_if_due();
  Result<void> look();
  // Puts the new table, if there is one, in place of the old, and answers the trouble.
  Result<void> settle(std::shared_ptr<const Table> table, std::optional<Failure> trouble);

  const TokenFile file_;
  const std::chrono::nanoseconds look_every_;
  std::atomic<std::chrono::steady_clock::time_point> next_look_;

  std::mutex looking_;                  // held by whoever looks at the file; guards the next two
  bool looked_ = false;                 // whether version_ is that of the tokens we have
  std::optional<FileVersion> version_;  // nothing: there was no file

  mutable std::mutex swapping_;  // held only to copy or swap what follows
  std::shared_ptr<const Table> table_;
  std::optional<Failure> trouble_;
};

}  // namespace verbatim::access
