#include "audit/log_tree.hpp"

#include <utility>

namespace verbatim::audit {

merkle::Tree tree_of(const eventlog::EventLog& log, std::string study, eventlog::Position size) {
  return {
      [&log, study = std::move(study)](unsigned tier, std::uint64_t first, std::uint64_t count) {
        return log.tree_hashes(study, tier, first, count);
      },
      size};
}

Result<Checkpoint> checkpoint_of(const eventlog::EventLog& log, std::string_view key_name,
                                 const std::string& study, eventlog::Position position) {
  const auto root = tree_of(log, study, position).root();
  if (!root) return root.error();
  return Checkpoint{origin_of(key_name, study), position, *root};
}

}  // namespace verbatim::audit
