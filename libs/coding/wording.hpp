#pragma once

#include <optional>
#include <string_view>

#include "base/failure.hpp"
#include "base/text.hpp"
#include "coding/commands.hpp"
#include "coding/study.hpp"

// How things may be called and described. Asked of what is new alone: what was taken before stays,
// may be named in commands, and is taken back to.
namespace verbatim::coding {

// Why a new thing cannot have this id: nothing where it can. Beside what valid_id() refuses that is
// whatever nobody sees, since with it the id would be another one than the one that is seen.
std::optional<Failure> wrong_new_id(std::string_view id, std::string_view field);

// Why people cannot be given this text to read: a control character is in it that its lines do not
// explain. Nothing where they can.
std::optional<Failure> wrong_text(std::string_view text, Lines lines, std::string_view field);

// What is wrong with the new ids and the texts of a command that changes something. Labels, titles
// and the like stand on one line; definitions, examples and the like may have several. What
// respondents wrote is not looked at: it is data.
std::optional<Failure> wrong_wording(const Study& study, const Command& command);

}  // namespace verbatim::coding
