#include "projections/disagreements.hpp"

#include <algorithm>
#include <map>

namespace verbatim::projections {
namespace {

using Themes = std::vector<coding::ThemeIndex>;  // sorted

// 1 - |both| / |either|; two empty sets do not differ.
double jaccard_distance(const Themes& a, const Themes& b) {
  Themes both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  const auto either = a.size() + b.size() - both.size();
  if (either == 0) return 0;
  return static_cast<double>(either - both.size()) / static_cast<double>(either);
}

// What is left of a coder's set within the framework.
Themes themes_of(const coding::Study& study, const coding::Codings& codings,
                 coding::MemberIndex coder, std::optional<coding::FrameworkIndex> framework) {
  Themes themes;
  for (const auto theme : coding::counted_themes(study, codings, coder))
    if (!framework || study.themes[theme].framework == *framework) themes.push_back(theme);
  return themes;
}

double mean_distance(const std::vector<Themes>& sets) {
  double sum = 0;
  for (std::size_t i = 0; i < sets.size(); ++i)
    for (std::size_t j = i + 1; j < sets.size(); ++j) sum += jaccard_distance(sets[i], sets[j]);
  const auto n = static_cast<double>(sets.size());
  return sum / (n * (n - 1) / 2);
}

Disagreement look_at(const coding::Study& study, coding::ResponseIndex index,
                     std::optional<coding::FrameworkIndex> framework) {
  const auto& response = study.responses[index];
  Disagreement found;
  found.response = index;
  found.settled = response.settled;
  std::vector<Themes> sets;
  std::map<coding::ThemeIndex, std::uint32_t> applying;
  for (const auto& coding : response.codings.codings()) {
    if (!coding.finished) continue;
    const auto coder = static_cast<coding::MemberIndex>(coding.coder);
    found.coders.push_back(coder);
    sets.push_back(themes_of(study, response.codings, coder, framework));
    for (const auto theme : sets.back()) ++applying[theme];
  }
  for (const auto& [theme, coders] : applying)
    if (coders < sets.size()) found.themes.push_back({theme, coders});
  if (!found.themes.empty()) found.distance = mean_distance(sets);
  return found;
}

}  // namespace

std::vector<Disagreement> disagreements(const StudyView& view, coding::QuestionIndex question,
                                        const DisagreementsQuery& query) {
  const auto& study = view.study();
  std::vector<Disagreement> all;
  for (const auto response : study.questions[question].responses) {
    if (query.settled && study.responses[response].settled != *query.settled) continue;
    if (study.responses[response].codings.codings().size() < 2) continue;
    auto found = look_at(study, response, query.framework);
    if (!found.themes.empty()) all.push_back(std::move(found));
  }
  if (query.most_different_first)
    std::stable_sort(all.begin(), all.end(), [](const Disagreement& a, const Disagreement& b) {
      return a.distance > b.distance;
    });
  return all;
}

}  // namespace verbatim::projections
