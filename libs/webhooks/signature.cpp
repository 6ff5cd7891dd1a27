#include "webhooks/signature.hpp"

#include <array>

#include <sodium.h>

namespace verbatim::webhooks {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::size_t kSecretBytes = 32, kKeyBytesMin = 24, kKeyBytesMax = 64;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string base64(const unsigned char* bytes, std::size_t size) {
  std::string text(sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, size, sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the terminating zero
  return text;
}

}  // namespace

std::string make_secret() {
  std::array<unsigned char, kSecretBytes> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  return std::string(kPrefix) + base64(bytes.data(), bytes.size());
}

Result<std::string> key_of(std::string_view secret) {
  std::string key(kKeyBytesMax, '\0');
  std::size_t size = 0;
  const auto text = secret.starts_with(kPrefix) ? secret.substr(kPrefix.size()) : "";
  const bool read =
      sodium_base642bin(reinterpret_cast<unsigned char*>(key.data()), key.size(), text.data(),
                        text.size(), nullptr, &size, nullptr, sodium_base64_VARIANT_ORIGINAL) == 0;
  if (!read || size < kKeyBytesMin)
    return Failure{Fault::kInvalidValue,
                   "A webhook's secret is whsec_ and the base64 of 24 to 64 bytes."};
  key.resize(size);
  return key;
}

std::string signature(std::string_view key, std::string_view id, std::int64_t timestamp_seconds,
                      std::string_view body) {
  const auto head = std::string(id) + "." + std::to_string(timestamp_seconds) + ".";
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(head), head.size());
  crypto_auth_hmacsha256_update(&state, bytes_of(body), body.size());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac;
  crypto_auth_hmacsha256_final(&state, mac.data());
  return "v1," + base64(mac.data(), mac.size());
}

Result<std::string> signatures(std::span<const std::string> secrets, std::string_view id,
                               std::int64_t timestamp_seconds, std::string_view body) {
  std::string all;
  for (const auto& secret : secrets) {
    auto key = key_of(secret);
    if (!key) return key;
    if (!all.empty()) all += ' ';
    all += signature(*key, id, timestamp_seconds, body);
  }
  return all;
}

}  // namespace verbatim::webhooks
