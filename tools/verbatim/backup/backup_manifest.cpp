#include <nlohmann/json.hpp>

#include "audit/base64.hpp"
#include "verbatim/backup/backup.hpp"

namespace verbatim::tool {
namespace {

using Json = nlohmann::ordered_json;

constexpr unsigned kFormat = 1;

Failure damaged(const std::string& why) {
  return {Fault::kCorruptStore, "BACKUP.json is damaged: " + why + ".", "",
          "Take another backup; this one cannot be trusted."};
}

Json json_of(const BackedUpStudy& study) {
  return {{"study", study.study},
          {"position", study.position},
          {"root", audit::to_base64(merkle::bytes_of(study.root))}};
}

Result<BackedUpStudy> study_of(const Json& json) {
  const auto root = audit::from_base64(json.at("root").get<std::string>());
  if (!root || root->size() != std::tuple_size_v<merkle::Hash>)
    return damaged("the root of a study is no hash");
  return BackedUpStudy{json.at("study").get<std::string>(),
                       json.at("position").get<eventlog::Position>(), merkle::hash_of(*root)};
}

}  // namespace

std::string to_json(const BackupManifest& manifest) {
  Json json;
  json["verbatim_backup"] = kFormat;
  json["made"] = manifest.made;
  json["by"] = manifest.by;
  json["store"] = manifest.store;
  json["verifier_key"] = manifest.verifier_key;
  json["log"] = manifest.has_log;
  json["keys"] = manifest.has_keys ? Json(manifest.keys) : Json();
  json["studies"] = Json::array();
  for (const auto& study : manifest.studies) json["studies"].push_back(json_of(study));
  return json.dump(2) + "\n";
}

Result<BackupManifest> parse_manifest(std::string_view text) {
  const auto json = Json::parse(text, nullptr, false);
  try {
    const auto format = json.at("verbatim_backup").get<unsigned>();
    if (format > kFormat)
      return Failure{Fault::kNewerStore,
                     "This backup has format " + std::to_string(format) +
                         "; this program knows formats up to " + std::to_string(kFormat) + ".",
                     "", "Restore it with the version of Verbatim that made it, or a later one."};
    BackupManifest manifest;
    manifest.made = json.at("made").get<std::string>();
    manifest.by = json.at("by").get<std::string>();
    manifest.store = json.at("store").get<std::string>();
    manifest.verifier_key = json.at("verifier_key").get<std::string>();
    manifest.has_log = json.at("log").get<bool>();
    manifest.has_keys = !json.at("keys").is_null();
    if (manifest.has_keys) manifest.keys = json.at("keys").get<std::uint64_t>();
    for (const auto& one : json.at("studies")) {
      auto study = study_of(one);
      if (!study) return std::move(study).error();
      manifest.studies.push_back(std::move(*study));
    }
    return manifest;
  } catch (const Json::exception& wrong) {  // the edge of a library that throws
    return damaged(wrong.what());
  }
}

}  // namespace verbatim::tool
