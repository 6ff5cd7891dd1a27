#pragma once

#include <string>
#include <string_view>

#include "record/record.hpp"

namespace verbatim::api {

// One event as the API shows it, on one line. A comment's text is never in it: what is sealed
// shows as "has_text". With a commit_count of 0 the reader is shown its commit in part alone
// (CommitHeads), and is told neither how many events it has nor on whose behalf they came.
std::string event_json(const record::Record& record);

// "Types are study_opened, ...": what to do about one that is none.
std::string known_event_types();

// Whether this caller is shown the event: a private memo is its author's alone. To the others its
// position is a gap.
bool is_shown_to(const record::Record& record, std::string_view caller);

}  // namespace verbatim::api
