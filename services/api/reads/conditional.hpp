#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/reads/answer_cache.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "coding/study.hpp"
#include "eventlog/event_log.hpp"
#include "http/message.hpp"

// What reads of a study take beside their own parameters: at least this position, as of that
// moment, only if it changed.
namespace verbatim::api {

// The digits of a whole number, and nothing else.
std::optional<std::uint64_t> whole_number(std::string_view text);

// A moment as it was asked for with ?as_of=.
struct Moment {
  std::optional<eventlog::Position> position;
  std::optional<Micros> time;  // one of the two
};
// Nothing where none is asked for. kInvalidValue, or kFutureMoment for a time to come. `name` is
// the parameter that holds it.
Result<std::optional<Moment>> moment_of(const http::Request& request,
                                        std::string_view name = "as_of");

// The position of a moment in a study: kFutureMoment beyond its end, 0 before its beginning.
Result<eventlog::Position> position_of(const eventlog::EventLog& log, const std::string& study,
                                       const Moment& moment, std::string_view name = "as_of");

// Nothing, or the answer to a Verbatim-Min-Position that this server does not have yet.
std::optional<http::Response> not_there_yet(const http::Request& request,
                                            eventlog::Position durable);

// Of what has a number of its own, such as a revision.
std::string etag_of(std::uint64_t number);
// Of an answer that was computed from a version. `hidden`: the questions of which it shows one
// coder's own part alone, so that it is not taken for what shows more.
std::string etag_of(const Version& version, std::span<const coding::QuestionIndex> hidden);

// Whether an If-None-Match (a list, weak or strong, or "*"; empty: none) names this ETag.
bool names_etag(std::string_view if_none_match, std::string_view etag);

}  // namespace verbatim::api
