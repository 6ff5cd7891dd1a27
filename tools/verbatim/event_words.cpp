#include "verbatim/event_words.hpp"

#include <functional>
#include <map>

#include <fmt/format.h>

#include "verbatim/terminal.hpp"
#include "verbatim/words.hpp"

namespace verbatim::tool {
namespace {

using Json = nlohmann::ordered_json;

std::string field(const Json& data, const char* name) {
  return text_of(data, name);
}

std::string response_of(const Json& data) {
  return field(data, "question") + "/" + field(data, "response");
}

// "theme pay", "response q1/c17"
std::string thing_of(const Json& thing) {
  auto text = field(thing, "kind");
  if (thing.contains("id")) text += " ";
  if (thing.contains("question")) text += field(thing, "question") + "/";
  return thing.contains("id") ? text + field(thing, "id") : text;
}

std::string scope_of(const Json& data) {
  std::string scope;
  for (const auto& question : data.at("questions"))
    scope += (scope.empty() ? "" : ", ") + question.get<std::string>();
  return scope.empty() ? "every question" : scope;
}

std::string theme_added(const Json& data) {
  const auto parent = field(data, "parent");
  return "added theme " + field(data, "theme") + " (" + field(data, "label") + ") " +
         (parent.empty() ? "to framework " + field(data, "framework") : "below " + parent) +
         " for " + scope_of(data);
}

std::string comment_added(const Json& data) {
  return fmt::format("added comment {}/{} of respondent {} ({})", field(data, "question"),
                     field(data, "comment"), field(data, "respondent"),
                     data.at("has_text").get<bool>()
                         ? counted(data.at("code_points").get<std::uint64_t>(), "character")
                         : "without text");
}

std::string respondent_added(const Json& data) {
  const auto group = field(data, "group");
  return "added respondent " + field(data, "respondent") +
         (group.empty() ? "" : " of group " + group);
}

// What happened, by the event's type. A type of a later version is shown by its name.
std::string happening(const std::string& type, const Json& data) {
  using Say = std::function<std::string(const Json&)>;
  static const std::map<std::string, Say> kSays = {
      {"study_opened",
       [](const Json& d) { return "opened the study \"" + field(d, "title") + "\""; }},
      {"member_added",
       [](const Json& d) { return "added " + field(d, "role") + " " + field(d, "member"); }},
      {"question_added",
       [](const Json& d) {
         return "added question " + field(d, "question") + ": " + field(d, "text");
       }},
      {"group_added",
       [](const Json& d) {
         return "added group " + field(d, "group") + " (" + field(d, "label") + ")";
       }},
      {"respondent_added", respondent_added},
      {"framework_added",
       [](const Json& d) {
         return "added framework " + field(d, "framework") + " (" + field(d, "label") + ")";
       }},
      {"theme_added", theme_added},
      {"theme_scoped",
       [](const Json& d) {
         return "let theme " + field(d, "theme") + " be used in " + scope_of(d);
       }},
      {"comment_added", comment_added},
      {"comment_segmented",
       [](const Json& d) {
         return "split comment " + field(d, "question") + "/" + field(d, "comment") + " into " +
                counted(d.at("segments").size(), "response");
       }},
      {"theme_assigned",
       [](const Json& d) { return "put theme " + field(d, "theme") + " on " + response_of(d); }},
      {"theme_withdrawn",
       [](const Json& d) { return "took theme " + field(d, "theme") + " off " + response_of(d); }},
      {"coding_finished", [](const Json& d) { return "finished " + response_of(d); }},
      {"coding_reopened", [](const Json& d) { return "reopened " + response_of(d); }},
      {"role_changed",
       [](const Json& d) { return "made " + field(d, "member") + " " + field(d, "role"); }},
      {"removed", [](const Json& d) { return "removed " + thing_of(d.at("thing")); }},
      {"memo_written",
       [](const Json& d) {
         return "wrote memo " + field(d, "memo") + " about " + thing_of(d.at("about"));
       }},
      {"quote_chosen",
       [](const Json& d) {
         return "chose " + response_of(d) + " as quote " + field(d, "quote") + " for theme " +
                field(d, "theme");
       }},
      {"member_check_recorded",
       [](const Json& d) {
         return "recorded what " + field(d, "by") + " said: " + field(d, "outcome");
       }},
      {"signed_off",
       [](const Json& d) {
         return "signed off position " + number_of(d, "at") + ": " + field(d, "statement");
       }},
      {"sign_off_revoked",
       [](const Json& d) { return "revoked the sign-off of position " + number_of(d, "at"); }},
  };
  const auto found = kSays.find(type);
  return found == kSays.end() ? type : found->second(data);
}

}  // namespace

std::string line_of(const Json& event) {
  auto who = text_of(event, "actor");
  if (const auto coder = text_of(event, "on_behalf_of"); !coder.empty()) who += " for " + coder;
  auto what = happening(text_of(event, "type"), event.at("data"));
  if (event.contains("undoes") && !event.at("undoes").is_null())
    what += ", taking back position " + number_of(event, "undoes");
  if (const auto why = event.contains("reason") ? text_of(event, "reason") : ""; !why.empty())
    what += " (" + why + ")";
  return fmt::format("{:>8}  {}  {}  {}", number_of(event, "position"), text_of(event, "time"),
                     printable(who), printable(what));
}

}  // namespace verbatim::tool
