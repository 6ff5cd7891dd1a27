#pragma once

#include <string>
#include <string_view>

namespace verbatim::vault {

// Where a comment's text belongs (schemas/events.cddl: sealed): part of what is authenticated, so
// that a sealed text cannot stand for another comment's.
inline std::string place_of_comment(std::string_view study, std::string_view question,
                                    std::string_view comment) {
  return std::string(study).append("/").append(question).append("/").append(comment);
}

// The same for memos and quotes. No id has a control character, so that these are no comment's
// place.
inline std::string place_of_memo(std::string_view study, std::string_view memo) {
  return std::string(study).append("/\x01memo/").append(memo);
}
inline std::string place_of_quote(std::string_view study, std::string_view quote) {
  return std::string(study).append("/\x01quote/").append(quote);
}

inline std::string place_of_quote_why(std::string_view study, std::string_view quote) {
  return std::string(study).append("/\x01why/").append(quote);
}
inline std::string place_of_check(std::string_view study, std::string_view check) {
  return std::string(study).append("/\x01check/").append(check);
}

inline std::string place_of_name(std::string_view study, std::string_view member) {
  return std::string(study).append("/\x01name/").append(member);
}

// Under whose key what a member is called is sealed, and nothing else.
inline std::string key_of_member(std::string_view member) {
  return std::string("\x03").append(member);
}

// Under whose key what the participants said together is sealed: the study's.
inline std::string key_of_study() {
  return "\x02";
}

// Under whose key a text is sealed that is about no respondent: its author's, who is none either.
inline std::string key_of_author(std::string_view author) {
  return std::string("\x01").append(author);
}

// Under whose key a webhook's secret is sealed: one of its own, which is destroyed with it.
inline std::string key_of_webhook(std::string_view random) {
  return std::string("\x1Fwebhook/").append(random);
}

}  // namespace verbatim::vault
