#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace verbatim::webhooks {

// An IP address; of version 4 as ::ffff:a.b.c.d, so that there is one form of each.
using Address = std::array<std::uint8_t, 16>;

// Nothing where the text is no address ("10.0.0.1", "fd00::1").
std::optional<Address> address_from(std::string_view text);

// Whether an address belongs to the public internet: not to this machine, a private or a link's
// network, a multicast group, or a range that is reserved or leads to others of these (IANA's
// special-purpose registries, RFC 6890). What is not known to be public is not.
bool is_public(const Address& address);

// Where webhooks may go: to every public address, and to what the operator of this server names
// beyond. Whoever makes a subscription must not reach through it what only the server can reach.
class AddressRules {
 public:
  AddressRules() = default;
  // Each is a host ("hooks.intern"), an address, or a network ("10.1.0.0/16"). kInvalidValue names
  // the one that is none.
  static Result<AddressRules> allowing(const std::vector<std::string>& named);

  // Whether the operator named this host, so that any address of it is good.
  bool names(std::string_view host) const;
  // Whether the operator named this address or a network with it.
  bool names(const Address& address) const;
  // Whether a connection may go to this address, which this host was resolved to.
  bool allows(std::string_view host, const Address& address) const {
    return is_public(address) || names(address) || names(host);
  }

 private:
  struct Network {
    Address address;
    unsigned bits;
  };
  std::vector<std::string> hosts_;  // in lower case
  std::vector<Network> networks_;
};

}  // namespace verbatim::webhooks
