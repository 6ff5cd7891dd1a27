#include "coding/recode.hpp"

#include <algorithm>

#include "coding/codebook.hpp"
#include "coding/refusals.hpp"

namespace verbatim::coding {
namespace {

Result<std::vector<ThemeIndex>> themes_named(const Study& study,
                                             const std::vector<std::string>& ids,
                                             std::string_view field) {
  std::vector<ThemeIndex> themes;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto theme = study.theme_ids.find(ids[i]);
    if (!theme)
      return unknown(Fault::kUnknownTheme, "theme", ids[i],
                     std::string(field) + "/" + std::to_string(i));
    themes.push_back(static_cast<ThemeIndex>(*theme));
  }
  return themes;
}

Result<std::vector<MemberIndex>> members_named(const Study& study,
                                               const std::vector<std::string>& ids) {
  std::vector<MemberIndex> members;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto member = study.member_ids.find(ids[i]);
    if (!member)
      return unknown(Fault::kUnknownMember, "member", ids[i], "coders/" + std::to_string(i));
    members.push_back(static_cast<MemberIndex>(*member));
  }
  return members;
}

// Whether the coder's coding counts for the theme: also through one that was merged into it.
bool stands(const Study& study, const Codings& codings, MemberIndex coder, ThemeIndex theme) {
  const auto assigned = codings.assignments_of(coder);
  return std::any_of(assigned.begin(), assigned.end(), [&](const Assignment& a) {
    return study.counts_as[a.theme] == study.counts_as[theme];
  });
}

// The recode with its ids looked up, once for all codings.
struct Lookup {
  std::vector<ThemeIndex> with, without, take, put;
  std::vector<MemberIndex> coders;
  GroupIndex group = kNone16;

  bool is_about(const Study& study, const Codings& codings, MemberIndex coder) const {
    const auto has = [&](ThemeIndex theme) { return stands(study, codings, coder, theme); };
    if (!coders.empty() && std::find(coders.begin(), coders.end(), coder) == coders.end())
      return false;
    return std::all_of(with.begin(), with.end(), has) &&
           std::none_of(without.begin(), without.end(), has);
  }
};

Result<Lookup> look_up(const Study& study, const Recode& recode) {
  auto with = themes_named(study, recode.with, "with");
  if (!with) return std::move(with).error();
  auto without = themes_named(study, recode.without, "without");
  if (!without) return std::move(without).error();
  auto coders = members_named(study, recode.coders);
  if (!coders) return std::move(coders).error();
  Lookup lookup{std::move(*with), std::move(*without), {}, {}, std::move(*coders), kNone16};
  if (!recode.group.empty()) {
    const auto group = study.group_ids.find(recode.group);
    if (!group) return unknown(Fault::kUnknownGroup, "group", recode.group, "group");
    lookup.group = static_cast<GroupIndex>(*group);
  }
  auto take = themes_named(study, recode.take, "take");
  if (!take) return std::move(take).error();
  auto put = themes_named(study, recode.put, "put");
  if (!put) return std::move(put).error();
  lookup.take = std::move(*take);
  lookup.put = std::move(*put);
  return lookup;
}

bool names(const std::vector<ThemeIndex>& themes, ThemeIndex theme) {
  return std::find(themes.begin(), themes.end(), theme) != themes.end();
}

// Whether a theme that counts as this one is taken: then what stands of it is said again.
bool is_said_again(const Study& study, const Lookup& lookup, ThemeIndex theme) {
  return std::any_of(lookup.take.begin(), lookup.take.end(), [&](ThemeIndex taken) {
    return study.counts_as[taken] == study.counts_as[theme];
  });
}

// What is out of use in favour of others cannot be said again as if nothing were to be decided.
Result<void> may_be_said_again(const Study& study, const Lookup& lookup) {
  for (std::size_t i = 0; i < lookup.put.size(); ++i) {
    const auto theme = lookup.put[i];
    if (!names(lookup.take, theme)) continue;
    const auto status = study.themes[theme].status;
    if (status == ThemeStatus::kMerged || status == ThemeStatus::kSplit)
      return out_of_use(study, theme, "put/" + std::to_string(i));
  }
  return {};
}

// What one coding needs to come to it. A theme that is both taken and put is assigned over what
// stands: the coder is never without it, and so keeps a place in a round that depends on it.
void add_changes(const Study& study, const Recode& recode, const Lookup& lookup,
                 const Response& response, MemberIndex coder, std::vector<Command>& commands) {
  const std::string id(study.id_of(response)), who(study.member_ids.id(coder));
  const auto stands_here = [&](ThemeIndex theme) {
    return stands(study, response.codings, coder, theme);
  };
  for (std::size_t i = 0; i < lookup.take.size(); ++i)
    if (stands_here(lookup.take[i]) && !names(lookup.put, lookup.take[i]))
      commands.push_back(WithdrawTheme{recode.question, id, who, recode.take[i]});
  for (std::size_t i = 0; i < lookup.put.size(); ++i)
    if (!stands_here(lookup.put[i]) || is_said_again(study, lookup, lookup.put[i]))
      commands.push_back(AssignTheme{recode.question, id, who, recode.put[i]});
}

}  // namespace

Result<std::vector<Command>> plan_recode(const Study& study, const Recode& recode) {
  const auto question = study.question_ids.find(recode.question);
  if (!question) return unknown(Fault::kUnknownQuestion, "question", recode.question, "question");
  if (recode.with.empty())
    return invalid("Say at least one theme that the codings have.", "with",
                   "For example \"with\": [\"a theme\"].");
  if (recode.take.empty() && recode.put.empty())
    return invalid("Say what is to be taken away or put in its place.", "put",
                   "Give \"take\", \"put\" or both.");
  auto lookup = look_up(study, recode);
  if (!lookup) return std::move(lookup).error();
  if (auto may = may_be_said_again(study, *lookup); !may) return std::move(may).error();
  std::vector<Command> commands;
  for (const auto index : study.questions[*question].responses) {
    const auto& response = study.responses[index];
    const auto& respondent = study.respondents[study.comments[response.comment].respondent];
    if (lookup->group != kNone16 && respondent.group != lookup->group) continue;
    for (const auto& coding : response.codings.codings()) {
      const auto coder = static_cast<MemberIndex>(coding.coder);
      if (lookup->is_about(study, response.codings, coder))
        add_changes(study, recode, *lookup, response, coder, commands);
    }
  }
  return commands;
}

}  // namespace verbatim::coding
