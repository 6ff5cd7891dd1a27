#include "http/message.hpp"

#include <boost/beast/core/string.hpp>

namespace verbatim::http {

std::string_view name_of(Method method) {
  switch (method) {
    case Method::kGet:
      return "GET";
    case Method::kHead:
      return "HEAD";
    case Method::kPost:
      return "POST";
    case Method::kPut:
      return "PUT";
    case Method::kDelete:
      return "DELETE";
    case Method::kOther:
      return "OTHER";
  }
  return "OTHER";
}

bool same_word(std::string_view a, std::string_view b) {
  return boost::beast::iequals(a, b);
}

std::optional<std::string_view> Request::header(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (same_word(field, name)) return value;
  }
  return std::nullopt;
}

std::size_t Request::count_of(std::string_view name) const {
  std::size_t count = 0;
  for (const auto& [field, value] : headers) count += same_word(field, name);
  return count;
}

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

}  // namespace verbatim::http
