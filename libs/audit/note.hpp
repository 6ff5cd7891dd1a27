#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

// Signed notes as https://c2sp.org/signed-note has them: a text, an empty line, and one line a
// signature, "— NAME BASE64". Keys are Ed25519 (signature type 0x01).
namespace verbatim::audit {

// Who signed: "NAME+ID+BASE64" as text. The name has no space and no plus.
struct VerifierKey {
  std::string name;
  std::array<std::uint8_t, 32> public_key = {};

  // The first four bytes of SHA-256(name || 0x0A || 0x01 || public key).
  std::uint32_t id() const;
  std::string text() const;
  // kInvalidValue where the text is no such key, or its id is not that of the rest.
  static Result<VerifierKey> parse(std::string_view text);

  bool operator==(const VerifierKey&) const = default;
};

// "PRIVATE+KEY+NAME+ID+BASE64" as text: whoever has it can sign anything.
class SigningKey {
 public:
  static SigningKey make(std::string name);
  // kInvalidValue where the text is no such key. The failure's words hold nothing of it.
  static Result<SigningKey> parse(std::string_view text);

  const VerifierKey& verifier() const { return verifier_; }
  std::string text() const;
  // 64 bytes; the same for the same message.
  std::string sign(std::string_view message) const;

 private:
  using Seed = std::array<std::uint8_t, 32>;
  SigningKey(std::string name, const Seed& seed);

  Seed seed_;
  std::array<std::uint8_t, 64> secret_ = {};
  VerifierKey verifier_;
};

struct Signature {
  std::string name;
  std::uint32_t key_id = 0;
  std::string bytes;

  bool operator==(const Signature&) const = default;
};

struct Note {
  std::string text;  // ends with a line end
  std::vector<Signature> signatures;

  bool operator==(const Note&) const = default;
};

// kInvalidValue, with the reason, where the bytes are no signed note. Signatures are not checked.
Result<Note> parse_note(std::string_view bytes);
std::string to_text(const Note& note);

// The text with one signature. Requires lines of UTF-8 without control characters, the last one
// ended.
Note signed_note(std::string text, const SigningKey& key);

// Whether this key signed the text. Signatures of others, known or not, do not matter; one that
// says it is of this key and is not makes the note false.
bool is_signed_by(const Note& note, const VerifierKey& key);

}  // namespace verbatim::audit
