// What coders say of responses.
#include <algorithm>
#include <span>

#include "coding/allocation.hpp"
#include "coding/assignable.hpp"
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

// In a unitizing round nothing is said of the responses that are shared.
Result<void> open_for(const Study& study, QuestionIndex question, std::uint32_t number,
                      MemberIndex coder) {
  const auto* task = open_task(study, question);
  if (task == nullptr) return {};
  if (task->unitizing) return unitizing_now(study, question);
  return allocated(study, *task, number, coder);
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
  if (auto theirs = open_for(study, index, study.responses[*r].number, who); !theirs)
    return std::move(theirs).error();
  return Place{index, &study.responses[*r].codings, who};
}

std::span<const Assignment> standing(const Place& at) {
  return at.codings->assignments_of(at.coder);
}

bool finished(const Place& at) {
  const auto* coding = at.codings->find(at.coder);
  return coding != nullptr && coding->finished;
}

ThemeAssigned assigned(const Study& study, const std::string& question, const std::string& response,
                       const std::string& coder, ThemeIndex theme) {
  return {question, response, coder, std::string(study.theme_ids.id(theme)),
          revision_now(study, theme)};
}

template <class C>
ThemeWithdrawn withdrawn(const Study& study, const C& c, ThemeIndex theme) {
  return {c.question, c.response, c.coder, std::string(study.theme_ids.id(theme))};
}

}  // namespace

Decision rule(const Study& study, const AssignTheme& c) {
  const auto at = place(study, c.question, c.response, c.coder);
  if (!at) return at.error();
  const auto theme = assignable(study, c.theme, at->question, standing(*at), "theme");
  if (!theme) return theme.error();
  if (says_now(study, standing(*at), *theme)) return Events{};
  const bool stands = at->codings->find(at->coder, *theme) != nullptr;  // said again, as of today
  if (!stands && standing(*at).size() >= kCodingThemesMax) return too_many_themes("theme");
  return Events{assigned(study, c.question, c.response, c.coder, *theme)};
}

// What was merged into the theme goes with it: else the coder would still be counted for it.
Decision rule(const Study& study, const WithdrawTheme& c) {
  const auto at = place(study, c.question, c.response, c.coder);
  if (!at) return at.error();
  const auto theme = study.theme_ids.find(c.theme);
  if (!theme) return unknown(Fault::kUnknownTheme, "theme", c.theme, "theme");
  Events events;
  for (const auto& one : standing(*at))
    if (one.theme == *theme || study.counts_as[one.theme] == *theme)
      events.push_back(withdrawn(study, c, one.theme));
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
  if (c.themes.size() > kCodingThemesMax) return too_many_themes("themes");
  std::vector<ThemeIndex> wanted;
  for (std::size_t i = 0; i < c.themes.size(); ++i) {
    const auto theme =
        assignable(study, c.themes[i], at->question, standing(*at), "themes/" + std::to_string(i));
    if (!theme) return theme.error();
    if (std::find(wanted.begin(), wanted.end(), *theme) == wanted.end()) wanted.push_back(*theme);
  }
  const auto is_wanted = [&](ThemeIndex theme) {
    return std::find(wanted.begin(), wanted.end(), theme) != wanted.end();
  };
  Events events;
  for (const auto& one : standing(*at))
    if (!is_wanted(one.theme) && !is_wanted(study.counts_as[one.theme]))
      events.push_back(withdrawn(study, c, one.theme));
  for (const auto theme : wanted)
    if (!says_now(study, standing(*at), theme))
      events.push_back(assigned(study, c.question, c.response, c.coder, theme));
  if (c.finished && !finished(*at))
    events.push_back(CodingFinished{c.question, c.response, c.coder});
  if (!c.finished && finished(*at))
    events.push_back(CodingReopened{c.question, c.response, c.coder});
  return events;
}

}  // namespace verbatim::coding
