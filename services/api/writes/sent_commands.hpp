#pragma once

#include <string>
#include <vector>

#include "api/app.hpp"
#include "api/requests/command_json.hpp"
#include "vault/vault.hpp"

// Commands as a caller sent them: may they give them, and what of them has to be sealed.
namespace verbatim::api {

// Codings are changed by their own coder, everything else by whoever manages the study. That owners
// are by owners alone is seen to where the command is carried out: it depends on who is one then.
Result<void> allow_command(const access::Caller& caller, const std::string& study,
                           const coding::Command& command);

// The respondents whose keys seal() seals texts with, one for each text.
std::vector<std::string> sealed_for(const std::vector<SentCommand>& sent);

// Seals what was written by respondents; the keys are on disk before a command is decided.
Result<std::vector<coding::Command>> seal(vault::Vault& vault, const std::string& study,
                                          std::vector<SentCommand> sent);

}  // namespace verbatim::api
