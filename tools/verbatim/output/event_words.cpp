#include "verbatim/output/event_words.hpp"

#include <functional>
#include <map>

#include <fmt/format.h>

#include "verbatim/output/terminal.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

using Json = nlohmann::ordered_json;

std::string field(const Json& data, const char* name) {
  return text_of(data, name);
}

std::string response_of(const Json& data) {
  return field(data, "question") + "/" + field(data, "response");
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

std::string ids_of(const Json& list) {
  std::string ids;
  for (const auto& id : list) ids += (ids.empty() ? "" : ", ") + id.get<std::string>();
  return ids;
}

// "theme pay", "response q1/r7", "the study"
std::string thing_of(const Json& thing) {
  const auto kind = field(thing, "kind"), question = thing.value("question", std::string());
  if (kind == "study") return "the study";
  return kind + " " + (question.empty() ? "" : question + "/") + field(thing, "id");
}

std::string theme_moved(const Json& data) {
  const auto parent = text_of(data, "parent"), before = text_of(data, "before");
  return "moved theme " + field(data, "theme") +
         (parent.empty() ? " to the top" : " below " + parent) +
         (before.empty() ? "" : ", before " + before);
}

std::string policy_set(const Json& data) {
  const auto least = number_of(data, "suppress_below");
  return "set the policy: settled by " + field(data, "settled_by") +
         (least == "0" ? "" : ", groups below " + least + " not shown") +
         (data.at("segments_may_overlap").get<bool>() ? ", segments may overlap" : "") +
         (data.value("erased_counts", std::string("keep")) == "keep" ? ""
                                                                     : ", the erased not counted");
}

std::string round_opened(const Json& data) {
  std::string questions;
  for (const auto& part : data.at("parts"))
    questions += (questions.empty() ? "" : ", ") + field(part, "question") + " by " +
                 ids_of(part.at("coders"));
  const bool unitizing = data.value("unitizing", false);
  return std::string("opened ") +
         (unitizing                      ? "unitizing "
          : data.at("blind").get<bool>() ? "blind "
                                         : "") +
         "round " + field(data, "round") + ": " + questions;
}

std::string member_checked(const Json& data) {
  const auto theme = text_of(data, "theme");
  return "recorded what " + field(data, "by") + " said of " + field(data, "question") +
         (theme.empty() ? "" : ", theme " + theme);
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
      {"theme_revised",
       [](const Json& d) {
         return (d.at("minor").get<bool>() ? "reworded theme " : "revised theme ") +
                field(d, "theme") + " (" + field(d, "label") + ")";
       }},
      {"theme_moved", theme_moved},
      {"theme_retired", [](const Json& d) { return "retired theme " + field(d, "theme"); }},
      {"theme_restored", [](const Json& d) { return "restored theme " + field(d, "theme"); }},
      {"theme_merged",
       [](const Json& d) {
         return "merged theme " + field(d, "theme") + " into " + field(d, "into");
       }},
      {"theme_split",
       [](const Json& d) {
         return "split theme " + field(d, "theme") + " into " + ids_of(d.at("into"));
       }},
      {"framework_frozen",
       [](const Json& d) { return "froze framework " + field(d, "framework"); }},
      {"framework_unfrozen",
       [](const Json& d) { return "unfroze framework " + field(d, "framework"); }},
      {"themes_linked",
       [](const Json& d) {
         return "linked theme " + field(d, "theme") + " with " + field(d, "other");
       }},
      {"themes_unlinked",
       [](const Json& d) {
         return "unlinked theme " + field(d, "theme") + " from " + field(d, "other");
       }},
      {"role_changed",
       [](const Json& d) { return "made " + field(d, "member") + " " + field(d, "role"); }},
      {"removed", [](const Json& d) { return "removed " + thing_of(d.at("thing")); }},
      {"policy_set", policy_set},
      {"round_opened", round_opened},
      {"round_staffed",
       [](const Json& d) {
         return "staffed round " + field(d, "round") + ", question " + field(d, "question") + ": " +
                ids_of(d.at("coders"));
       }},
      {"round_closed", [](const Json& d) { return "closed round " + field(d, "round"); }},
      {"round_reopened", [](const Json& d) { return "reopened round " + field(d, "round"); }},
      {"place_taken",
       [](const Json& d) {
         return "gave " + response_of(d) + " to " + field(d, "coder") + " in round " +
                field(d, "round");
       }},
      {"place_released",
       [](const Json& d) {
         return "took " + response_of(d) + " from " + field(d, "coder") + " in round " +
                field(d, "round");
       }},
      {"response_settled",
       [](const Json& d) {
         return "settled " + response_of(d) +
                (d.at("themes").empty() ? " without a theme" : " as " + ids_of(d.at("themes")));
       }},
      {"response_unsettled", [](const Json& d) { return "opened " + response_of(d) + " again"; }},
      {"layer_set",
       [](const Json& d) {
         return "split comment " + field(d, "question") + "/" + field(d, "comment") + " into " +
                counted(d.at("units").size(), "unit") + " of their own" +
                (d.at("finished").get<bool>() ? ", finished" : "");
       }},
      {"memo_written",
       [](const Json& d) { return "wrote a memo about " + thing_of(d.at("about")); }},
      {"quote_chosen",
       [](const Json& d) {
         return "chose " + response_of(d) + " to speak for theme " + field(d, "theme");
       }},
      {"member_check_recorded", member_checked},
      {"signed_off",
       [](const Json& d) {
         return "signed off position " + number_of(d, "at") + ": " + field(d, "statement");
       }},
      {"sign_off_revoked",
       [](const Json& d) { return "took back the sign-off of position " + number_of(d, "at"); }},
      {"erasure_requested",
       [](const Json& d) {
         return "noted that respondent " + field(d, "respondent") + " is to be erased (" +
                field(d, "erasure") + ", received on " + field(d, "received_on") + ")";
       }},
      {"erasure_reviewed",
       [](const Json& d) {
         return "reviewed erasure " + field(d, "erasure") + ": " + spaced(field(d, "ground"));
       }},
      {"erasure_decided",
       [](const Json& d) {
         return (d.at("granted").get<bool>() ? "granted erasure " : "refused erasure ") +
                field(d, "erasure");
       }},
      {"erasure_reopened",
       [](const Json& d) {
         return "took erasure " + field(d, "erasure") + " back to where it was " + field(d, "step");
       }},
      {"erasure_executed",
       [](const Json& d) {
         return "executed erasure " + field(d, "erasure") + ": " + counted_of(d, "comments") +
                " can be read no more";
       }},
      {"member_named",
       [](const Json& d) { return "noted what member " + field(d, "member") + " is called"; }},
      {"member_pseudonymised",
       [](const Json& d) {
         return "pseudonymised member " + field(d, "member") +
                ": nobody can read any more what they were called";
       }},
  };
  const auto found = kSays.find(type);
  return found == kSays.end() ? type : found->second(data);
}

}  // namespace

std::string line_of(const Json& event) {
  auto who = text_of(event, "actor");
  if (const auto coder = text_of(event, "on_behalf_of"); !coder.empty()) who += " for " + coder;
  const auto what = happening(text_of(event, "type"), event.at("data"));
  std::string why;
  if (const auto undoes = event.find("undoes"); undoes != event.end() && !undoes->is_null())
    why += ", taking back " + std::to_string(undoes->get<std::uint64_t>());
  if (const auto reason = event.find("reason"); reason != event.end() && !reason->is_null())
    why += " (" + reason->get<std::string>() + ")";
  return fmt::format("{:>8}  {}  {}  {}", number_of(event, "position"), text_of(event, "time"),
                     printable(who), printable(what + why));
}

}  // namespace verbatim::tool
