#include "api/forms/difference_json.hpp"

#include <map>
#include <string>

#include <fmt/format.h>

#include "access/permissions.hpp"
#include "api/forms/domain_words.hpp"
#include "api/forms/figure_parts.hpp"

namespace verbatim::api {
namespace {

using namespace coding;
using nlohmann::ordered_json;
using projections::Difference;
using projections::Units;

constexpr std::size_t kShownMax = 1000;

class Telling {
 public:
  Telling(const projections::StudyView& before, const projections::StudyView& after,
          const Difference& difference)
      : a_(before.study()), b_(after.study()), difference_(difference) {}

  ordered_json told() {
    ordered_json json;
    json["words"] = nullptr;  // keeps its place
    json["themes"] = themes();
    json["frameworks"] = frameworks();
    json["questions_added"] = ids(difference_.questions_added, b_.question_ids);
    if (!difference_.questions_added.empty())
      say("Added {}: {}.", counted(difference_.questions_added.size(), "question"),
          listed(json["questions_added"]));
    json["comments"] = comments();
    json["segmentations"] = segmentations();
    json["assignments"] = assignments();
    json["coders"] = coders();
    json["settlements"] = settlements();
    json["layers"] = layers();
    json["rounds"] = rounds();
    json["members"] = members();
    json["policy"] = policy();
    json["bases"] = bases();
    json["figures"] = figures();
    json["words"] = std::move(words_);
    return json;
  }

 private:
  template <class... Args>
  void say(fmt::format_string<Args...> format, Args&&... args) {
    words_.push_back(fmt::format(format, std::forward<Args>(args)...));
  }
  static std::string counted(std::size_t number, std::string_view thing) {
    return fmt::format("{} {}{}", number, thing, number == 1 ? "" : "s");
  }
  static std::string listed(const ordered_json& ids) {
    std::string list;
    for (const auto& id : ids) list += (list.empty() ? "" : ", ") + id.get<std::string>();
    return list;
  }
  template <class Indexes>
  static ordered_json ids(const Indexes& indexes, const IdTable& table) {
    auto list = ordered_json::array();
    for (const auto index : indexes) list.push_back(table.id(index));
    return list;
  }

  static ordered_json theme_state(const Study& study, ThemeIndex index) {
    const auto& theme = study.themes[index];
    ordered_json json{{"label", theme.wording.label}};
    json["parent"] =
        theme.parent == kNone16 ? ordered_json() : ordered_json(study.theme_ids.id(theme.parent));
    json["status"] = word_of(theme.status);
    json["into"] = ids(theme.into, study.theme_ids);
    return json;
  }

  // What became of a theme in another state than before.
  static std::string_view word_for(const Theme& now) {
    switch (now.status) {
      case ThemeStatus::kRetired:
        return "retired";
      case ThemeStatus::kMerged:
        return "merged";
      case ThemeStatus::kSplit:
        return "split";
      case ThemeStatus::kInUse:
        break;
    }
    return "restored";
  }

  ordered_json themes() {
    auto list = ordered_json::array();
    for (const auto& found : difference_.themes) {
      const auto id = b_.theme_ids.id(found.theme);
      const auto& now = b_.themes[found.theme];
      auto changes = ordered_json::array();
      const auto tell = [&](bool is, std::string_view word) {
        if (is) changes.push_back(word);
      };
      tell(found.added, "added");
      tell(found.removed, "removed");
      tell(found.reworded, "reworded");
      tell(found.revised, "revised");
      tell(found.moved, "moved");
      tell(found.scoped, "scoped");
      tell(found.status_before.has_value(), word_for(now));
      // What was added in a state of its own says that too.
      tell(found.added && now.status != ThemeStatus::kInUse, word_for(now));
      auto sentence = fmt::format("Theme {}: {}", id, listed(changes));
      if (!now.into.empty()) sentence += " into " + listed(ids(now.into, b_.theme_ids));
      say("{}.", sentence);
      ordered_json row{{"theme", id}, {"framework", b_.framework_ids.id(now.framework)}};
      row["changes"] = std::move(changes);
      row["before"] = found.added ? ordered_json() : theme_state(a_, found.theme);
      row["after"] = found.removed ? ordered_json() : theme_state(b_, found.theme);
      list.push_back(std::move(row));
    }
    return list;
  }

