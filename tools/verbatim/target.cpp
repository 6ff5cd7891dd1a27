#include "verbatim/target.hpp"

#include <utility>

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace verbatim::tool {
namespace {

std::string encoded(std::string_view text) {
  return boost::urls::encode(text, boost::urls::unreserved_chars);
}

}  // namespace

Target::Target(std::initializer_list<std::string_view> segments) {
  for (const auto segment : segments) below(segment);
}

Target& Target::below(std::string_view segment) {
  text_.append("/").append(encoded(segment));
  return *this;
}

Target& Target::with(std::string_view name, const std::optional<std::string>& value) {
  if (!value) return *this;
  text_ += std::exchange(joint_, '&');
  text_.append(encoded(name)).append("=").append(encoded(*value));
  return *this;
}

Target& Target::with(std::string_view name, const std::vector<std::string>& values) {
  for (const auto& value : values) with(name, std::optional(value));
  return *this;
}

}  // namespace verbatim::tool
