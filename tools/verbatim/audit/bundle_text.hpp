#pragma once

#include <string_view>

// The texts that every audit bundle brings along, so that it can be read without anything else.
namespace verbatim::tool {

std::string_view bundle_readme();
// A program for any Python 3, which checks hashes and root without anything of ours.
std::string_view bundle_verify_py();
// schemas/events.cddl.
std::string_view events_cddl();

}  // namespace verbatim::tool
