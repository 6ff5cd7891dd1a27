#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "merkle/hash.hpp"

// What a reader checks who holds roots and proofs and nothing else of the tree.
namespace verbatim::merkle {

using Proof = std::vector<Hash>;

// Whether `leaf` is the leaf with this index (from 0) of the tree with this size and root
// (RFC 9162, section 2.1.3.2).
bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf,
                      std::span<const Hash> proof, const Hash& root);

// Whether the tree of `to` leaves begins with the whole tree of `from` leaves (section 2.1.4.2).
// Every tree begins with the empty one, and with itself; both take an empty proof.
bool verify_consistency(std::uint64_t from, std::uint64_t to, const Hash& from_root,
                        const Hash& to_root, std::span<const Hash> proof);

}  // namespace verbatim::merkle
