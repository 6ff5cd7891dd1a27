#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "verbatim/audit/audit_verdict.hpp"

namespace verbatim::tool {

// Verifies a bundle as verify_study() does a log and, beside that: its own checkpoint, the hash and
// the words beside every event, and every figure that it brings along, to the last byte.
//   kForeignStore  it is no bundle
Result<AuditVerdict> verify_bundle(
    const std::string& path, const std::optional<audit::VerifierKey>& key,
    std::vector<KeptCheckpoint>& checkpoints,
    const std::function<void(std::uint64_t, std::uint64_t)>& progress);

// How the manifest names the form that is written here.
inline constexpr const char* kBundleFormat = "verbatim-audit-bundle/1";

}  // namespace verbatim::tool
