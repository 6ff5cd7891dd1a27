#pragma once

#include <string>
#include <string_view>

#include "audit/checkpoint.hpp"
#include "eventlog/event_log.hpp"
#include "merkle/tree.hpp"

namespace verbatim::audit {

// The tree over the first `size` events of a study, as its log keeps it. `log` must outlive it.
merkle::Tree tree_of(const eventlog::EventLog& log, std::string study, eventlog::Position size);

// The checkpoint of a study at a position, unsigned. kCorruptStore where hashes are missing;
// kFutureMoment and kUnknownStudy as the log says.
Result<Checkpoint> checkpoint_of(const eventlog::EventLog& log, std::string_view key_name,
                                 const std::string& study, eventlog::Position position);

}  // namespace verbatim::audit
