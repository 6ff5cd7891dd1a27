#include "api/requests/client_name.hpp"

#include <algorithm>
#include <string_view>

namespace verbatim::api {
namespace {

constexpr std::size_t kLengthMax = 64;

// Not std::isalnum, which asks the locale.
bool is_kept(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("._/+-").find(c) != std::string_view::npos;
}

}  // namespace

std::string client_of(const http::Request& request) {
  auto name = request.header("Verbatim-Client").value_or("");
  if (name.empty()) {
    name = request.header("User-Agent").value_or("");
    name = name.substr(0, name.find(' '));
  }
  std::string kept;
  for (const char c : name)
    if (is_kept(c) && kept.size() < kLengthMax) kept += c;
  return kept;
}

}  // namespace verbatim::api
