#include "projections/layers.hpp"

#include <algorithm>

#include "coding/layers.hpp"

namespace verbatim::projections {
namespace {

bool is_wanted(const LayersQuery& query, coding::MemberIndex coder, const coding::Layer& layer) {
  if (query.finished_only && !layer.finished) return false;
  return query.coders.empty() ||
         std::find(query.coders.begin(), query.coders.end(), coder) != query.coders.end();
}

CoderSpans spans_of(const coding::Study& study, coding::MemberIndex coder,
                    const coding::Layer& layer) {
  CoderSpans spans{coder, layer.finished, {}};
  for (const auto& unit : layer.units)
    spans.spans.push_back({unit.begin, unit.end, coding::counted_themes(study, unit.assignments)});
  return spans;
}

}  // namespace

std::vector<CommentLayers> layers_of(const coding::Study& study, coding::QuestionIndex question,
                                     const LayersQuery& query) {
  std::vector<CommentLayers> found;
  const auto& comments = study.questions[question].comments;
  for (auto number = std::size_t{query.first};
       number < comments.size() && found.size() < query.most; ++number) {
    CommentLayers one{comments[number], study.comments[comments[number]].code_points, {}};
    coding::each_layer(study, one.comment,
                       [&](coding::MemberIndex coder, const coding::Layer& layer) {
                         if (is_wanted(query, coder, layer))
                           one.coders.push_back(spans_of(study, coder, layer));
                       });
    if (!one.coders.empty()) found.push_back(std::move(one));
  }
  return found;
}

}  // namespace verbatim::projections
