#include "api/texts/erased_text.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "api/requests/lookup.hpp"
#include "vault/place.hpp"

namespace verbatim::api {

std::string certificate_path(const std::string& study, const std::string& erasure) {
  return "/v1/studies/" + percent_encoded(study) + "/erasures/" + percent_encoded(erasure) +
         "/certificate";
}

Result<void> put_erased(nlohmann::ordered_json& json, const char* text, const vault::Vault& vault,
                        const std::string& study, const std::string& key) {
  json["erased"] = false;
  if (json.at(text).is_string()) return {};  // it was read
  auto by = vault.erased_by(study, key);
  if (!by) return std::move(by).error();
  json["erased"] = by->has_value();
  if (*by) json["certificate"] = certificate_path(study, **by);
  return {};
}

Failure not_destroyed_yet(Failure failure) {
  failure.detail = "It is decided and stands in the log, but the key could not be destroyed yet: " +
                   failure.detail;
  failure.fix = "Restart the server: it destroys the key before it answers.";
  return failure;
}

Result<void> forget_name(vault::Vault& vault, std::string_view study, std::string_view member) {
  return vault.erase(study, vault::key_of_member(member), "pseudonymised");
}

Result<void> finish_erasures(const coding::Study& study, vault::Vault& vault) {
  for (coding::IdTable::Index e = 0; e < study.erasures.size(); ++e) {
    if (study.erasures[e].executed_at == 0) continue;
    const auto respondent = study.respondent_ids.id(study.erasures[e].respondent);
    if (auto erased = vault.erase(study.id, respondent, study.erasure_ids.id(e)); !erased)
      return erased;
  }
  for (coding::IdTable::Index m = 0; m < study.members.size(); ++m)
    if (study.members[m].pseudonymised_at != 0)
      if (auto forgotten = forget_name(vault, study.id, study.member_ids.id(m)); !forgotten)
        return forgotten;
  return {};
}

}  // namespace verbatim::api
