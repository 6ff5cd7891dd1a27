#include "verbatim/output/terminal.hpp"

#include <algorithm>
#include <cstdlib>

#include <unistd.h>
#include <utf8proc.h>

namespace verbatim::tool {
namespace {

constexpr std::string_view kReplacement = "\uFFFD", kEndOfLine = "\u23CE";

std::string_view code_of(Colour colour) {
  switch (colour) {
    case Colour::kBold:
      return "\x1b[1m";
    case Colour::kDim:
      return "\x1b[2m";
    case Colour::kRed:
      return "\x1b[31m";
    case Colour::kGreen:
      return "\x1b[32m";
    case Colour::kYellow:
      return "\x1b[33m";
    case Colour::kNone:
      break;
  }
  return "";
}

// The first character of non-empty `text`: its bytes, and its code point or -1 where they are not
// UTF-8 (one byte, then).
struct Character {
  std::string_view bytes;
  utf8proc_int32_t code_point;
};

Character first_of(std::string_view text) {
  utf8proc_int32_t code_point = -1;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  if (size < 1) return {text.substr(0, 1), -1};
  return {text.substr(0, static_cast<std::size_t>(size)), code_point};
}

bool is_control(utf8proc_int32_t code_point) {
  return utf8proc_category(code_point) == UTF8PROC_CATEGORY_CC;
}

}  // namespace

std::string paint(std::string_view text, Colour colour, bool colours) {
  if (!colours || colour == Colour::kNone) return std::string(text);
  return std::string(code_of(colour)).append(text).append("\x1b[0m");
}

bool is_terminal(int descriptor) {
  return isatty(descriptor) == 1;
}

bool shows_colours(int descriptor) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool refused = (no_color != nullptr && *no_color != '\0') ||
                       (term != nullptr && std::string_view(term) == "dumb");
  return !refused && is_terminal(descriptor);
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const auto character = first_of(text);
    width += character.code_point < 0
                 ? 1
                 : static_cast<std::size_t>(utf8proc_charwidth(character.code_point));
    text.remove_prefix(character.bytes.size());
  }
  return width;
}

std::string printable(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    if (text.starts_with("\r\n")) text.remove_prefix(1);
    const auto character = first_of(text);
    const bool fine = character.code_point >= 0 && !is_control(character.code_point);
    if (character.code_point == '\n')
      shown.append(kEndOfLine);
    else if (character.code_point == '\t')
      shown.append(" ");
    else
      shown.append(fine ? character.bytes : kReplacement);
    text.remove_prefix(character.bytes.size());
  }
  return shown;
}

std::string printable_lines(std::string_view text) {
  std::string shown;
  for (const auto& line : lines_of(text)) shown += printable(line) + "\n";
  shown.pop_back();
  return shown;
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  do {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  } while (!text.empty());
  return lines;
}

}  // namespace verbatim::tool
