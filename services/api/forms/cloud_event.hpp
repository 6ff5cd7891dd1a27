#pragma once

#include <string>
#include <string_view>

#include "record/record.hpp"

namespace verbatim::api {

// One event as a CloudEvent 1.0 (https://github.com/cloudevents/spec) in the JSON event format, on
// one line. Its `data` is event_json(): nothing is said that the ordinary form does not say.
//
//   id        the position; with `source` it names the event for ever
//   source    `public_url` and the study's path; relative where the server has no public URL
//   type      "verbatim." and the event's name
//   subject   what the event is about, as a path below the study; left out where that is the study
//   sequence  the position in 16 digits, so that the order of texts is that of positions
//
// `public_url` is the server's, without a slash at its end, or empty: then there is no
// `dataschema`, which has to be absolute.
std::string cloud_event_json(const record::Record& record, std::string_view study,
                             std::string_view public_url);

// The `source` of a study's events.
std::string cloud_source(std::string_view study, std::string_view public_url);

}  // namespace verbatim::api
