// What stands for the team.
#include <algorithm>

#include "coding/folds.hpp"

namespace verbatim::coding {
namespace {

template <class E>
Result<ResponseIndex> settled_response(const Step& step, const E& e) {
  const auto question = step.study.question_ids.find(e.question);
  if (!question) return missing(step, "question", e.question);
  const auto response = step.study.find_response(static_cast<QuestionIndex>(*question), e.response);
  if (!response) return missing(step, "response", e.response);
  return *response;
}

// Puts a settlement there, or none, and answers what was there before.
std::optional<Settlement> settle(Study& study, ResponseIndex response,
                                 std::optional<Settlement> settlement) {
  std::optional<Settlement> before;
  if (const auto found = study.settlements.find(response); found != study.settlements.end()) {
    before = std::move(found->second);
    study.settlements.erase(found);
  }
  study.responses[response].settled = settlement.has_value();
  if (settlement) study.settlements.emplace(response, std::move(*settlement));
  return before;
}

Result<void> settle_step(const Step& step, ResponseIndex response,
                         std::optional<Settlement> settlement) {
  auto before = settle(step.study, response, std::move(settlement));
  return step.done(
      [response, before = std::move(before)](Study& s) { settle(s, response, before); });
}

}  // namespace

Result<void> fold(const Step& step, const ResponseSettled& e) {
  const auto response = settled_response(step, e);
  if (!response) return response.error();
  std::vector<ThemeIndex> themes;
  for (const auto& id : e.themes) {
    const auto theme = step.study.theme_ids.find(id);
    if (!theme) return missing(step, "theme", id);
    themes.push_back(static_cast<ThemeIndex>(*theme));
  }
  std::sort(themes.begin(), themes.end());
  themes.erase(std::unique(themes.begin(), themes.end()), themes.end());
  return settle_step(step, *response, Settlement{std::move(themes), step.position});
}

Result<void> fold(const Step& step, const ResponseUnsettled& e) {
  const auto response = settled_response(step, e);
  if (!response) return response.error();
  return settle_step(step, *response, std::nullopt);
}

}  // namespace verbatim::coding
