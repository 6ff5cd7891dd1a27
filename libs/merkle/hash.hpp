#pragma once

#include <array>
#include <cstdint>
#include <string_view>

// The hashes of RFC 9162, section 2.1.1. A leaf and a node never have the same hash, so that a
// node cannot be passed off as an event.
namespace verbatim::merkle {

using Hash = std::array<std::uint8_t, 32>;

// SHA-256(0x00 || bytes).
Hash leaf_hash(std::string_view bytes);
// SHA-256(0x01 || left || right).
Hash node_hash(const Hash& left, const Hash& right);
// The root of a tree without leaves: SHA-256 of nothing.
Hash empty_root();

// A hash as 32 bytes of text, and back. Requires 32 bytes.
inline std::string_view bytes_of(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}
Hash hash_of(std::string_view bytes);

}  // namespace verbatim::merkle
