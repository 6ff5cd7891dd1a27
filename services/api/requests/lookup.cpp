#include "api/requests/lookup.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>

namespace verbatim::api {
namespace {

Failure unknown(Fault fault, std::string_view kind, std::string_view id, std::string_view field) {
  // Their ids are told apart within a question, not within the study.
  const bool of_question = kind == "response" || kind == "comment";
  return {fault,
          "There is no " + std::string(kind) + " '" + std::string(id) +
              (of_question ? "' of this question." : "' in this study."),
          std::string(field), "Check the spelling."};
}

}  // namespace

Result<std::shared_ptr<studies::LiveStudy>> find_study(const studies::Studies& studies,
                                                       const std::string& id) {
  auto live = studies.find(id);
  if (live && live->durable() > 0) return live;
  return Failure{Fault::kUnknownStudy, "There is no study '" + id + "'.", "study",
                 "GET /v1/studies lists them; POST /v1/studies opens one."};
}

Result<coding::QuestionIndex> find_question(const coding::Study& study, std::string_view id) {
  const auto found = study.question_ids.find(id);
  if (!found) return unknown(Fault::kUnknownQuestion, "question", id, "question");
  return static_cast<coding::QuestionIndex>(*found);
}

Result<coding::ResponseIndex> find_response(const coding::Study& study, std::string_view question,
                                            std::string_view id) {
  const auto index = find_question(study, question);
  if (!index) return index.error();
  const auto found = study.find_response(*index, id);
  if (!found) return unknown(Fault::kUnknownResponse, "response", id, "response");
  return *found;
}

Result<coding::CommentIndex> find_comment(const coding::Study& study, std::string_view question,
                                          std::string_view id) {
  const auto index = find_question(study, question);
  if (!index) return index.error();
  const auto found = study.find_comment(*index, id);
  if (!found) return unknown(Fault::kUnknownComment, "comment", id, "comment");
  return *found;
}

Result<coding::MemberIndex> find_member(const coding::Study& study, std::string_view id,
                                        std::string_view field) {
  const auto found = study.member_ids.find_ever(id);
  if (!found) return unknown(Fault::kUnknownMember, "member", id, field);
  return static_cast<coding::MemberIndex>(*found);
}

Result<coding::ThemeIndex> find_theme(const coding::Study& study, std::string_view id,
                                      std::string_view field) {
  const auto found = study.theme_ids.find(id);
  if (!found) return unknown(Fault::kUnknownTheme, "theme", id, field);
  return static_cast<coding::ThemeIndex>(*found);
}

Result<std::optional<coding::FrameworkIndex>> find_framework(const coding::Study& study,
                                                             const std::optional<std::string>& id) {
  if (!id) return std::optional<coding::FrameworkIndex>{};
  const auto found = study.framework_ids.find(*id);
  if (!found) return unknown(Fault::kUnknownFramework, "framework", *id, "framework");
  return std::optional(static_cast<coding::FrameworkIndex>(*found));
}

Result<coding::GroupIndex> find_group(const coding::Study& study, const std::string& id) {
  if (id.empty()) return coding::kNone16;
  const auto found = study.group_ids.find(id);
  if (!found) return unknown(Fault::kUnknownGroup, "group", id, "group");
  return static_cast<coding::GroupIndex>(*found);
}

Result<coding::RoundIndex> find_round(const coding::Study& study, std::string_view id) {
  const auto found = study.round_ids.find(id);
  if (found) return static_cast<coding::RoundIndex>(*found);
  auto failure = unknown(Fault::kUnknownRound, "round", id, "round");
  failure.fix = "GET /v1/studies/{study}/rounds lists them.";
  return failure;
}

Result<coding::IdTable::Index> find_erasure(const coding::Study& study, std::string_view id) {
  if (const auto found = study.erasure_ids.find(id)) return *found;
  auto failure = unknown(Fault::kUnknownErasure, "erasure", id, "erasure");
  failure.fix = "GET /v1/studies/{study}/erasures lists them.";
  return failure;
}

std::optional<std::string> copy_of(std::optional<std::string_view> text) {
  if (!text) return std::nullopt;
  return std::string(*text);
}

std::string percent_encoded(std::string_view id) {
  return boost::urls::encode(id, boost::urls::unreserved_chars);
}

}  // namespace verbatim::api
