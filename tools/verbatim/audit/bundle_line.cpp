#include "verbatim/audit/bundle_line.hpp"

#include <charconv>

#include "api/forms/event_json.hpp"
#include "audit/base64.hpp"
#include "merkle/hash.hpp"

namespace verbatim::tool {
namespace {

constexpr std::string_view kPosition = R"({"position":)", kLeaf = R"(,"leaf":")",
                           kCbor = R"(","cbor":")", kEvent = R"(","event":)";

// What stands before `mark`, which is taken too. Nothing where there is none.
std::optional<std::string_view> take_until(std::string_view& text, std::string_view mark) {
  const auto end = text.find(mark);
  if (end == std::string_view::npos) return std::nullopt;
  const auto taken = text.substr(0, end);
  text.remove_prefix(end + mark.size());
  return taken;
}

}  // namespace

std::optional<BundleLine> parse_line(std::string_view line) {
  BundleLine parts;
  if (!line.starts_with(kPosition) || !line.ends_with('}')) return std::nullopt;
  line.remove_prefix(kPosition.size());
  line.remove_suffix(1);
  const auto position = take_until(line, kLeaf);
  if (!position) return std::nullopt;
  const auto [end, error] =
      std::from_chars(position->data(), position->data() + position->size(), parts.position);
  if (error != std::errc() || std::to_string(parts.position) != *position) return std::nullopt;
  const auto leaf = take_until(line, kCbor);
  if (!leaf) return std::nullopt;
  const auto cbor = take_until(line, kEvent);
  if (!cbor) return std::nullopt;
  parts.leaf = *leaf;
  parts.cbor = *cbor;
  parts.words = line;
  return parts;
}

std::string line_for(std::string_view bytes, const record::Record& record) {
  std::string line(kPosition);
  line.append(std::to_string(record.position))
      .append(kLeaf)
      .append(audit::to_base64(merkle::bytes_of(merkle::leaf_hash(bytes))))
      .append(kCbor)
      .append(audit::to_base64(bytes))
      .append(kEvent)
      .append(api::event_json(record))
      .append("}");
  return line;
}

}  // namespace verbatim::tool
