#include "api/forms/difference_json.hpp"

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

#include "access/permissions.hpp"
#include "api/forms/domain_words.hpp"
#include "api/forms/figure_parts.hpp"
#include "api/forms/policy_json.hpp"

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
          const Difference& difference, std::string_view caller)
      : a_(before.study()), b_(after.study()), difference_(difference), caller_(caller) {}

  ordered_json told() {
    ordered_json json;
    json["words"] = nullptr;  // keeps its place
    json["opened"] = difference_.opened;
    if (difference_.opened) say("The study was opened: {}.", b_.title);
    json["themes"] = themes();
    json["links"] = links();
    json["frameworks"] = frameworks();
    json["questions"] = changed(difference_.questions, b_.question_ids, "question");
    json["groups"] = changed(difference_.groups, b_.group_ids, "group");
    json["respondents"] =
        numbers(difference_.respondents_added, difference_.respondents_removed, "respondent");
    json["comments"] = numbers(difference_.comments_added, difference_.comments_removed, "comment");
    json["segmentations"] = segmentations();
    json["assignments"] = assignments();
    json["coders"] = coders();
    json["settlements"] = settlements();
    json["layers"] = layers();
    json["rounds"] = rounds();
    json["members"] = members();
    json["memos"] = memos();
    json["quotes"] = quotes();
    json["member_checks"] = member_checks();
    json["sign_offs"] = sign_offs();
    json["erasures"] = erasures();
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

  // The ids of what is new and what is gone.
  template <class Index>
  ordered_json changed(const projections::Changed<Index>& which, const IdTable& table,
                       std::string_view thing) {
    ordered_json json{{"added", ids(which.added, table)}, {"removed", ids(which.removed, table)}};
    if (!which.added.empty())
      say("Added {}: {}.", counted(which.added.size(), thing), listed(json["added"]));
    if (!which.removed.empty())
      say("Removed {}: {}.", counted(which.removed.size(), thing), listed(json["removed"]));
    return json;
  }
  ordered_json numbers(std::uint32_t added, std::uint32_t removed, std::string_view thing) {
    if (added > 0) say("Added {}.", counted(added, thing));
    if (removed > 0) say("Removed {}.", counted(removed, thing));
    return {{"added", added}, {"removed", removed}};
  }

  ordered_json links() {
    ordered_json json;
    const auto tell = [&](const char* word, const char* verb, const auto& which) {
      json[word] = ordered_json::array();
      for (const auto& [theme, other] : which) {
        const auto one = b_.theme_ids.id(theme), another = b_.theme_ids.id(other);
        say("{} themes {} and {}.", verb, one, another);
        json[word].push_back({{"theme", one}, {"other", another}});
      }
    };
    tell("added", "Linked", difference_.links.added);
    tell("removed", "Unlinked", difference_.links.removed);
    return json;
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
    auto json = changed(difference_.frameworks, b_.framework_ids, "framework");
    const auto tell = [&](const char* word, const char* verb, const auto& indexes) {
      json[word] = ids(indexes, b_.framework_ids);
      if (!indexes.empty())
        say("{} {}: {}.", verb, counted(indexes.size(), "framework"), listed(json[word]));
    };
    tell("rearranged", "Arranged the themes otherwise in", difference_.rearranged);
    tell("frozen", "Froze", difference_.frozen);
    tell("unfrozen", "Unfroze", difference_.unfrozen);
    return json;
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
      if (one.removed) changes.push_back("removed");
      if (one.staffed) changes.push_back("staffed");
      if (one.closed) changes.push_back("closed");
      if (one.reopened) changes.push_back("reopened");
      const auto id = b_.round_ids.id(one.round);
      if (!changes.empty()) say("Round {}: {}.", id, listed(changes));
      if (one.places_taken + one.places_released > 0)
        say("Round {}: {} taken and {} given back.", id, counted(one.places_taken, "place"),
            one.places_released);
      list.push_back(
          {{"round", id},
           {"changes", std::move(changes)},
           {"places", {{"taken", one.places_taken}, {"released", one.places_released}}}});
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
      if (!one.before && one.after)
        say("{} joined as {}.", id, access::word_of(*one.after));
      else if (one.before && !one.after)
        say("{} left.", id);
      else if (one.before != one.after)
        say("{} was {} and is {}.", id, access::word_of(*one.before), access::word_of(*one.after));
      if (one.named)
        say("It {} what {} is called.",
            b_.members[one.member].named_at == 0 ? "is noted no longer" : "was noted", id);
      if (one.pseudonymised) say("{} was pseudonymised.", id);
      list.push_back({{"member", id},
                      {"before", role(one.before)},
                      {"after", role(one.after)},
                      {"named", one.named},
                      {"pseudonymised", one.pseudonymised}});
    }
    return list;
  }

  // "theme pay", "response c1 of q1"
  static std::string words_for(const Thing& thing) {
    std::string words(word_of(thing.kind));
    if (!thing.id.empty()) words += " " + thing.id;
    if (!thing.question.empty()) words += " of " + thing.question;
    return words;
  }

  // To whom a memo is not shown it is as if it were not there.
  ordered_json memos() {
    struct Told {
      std::uint32_t memo;
      std::string_view change;
    };
    std::vector<Told> told;
    for (const auto& one : difference_.memos) {
      const bool own = b_.member_ids.id(b_.memos[one.memo].author) == caller_;
      const auto shown = [&](const std::optional<Audience>& audience) {
        return audience && (own || *audience == Audience::kTeam);
      };
      const bool was = shown(one.before), is = shown(one.after);
      if (!was && !is) continue;
      const auto change = !was                            ? "written"
                          : !is                           ? "removed"
                          : one.before == one.after       ? "rewritten"
                          : *one.after == Audience::kTeam ? "shared"
                                                          : "made private";
      told.push_back({one.memo, change});
      const auto& memo = b_.memos[one.memo];
      if (told.size() <= kShownMax)
        say("Memo {} of {} about {}: {}.", b_.memo_ids.id(one.memo), b_.member_ids.id(memo.author),
            words_for(memo.about), change);
    }
    return first_of(told, [&](const auto& one) -> ordered_json {
      const auto& memo = b_.memos[one.memo];
      return {{"memo", b_.memo_ids.id(one.memo)},
              {"author", b_.member_ids.id(memo.author)},
              {"about", thing_json(memo.about)},
              {"change", one.change}};
    });
  }

  static std::string_view word_for(const projections::NoteDifference& one, std::string_view added) {
    return !one.was ? added : one.is ? "changed" : "removed";
  }
  ordered_json quotes() {
    for (std::size_t i = 0; i < std::min(difference_.quotes.size(), kShownMax); ++i) {
      const auto& one = difference_.quotes[i];
      say("Quote {} for theme {}: {}.", b_.quote_ids.id(one.note),
          b_.theme_ids.id(b_.quotes[one.note].theme), word_for(one, "chosen"));
    }
    return first_of(difference_.quotes, [&](const auto& one) -> ordered_json {
      const auto& quote = b_.quotes[one.note];
      return {{"quote", b_.quote_ids.id(one.note)},
              {"question", b_.question_ids.id(b_.question_of(quote.response))},
              {"response", b_.id_of(b_.responses[quote.response])},
              {"theme", b_.theme_ids.id(quote.theme)},
              {"change", word_for(one, "chosen")}};
    });
  }
  ordered_json member_checks() {
    auto list = ordered_json::array();
    for (const auto& one : difference_.checks) {
      const auto& check = b_.checks[one.note];
      const auto id = b_.check_ids.id(one.note), question = b_.question_ids.id(check.question);
      say("Member check {} of {}: {}.", id, question, word_for(one, "recorded"));
      list.push_back(
          {{"check", id},
           {"question", question},
           {"theme",
            check.theme == kNone16 ? ordered_json() : ordered_json(b_.theme_ids.id(check.theme))},
           {"change", word_for(one, "recorded")}});
    }
    return list;
  }
  ordered_json sign_offs() {
    auto list = ordered_json::array();
    for (const auto& one : difference_.sign_offs) {
      const auto member = b_.member_ids.id(one.member);
      if (one.revoked)
        say("{} took the sign-off of position {} back.", member, one.at);
      else
        say("{} signed off position {}.", member, one.at);
      list.push_back(
          {{"member", member}, {"at", one.at}, {"change", one.revoked ? "revoked" : "signed"}});
    }
    return list;
  }
  ordered_json erasures() {
    const auto status = [](const std::optional<ErasureStatus>& is) {
      return is ? ordered_json(word_of(*is)) : ordered_json();
    };
    auto list = ordered_json::array();
    for (const auto& one : difference_.erasures) {
      const auto id = b_.erasure_ids.id(one.erasure);
      const auto respondent = b_.respondent_ids.id(b_.erasures[one.erasure].respondent);
      say("Erasure {} of respondent {}: {}.", id, respondent,
          one.after ? word_of(*one.after) : std::string_view("taken back"));
      list.push_back({{"erasure", id},
                      {"respondent", respondent},
                      {"before", status(one.before)},
                      {"after", status(one.after)}});
    }
    return list;
  }

  ordered_json policy() {
    if (!difference_.policy) return {};
    const auto &was = a_.policy, &is = b_.policy;
    if (was.settled_by != is.settled_by)
      say("Policy: settled by {} instead of {}.", word_of(is.settled_by), word_of(was.settled_by));
    if (was.suppress_below != is.suppress_below) {
      if (is.suppress_below == 0)
        say("Policy: groups of any size are shown; those below {} were not.", was.suppress_below);
      else if (was.suppress_below == 0)
        say("Policy: groups below {} are not shown; those of any size were.", is.suppress_below);
      else
        say("Policy: groups below {} are not shown, instead of below {}.", is.suppress_below,
            was.suppress_below);
    }
    if (was.segments_may_overlap != is.segments_may_overlap)
      say("Policy: segments may {}overlap.", is.segments_may_overlap ? "" : "not ");
    if (was.erased_counts != is.erased_counts)
      say("Policy: erased respondents are {}.",
          is.erased_counts == ErasedCounts::kKeep ? "counted" : "left out");
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
  const std::string_view caller_;
  ordered_json words_ = ordered_json::array();
};

}  // namespace

ordered_json difference_json(const projections::StudyView& before,
                             const projections::StudyView& after, const Difference& difference,
                             std::string_view caller) {
  return Telling(before, after, difference, caller).told();
}

}  // namespace verbatim::api
