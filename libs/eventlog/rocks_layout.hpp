#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "eventlog/event_log.hpp"
#include "eventlog/rocks_log.hpp"

namespace verbatim::store {
struct DatabaseOptions;
}

// What is stored where, format 1. Numbers in keys are big-endian, so that keys sort as they do.
//
//   family    key                                value
//   default   "store"                            the text of the file FORMAT
//   studies   study id                           number (8): 1, 2, 3, ... in the order of creation
//   events    study number (8) position (8)      the event's bytes
//   commands  study number (8) command id        position (8) events (4) fingerprint (16)
//   tree      study number (8) tier (1) n (8)    tier 0: the leaf hashes of events 256n + 1 to
//                                                256n + 256 (256 x 32); above: the root over the
//                                                events 256^tier n + 1 to 256^tier (n + 1) (32)
//   tree      study number (8) 0xff              the right edge of the tree: its size (8), the
//                                                roots of its complete subtrees (32 each)
//   tree      "kept"                             empty: every study has its tree
//
// A study is there if and only if it has a row in `studies`; its last position is that of its last
// row in `events`; positions of a study are 1, 2, 3, ... without a gap, and a missing one is
// damage. Rows are written once and never changed or deleted; the right edges alone are
// overwritten, with every group. Of a tree, a row is written when it is full, so that nothing is
// hashed twice and at most 255 events have to be read for what is not in a row yet.
namespace verbatim::eventlog {

enum FamilyIndex : std::size_t { kStudies, kEvents, kCommands, kTree };

constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kEventKeyBytes = 16;
constexpr std::size_t kFingerprintBytes = 16;
constexpr std::size_t kCommandRowBytes = 8 + 4 + kFingerprintBytes;
constexpr char kEdge = '\xff';
constexpr const char* kKeptKey = "kept";

std::string event_key(std::uint64_t study, Position position);
std::string command_key(std::uint64_t study, std::string_view id);
std::string tree_key(std::uint64_t study, unsigned tier, std::uint64_t n);
std::string edge_key(std::uint64_t study);

store::DatabaseOptions database_options(const RocksLogOptions& options);

}  // namespace verbatim::eventlog
