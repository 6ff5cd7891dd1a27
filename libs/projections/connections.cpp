#include "projections/connections.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace verbatim::projections {
namespace {

struct Standing {
  coding::ThemeIndex theme;
  Words responses;
  std::uint32_t count;
};

using Pairs = std::set<std::pair<coding::ThemeIndex, coding::ThemeIndex>>;

// The linked pairs of two frameworks in scope of the question.
Pairs links_between(const coding::Study& study, coding::QuestionIndex question,
                    coding::FrameworkIndex from, coding::FrameworkIndex to) {
  const auto belongs = [&](coding::ThemeIndex theme, coding::FrameworkIndex framework) {
    return study.themes[theme].framework == framework && study.themes[theme].in_scope(question);
  };
  Pairs links;
  for (std::size_t t = 0; t < study.themes.size(); ++t)
    for (const auto other : study.themes[t].linked) {
      const auto one = study.counts_as[t], two = study.counts_as[other];
      if (belongs(one, from) && belongs(two, to)) links.emplace(one, two);
    }
  return links;
}

// The themes of a framework (without one, of any), in scope, with the responses in which they
// stand, all sets of one size.
std::vector<Standing> standing_themes(const StudyView& view, coding::QuestionIndex question,
                                      std::optional<coding::FrameworkIndex> framework, Basis basis,
                                      const std::optional<Words>& only) {
  const auto& study = view.study();
  std::vector<Standing> themes;
  for (std::size_t t = 0; t < study.themes.size(); ++t) {
    if (!study.themes[t].in_scope(question) || study.counts_as[t] != t) continue;
    if (framework && study.themes[t].framework != *framework) continue;
    const auto theme = static_cast<coding::ThemeIndex>(t);
    auto responses = words_of(view.tally(question).standing(theme, basis),
                              study.questions[question].responses.size());
    for (std::size_t i = 0; only && i < responses.size(); ++i) responses[i] &= (*only)[i];
    const auto count = static_cast<std::uint32_t>(count_of(responses));
    themes.push_back({theme, std::move(responses), count});
  }
  return themes;
}

}  // namespace

Words responses_of_group(const coding::Study& study, coding::QuestionIndex question,
                         coding::GroupIndex group) {
  const auto& responses = study.questions[question].responses;
  Words words((responses.size() + 63) / 64);
  for (std::size_t number = 0; number < responses.size(); ++number) {
    const auto& comment = study.comments[study.responses[responses[number]].comment];
    if (study.respondents[comment.respondent].group == group) set(words, number, true);
  }
  return words;
}

std::vector<Connection> connections(const StudyView& view, coding::QuestionIndex question,
                                    const ConnectionsQuery& query) {
  const auto& study = view.study();
  std::optional<Words> only;
  if (query.group) only = responses_of_group(study, question, *query.group);
  const auto firsts = standing_themes(view, question, query.from, query.basis, only);
  const bool across = query.to && query.to != query.from;
  const auto others = across ? standing_themes(view, question, query.to, query.basis, only)
                             : std::vector<Standing>{};
  const auto& seconds = across ? others : firsts;
  const auto links = across ? links_between(study, question, *query.from, *query.to) : Pairs{};
  std::vector<Connection> found;
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    for (std::size_t j = across ? 0 : i + 1; j < seconds.size(); ++j) {
      const auto& a = firsts[i];
      const auto& b = seconds[j];
      if (!across && study.themes[a.theme].framework != study.themes[b.theme].framework) continue;
      const auto both = static_cast<std::uint32_t>(count_of_both(a.responses, b.responses));
      const bool linked = links.count({a.theme, b.theme}) > 0;
      if (both > 0 || linked) found.push_back({a.theme, b.theme, both, a.count, b.count, linked});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.both > b.both; });
  return found;
}

}  // namespace verbatim::projections