  ordered_json frameworks() {
    ordered_json json;
    const auto tell = [&](const char* word, const char* verb, const auto& indexes) {
      json[word] = ids(indexes, b_.framework_ids);
      if (!indexes.empty())
        say("{} {}: {}.", verb, counted(indexes.size(), "framework"), listed(json[word]));
    };
    tell("added", "Added", difference_.frameworks_added);
    tell("frozen", "Froze", difference_.frozen);
    tell("unfrozen", "Unfroze", difference_.unfrozen);
    return json;
  }

  ordered_json comments() {
    if (difference_.comments_added > 0)
      say("Added {}.", counted(difference_.comments_added, "comment"));
    if (difference_.comments_removed > 0)
      say("Removed {}.", counted(difference_.comments_removed, "comment"));
    return {{"added", difference_.comments_added}, {"removed", difference_.comments_removed}};
  }

  template <class List, class Show>
  static ordered_json first_of(const List& list, Show show) {
    auto shown = ordered_json::array();
    for (const auto& one : list) {
      if (shown.size() == kShownMax) break;
      shown.push_back(show(one));
    }
    return {{"total", list.size()}, {"shown", std::move(shown)}};
  }

  ordered_json segmentations() {
    if (!difference_.segmentations.empty())
      say("Cut {} into other responses.", counted(difference_.segmentations.size(), "comment"));
    return first_of(difference_.segmentations, [&](const auto& one) -> ordered_json {
      const auto& comment = b_.comments[one.comment];
      return {{"question", b_.question_ids.id(comment.question)},
              {"comment", b_.id_of(comment)},
              {"before", one.before},
              {"after", one.after}};
    });
  }

  ordered_json assignments() {
    auto list = ordered_json::array();
    std::size_t made = 0, withdrawn = 0, confirmed = 0;
    for (const auto& one : difference_.assignments) {
      made += one.made;
      withdrawn += one.withdrawn;
      confirmed += one.confirmed;
      list.push_back({{"question", b_.question_ids.id(one.question)},
                      {"theme", b_.theme_ids.id(one.theme)},
                      {"made", one.made},
                      {"withdrawn", one.withdrawn},
                      {"confirmed", one.confirmed}});
    }
    if (made + withdrawn > 0)
      say("{} made and {} withdrawn, net.", counted(made, "assignment"), withdrawn);
    if (confirmed > 0)
      say("{} said again under a later revision of the codebook.",
          counted(confirmed, "assignment"));
    return list;
  }

  ordered_json coders() {
    auto list = ordered_json::array();
    for (const auto& one : difference_.coders) {
      const auto id = b_.member_ids.id(one.coder);
      say("{}: {} made, {} withdrawn, {} finished, {} reopened.", id,
          counted(one.made, "assignment"), one.withdrawn, counted(one.finished, "response"),
          one.reopened);
      list.push_back({{"coder", id},
                      {"made", one.made},
                      {"withdrawn", one.withdrawn},
                      {"finished", one.finished},
                      {"reopened", one.reopened}});
    }
    return list;
  }

  ordered_json settlements() {
    std::size_t settled = 0, opened = 0;
    for (const auto& one : difference_.settlements) ++(one.after ? settled : opened);
    if (settled > 0) say("Settled {}.", counted(settled, "response"));
    if (opened > 0) say("Opened {} again.", counted(opened, "settled response"));
    const auto themes = [&](const std::optional<std::vector<ThemeIndex>>& list) {
      return list ? ids(*list, b_.theme_ids) : ordered_json();
    };
    return first_of(difference_.settlements, [&](const auto& one) -> ordered_json {
      return {{"question", b_.question_ids.id(b_.question_of(one.response))},
              {"response", b_.id_of(b_.responses[one.response])},
              {"before", themes(one.before)},
              {"after", themes(one.after)}};
    });
  }

