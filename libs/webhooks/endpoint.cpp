#include "webhooks/endpoint.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace verbatim::webhooks {
namespace {

Failure refused(std::string detail, std::string fix) {
  return {Fault::kInvalidValue, std::move(detail), "", std::move(fix)};
}

// Boost.URL lets numbers beyond 16 bits wrap.
bool is_port(const std::string& digits) {
  unsigned number = 0;
  const auto* end = digits.data() + digits.size();
  const auto [read, error] = std::from_chars(digits.data(), end, number);
  return error == std::errc() && read == end && number >= 1 && number <= 65'535;
}

constexpr const char* kOperator =
    "Whoever runs the server can allow hosts and networks of your own: verbatimd --webhook-allow.";

}  // namespace

Result<Endpoint> endpoint_from(std::string_view text) {
  const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
  const bool is_http = parsed && (parsed->scheme_id() == boost::urls::scheme::http ||
                                  parsed->scheme_id() == boost::urls::scheme::https);
  if (!is_http || text.size() > kUrlBytesMax || parsed->host_address().empty())
    return refused("That is not the URL of a webhook.",
                   "Give one like https://hooks.example/verbatim.");
  if (parsed->has_userinfo() || parsed->has_fragment())
    return refused("The URL of a webhook has no user and no fragment.",
                   "Leave out what stands before @ and behind #; deliveries are signed.");
  const bool has_port = parsed->has_port() && !parsed->port().empty();
  if (has_port && !is_port(std::string(parsed->port())))
    return refused("The URL of a webhook has a port from 1 to 65535.",
                   "Correct it, or leave it out.");
  Endpoint endpoint;
  endpoint.tls = parsed->scheme_id() == boost::urls::scheme::https;
  endpoint.host = parsed->host_address();
  for (auto& c : endpoint.host) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  endpoint.port = has_port ? std::string(parsed->port()) : endpoint.tls ? "443" : "80";
  endpoint.target = std::string(parsed->encoded_path());
  if (endpoint.target.empty()) endpoint.target = "/";
  if (parsed->has_query()) endpoint.target += "?" + std::string(parsed->encoded_query());
  const bool clean = std::all_of(endpoint.host.begin(), endpoint.host.end(),
                                 [](unsigned char c) { return c > ' ' && c < 0x7F; });
  if (!clean)
    return refused("The host of a webhook is written in ASCII.", "Give its name in Punycode.");
  return endpoint;
}

Result<void> may_be_sent_to(const Endpoint& endpoint, const AddressRules& rules) {
  const auto address = address_from(endpoint.host);
  const bool named = rules.names(endpoint.host) || (address && rules.names(*address));
  if (named) return {};
  const bool is_local = endpoint.host == "localhost" || endpoint.host.ends_with(".localhost");
  if (is_local || (address && !is_public(*address)))
    return refused("Webhooks go to public addresses; \"" + endpoint.host + "\" is none.",
                   kOperator);
  if (!endpoint.tls) return refused("A webhook's URL begins with https://.", kOperator);
  return {};
}

}  // namespace verbatim::webhooks
