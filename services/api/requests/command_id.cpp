#include "api/requests/command_id.hpp"

#include <algorithm>
#include <array>

#include <sodium.h>

namespace verbatim::api {
namespace {

constexpr std::size_t kFingerprintBytes = 16;

}  // namespace

bool is_command_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 &&
         std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

Failure bad_command_id(std::string field) {
  return {Fault::kInvalidValue,
          "A command id is 1 to 128 printable ASCII characters without blanks.", std::move(field),
          "A UUID is a good choice."};
}

std::string fingerprint(std::span<const std::string_view> parts) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, kFingerprintBytes);
  for (const std::string_view part : parts) {
    std::array<unsigned char, 8> size{};
    for (std::size_t i = 0; i < size.size(); ++i)
      size[i] = static_cast<unsigned char>(part.size() >> (8 * i));
    crypto_generichash_update(&state, size.data(), size.size());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  }
  std::string hash(kFingerprintBytes, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(hash.data()), hash.size());
  return hash;
}

}  // namespace verbatim::api