  ordered_json layers() {
    std::map<MemberIndex, std::size_t> comments;
    for (const auto& one : difference_.layers) ++comments[one.coder];
    for (const auto& [coder, number] : comments)
      say("{} split {} otherwise for themselves.", b_.member_ids.id(coder),
          counted(number, "comment"));
    const auto state = [](const auto& is) -> ordered_json {
      if (!is) return nullptr;
      return {{"units", is->units}, {"finished", is->finished}};
    };
    return first_of(difference_.layers, [&](const auto& one) -> ordered_json {
      const auto& comment = b_.comments[one.comment];
      return {{"question", b_.question_ids.id(comment.question)},
              {"comment", b_.id_of(comment)},
              {"coder", b_.member_ids.id(one.coder)},
              {"before", state(one.before)},
              {"after", state(one.after)}};
    });
  }

  ordered_json rounds() {
    auto list = ordered_json::array();
    for (const auto& one : difference_.rounds) {
      auto changes = ordered_json::array();
      if (one.opened) changes.push_back("opened");
      if (one.staffed) changes.push_back("staffed");
      if (one.closed) changes.push_back("closed");
      if (one.reopened) changes.push_back("reopened");
      say("Round {}: {}.", b_.round_ids.id(one.round), listed(changes));
      list.push_back({{"round", b_.round_ids.id(one.round)}, {"changes", std::move(changes)}});
    }
    return list;
  }

  ordered_json members() {
    auto list = ordered_json::array();
    for (const auto& one : difference_.members) {
      const auto id = b_.member_ids.id(one.member);
      const auto role = [](const std::optional<Role>& is) {
        return is ? ordered_json(access::word_of(*is)) : ordered_json();
      };
      if (!one.before)
        say("{} joined as {}.", id, access::word_of(*one.after));
      else if (!one.after)
        say("{} left.", id);
      else
        say("{} was {} and is {}.", id, access::word_of(*one.before), access::word_of(*one.after));
      list.push_back({{"member", id}, {"before", role(one.before)}, {"after", role(one.after)}});
    }
    return list;
  }

  static ordered_json policy_json(const Policy& policy) {
    return {{"settled_by", word_of(policy.settled_by)},
            {"suppress_below", policy.suppress_below},
            {"segments_may_overlap", policy.segments_may_overlap}};
  }
  ordered_json policy() {
    if (!difference_.policy) return {};
    say("The policy is another one.");
    return {{"before", policy_json(a_.policy)}, {"after", policy_json(b_.policy)}};
  }

  static ordered_json base_json(const Units& units) {
    return {{"comments", units.comments},
            {"responses", units.responses},
            {"respondents", units.respondents}};
  }
  ordered_json bases() {
    auto list = ordered_json::array();
    for (const auto& one : difference_.bases) {
      const auto id = b_.question_ids.id(one.question);
      say("{}: {} instead of {}.", id, counted(one.after.responses, "response"),
          one.before.responses);
      list.push_back(
          {{"question", id}, {"before", base_json(one.before)}, {"after", base_json(one.after)}});
    }
    return list;
  }

  ordered_json figures() {
    auto list = ordered_json::array();
    for (const auto& one : difference_.figures) {
      const auto question = b_.question_ids.id(one.question), theme = b_.theme_ids.id(one.theme);
      if (one.before.responses != one.after.responses)
        say("{}, theme {}: {} instead of {}.", question, theme,
            counted(one.after.responses, "response"), one.before.responses);
      list.push_back({{"question", question},
                      {"theme", theme},
                      {"label", b_.themes[one.theme].wording.label},
                      {"before", units_json(one.before)},
                      {"after", units_json(one.after)}});
    }
    return list;
  }

  const Study &a_, &b_;
  const Difference& difference_;
  ordered_json words_ = ordered_json::array();
};

}  // namespace

ordered_json difference_json(const projections::StudyView& before,
                             const projections::StudyView& after, const Difference& difference) {
  return Telling(before, after, difference).told();
}

}  // namespace verbatim::api
