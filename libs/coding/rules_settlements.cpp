// What stands for the team, whatever its coders said.
#include <algorithm>

#include "coding/codebook.hpp"
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

// A theme that is out of scope or retired may be settled where a coder said it: it may be what is
// right. What a merged one counts as, or which of those that a split one became, is to be said.
std::optional<Failure> not_to_be_settled(const Study& study, const ToSettle& at, ThemeIndex theme,
                                         std::string_view field) {
  const auto& of = study.themes[theme];
  const bool said = is_said(study.responses[at.response], theme);
  if (of.status == ThemeStatus::kMerged || of.status == ThemeStatus::kSplit ||
      (of.status != ThemeStatus::kInUse && !said))
    return out_of_use(study, theme, field);
  if (of.in_scope(at.question) || said) return std::nullopt;
  return not_now("Theme " + quoted(study.theme_ids.id(theme)) + " is not in scope for question " +
                     quoted(study.question_ids.id(at.question)) + ".",
                 field, "Widen the theme's scope first (scope_theme).");
}

}  // namespace

// Themes that are settled already may stay, whatever became of them since.
Decision rule(const Study& study, const SettleResponse& c) {
  const auto at = to_settle(study, c.question, c.response);
  if (!at) return at.error();
  if (c.themes.size() > kCodingThemesMax) return too_many_themes("themes");
  const auto settled = study.settlements.find(at->response);
  const auto stands = [&](ThemeIndex theme) {
    return settled != study.settlements.end() &&
           std::binary_search(settled->second.themes.begin(), settled->second.themes.end(), theme);
  };
  std::vector<ThemeIndex> wanted;
  std::vector<std::string> themes;
  for (std::size_t i = 0; i < c.themes.size(); ++i) {
    const auto field = "themes/" + std::to_string(i);
    const auto found = study.theme_ids.find(c.themes[i]);
    if (!found) return unknown(Fault::kUnknownTheme, "theme", c.themes[i], field);
    const auto theme = static_cast<ThemeIndex>(*found);
    if (!stands(theme))
      if (auto wrong = not_to_be_settled(study, *at, theme, field)) return std::move(*wrong);
    if (std::find(wanted.begin(), wanted.end(), theme) != wanted.end()) continue;
    wanted.push_back(theme);
    themes.push_back(c.themes[i]);
  }
  std::sort(wanted.begin(), wanted.end());
  if (settled != study.settlements.end() && settled->second.themes == wanted) return Events{};
  return Events{ResponseSettled{c.question, c.response, std::move(themes)}};
}

Decision rule(const Study& study, const UnsettleResponse& c) {
  const auto at = to_settle(study, c.question, c.response);
  if (!at) return at.error();
  if (!study.responses[at->response].settled) return Events{};
  return Events{ResponseUnsettled{c.question, c.response}};
}

}  // namespace verbatim::coding
