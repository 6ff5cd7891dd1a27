#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "webhooks/address_rules.hpp"

namespace verbatim::webhooks {

// Where a webhook goes, read from its URL.
struct Endpoint {
  bool tls = true;
  std::string host;    // a name or an address, without brackets, in lower case
  std::string port;    // "443"
  std::string target;  // "/hooks?x=1"

  bool operator==(const Endpoint&) const = default;
};

constexpr std::size_t kUrlBytesMax = 2048;

// kInvalidValue where it is no absolute http or https URL, or has a user or a fragment.
Result<Endpoint> endpoint_from(std::string_view url);

// What can be told of an endpoint before its name is resolved: kInvalidValue for http, unless the
// operator named the host or the address; for an address that is not public, and for localhost.
// What a name resolves to is looked at whenever a connection is made.
Result<void> may_be_sent_to(const Endpoint& endpoint, const AddressRules& rules);

}  // namespace verbatim::webhooks
