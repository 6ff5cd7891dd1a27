#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "audit/checkpoint.hpp"
#include "eventlog/event_log.hpp"
#include "verbatim/audit/audit_examine.hpp"

namespace verbatim::tool {

// A signed note with a checkpoint that somebody kept.
struct KeptCheckpoint {
  std::string name;  // of its file
  std::string note;
  bool used = false;       // it is about a study that was verified
  std::string about = {};  // otherwise: the origin that it is about, where the key has signed it
};

struct AuditVerdict {
  std::string study, origin;
  std::uint64_t events = 0, figures = 0, checkpoints = 0;  // looked at, compared, compared
  merkle::Hash root = {};
  double seconds = 0;  // from the first event to the last, hashes and state
  // Of a bundle: the positions of checkpoints that were made later, and so cannot be compared.
  std::vector<eventlog::Position> later = {};
  std::vector<Finding> findings;
  // What of a bundle is not covered by what was verified, and should be known to whoever reads it.
  std::vector<std::string> notes;

  double events_per_second() const {
    return seconds > 0 ? static_cast<double>(events) / seconds : 0;
  }
};

// Verifies one study of a log: everything that examine() looks at, the right edge of the tree that
// the log keeps, each checkpoint that is about the study, and every figure (figure_sheet.hpp). A
// checkpoint has to be signed with `key`.
AuditVerdict verify_study(const eventlog::EventLog& log, const std::string& study,
                          const std::optional<audit::VerifierKey>& key,
                          std::vector<KeptCheckpoint>& checkpoints,
                          const std::function<void(std::uint64_t)>& progress);

// The checkpoints among them that are about this origin and properly signed, and so may be
// believed; what is wrong with others about it is a finding.
std::vector<audit::Checkpoint> believed(const std::string& origin,
                                        const std::optional<audit::VerifierKey>& key,
                                        std::vector<KeptCheckpoint>& kept,
                                        std::vector<Finding>& findings);

// The origin that a note is about, where this key signed it; empty where it did not, or it is no
// checkpoint.
std::string signed_origin(const KeptCheckpoint& kept, const audit::VerifierKey& key);

// Compares the roots that were found with those of the checkpoints. What differs is placed between
// the last checkpoint that holds and the first that does not.
void compare_checkpoints(const std::vector<audit::Checkpoint>& checkpoints,
                         const Examination& examination, std::vector<Finding>& findings);

// Compares the projections with figures that are counted from the definitions; answers how many.
std::uint64_t compare_figures(const projections::StudyView& view, std::vector<Finding>& findings);

}  // namespace verbatim::tool
