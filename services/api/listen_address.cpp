#include "api/listen_address.hpp"

#include <charconv>

#include <boost/asio/ip/address.hpp>

namespace verbatim::api {
namespace {

Failure unreadable(std::string_view text) {
  return {Fault::kInvalidValue, "Cannot listen on \"" + std::string(text) + "\".", "--listen",
          "Give ADDRESS:PORT, for example 127.0.0.1:8080 or [::1]:8080."};
}

}  // namespace

Result<ListenAddress> parse_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return unreadable(text);
  auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  ListenAddress listen;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), listen.port);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
    return unreadable(text);
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  boost::system::error_code wrong;
  const auto address = boost::asio::ip::make_address(host, wrong);
  if (wrong) return unreadable(text);
  listen.address = address.to_string();
  listen.loopback = address.is_loopback();
  return listen;
}

Result<void> may_listen(const ListenAddress& listen, bool has_tokens) {
  if (listen.loopback || has_tokens) return {};
  return Failure{
      Fault::kForbidden,
      "Will not listen on " + listen.address + ", which others can reach, while there is no token.",
      "--listen", "Make one first: verbatim token create --data DIR --name NAME --role owner"};
}

}  // namespace verbatim::api
