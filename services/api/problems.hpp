#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/failure.hpp"
#include "http/message.hpp"

// The one place where a failure becomes an HTTP answer.
namespace verbatim::api {

// An RFC 9457 problem document. Its `type` is "/problems/<slug>", which the server explains.
http::Response problem(const Failure& failure);

// The same with another status than the fault's own, where HTTP has a more precise one: 412 for a
// stale If-Match, 411 or 431 from the edge.
http::Response problem(const Failure& failure, unsigned status);
http::Response problem_of(const nlohmann::ordered_json& document);

// The document alone, for an answer that holds several.
nlohmann::ordered_json problem_json(const Failure& failure, unsigned status);

unsigned status_of(Fault fault);
std::string_view title_of(Fault fault);

// What GET /problems/{slug} says; empty where there is no such problem.
std::string explanation(std::string_view slug);

}  // namespace verbatim::api
