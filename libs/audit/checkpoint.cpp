#include "audit/checkpoint.hpp"

#include <charconv>
#include <utility>

#include "audit/base64.hpp"

namespace verbatim::audit {
namespace {

Failure invalid(std::string detail) {
  return {Fault::kInvalidValue, std::move(detail)};
}

// Takes the next line, without its end. Requires a line end in the text.
std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

bool is_unreserved(char c) {  // RFC 3986, section 2.3
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::string to_text(const Checkpoint& checkpoint) {
  auto text = checkpoint.origin + '\n' + std::to_string(checkpoint.size) + '\n' +
              to_base64(merkle::bytes_of(checkpoint.root)) + '\n';
  for (const auto& line : checkpoint.extensions) text += line + '\n';
  return text;
}

Result<Checkpoint> parse_checkpoint(std::string_view text) {
  std::size_t lines = 0;
  for (const char c : text) lines += c == '\n' ? 1 : 0;
  if (lines < 3 || !text.ends_with('\n'))
    return invalid("A checkpoint has at least three lines: origin, size and root.");
  Checkpoint checkpoint;
  checkpoint.origin = take_line(text);
  if (checkpoint.origin.empty()) return invalid("A checkpoint's first line is its origin.");
  const auto size = take_line(text);
  const auto [end, error] =
      std::from_chars(size.data(), size.data() + size.size(), checkpoint.size);
  if (error != std::errc() || std::to_string(checkpoint.size) != size)
    return invalid("A checkpoint's second line is a whole number.");
  const auto root = from_base64(take_line(text));
  if (!root || root->size() != std::tuple_size_v<merkle::Hash>)
    return invalid("A checkpoint's third line is 32 bytes in base64.");
  checkpoint.root = merkle::hash_of(*root);
  while (!text.empty()) {
    checkpoint.extensions.emplace_back(take_line(text));
    if (checkpoint.extensions.back().empty()) return invalid("A checkpoint has no empty line.");
  }
  return checkpoint;
}

std::string key_name_of(std::string_view store_id) {
  return "verbatim/" + std::string(store_id);
}

std::string origin_of(std::string_view key_name, std::string_view study) {
  auto origin = std::string(key_name) + '/';
  for (const char c : study) {
    if (is_unreserved(c)) {
      origin += c;
      continue;
    }
    constexpr const char* kDigits = "0123456789ABCDEF";
    const auto byte = static_cast<unsigned char>(c);
    origin.append({'%', kDigits[byte >> 4], kDigits[byte & 0xF]});
  }
  return origin;
}

Result<Checkpoint> open_checkpoint(std::string_view bytes, const VerifierKey& key,
                                   std::string_view origin) {
  auto note = parse_note(bytes);
  if (!note) return std::move(note).error();
  if (!is_signed_by(*note, key))
    return Failure{Fault::kForbidden,
                   "The checkpoint is not signed with the key " + key.text() + ".", "",
                   "Its text or signature was changed, or it is of another log."};
  auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return checkpoint;
  if (checkpoint->origin != origin)
    return Failure{Fault::kForbidden,
                   "The checkpoint is about " + checkpoint->origin + ", not about " +
                       std::string(origin) + ".",
                   "", "Name the checkpoint of this study in this log."};
  return checkpoint;
}

}  // namespace verbatim::audit
