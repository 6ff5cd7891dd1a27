#include "api/forms/layer_json.hpp"

#include <nlohmann/json.hpp>

#include "coding/layers.hpp"

namespace verbatim::api {

using nlohmann::ordered_json;

ordered_json units_json(const std::vector<coding::Unit>& units) {
  auto list = ordered_json::array();
  for (const auto& unit : units) {
    auto assignments = ordered_json::array();
    for (const auto& said : unit.themes)
      assignments.push_back({{"theme", said.theme}, {"revision", said.revision}});
    list.push_back(
        {{"begin", unit.begin}, {"end", unit.end}, {"assignments", std::move(assignments)}});
  }
  return list;
}

ordered_json layer_json(const coding::Study& study, coding::CommentIndex comment,
                        coding::MemberIndex coder) {
  const std::string who(study.member_ids.id(coder));
  const auto* layer = study.layer_of(comment, coder);
  if (layer == nullptr) return layer_not_begun(who);
  return {{"coder", who},
          {"finished", layer->finished},
          {"revision", layer->changed_at},
          {"units", units_json(coding::units_of(study, *layer))}};
}

ordered_json layer_not_begun(const std::string& coder) {
  return {{"coder", coder}, {"finished", false}, {"revision", 0}, {"units", ordered_json::array()}};
}

}  // namespace verbatim::api
