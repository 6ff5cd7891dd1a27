#include "merkle/hash.hpp"

#include <algorithm>
#include <cstring>

#include <sodium.h>

namespace verbatim::merkle {
namespace {

static_assert(crypto_hash_sha256_BYTES == std::tuple_size_v<Hash>);

constexpr std::size_t kOnStack = 1024;

const std::uint8_t* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

}  // namespace

Hash leaf_hash(std::string_view bytes) {
  Hash hash;
  if (bytes.size() < kOnStack) {  // one call instead of three
    std::array<std::uint8_t, kOnStack> marked;
    marked[0] = 0x00;
    std::copy(bytes.begin(), bytes.end(), marked.begin() + 1);
    crypto_hash_sha256(hash.data(), marked.data(), bytes.size() + 1);
    return hash;
  }
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  constexpr std::uint8_t kLeaf = 0x00;
  crypto_hash_sha256_update(&state, &kLeaf, 1);
  crypto_hash_sha256_update(&state, unsigned_bytes(bytes), bytes.size());
  crypto_hash_sha256_final(&state, hash.data());
  return hash;
}

Hash node_hash(const Hash& left, const Hash& right) {
  std::array<std::uint8_t, 1 + 2 * std::tuple_size_v<Hash>> marked;
  marked[0] = 0x01;
  std::copy(left.begin(), left.end(), marked.begin() + 1);
  std::copy(right.begin(), right.end(), marked.begin() + 1 + left.size());
  Hash hash;
  crypto_hash_sha256(hash.data(), marked.data(), marked.size());
  return hash;
}

Hash empty_root() {
  Hash hash;
  crypto_hash_sha256(hash.data(), nullptr, 0);
  return hash;
}

Hash hash_of(std::string_view bytes) {
  Hash hash;
  std::memcpy(hash.data(), bytes.data(), hash.size());
  return hash;
}

}  // namespace verbatim::merkle
