#pragma once

#include <nlohmann/json.hpp>

#include "api/forms/evidence_note.hpp"
#include "base/result.hpp"
#include "http/message.hpp"

namespace verbatim::api {

// How evidence is shown (schemas/openapi.yaml: Evidence).
struct EvidenceForm {
  EvidenceUnit unit = EvidenceUnit::kResponses;
  std::size_t offset = 0, limit = 100;
  bool csv = false;
};

// kInvalidValue where the request asks for something that is not there.
Result<EvidenceForm> read_evidence_form(const http::Request& request);

// {"position", "time", "actor", "command", "client", "reason"}; all null where there is no event.
void put_decided(nlohmann::ordered_json& json, const std::optional<DecidedBy>& event);

std::string_view word_of(EvidenceUnit unit);

// `figure` says which one it is, `permalink` where this page stands for ever.
http::Response show_evidence(const EvidencePage& page, const EvidenceForm& form,
                             const nlohmann::ordered_json& figure, const std::string& permalink);

}  // namespace verbatim::api
