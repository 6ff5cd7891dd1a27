#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace verbatim::record {

// A CBOR map as its keys and the bytes of their values, to be taken apart and put together
// otherwise. The keys need not ascend.
using Pairs = std::vector<std::pair<std::uint64_t, std::string>>;

// Requires a well-formed map with unsigned keys.
Pairs pairs_of(std::string_view map);
std::string map_of(const Pairs& pairs);

Pairs without(Pairs pairs, std::uint64_t key);
// With another value, or with the key put where it belongs.
Pairs with(Pairs pairs, std::uint64_t key, std::string value);

// The body of a stored event, and the event with another body.
std::string body_of(std::string_view event);
std::string with_body(std::string_view event, std::string body);

}  // namespace verbatim::record
