#include "projections/unitizing.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace verbatim::projections {
namespace {

// The themes of the framework that anybody said, in the order they were added.
std::map<coding::ThemeIndex, std::uint32_t> categories_of(const coding::Study& study,
                                                          const std::vector<CommentLayers>& layers,
                                                          coding::FrameworkIndex framework) {
  std::map<coding::ThemeIndex, std::uint32_t> categories;
  for (const auto& comment : layers)
    for (const auto& coder : comment.coders)
      for (const auto& span : coder.spans)
        for (const auto theme : span.themes)
          if (study.themes[theme].framework == framework) categories.emplace(theme, 0);
  std::uint32_t next = 0;
  for (auto& [theme, category] : categories) category = next++;
  return categories;
}

}  // namespace

std::vector<CommentLayers> compared_layers(const coding::Study& study,
                                           coding::QuestionIndex question,
                                           const UnitizingQuery& query) {
  LayersQuery wanted;
  wanted.coders = query.coders;
  wanted.finished_only = true;
  auto layers = layers_of(study, question, wanted);
  std::erase_if(layers, [&](const CommentLayers& one) {
    return one.coders.size() < 2 || one.length == 0 ||
           (query.comment && one.comment != *query.comment);
  });
  return layers;
}

Unitizing unitizing_of(const coding::Study& study, coding::QuestionIndex question,
                       const UnitizingQuery& query) {
  const auto layers = compared_layers(study, question, query);
  const auto categories = categories_of(study, layers, query.framework);
  const auto none = static_cast<std::uint32_t>(categories.size());
  Unitizing found;
  found.data.kind = agreement::DataKind::kSpans;
  found.comments = layers.size();
  std::set<coding::MemberIndex> coders;
  bool any_without = false;
  for (const auto& comment : layers) {
    agreement::Continuum text;
    text.length = comment.length;
    for (const auto& coder : comment.coders) {
      coders.insert(coder.coder);
      auto& spans = text.coders.emplace_back();
      for (const auto& span : coder.spans) {
        const std::uint64_t length = span.end - span.begin;
        bool said = false;
        for (const auto theme : span.themes) {
          const auto category = categories.find(theme);
          if (category == categories.end()) continue;
          spans.push_back({span.begin, length, category->second});
          said = true;
        }
        if (said) continue;
        spans.push_back({span.begin, length, none});
        any_without = true;
      }
    }
    found.data.continua.push_back(std::move(text));
  }
  for (const auto coder : coders) found.data.coders.emplace_back(study.member_ids.id(coder));
  for (const auto& [theme, category] : categories)
    found.data.categories.emplace_back(study.theme_ids.id(theme));
  if (any_without) found.data.categories.emplace_back();
  return found;
}

}  // namespace verbatim::projections
