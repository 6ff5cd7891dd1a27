#include "api/erased_text.hpp"

#include <utility>
#include <vector>

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

Result<void> finish_erasures(const studies::Studies& studies, vault::Vault& vault) {
  for (const auto& live : studies.all()) {
    std::vector<std::pair<std::string, std::string>> executed;  // respondent and erasure
    live->read(
        [&](const projections::StudyView& view) {
          const auto& study = view.study();
          for (coding::IdTable::Index e = 0; e < study.erasures.size(); ++e)
            if (study.erasures[e].executed_at != 0)
              executed.emplace_back(study.respondent_ids.id(study.erasures[e].respondent),
                                    study.erasure_ids.id(e));
        },
        [](const Result<eventlog::Position>&) {});
    for (const auto& [respondent, erasure] : executed)
      if (auto erased = vault.erase(live->id(), respondent, erasure); !erased) return erased;
  }
  return {};
}

}  // namespace verbatim::api
