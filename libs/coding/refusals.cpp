#include "coding/refusals.hpp"

#include "coding/study.hpp"

namespace verbatim::coding {

std::string quoted(std::string_view id) {
  return "'" + std::string(id) + "'";
}

std::string with_article(std::string_view kind) {
  const bool vowel =
      !kind.empty() && std::string_view("aeiou").find(kind.front()) != std::string_view::npos;
  return std::string(vowel ? "an " : "a ").append(kind);
}

Failure unknown(Fault fault, std::string_view kind, std::string_view id, std::string_view field) {
  // Their ids are told apart within a question, not within the study.
  const bool of_question = kind == "response" || kind == "comment";
  return {fault,
          "There is no " + std::string(kind) + " " + quoted(id) +
              (of_question ? " of this question." : " in this study."),
          std::string(field),
          kind == "member" ? "Check the spelling, or add them first (add_member)."
                           : "Check the spelling, or add it first."};
}

Failure exists(std::string_view kind, std::string_view id, std::string_view field) {
  return {Fault::kAlreadyExists,
          "There is " + with_article(kind) + " " + quoted(id) + " already, with other content.",
          std::string(field), "Use another id, or leave out what is there."};
}

Failure erased(std::string_view respondent, std::string_view erasure, std::string_view field) {
  return {Fault::kErased,
          "Respondent " + quoted(respondent) + " was erased (" + quoted(erasure) +
              "): no text of theirs, or about their words, is taken any more.",
          std::string(field), "Leave it out; the erasure's certificate says what was done."};
}

Failure pseudonymised(std::string_view member) {
  return {Fault::kErased,
          "Member " + quoted(member) + " was pseudonymised: no name of theirs is kept any more.",
          "member", "Call them by their id."};
}

Failure full(std::string_view kinds, std::size_t most) {
  return {Fault::kNotAllowedNow,
          "A study takes at most " + std::to_string(most) + " " + std::string(kinds) + ".", "", ""};
}

Failure too_many_themes(std::string_view field) {
  return invalid("What is said of one response, or one unit, has at most " +
                     std::to_string(kCodingThemesMax) + " themes.",
                 field, "Split the comment, or say less of it at once.");
}

Failure ahead_of_the_study(std::uint64_t base, std::uint64_t position) {
  return {Fault::kFutureMoment,
          "This was decided on a copy at position " + std::to_string(base) +
              ", but the study is at " + std::to_string(position) +
              ": it may have been restored from a backup.",
          "base", "Read the study again, look at what stands, and decide anew."};
}

Failure bad_id(std::string_view field) {
  return invalid("An id is 1 to 128 bytes of UTF-8 without control characters.", field, "");
}

Failure not_now(std::string detail, std::string_view field, std::string fix) {
  return {Fault::kNotAllowedNow, std::move(detail), std::string(field), std::move(fix)};
}

Failure invalid(std::string detail, std::string_view field, std::string fix) {
  return {Fault::kInvalidValue, std::move(detail), std::string(field), std::move(fix)};
}

}  // namespace verbatim::coding
