#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

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

// `text` on one line: the end of a line is shown as ⏎, a tab as a blank, and every other control
// character, and every byte that is not UTF-8, as U+FFFD: labels and texts come from others, and a
// terminal would obey what they hold.
std::string printable(std::string_view text);
// The same with the lines that it has, without an end of line at its end.
std::string printable_lines(std::string_view text);
// The lines of a text, without their ends; one at least.
std::vector<std::string> lines_of(std::string_view text);

}  // namespace verbatim::tool
