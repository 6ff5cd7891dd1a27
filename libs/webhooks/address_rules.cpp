#include "webhooks/address_rules.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include <arpa/inet.h>

namespace verbatim::webhooks {
namespace {

constexpr unsigned kBits = 128, kMappedBits = 96;

bool is_mapped(const Address& address) {
  return std::all_of(address.begin(), address.begin() + 10, [](auto byte) { return byte == 0; }) &&
         address[10] == 0xFF && address[11] == 0xFF;
}

bool is_in(const Address& address, const Address& network, unsigned bits) {
  for (unsigned bit = 0; bit < bits; bit += 8) {
    const auto mask = bits - bit >= 8 ? 0xFFu : 0xFFu << (8 - (bits - bit)) & 0xFFu;
    if (((address[bit / 8] ^ network[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

struct Range {
  Address address = {};
  unsigned bits = 0;
};

// "10.0.0.0/8"; without a slash, the one address.
std::optional<Range> range_from(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = address_from(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Range{*address, kBits};
  const auto digits = text.substr(slash + 1);
  const unsigned before = is_mapped(*address) ? kMappedBits : 0;
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc() || end != digits.data() + digits.size() || bits > kBits - before)
    return std::nullopt;
  return Range{*address, before + bits};
}

std::vector<Range> ranges_from(std::initializer_list<const char*> texts) {
  std::vector<Range> ranges;
  for (const auto* text : texts) ranges.push_back(range_from(text).value_or(Range{}));
  return ranges;
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// Letters, digits, dots and hyphens, and not all of it digits and dots: that would be an address
// with a slip in it.
bool is_host(std::string_view text) {
  const auto is_of_host = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_';
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_of_host) &&
         text.find_first_not_of("0123456789.") != std::string_view::npos;
}

}  // namespace

std::optional<Address> address_from(std::string_view text) {
  const std::string copy(text);
  Address address = {};
  if (inet_pton(AF_INET6, copy.c_str(), address.data()) == 1) return address;
  address.fill(0);
  address[10] = address[11] = 0xFF;
  if (inet_pton(AF_INET, copy.c_str(), address.data() + 12) == 1) return address;
  return std::nullopt;
}

bool is_public(const Address& address) {
  static const auto kNotOfVersion4 = ranges_from(
      {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
       "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
       "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"});
  static const auto kUnicast6 = ranges_from({"2000::/3"});
  // Teredo and others for protocols, documentation, 6to4: some carry an address of version 4.
  static const auto kNotOfVersion6 =
      ranges_from({"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"});
  const auto in_any = [&](const std::vector<Range>& ranges) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
      return is_in(address, range.address, range.bits);
    });
  };
  if (is_mapped(address)) return !in_any(kNotOfVersion4);
  return in_any(kUnicast6) && !in_any(kNotOfVersion6);
}

Result<AddressRules> AddressRules::allowing(const std::vector<std::string>& named) {
  AddressRules rules;
  for (const auto& one : named) {
    if (const auto range = range_from(one))
      rules.networks_.push_back({range->address, range->bits});
    else if (is_host(one))
      rules.hosts_.push_back(lower(one));
    else
      return Failure{Fault::kInvalidValue,
                     "\"" + one + "\" is neither a host nor an address nor a network.",
                     "--webhook-allow", "Give one like hooks.intern, 10.1.2.3 or 10.1.0.0/16."};
  }
  return rules;
}

bool AddressRules::names(std::string_view host) const {
  return std::find(hosts_.begin(), hosts_.end(), lower(host)) != hosts_.end();
}

bool AddressRules::names(const Address& address) const {
  return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
    return is_in(address, network.address, network.bits);
  });
}

}  // namespace verbatim::webhooks
