#pragma once

#include "verbatim/session.hpp"

// The figures of the API as tables for people.
namespace verbatim::tool {

void show_counts(Session& session, const Json& counts);
void show_connections(Session& session, const Json& connections);
// `intervals`: with the standard error and 95 % interval of each value.
void show_agreement(Session& session, const Json& agreement, bool intervals);
void show_progress(Session& session, const Json& progress);

}  // namespace verbatim::tool
