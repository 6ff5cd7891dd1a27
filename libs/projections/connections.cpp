#include "projections/connections.hpp"

#include <algorithm>

namespace verbatim::projections {
namespace {

struct Standing {
  coding::ThemeIndex theme;
  ResponseSet responses;
  std::uint32_t count;
};

// The themes of a framework that stand anywhere, with their responses, all sets of one size.
std::vector<Standing> standing_themes(const StudyView& view, coding::QuestionIndex question,
                                      std::optional<coding::FrameworkIndex> framework, Basis basis,
                                      const std::optional<ResponseSet>& only) {
  const auto& study = view.study();
  std::vector<Standing> themes;
  for (std::size_t t = 0; t < study.themes.size(); ++t) {
    if (framework && study.themes[t].framework != *framework) continue;
    const auto theme = static_cast<coding::ThemeIndex>(t);
    auto responses = view.tally(question).standing(theme, basis);
    if (responses.none()) continue;
    responses.resize(study.questions[question].responses.size());
    if (only) responses &= *only;
    const auto count = static_cast<std::uint32_t>(responses.count());
    if (count > 0) themes.push_back({theme, std::move(responses), count});
  }
  return themes;
}

std::uint32_t count_of_both(const ResponseSet& a, const ResponseSet& b, ResponseSet& scratch) {
  scratch = a;
  scratch &= b;
  return static_cast<std::uint32_t>(scratch.count());
}

}  // namespace

ResponseSet responses_of_group(const coding::Study& study, coding::QuestionIndex question,
                               coding::GroupIndex group) {
  const auto& responses = study.questions[question].responses;
  ResponseSet set(responses.size());
  for (std::size_t number = 0; number < responses.size(); ++number) {
    const auto& comment = study.comments[study.responses[responses[number]].comment];
    if (study.respondents[comment.respondent].group == group) set.set(number);
  }
  return set;
}

std::vector<Connection> connections(const StudyView& view, coding::QuestionIndex question,
                                    const ConnectionsQuery& query) {
  std::optional<ResponseSet> only;
  if (query.group) only = responses_of_group(view.study(), question, *query.group);
  const auto firsts = standing_themes(view, question, query.from, query.basis, only);
  const bool across = query.to && query.to != query.from;
  const auto others = across ? standing_themes(view, question, query.to, query.basis, only)
                             : std::vector<Standing>{};
  const auto& seconds = across ? others : firsts;
  const auto& themes = view.study().themes;
  std::vector<Connection> found;
  ResponseSet scratch;
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    for (std::size_t j = across ? 0 : i + 1; j < seconds.size(); ++j) {
      const auto& a = firsts[i];
      const auto& b = seconds[j];
      if (!across && themes[a.theme].framework != themes[b.theme].framework) continue;
      if (const auto both = count_of_both(a.responses, b.responses, scratch); both > 0)
        found.push_back({a.theme, b.theme, both, a.count, b.count});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.both > b.both; });
  return found;
}

}  // namespace verbatim::projections
