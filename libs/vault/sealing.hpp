#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The cryptography of the vault, on libsodium: XChaCha20-Poly1305 with a random nonce. Thread-safe
// after start_sealing().
namespace verbatim::vault {

constexpr std::size_t kKeyIdBytes = 8;
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = 24;
constexpr std::size_t kTagBytes = 16;

// A respondent's key. Its memory is wiped when it goes. The id is random and no secret: it tells a
// text that was sealed with an earlier, destroyed key of the same respondent from a damaged one.
struct Key {
  std::array<char, kKeyIdBytes> id{};
  std::array<unsigned char, kKeyBytes> secret{};

  Key() = default;
  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key();

  static Key make();
};

// What a sealed text is bound to.
struct Place {
  std::string_view study, respondent, place;
};

// False where this machine has no source of random bytes.
bool start_sealing();

std::string seal_text(const Key& key, const Place& place, std::string_view plain);

// The id of the key that `sealed` was sealed with; nothing where it is no sealed text.
std::optional<std::string_view> key_id_of(std::string_view sealed);

// Nothing where `sealed` was not made by seal_text() with this key and this place.
std::optional<std::string> unseal_text(const Key& key, const Place& place, std::string_view sealed);

// What tells one text of a respondent from another without saying either: keyed BLAKE2b-128 of the
// text, under a key derived from the respondent's. Once that key is destroyed, nothing is left to
// compare with.
constexpr std::size_t kMarkBytes = 16;
std::string mark_text(const Key& key, std::string_view plain);

void wipe(std::string& bytes);

}  // namespace verbatim::vault
