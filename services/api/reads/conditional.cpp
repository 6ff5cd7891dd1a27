#include "api/reads/conditional.hpp"

#include <charconv>

#include "api/problems.hpp"
#include "api/requests/parameters.hpp"
#include "studies/replay.hpp"

namespace verbatim::api {

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Result<std::optional<Moment>> moment_of(const http::Request& request, std::string_view name) {
  const auto as_of = request.parameter(name);
  if (!as_of) return std::optional<Moment>{};
  if (const auto position = whole_number(*as_of)) return std::optional(Moment{*position, {}});
  const auto time = from_rfc3339(*as_of);
  if (!time)
    return bad_parameter(name,
                         "The moment must be a position or an RFC 3339 time such as "
                         "2026-11-22T12:00:00Z (in a URL, write + as %2B).",
                         "Give one of these, or leave it out for what is so now.");
  if (*time > now())
    return Failure{Fault::kFutureMoment, "That time has not come.", std::string(name),
                   "Ask for a past one."};
  return std::optional(Moment{{}, *time});
}

Result<eventlog::Position> position_of(const eventlog::EventLog& log, const std::string& study,
                                       const Moment& moment, std::string_view name) {
  if (moment.time) return studies::position_at(log, study, *moment.time);
  const auto end = log.last_position(study);
  if (*moment.position <= end) return *moment.position;
  return Failure{Fault::kFutureMoment,
                 "Position " + std::to_string(*moment.position) +
                     " has not come: the study is at " + std::to_string(end) + ".",
                 std::string(name), "Ask for a position up to " + std::to_string(end) + "."};
}

std::optional<http::Response> not_there_yet(const http::Request& request,
                                            eventlog::Position durable) {
  const auto least = request.header("Verbatim-Min-Position");
  if (!least) return std::nullopt;
  const auto position = whole_number(*least);
  if (!position)
    return problem(bad_parameter("Verbatim-Min-Position", "The header must be a position."));
  if (*position <= durable) return std::nullopt;
  return problem({Fault::kFutureMoment,
                  "This server has the study up to position " + std::to_string(durable) + ".",
                  "Verbatim-Min-Position", "Try again shortly."},
                 503);
}

std::string etag_of(std::uint64_t number) {
  return '"' + std::to_string(number) + '"';
}

std::string etag_of(const Version& version, std::span<const coding::QuestionIndex> hidden) {
  auto tag = '"' + std::to_string(version.position);
  if (version.generation > 0) tag += "-g" + std::to_string(version.generation);
  if (version.forgotten_at > 0) tag += "-f" + std::to_string(version.forgotten_at);
  if (!hidden.empty()) tag += "-own";
  for (const auto question : hidden) tag += "." + std::to_string(question);
  return tag + '"';
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
  if (if_none_match == "*") return true;
  for (auto rest = if_none_match; !rest.empty();) {
    const auto comma = rest.find(',');
    auto tag = rest.substr(0, comma);
    while (tag.starts_with(' ')) tag.remove_prefix(1);
    while (tag.ends_with(' ')) tag.remove_suffix(1);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == etag) return true;
    rest = comma == std::string_view::npos ? "" : rest.substr(comma + 1);
  }
  return false;
}

}  // namespace verbatim::api
