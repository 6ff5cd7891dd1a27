#include "vault/sealing.hpp"

#include <algorithm>

#include <sodium.h>

#include "store/bytes.hpp"

namespace verbatim::vault {
namespace {

constexpr char kVersion = 0x01;
constexpr std::size_t kHeaderBytes = 1 + kKeyIdBytes;

static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kNonceBytes == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(kTagBytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

// What is authenticated with the text: header | length (4) study | length (4) respondent | place.
std::string bound_to(std::string_view header, const Place& place) {
  std::string bytes(header);
  store::put_be32(bytes, static_cast<std::uint32_t>(place.study.size()));
  bytes += place.study;
  store::put_be32(bytes, static_cast<std::uint32_t>(place.respondent.size()));
  bytes += place.respondent;
  bytes += place.place;
  return bytes;
}

}  // namespace

Key::~Key() {
  sodium_memzero(secret.data(), secret.size());
}

Key Key::make() {
  Key key;
  randombytes_buf(key.id.data(), key.id.size());
  crypto_aead_xchacha20poly1305_ietf_keygen(key.secret.data());
  return key;
}

bool start_sealing() {
  return sodium_init() >= 0;
}

std::string seal_text(const Key& key, const Place& place, std::string_view plain) {
  std::string sealed(1, kVersion);
  sealed.append(key.id.data(), key.id.size());
  const auto bound = bound_to(sealed, place);
  sealed.resize(kHeaderBytes + kNonceBytes + plain.size() + kTagBytes);
  auto* nonce = raw(sealed) + kHeaderBytes;
  randombytes_buf(nonce, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kNonceBytes, nullptr, raw(plain), plain.size(),
                                             raw(bound), bound.size(), nullptr, nonce,
                                             key.secret.data());
  return sealed;
}

std::optional<std::string_view> key_id_of(std::string_view sealed) {
  if (sealed.size() < kHeaderBytes + kNonceBytes + kTagBytes || sealed[0] != kVersion) {
    return std::nullopt;
  }
  return sealed.substr(1, kKeyIdBytes);
}

std::optional<std::string> unseal_text(const Key& key, const Place& place,
                                       std::string_view sealed) {
  if (key_id_of(sealed) != std::string_view(key.id.data(), key.id.size())) return std::nullopt;
  const auto bound = bound_to(sealed.substr(0, kHeaderBytes), place);
  const auto nonce = sealed.substr(kHeaderBytes, kNonceBytes);
  const auto cipher = sealed.substr(kHeaderBytes + kNonceBytes);
  std::string plain(cipher.size() - kTagBytes, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      raw(plain), nullptr, nullptr, raw(cipher), cipher.size(), raw(bound), bound.size(),
      raw(nonce), key.secret.data());
  if (failed != 0) return std::nullopt;
  return plain;
}

std::string mark_text(const Key& key, std::string_view plain) {
  static_assert(kKeyBytes == crypto_kdf_KEYBYTES);
  static_assert(kMarkBytes >= crypto_generichash_BYTES_MIN);
  Key derived;
  crypto_kdf_derive_from_key(derived.secret.data(), derived.secret.size(), 1, "textmark",
                             key.secret.data());
  std::string mark(kMarkBytes, '\0');
  crypto_generichash(raw(mark), mark.size(), raw(plain), plain.size(), derived.secret.data(),
                     derived.secret.size());
  return mark;
}

void wipe(std::string& bytes) {
  sodium_memzero(bytes.data(), bytes.size());
}

}  // namespace verbatim::vault
