#include "api/erased_text.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "api/lookup.hpp"

namespace verbatim::api {

std::string certificate_path(const std::string& study, const std::string& erasure) {
  return "/v1/studies/" + percent_encoded(study) + "/erasures/" + percent_encoded(erasure) +
         "/certificate";
}

Result<void> put_erased(nlohmann::ordered_json& json, const vault::Vault& vault,
                        const std::string& study, const std::string& key) {
  auto by = vault.erased_by(study, key);
  if (!by) return std::move(by).error();
  json["erased"] = by->has_value();
  if (*by) json["certificate"] = certificate_path(study, **by);
  return {};
}

Result<void> finish_erasures(const coding::Study& study, vault::Vault& vault) {
  for (coding::IdTable::Index e = 0; e < study.erasures.size(); ++e) {
    if (study.erasures[e].executed_at == 0) continue;
    const auto respondent = study.respondent_ids.id(study.erasures[e].respondent);
    if (auto erased = vault.erase(study.id, respondent, study.erasure_ids.id(e)); !erased)
      return erased;
  }
  return {};
}

}  // namespace verbatim::api
