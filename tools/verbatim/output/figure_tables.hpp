#pragma once

#include "verbatim/session.hpp"

// The figures of the API as tables for people.
namespace verbatim::tool {

void show_counts(Session& session, const Json& counts);
void show_connections(Session& session, const Json& connections);
void show_agreement(Session& session, const Json& agreement);
void show_progress(Session& session, const Json& progress);

}  // namespace verbatim::tool
