#include "api/requests/parameters.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "base/word_list.hpp"

namespace verbatim::api {
namespace {

Failure unsupported(std::string detail, std::string header, std::string fix) {
  return {Fault::kUnsupportedMedia, std::move(detail), std::move(header), std::move(fix)};
}

// Bodies are read as they come: a compressed one would be taken for damaged text.
Result<void> not_encoded(const http::Request& request) {
  const auto coding = trimmed(request.header("Content-Encoding").value_or(""));
  if (coding.empty() || http::same_word(coding, "identity")) return {};
  return unsupported("The body is encoded (" + std::string(coding) +
                         "); bodies are taken as they are, without compression.",
                     "Content-Encoding", "Send it uncompressed, without Content-Encoding.");
}

// ASCII is a part of it.
bool is_utf8(std::string_view charset) {
  constexpr std::string_view kNames[] = {"utf-8", "utf8", "us-ascii", "ascii"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](auto name) { return http::same_word(charset, name); });
}

// A text in another encoding can be UTF-8 by accident, with other letters.
Result<void> only_utf8(std::string_view content_type) {
  for (auto at = content_type.find(';'); at != std::string_view::npos;) {
    content_type.remove_prefix(at + 1);
    at = content_type.find(';');
    const auto parameter = trimmed(content_type.substr(0, at));
    const auto equals = parameter.find('=');
    if (equals == std::string_view::npos ||
        !http::same_word(parameter.substr(0, equals), "charset"))
      continue;
    auto charset = parameter.substr(equals + 1);
    if (charset.size() > 1 && charset.front() == '"' && charset.back() == '"')
      charset = charset.substr(1, charset.size() - 2);
    if (is_utf8(charset)) continue;
    return unsupported(
        "The body's charset is " + std::string(charset) + "; text is taken as UTF-8.",
        "Content-Type", "Encode the text as UTF-8, and say charset=utf-8 or nothing.");
  }
  return {};
}

}  // namespace

http::Response json_response(unsigned status, std::string body) {
  http::Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = std::move(body);
  return response;
}

Failure bad_parameter(std::string_view name, std::string detail, std::string fix) {
  return {Fault::kInvalidValue, std::move(detail), std::string(name), std::move(fix)};
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
  if (auto plain = not_encoded(request); !plain) return plain;
  const auto given = request.header("Content-Type").value_or("");
  if (auto charset = only_utf8(given); !charset) return charset;
  const auto media = trimmed(given.substr(0, given.find(';')));
  if (media.empty() || http::same_word(media, type)) return {};
  return unsupported(
      "The body is " + std::string(media) + "; this place takes " + std::string(type) + ".",
      "Content-Type", "Send it with Content-Type: " + std::string(type) + ".");
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
