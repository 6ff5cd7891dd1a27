#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"
#include "coding/study.hpp"
#include "vault/vault.hpp"

// What becomes of texts whose respondent was erased, and of names of who was pseudonymised.
namespace verbatim::api {

// "/v1/studies/{study}/erasures/{erasure}/certificate"
std::string certificate_path(const std::string& study, const std::string& erasure);

// Says of the text in the field `text`, sealed with `key`, whether it was erased: "erased", and
// where it was "certificate". As it is now, whichever moment is shown: what was destroyed is
// nowhere any more.
Result<void> put_erased(nlohmann::ordered_json& json, const char* text, const vault::Vault& vault,
                        const std::string& study, const std::string& key);

// What is answered where the log has an erasure and the key could not be destroyed.
Failure not_destroyed_yet(Failure failure);

// Destroys the key of what a member is called. Fails as Vault::erase().
Result<void> forget_name(vault::Vault& vault, std::string_view study, std::string_view member);

// Destroys every key that must not exist any more, as the study says: what a crash left undone, or
// a backup of keys brought back. kStorageFailed, kCorruptStore.
Result<void> finish_erasures(const coding::Study& study, vault::Vault& vault);

}  // namespace verbatim::api
