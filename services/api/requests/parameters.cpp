#include "api/requests/parameters.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/word_list.hpp"

namespace verbatim::api {

http::Response json_response(unsigned status, std::string body) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

Failure bad_parameter(std::string_view name, std::string detail) {
  return {Fault::kInvalidValue, std::move(detail), std::string(name), ""};
}

Result<std::uint64_t> number_parameter(const http::Request& request, std::string_view name,
                                       std::uint64_t least, std::uint64_t most,
                                       std::uint64_t otherwise) {
  const auto text = request.parameter(name);
  if (!text) return otherwise;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || number < least || number > most)
    return bad_parameter(name, "The parameter must be a whole number from " +
                                   std::to_string(least) + " to " + std::to_string(most) + ".");
  return number;
}

Result<bool> flag_parameter(const http::Request& request, std::string_view name) {
  const auto word = request.parameter(name).value_or("false");
  if (word == "true" || word == "false") return word == "true";
  return bad_parameter(name, "It is true or false.");
}

std::vector<std::string> list_parameter(const http::Request& request, std::string_view name) {
  const auto text = request.parameter(name);
  return text ? between_commas(*text) : std::vector<std::string>();
}

Result<void> only_media_type(const http::Request& request, std::string_view type) {
  const auto given = request.header("Content-Type").value_or("");
  auto media = given.substr(0, given.find(';'));
  while (media.ends_with(' ')) media.remove_suffix(1);
  const auto same = [&](std::string_view other) {
    return std::equal(media.begin(), media.end(), other.begin(), other.end(),
                      [](char a, char b) { return std::tolower(a) == std::tolower(b); });
  };
  if (media.empty() || same(type)) return {};
  return Failure{
      Fault::kUnsupportedMedia,
      "The body is " + std::string(media) + "; this place takes " + std::string(type) + ".",
      "Content-Type", "Send it with Content-Type: " + std::string(type) + "."};
}

Result<void> only_parameters(const http::Request& request,
                             const std::vector<std::string_view>& known,
                             std::string_view repeatable) {
  for (std::size_t i = 0; i < request.query.size(); ++i) {
    const auto& name = request.query[i].first;
    if (std::find(known.begin(), known.end(), name) == known.end())
      return bad_parameter(name, "There is no parameter \"" + name + "\" here.");
    for (std::size_t j = 0; j < i; ++j)
      if (request.query[j].first == name && name != repeatable)
        return bad_parameter(name, "The parameter \"" + name + "\" is given twice.");
  }
  return {};
}

}  // namespace verbatim::api
