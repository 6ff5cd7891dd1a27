#include "pairs.hpp"

#include <algorithm>

#include "eventlog/cbor.hpp"

namespace verbatim::record {
namespace {

constexpr std::uint64_t kBody = 10;

}  // namespace

Pairs pairs_of(std::string_view map) {
  eventlog::cbor::Reader in(map);
  Pairs pairs;
  for (auto field = in.map(); field.next();) {
    const auto begin = in.offset();
    in.skip();
    pairs.emplace_back(field.key(), map.substr(begin, in.offset() - begin));
  }
  return pairs;
}

std::string map_of(const Pairs& pairs) {
  std::string bytes;
  eventlog::cbor::Writer out(bytes);
  out.map(pairs.size());
  for (const auto& [key, value] : pairs) {
    out.key(key);
    bytes += value;
  }
  return bytes;
}

Pairs without(Pairs pairs, std::uint64_t key) {
  std::erase_if(pairs, [&](const auto& pair) { return pair.first == key; });
  return pairs;
}

Pairs with(Pairs pairs, std::uint64_t key, std::string value) {
  pairs = without(std::move(pairs), key);
  const auto at =
      std::find_if(pairs.begin(), pairs.end(), [&](const auto& pair) { return pair.first > key; });
  pairs.insert(at, {key, std::move(value)});
  return pairs;
}

std::string body_of(std::string_view event) {
  for (const auto& [key, value] : pairs_of(event))
    if (key == kBody) return value;
  return {};
}

std::string with_body(std::string_view event, std::string body) {
  return map_of(with(pairs_of(event), kBody, std::move(body)));
}

}  // namespace verbatim::record
