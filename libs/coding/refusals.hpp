#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

// The sentences in which rules refuse.
namespace verbatim::coding {

std::string quoted(std::string_view id);
// "a theme", "an erasure"
std::string with_article(std::string_view kind);

// "There is no theme 'x' in this study." or, where ids are of a question, "of this question."
Failure unknown(Fault fault, std::string_view kind, std::string_view id, std::string_view field);
// "There is a theme 'x' already, with other content."
Failure exists(std::string_view kind, std::string_view id, std::string_view field);
// kErased: nothing more of a respondent who was erased is taken.
Failure erased(std::string_view respondent, std::string_view erasure, std::string_view field);
// kErased: nobody notes any more what a pseudonymised member is called.
Failure pseudonymised(std::string_view member);
// "A study takes at most 10000 themes."
Failure full(std::string_view kinds, std::size_t most);
// kFutureMoment: what was decided on a copy at `base`, of a study that is at `position` only.
Failure ahead_of_the_study(std::uint64_t base, std::uint64_t position);
Failure bad_id(std::string_view field);
// "What is said of one response, or one unit, has at most 200 themes."
Failure too_many_themes(std::string_view field);
// kNotAllowedNow
Failure not_now(std::string detail, std::string_view field, std::string fix);
// kInvalidValue
Failure invalid(std::string detail, std::string_view field, std::string fix);

}  // namespace verbatim::coding
