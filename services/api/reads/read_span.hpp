#pragma once

#include <functional>
#include <optional>
#include <string>

#include "api/app.hpp"
#include "api/reads/shown_events.hpp"

namespace verbatim::api {

// Two moments of a study: `from` up to `to`.
struct Span {
  std::string study;
  eventlog::Position from = 0, to = 0;  // from: 0 is before it was opened
};

// A read that compares two moments of a study: ?from= and ?to=, each a position or a time; `to` is
// now where it is left out.
struct SpanRead {
  // On a worker, without a lock; with which events the caller is shown.
  std::function<Result<http::Response>(const Span&, const Shown&)> answer;
  // `answer` plays the study from its first event. Refused (kOverloaded) while too many others do.
  bool replays = false;
  // The one question that it is about; nothing: all of them. In an open blind round its coders are
  // refused.
  std::optional<std::string> question = {};
};

// Answers the call for the study that is its first path parameter. `call.request` is not used
// after this returns.
void read_span(Call& call, http::Reply reply, SpanRead read);

}  // namespace verbatim::api
