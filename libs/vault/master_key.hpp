#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "vault/sealing.hpp"

namespace verbatim::vault {

// The key that the respondents' keys are wrapped with, so that the key store says nothing to
// whoever has a copy of it alone. It lives in a file of its own, best on another disk or in a
// secret that the machine is given at start: 64 hexadecimal digits and a line feed, for its owner's
// eyes alone.
struct MasterKey {
  std::string id;  // kMasterIdBytes of its hash, in hexadecimal digits; no secret
  Key key;         // its id is not used
};
constexpr std::size_t kMasterIdBytes = 8;

// Reads the file. kStorageFailed where it cannot be read; kForeignStore where it holds no such key.
Result<MasterKey> read_master_key(const std::string& file);
// Makes the file, mode 0600, on disk when this answers. kStorageFailed, also where it is there.
Result<MasterKey> make_master_key(const std::string& file);

// A key under the master key, for `row` alone: nonce (24) | XChaCha20-Poly1305 ciphertext and tag
// (48). Additional data: key id (8) | row.
constexpr std::size_t kWrappedBytes = kNonceBytes + kKeyBytes + kTagBytes;
std::string wrap_key(const MasterKey& master, const Key& key, std::string_view row);
// The secret of the key of that id; nothing where it was wrapped otherwise.
std::optional<Key> unwrap_key(const MasterKey& master, std::string_view key_id,
                              std::string_view row, std::string_view wrapped);

}  // namespace verbatim::vault
