#include "verbatim/commands/key.hpp"

#include <array>
#include <cstdint>

#include <sodium.h>

namespace verbatim::tool {

std::string command_key(std::initializer_list<std::string_view> parts) {
  constexpr std::size_t kBytes = 16;
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, kBytes);
  for (const auto part : parts) {
    const std::uint64_t size = part.size();
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof size);
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  }
  std::array<unsigned char, kBytes> hash{};
  crypto_generichash_final(&state, hash.data(), hash.size());
  std::array<char, 2 * kBytes + 1> digits{};
  sodium_bin2hex(digits.data(), digits.size(), hash.data(), hash.size());
  return std::string("verbatim-") + digits.data();
}

}  // namespace verbatim::tool
