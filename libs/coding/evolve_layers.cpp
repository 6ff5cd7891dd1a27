// What a coder says of a comment in units of their own.
#include <algorithm>
#include <optional>

#include "coding/folds.hpp"

namespace verbatim::coding {
namespace {

Result<LayerUnit> unit_from(const Step& step, const Unit& told, MemberIndex coder) {
  LayerUnit unit{told.begin, told.end, {}};
  for (const auto& said : told.themes) {
    const auto theme = step.study.theme_ids.find(said.theme);
    if (!theme) return missing(step, "theme", said.theme);
    unit.assignments.push_back({coder, static_cast<ThemeIndex>(*theme), said.revision});
  }
  auto& all = unit.assignments;
  const auto by_theme = [](const Assignment& a, const Assignment& b) { return a.theme < b.theme; };
  std::stable_sort(all.begin(), all.end(), by_theme);
  all.erase(std::unique(all.begin(), all.end(),
                        [](const auto& a, const auto& b) { return a.theme == b.theme; }),
            all.end());
  return unit;
}

// Puts a layer there, or none, and answers what was there before.
std::optional<Layer> put_layer(Study& study, CommentIndex comment, MemberIndex coder,
                               std::optional<Layer> layer) {
  std::optional<Layer> before;
  const auto& of = study.comments[comment];
  change_in_pool(study, of.question, Numbers::kComments, of.number, [&] {
    if (const auto found = study.layers.find({comment, coder}); found != study.layers.end()) {
      before = std::move(found->second);
      study.layers.erase(found);
    }
    if (layer) study.layers.emplace(std::pair(comment, coder), std::move(*layer));
  });
  return before;
}

}  // namespace

Result<void> fold(const Step& step, const LayerSet& e) {
  auto& study = step.study;
  const auto question = study.question_ids.find(e.question);
  if (!question) return missing(step, "question", e.question);
  const auto comment = study.find_comment(static_cast<QuestionIndex>(*question), e.comment);
  if (!comment) return missing(step, "comment", e.comment);
  const auto member = study.member_ids.find_ever(e.coder);  // also one who has left since
  if (!member) return missing(step, "member", e.coder);
  const auto coder = static_cast<MemberIndex>(*member);
  Layer layer{{}, e.finished, step.position};
  for (const auto& told : e.units) {
    auto unit = unit_from(step, told, coder);
    if (!unit) return std::move(unit).error();
    layer.units.push_back(std::move(*unit));
  }
  const bool begun = layer.finished || !layer.units.empty();
  auto before =
      put_layer(study, *comment, coder, begun ? std::optional(std::move(layer)) : std::nullopt);
  return step.done([at = *comment, coder, before = std::move(before)](Study& s) {
    put_layer(s, at, coder, before);
  });
}

}  // namespace verbatim::coding
