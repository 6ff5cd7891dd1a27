#pragma once

#include <string>
#include <vector>

#include "coding/commands.hpp"
#include "coding/study.hpp"

namespace verbatim::coding {

// A change of many codings at once. It is about every coding of the question that has all themes
// `with` and none of `without`: there, `take` is withdrawn and `put` assigned. A theme that is both
// taken and put is said again, under the meaning it has today.
struct Recode {
  std::string question;
  std::vector<std::string> with, without;
  std::string group = {};                // only of its respondents; empty: of all
  std::vector<std::string> coders = {};  // only their codings; empty: those of all
  std::vector<std::string> take, put;
};

// The commands that carry it out, by response in the order they came and by coder; none for a
// coding that has come to it already. Pure. kInvalidValue where `with` or both `take` and `put` are
// empty; kUnknown... for ids that are not there; kNotAllowedNow where a theme is to be said again
// that was merged or split.
Result<std::vector<Command>> plan_recode(const Study& study, const Recode& recode);

}  // namespace verbatim::coding
