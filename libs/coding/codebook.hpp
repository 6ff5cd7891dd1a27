#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "coding/study.hpp"

// What the rules of the codebook share: why a theme or a framework may not be changed, or used.
namespace verbatim::coding {

// "#rrggbb", or empty for none.
bool is_colour(std::string_view text);
Failure bad_colour();

// The framework is frozen: nothing in it changes.
std::optional<Failure> frozen(const Study& study, FrameworkIndex framework, std::string_view field);

// Why nothing is put under `parent` (kNone16: at the top) any more: it is not in use, or a branch
// of `levels` would reach too deep.
std::optional<Failure> no_parent(const Study& study, ThemeIndex parent, std::size_t levels);

// The sibling that follows the theme in the order, if there is one.
std::optional<ThemeIndex> next_sibling(const Study& study, ThemeIndex theme);

// "Theme 'x' has been merged.", with what to use instead as the fix. Requires that it is not in
// use.
Failure out_of_use(const Study& study, ThemeIndex theme, std::string_view field);

}  // namespace verbatim::coding
