#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "vault/vault.hpp"

namespace verbatim::api {

// The fingerprint() of a command, as the log keeps it, where texts in it are sealed with the keys
// of `sealed_for` (respondents and others, as Vault::Text names them; in any order, also twice):
// what it says is then hashed with each of these keys. So it tells a retry from another text for as
// long as the keys are there; once one of them is destroyed, nobody who guesses the text can find
// out from the log whether they guessed right. Without texts it is plain.
//
// Requires that the keys are there: call it after Vault::seal(). Fails where the vault cannot be
// read.
Result<std::string> command_fingerprint(const vault::Vault& vault, std::string_view study,
                                        std::vector<std::string> sealed_for,
                                        std::span<const std::string_view> parts);

}  // namespace verbatim::api
