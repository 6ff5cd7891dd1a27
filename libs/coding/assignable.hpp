#pragma once

#include <span>
#include <string_view>

#include "base/result.hpp"
#include "coding/study.hpp"

// Which themes a coder may assign, given what they say already: `standing`, their assignments to
// the same thing, sorted by theme.
namespace verbatim::coding {

// A theme that is in use and in scope of the question, or stands already: what stands may always be
// said again. kUnknownTheme, kNotAllowedNow.
Result<ThemeIndex> assignable(const Study& study, std::string_view theme, QuestionIndex question,
                              std::span<const Assignment> standing, std::string_view field);

// Whether the coder says this theme already, under the meaning it has today: by itself, or by one
// that was merged into it. What is out of use is not said again; it stands or it does not.
bool says_now(const Study& study, std::span<const Assignment> standing, ThemeIndex theme);

// Of the theme's framework, as it is now.
Revision revision_now(const Study& study, ThemeIndex theme);

}  // namespace verbatim::coding
