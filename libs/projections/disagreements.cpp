#include "projections/disagreements.hpp"

#include <algorithm>
#include <map>
#include <span>

namespace verbatim::projections {
namespace {

// How far the coders of each response are apart, by its number.
std::span<const double> distances_of(const StudyView& view, coding::QuestionIndex question,
                                     std::optional<coding::FrameworkIndex> framework) {
  const auto& tally = view.agreement(question);
  if (!framework) return tally.distances();
  const auto* counted = tally.framework(*framework);
  if (counted == nullptr) return {};
  return counted->distances;
}

// Who finished the response, and which themes they dispute.
Disagreement look_at(const coding::Study& study, coding::ResponseIndex index,
                     std::optional<coding::FrameworkIndex> framework) {
  const auto& response = study.responses[index];
  Disagreement found;
  found.response = index;
  found.settled = response.settled;
  std::map<coding::ThemeIndex, std::uint32_t> applying;
  for (const auto& coding : response.codings.codings()) {
    if (!coding.finished) continue;
    const auto coder = static_cast<coding::MemberIndex>(coding.coder);
    found.coders.push_back(coder);
    for (const auto theme : coding::counted_themes(study, response.codings, coder))
      if (!framework || study.themes[theme].framework == *framework) ++applying[theme];
  }
  for (const auto& [theme, coders] : applying)
    if (coders < found.coders.size()) found.themes.push_back({theme, coders});
  return found;
}

}  // namespace

Disagreements disagreements(const StudyView& view, coding::QuestionIndex question,
                            const DisagreementsQuery& query) {
  const auto& study = view.study();
  const auto& responses = study.questions[question].responses;
  const auto distances = distances_of(view, question, query.framework);
  std::vector<std::uint32_t> queue;
  for (std::uint32_t number = 0; number < distances.size(); ++number) {
    if (distances[number] <= 0) continue;
    if (query.settled && study.responses[responses[number]].settled != *query.settled) continue;
    queue.push_back(number);
  }
  const auto first = std::min(query.first, queue.size());
  const auto end = first + std::min(query.most, queue.size() - first);
  if (query.most_different_first) {
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      return distances[a] != distances[b] ? distances[a] > distances[b] : a < b;
    };
    const auto place = queue.begin() + static_cast<std::ptrdiff_t>(end);
    std::nth_element(queue.begin(), place, queue.end(), before);
    std::sort(queue.begin(), place, before);
  }
  Disagreements found{queue.size(), {}};
  for (auto at = first; at < end; ++at) {
    found.page.push_back(look_at(study, responses[queue[at]], query.framework));
    found.page.back().distance = distances[queue[at]];
  }
  return found;
}

}  // namespace verbatim::projections
