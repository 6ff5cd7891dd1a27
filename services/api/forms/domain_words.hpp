#pragma once

#include <array>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "coding/commands.hpp"
#include "coding/erasure.hpp"
#include "coding/study.hpp"

// The domain's fixed words as they stand in JSON, both ways.
namespace verbatim::api {

// In the order of their enumerations.
inline constexpr std::array<std::string_view, 3> kOrigins = {"start", "data", "suggestion"};
inline constexpr std::array<std::string_view, 3> kSettledBy = {"majority", "all", "any"};
inline constexpr std::array<std::string_view, 4> kOnResegment = {"refuse", "keep", "copy",
                                                                 "withdraw"};
inline constexpr std::array<std::string_view, 2> kAudiences = {"private", "team"};
inline constexpr std::array<std::string_view, 14> kKinds = {
    "study",   "member",   "question", "group", "respondent", "framework", "theme",
    "comment", "response", "memo",     "quote", "round",      "check",     "erasure"};
inline constexpr std::array<std::string_view, 2> kErasedCounts = {"keep", "drop"};
inline constexpr std::array<std::string_view, 3> kRequestedBy = {"respondent", "representative",
                                                                 "controller"};
inline constexpr std::array<std::string_view, 11> kErasureGrounds = {"no_longer_necessary",
                                                                     "consent_withdrawn",
                                                                     "objection",
                                                                     "unlawful_processing",
                                                                     "legal_obligation",
                                                                     "child",
                                                                     "freedom_of_expression",
                                                                     "legal_duty_or_public_task",
                                                                     "public_health",
                                                                     "research_impaired",
                                                                     "legal_claims"};
inline constexpr std::array<std::string_view, 2> kErasureSteps = {"requested", "reviewed"};
inline constexpr std::array<std::string_view, 5> kErasureStatuses = {
    "requested", "reviewed", "granted", "refused", "executed"};
inline constexpr std::array<std::string_view, 4> kThemeStatuses = {"in_use", "retired", "merged",
                                                                   "split"};

inline std::string_view word_of(coding::ThemeStatus status) {
  return kThemeStatuses[static_cast<std::size_t>(status)];
}
inline std::string_view word_of(coding::Origin origin) {
  return kOrigins[static_cast<std::size_t>(origin)];
}
inline std::string_view word_of(coding::SettledBy by) {
  return kSettledBy[static_cast<std::size_t>(by)];
}
inline std::string_view word_of(coding::Audience audience) {
  return kAudiences[static_cast<std::size_t>(audience)];
}
inline std::string_view word_of(coding::ErasedCounts counts) {
  return kErasedCounts[static_cast<std::size_t>(counts)];
}
inline std::string_view word_of(coding::RequestedBy by) {
  return kRequestedBy[static_cast<std::size_t>(by)];
}
inline std::string_view word_of(coding::ErasureGround ground) {
  return kErasureGrounds[static_cast<std::size_t>(ground)];
}
inline std::string_view word_of(coding::ErasureStep step) {
  return kErasureSteps[static_cast<std::size_t>(step)];
}
inline std::string_view word_of(coding::ErasureStatus status) {
  return kErasureStatuses[static_cast<std::size_t>(status)];
}
// Where UK GDPR has it: "17(1)(b)".
inline std::string_view article_of(coding::ErasureGround ground) {
  constexpr std::array<std::string_view, 11> kArticles = {
      "17(1)(a)", "17(1)(b)", "17(1)(c)", "17(1)(d)", "17(1)(e)", "17(1)(f)",
      "17(3)(a)", "17(3)(b)", "17(3)(c)", "17(3)(d)", "17(3)(e)"};
  return kArticles[static_cast<std::size_t>(ground)];
}
inline std::string_view word_of(coding::Kind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

// The value of an enumeration that this word stands for.
template <class Word, std::size_t N>
std::optional<Word> word_from(const std::array<std::string_view, N>& words, std::string_view word) {
  for (std::size_t i = 0; i < N; ++i)
    if (words[i] == word) return static_cast<Word>(i);
  return std::nullopt;
}

// {"kind": "theme", "id": "pay"}, with "question" for comments and responses.
inline nlohmann::ordered_json thing_json(const coding::Thing& thing) {
  nlohmann::ordered_json json;
  json["kind"] = word_of(thing.kind);
  if (!thing.id.empty()) json["id"] = thing.id;
  if (!thing.question.empty()) json["question"] = thing.question;
  return json;
}

}  // namespace verbatim::api
