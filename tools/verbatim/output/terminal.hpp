#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// What a terminal shows, and what it must not be sent.
namespace verbatim::tool {

enum class Colour { kNone, kBold, kDim, kRed, kGreen, kYellow };

// `text` in this colour, or as it is without `colours`.
std::string paint(std::string_view text, Colour colour, bool colours);

// Whether the file descriptor is a terminal that takes colours: not where NO_COLOR is set to
// anything (https://no-color.org) or TERM is "dumb".
bool shows_colours(int descriptor);
bool is_terminal(int descriptor);

// The columns `text` takes: East Asian wide characters take two, combining ones none. Bytes that
// are not UTF-8 take one each.
std::size_t display_width(std::string_view text);

// `text` with every control character, and every byte that is not UTF-8, shown as U+FFFD: labels
// and texts come from others, and a terminal would obey what they hold.
std::string printable(std::string_view text);

}  // namespace verbatim::tool
