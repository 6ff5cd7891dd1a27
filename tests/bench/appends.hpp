#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "setting.hpp"

// The writes that are measured.
namespace verbatim::bench {

// A study "bench" of plain shape: one question, its comments, its themes.
void seed(Server& server, const std::string& owner);

// Each connection puts a theme on a response of its own and takes it off again, theme by theme:
// every request is one event. With the token of the coder "ada"; see Load::next.
std::function<std::string(std::size_t connection, std::uint64_t sent)> toggles(
    const std::string& token);

}  // namespace verbatim::bench
