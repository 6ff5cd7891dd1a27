#include "audit/note.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <sodium.h>

#include "audit/base64.hpp"
#include "base/text.hpp"

namespace verbatim::audit {
namespace {

constexpr char kEd25519 = 0x01;
constexpr std::size_t kIdBytes = 4;
constexpr std::string_view kDash = "\u2014 ";  // before each signature
constexpr std::string_view kPrivate = "PRIVATE+KEY+";
constexpr std::size_t kNoteBytesMax = 1'000'000, kSignaturesMax = 100;

Failure invalid(std::string detail) {
  return {Fault::kInvalidValue, std::move(detail)};
}

const unsigned char* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

template <std::size_t N>
std::string_view view_of(const std::array<std::uint8_t, N>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), N};
}

std::uint32_t id_from(std::string_view bytes) {
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < kIdBytes; ++i) id = id << 8 | static_cast<unsigned char>(bytes[i]);
  return id;
}

std::string id_bytes(std::uint32_t id) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(id >> shift);
  return bytes;
}

std::string hex(std::uint32_t id) {
  std::string text(8, '0');
  for (int i = 7; i >= 0; --i, id >>= 4)
    text[static_cast<std::size_t>(i)] = "0123456789abcdef"[id & 0xF];
  return text;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.find('+') == std::string_view::npos && code_points(name) &&
         std::none_of(name.begin(), name.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F; });
}

struct KeyText {
  std::string name;
  std::uint32_t id = 0;
  std::array<std::uint8_t, 32> bytes = {};
};

// NAME+ID+BASE64, where the name has no plus but base64 may.
Result<KeyText> parse_key(std::string_view text) {
  const auto first = text.find('+');
  const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos)
    return invalid("A key is NAME+ID+BASE64, with two plus signs between its parts.");
  KeyText key;
  key.name = text.substr(0, first);
  const auto id = text.substr(first + 1, second - first - 1);
  const auto parsed = std::from_chars(id.data(), id.data() + id.size(), key.id, 16);
  if (!is_name(key.name) || id.size() != 8 || parsed.ptr != id.data() + id.size() ||
      hex(key.id) != id)
    return invalid("The key's name or id is not one.");
  const auto bytes = from_base64(text.substr(second + 1));
  if (!bytes || bytes->size() != key.bytes.size() + 1)
    return invalid("The key's last part is not 33 bytes in base64.");
  if (bytes->front() != kEd25519) return invalid("The key is not one of Ed25519.");
  std::copy(bytes->begin() + 1, bytes->end(), key.bytes.begin());
  return key;
}

Result<Signature> parse_signature(std::string_view line) {
  if (!line.starts_with(kDash)) return invalid("A signature line does not begin with a dash.");
  line.remove_prefix(kDash.size());
  const auto space = line.find(' ');
  if (space == std::string_view::npos) return invalid("A signature line has no signature.");
  Signature signature;
  signature.name = line.substr(0, space);
  auto bytes = from_base64(line.substr(space + 1));
  if (!is_name(signature.name) || !bytes || bytes->size() <= kIdBytes)
    return invalid("A signature line is not a name and a signature in base64.");
  signature.key_id = id_from(*bytes);
  signature.bytes = bytes->substr(kIdBytes);
  return signature;
}

}  // namespace

std::uint32_t VerifierKey::id() const {
  std::string hashed = name + '\n' + kEd25519;
  hashed += view_of(public_key);
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256(hash.data(), unsigned_bytes(hashed), hashed.size());
  return id_from(view_of(hash));
}

std::string VerifierKey::text() const {
  return name + '+' + hex(id()) + '+' +
         to_base64(std::string(1, kEd25519).append(view_of(public_key)));
}

Result<VerifierKey> VerifierKey::parse(std::string_view text) {
  auto parsed = parse_key(text);
  if (!parsed) return std::move(parsed).error();
  VerifierKey key{std::move(parsed->name), parsed->bytes};
  if (key.id() != parsed->id)
    return invalid("The key's id is not that of its name and bytes: it was mistyped or changed.");
  return key;
}

SigningKey::SigningKey(std::string name, const Seed& seed) : seed_(seed) {
  verifier_.name = std::move(name);
  crypto_sign_seed_keypair(verifier_.public_key.data(), secret_.data(), seed_.data());
}

SigningKey SigningKey::make(std::string name) {
  Seed seed;
  randombytes_buf(seed.data(), seed.size());
  return {std::move(name), seed};
}

Result<SigningKey> SigningKey::parse(std::string_view text) {
  if (!text.starts_with(kPrivate)) return invalid("A signing key begins with PRIVATE+KEY+.");
  auto parsed = parse_key(text.substr(kPrivate.size()));
  if (!parsed) return std::move(parsed).error();
  SigningKey key(std::move(parsed->name), parsed->bytes);
  if (key.verifier_.id() != parsed->id)
    return invalid("The key's id is not that of its name and bytes: it was mistyped or changed.");
  return key;
}

std::string SigningKey::text() const {
  return std::string(kPrivate) + verifier_.name + '+' + hex(verifier_.id()) + '+' +
         to_base64(std::string(1, kEd25519).append(view_of(seed_)));
}

std::string SigningKey::sign(std::string_view message) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       unsigned_bytes(message), message.size(), secret_.data());
  return signature;
}

Result<Note> parse_note(std::string_view bytes) {
  if (bytes.size() > kNoteBytesMax) return invalid("A signed note has at most 1,000,000 bytes.");
  if (!code_points(bytes)) return invalid("A signed note is UTF-8.");
  for (const char c : bytes)
    if (static_cast<unsigned char>(c) < ' ' && c != '\n')
      return invalid("A signed note has no control characters.");
  const auto gap = bytes.rfind("\n\n");
  if (gap == std::string_view::npos || !bytes.ends_with('\n'))
    return invalid(
        "A signed note has an empty line before its signatures, and ends with a line end.");
  Note note;
  note.text = bytes.substr(0, gap + 1);
  for (auto lines = bytes.substr(gap + 2); !lines.empty();) {
    const auto end = lines.find('\n');
    auto signature = parse_signature(lines.substr(0, end));
    if (!signature) return std::move(signature).error();
    note.signatures.push_back(std::move(*signature));
    if (note.signatures.size() > kSignaturesMax)
      return invalid("A signed note has at most 100 signatures.");
    lines.remove_prefix(end + 1);
  }
  if (note.signatures.empty()) return invalid("The note has no signature.");
  return note;
}

std::string to_text(const Note& note) {
  auto text = note.text + '\n';
  for (const auto& signature : note.signatures)
    text.append(kDash)
        .append(signature.name)
        .append(" ")
        .append(to_base64(id_bytes(signature.key_id) + signature.bytes))
        .append("\n");
  return text;
}

Note signed_note(std::string text, const SigningKey& key) {
  Note note;
  note.signatures.push_back({key.verifier().name, key.verifier().id(), key.sign(text)});
  note.text = std::move(text);
  return note;
}

bool is_signed_by(const Note& note, const VerifierKey& key) {
  const auto id = key.id();
  bool is_signed = false;
  for (const auto& signature : note.signatures) {
    if (signature.name != key.name || signature.key_id != id) continue;
    if (signature.bytes.size() != crypto_sign_BYTES ||
        crypto_sign_verify_detached(unsigned_bytes(signature.bytes), unsigned_bytes(note.text),
                                    note.text.size(), key.public_key.data()) != 0)
      return false;
    is_signed = true;
  }
  return is_signed;
}

}  // namespace verbatim::audit
