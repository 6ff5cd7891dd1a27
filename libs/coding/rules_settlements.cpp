// What stands for the team, whatever its coders said.
#include <algorithm>

#include "coding/refusals.hpp"
#include "coding/rules.hpp"

namespace verbatim::coding {
namespace {

struct ToSettle {
  QuestionIndex question;
  ResponseIndex response;
};

Result<ToSettle> to_settle(const Study& study, const std::string& question,
                           const std::string& response) {
  const auto asked = study.question_ids.find(question);
  if (!asked) return unknown(Fault::kUnknownQuestion, "question", question, "question");
  const auto index = static_cast<QuestionIndex>(*asked);
  const auto found = study.find_response(index, response);
  if (!found) return unknown(Fault::kUnknownResponse, "response", response, "response");
  return ToSettle{index, *found};
}

bool is_said(const Response& response, ThemeIndex theme) {
  const auto said = response.codings.assignments();
  return std::any_of(said.begin(), said.end(),
                     [&](const Assignment& one) { return one.theme == theme; });
}

}  // namespace

// A theme that is out of scope may be settled where a coder said it: it may be what is right.
Decision rule(const Study& study, const SettleResponse& c) {
  const auto at = to_settle(study, c.question, c.response);
  if (!at) return at.error();
  if (c.themes.size() > kCodingThemesMax) return too_many_themes("themes");
  std::vector<ThemeIndex> wanted;
  std::vector<std::string> themes;
  for (std::size_t i = 0; i < c.themes.size(); ++i) {
    const auto field = "themes/" + std::to_string(i);
    const auto found = study.theme_ids.find(c.themes[i]);
    if (!found) return unknown(Fault::kUnknownTheme, "theme", c.themes[i], field);
    const auto theme = static_cast<ThemeIndex>(*found);
    if (!study.themes[theme].in_scope(at->question) &&
        !is_said(study.responses[at->response], theme))
      return not_now("Theme " + quoted(c.themes[i]) + " is not in scope for question " +
                         quoted(c.question) + ".",
                     field, "Widen the theme's scope first (scope_theme).");
    if (std::find(wanted.begin(), wanted.end(), theme) != wanted.end()) continue;
    wanted.push_back(theme);
    themes.push_back(c.themes[i]);
  }
  std::sort(wanted.begin(), wanted.end());
  if (const auto found = study.settlements.find(at->response);
      found != study.settlements.end() && found->second == wanted)
    return Events{};
  return Events{ResponseSettled{c.question, c.response, std::move(themes)}};
}

Decision rule(const Study& study, const UnsettleResponse& c) {
  const auto at = to_settle(study, c.question, c.response);
  if (!at) return at.error();
  if (!study.responses[at->response].settled) return Events{};
  return Events{ResponseUnsettled{c.question, c.response}};
}

}  // namespace verbatim::coding
