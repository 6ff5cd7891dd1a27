#include "eventlog/event_log.hpp"

namespace verbatim::eventlog {
namespace {

// As merkle/tree.hpp has it.
constexpr unsigned kTileHeight = 8;
constexpr unsigned kTiersMax = 7;

Failure beyond_end(std::string_view study) {
  return {.fault = Fault::kFutureMoment,
          .detail = "The tree of study '" + std::string(study) + "' is not that large."};
}

}  // namespace

Result<std::vector<merkle::Hash>> EventLog::tree_hashes(std::string_view study, unsigned tier,
                                                        std::uint64_t first,
                                                        std::uint64_t count) const {
  const auto last = last_position(study);
  const auto height = tier * kTileHeight;
  if (tier > kTiersMax || first > last >> height || count > (last >> height) - first)
    return beyond_end(study);
  std::vector<merkle::Hash> hashes;
  if (count == 0) return hashes;
  const auto end = (first + count) << height;
  merkle::CompactRange subtree;
  const auto read = this->read(study, first << height, [&](Position position, std::string_view b) {
    subtree.append(merkle::leaf_hash(b));
    if (subtree.size() == std::uint64_t{1} << height) {
      hashes.push_back(subtree.root());
      subtree = {};
    }
    return position < end;
  });
  if (!read) return read.error();
  return hashes;
}

Result<merkle::CompactRange> EventLog::tree_edge(std::string_view study) const {
  merkle::CompactRange edge;
  const auto last = last_position(study);
  if (last == 0) return edge;
  const auto read = this->read(study, 0, [&](Position position, std::string_view bytes) {
    if (position <= last) edge.append(merkle::leaf_hash(bytes));
    return position < last;
  });
  if (!read) return read.error();
  return edge;
}

std::string EventLog::store_id() const {
  return std::string(32, '0');
}

}  // namespace verbatim::eventlog
