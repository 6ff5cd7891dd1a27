#pragma once

#include <string_view>

namespace verbatim::exchange {

// A label "a->b->c" read with the separator "->": the theme under "a->b" that is labelled "c". A
// label without a separator, or read without one, is a top-level theme of that label.
struct ThemeName {
  std::string_view parent;  // empty: a top-level theme
  std::string_view label;
};
ThemeName theme_name(std::string_view theme, std::string_view separator);

// Whether no part of the name is empty, as in "a->" or "->b".
bool every_part_named(std::string_view theme, std::string_view separator);

}  // namespace verbatim::exchange
