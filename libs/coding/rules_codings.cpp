// What coders say of responses.
#include <algorithm>

#include "coding/codebook.hpp"
#include "coding/refusals.hpp"
#include "coding/rounds.hpp"
#include "coding/rules.hpp"

namespace verbatim::coding {
namespace {

struct Place {
  QuestionIndex question;
  const Codings* codings;
  MemberIndex coder;
};

std::string names_of(const Study& study, const std::vector<MemberIndex>& members) {
  std::string names;
  for (const auto member : members)
    names.append(names.empty() ? "" : ", ").append(quoted(study.member_ids.id(member)));
  return names;
}

// In an open round its coders code what is theirs. Who else has a place is not said: it may be a
// blind round.
Result<void> allocated(const Study& study, QuestionIndex question, std::uint32_t number,
                       MemberIndex coder) {
  const auto* task = open_task(study, question);
  if (task == nullptr || may_code(*task, number, coder)) return {};
  const auto round = quoted(study.round_ids.id(study.questions[question].open_round));
  const auto asked = quoted(study.question_ids.id(question));
  if (!is_coder(*task, coder))
    return not_now("Question " + asked + " is coded in round " + round + " by " +
                       names_of(study, task->coders) + ".",
                   "coder", "Join the round (staff_round), or wait until it is closed.");
  if (!includes(*task, number))
    return not_now("The response is not in the sample of round " + round + ".", "response",
                   "Ask for the next response of the round, or wait until it is closed.");
  return not_now("The response is not allocated to " + quoted(study.member_ids.id(coder)) +
                     " in round " + round + ".",
                 "response", "Ask for the next response of the round (take_place).");
}

Result<Place> place(const Study& study, std::string_view question, std::string_view response,
                    std::string_view coder) {
  const auto q = study.question_ids.find(question);
  if (!q) return unknown(Fault::kUnknownQuestion, "question", question, "question");
  const auto index = static_cast<QuestionIndex>(*q);
  const auto r = study.find_response(index, response);
  if (!r)
    return Failure{
        Fault::kUnknownResponse,
        "There is no response " + quoted(response) + " to question " + quoted(question) + ".",
        "response", "Check the spelling, or add it first."};
  const auto member = study.member_ids.find(coder);
  if (!member) return unknown(Fault::kUnknownMember, "member", coder, "coder");
  const auto who = static_cast<MemberIndex>(*member);
  if (auto theirs = allocated(study, index, study.responses[*r].number, who); !theirs)
    return std::move(theirs).error();
  return Place{index, &study.responses[*r].codings, who};
}

// Whether the coder says this theme already, under the meaning it has today: by itself, or by one
// that was merged into it. What is out of use is not said again; it stands or it does not.
bool says_now(const Study& study, const Place& at, ThemeIndex theme) {
  const auto* own = at.codings->find(at.coder, theme);
  const auto status = study.themes[theme].status;
  if (own && (status == ThemeStatus::kMerged || status == ThemeStatus::kSplit)) return true;
  const auto standing = at.codings->assignments_of(at.coder);
  return std::any_of(standing.begin(), standing.end(), [&](const Assignment& assignment) {
    return study.counts_as[assignment.theme] == theme && !is_stale(study, assignment);
  });
}

// A theme that may be assigned here, or stands already: what stands may always be said again.
Result<ThemeIndex> usable_theme(const Study& study, std::string_view id, const Place& at,
                                std::string_view field) {
  const auto found = study.theme_ids.find(id);
  if (!found) return unknown(Fault::kUnknownTheme, "theme", id, field);
  const auto theme = static_cast<ThemeIndex>(*found);
  if (at.codings->find(at.coder, theme)) return theme;
  if (study.themes[theme].status != ThemeStatus::kInUse) return out_of_use(study, theme, field);
  if (!study.themes[theme].in_scope(at.question) &&
      !counts_for(study, *at.codings, at.coder, theme))
    return Failure{Fault::kNotAllowedNow,
                   "Theme " + quoted(id) + " is not in scope for question " +
                       quoted(study.question_ids.id(at.question)) + ".",
                   std::string(field), "Widen the theme's scope first (scope_theme)."};
  return theme;
}

bool finished(const Place& at) {
  const auto* coding = at.codings->find(at.coder);
  return coding != nullptr && coding->finished;
}

ThemeAssigned assigned(const Study& study, const std::string& question, const std::string& response,
                       const std::string& coder, ThemeIndex theme) {
  return {question, response, coder, std::string(study.theme_ids.id(theme)),
          study.frameworks[study.themes[theme].framework].revision};
}

template <class C>
ThemeWithdrawn withdrawn(const Study& study, const C& c, ThemeIndex theme) {
  return {c.question, c.response, c.coder, std::string(study.theme_ids.id(theme))};
}

}  // namespace

Decision rule(const Study& study, const AssignTheme& c) {
  const auto at = place(study, c.question, c.response, c.coder);
  if (!at) return at.error();
  const auto theme = usable_theme(study, c.theme, *at, "theme");
  if (!theme) return theme.error();
  if (says_now(study, *at, *theme)) return Events{};
  return Events{assigned(study, c.question, c.response, c.coder, *theme)};
}

// What was merged into the theme goes with it: else the coder would still be counted for it.
Decision rule(const Study& study, const WithdrawTheme& c) {
  const auto at = place(study, c.question, c.response, c.coder);
  if (!at) return at.error();
  const auto theme = study.theme_ids.find(c.theme);
  if (!theme) return unknown(Fault::kUnknownTheme, "theme", c.theme, "theme");
  Events events;
  for (const auto& standing : at->codings->assignments_of(at->coder))
    if (standing.theme == *theme || study.counts_as[standing.theme] == *theme)
      events.push_back(withdrawn(study, c, standing.theme));
  return events;
}

Decision rule(const Study& study, const FinishCoding& c) {
  const auto at = place(study, c.question, c.response, c.coder);
  if (!at) return at.error();
  if (finished(*at)) return Events{};
  return Events{CodingFinished{c.question, c.response, c.coder}};
}

Decision rule(const Study& study, const ReopenCoding& c) {
  const auto at = place(study, c.question, c.response, c.coder);
  if (!at) return at.error();
  if (!finished(*at)) return Events{};
  return Events{CodingReopened{c.question, c.response, c.coder}};
}

// Withdrawals first, then assignments in the order given, then finished or reopened: the fewest
// events that lead from what stands to what is asked for. What was merged into a theme that is
// asked for stands for it, and stays.
Decision rule(const Study& study, const SetCoding& c) {
  const auto at = place(study, c.question, c.response, c.coder);
  if (!at) return at.error();
  std::vector<ThemeIndex> wanted;
  for (std::size_t i = 0; i < c.themes.size(); ++i) {
    const auto theme = usable_theme(study, c.themes[i], *at, "themes/" + std::to_string(i));
    if (!theme) return theme.error();
    if (std::find(wanted.begin(), wanted.end(), *theme) == wanted.end()) wanted.push_back(*theme);
  }
  const auto is_wanted = [&](ThemeIndex theme) {
    return std::find(wanted.begin(), wanted.end(), theme) != wanted.end();
  };
  Events events;
  for (const auto& standing : at->codings->assignments_of(at->coder))
    if (!is_wanted(standing.theme) && !is_wanted(study.counts_as[standing.theme]))
      events.push_back(withdrawn(study, c, standing.theme));
  for (const auto theme : wanted)
    if (!says_now(study, *at, theme))
      events.push_back(assigned(study, c.question, c.response, c.coder, theme));
  if (c.finished && !finished(*at))
    events.push_back(CodingFinished{c.question, c.response, c.coder});
  if (!c.finished && finished(*at))
    events.push_back(CodingReopened{c.question, c.response, c.coder});
  return events;
}

}  // namespace verbatim::coding
