#include "api/forms/response_json.hpp"

#include <nlohmann/json.hpp>

#include "api/texts/comment_text.hpp"
#include "api/texts/erased_text.hpp"
#include "base/text.hpp"

namespace verbatim::api {

using nlohmann::ordered_json;

ordered_json coding_json(const coding::Study& study, coding::ResponseIndex response,
                         coding::MemberIndex coder) {
  const auto& codings = study.responses[response].codings;
  const auto* coding = codings.find(coder);
  ordered_json json;
  json["coder"] = study.member_ids.id(coder);
  json["finished"] = coding != nullptr && coding->finished;
  json["revision"] = coding != nullptr ? std::uint64_t{coding->changed_at} : 0;
  auto assignments = ordered_json::array();
  for (const auto& assignment : codings.assignments_of(coder))
    assignments.push_back(
        {{"theme", study.theme_ids.id(assignment.theme)}, {"revision", assignment.revision}});
  json["assignments"] = std::move(assignments);
  return json;
}

ordered_json coding_not_begun(const std::string& coder) {
  return {{"coder", coder},
          {"finished", false},
          {"revision", 0},
          {"assignments", ordered_json::array()}};
}

NotedResponse note_response(const coding::Study& study, coding::ResponseIndex index,
                            std::optional<coding::MemberIndex> only) {
  const auto& response = study.responses[index];
  const auto& comment = study.comments[response.comment];
  const auto group = study.respondents[comment.respondent].group;
  NotedResponse noted;
  noted.response = study.id_of(response);
  noted.comment = study.id_of(comment);
  noted.question = study.question_ids.id(comment.question);
  noted.respondent = study.respondent_ids.id(comment.respondent);
  if (group != coding::kNone16) noted.group = std::string(study.group_ids.id(group));
  noted.begin = response.begin;
  noted.end = response.end;
  noted.comment_position = comment.position;
  auto codings = ordered_json::array();
  for (const auto& coding : response.codings.codings())
    if (!only || coding.coder == *only)
      codings.push_back(coding_json(study, index, static_cast<coding::MemberIndex>(coding.coder)));
  noted.codings = codings.dump();
  const auto settled = study.settlements.find(index);
  if (settled == study.settlements.end()) return noted;
  noted.settled = NotedSettlement{{}, settled->second.position};
  for (const auto theme : settled->second.themes)
    noted.settled->themes.emplace_back(study.theme_ids.id(theme));
  return noted;
}

Result<ordered_json> response_json(const eventlog::EventLog& log, const vault::Vault& vault,
                                   const std::string& study, const NotedResponse& noted) {
  const auto plain = comment_text(
      log, vault, study, {noted.question, noted.comment, noted.respondent, noted.comment_position});
  if (!plain) return plain.error();
  ordered_json text;
  if (*plain) text = code_point_range(**plain, noted.begin, noted.end);
  ordered_json json;
  json["response"] = noted.response;
  json["comment"] = noted.comment;
  json["begin"] = noted.begin;
  json["end"] = noted.end;
  json["text"] = std::move(text);
  if (auto put = put_erased(json, "text", vault, study, noted.respondent); !put)
    return std::move(put).error();
  json["respondent"] = noted.respondent;
  json["group"] = noted.group ? ordered_json(*noted.group) : ordered_json();
  json["codings"] = ordered_json::parse(noted.codings);
  return json;
}

}  // namespace verbatim::api
