// What holds of every tree, and what no forger gets past.

#include <functional>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "given_tree.hpp"
#include "merkle/compact_range.hpp"
#include "merkle/proof.hpp"

namespace verbatim::merkle {
namespace {

using test::GivenTree;

// The definition, RFC 9162, section 2.1.1, word by word.
Hash defined_root(std::span<const Hash> leaves) {
  if (leaves.empty()) return empty_root();
  if (leaves.size() == 1) return leaves.front();
  std::size_t k = 1;
  while (2 * k < leaves.size()) k *= 2;
  return node_hash(defined_root(leaves.first(k)), defined_root(leaves.subspan(k)));
}

GivenTree tree_of(std::uint64_t size) {
  GivenTree tree;
  for (std::uint64_t i = 0; i < size; ++i) tree.add("event " + std::to_string(i));
  return tree;
}

std::uint64_t size_from(std::uint64_t least, std::uint64_t most) {
  return *rc::gen::inRange<std::uint64_t>(least, most + 1);
}

RC_GTEST_PROP(MerkleLaws, EveryWayToTheRootIsTheDefinition, ()) {
  const auto size = size_from(0, 700);
  const auto tree = tree_of(size);
  CompactRange range;
  for (const auto& leaf : tree.leaves()) range.append(leaf);
  RC_ASSERT(range.root() == defined_root(tree.leaves()));
  RC_ASSERT(*tree.at(size).root() == range.root());
  RC_ASSERT(CompactRange::from(range.size(), range.hashes()) == range);
}

RC_GTEST_PROP(MerkleLaws, EveryLeafIsProved, ()) {
  const auto size = size_from(1, 700), index = size_from(0, size - 1);
  const auto tree = tree_of(size);
  const auto proof = *tree.at(size).inclusion(index);
  RC_ASSERT(
      verify_inclusion(index, size, tree.leaves()[index], proof, defined_root(tree.leaves())));
}

RC_GTEST_PROP(MerkleLaws, EveryEarlierTreeIsProved, ()) {
  const auto to = size_from(0, 700), from = size_from(0, to);
  const auto tree = tree_of(to);
  const auto proof = *tree.at(to).consistency(from);
  RC_ASSERT(verify_consistency(from, to, *tree.at(from).root(), *tree.at(to).root(), proof));
}

// One thing of a proof changed: a bit of a hash, or a hash more, fewer or elsewhere.
void forge(Proof& proof) {
  auto kind = size_from(0, proof.empty() ? 0 : 3);
  if (kind == 0) {
    proof.push_back(leaf_hash("forged"));
    return;
  }
  const auto at = size_from(0, proof.size() - 1);
  if (kind == 1) proof[at][size_from(0, 31)] ^= static_cast<std::uint8_t>(1 << size_from(0, 7));
  if (kind == 2) proof.erase(proof.begin() + static_cast<std::ptrdiff_t>(at));
  if (kind == 3) proof.insert(proof.begin() + static_cast<std::ptrdiff_t>(at), proof[at]);
}

RC_GTEST_PROP(MerkleLaws, NoForgedInclusionIsBelieved, ()) {
  const auto size = size_from(1, 300), index = size_from(0, size - 1);
  const auto tree = tree_of(size);
  const auto root = *tree.at(size).root();
  auto proof = *tree.at(size).inclusion(index);
  const auto& leaf = tree.leaves()[index];
  RC_ASSERT_FALSE(verify_inclusion(index, size, leaf_hash("forged"), proof, root));
  RC_ASSERT_FALSE(verify_inclusion(size, size, leaf, proof, root));
  if (size > 1) RC_ASSERT_FALSE(verify_inclusion((index + 1) % size, size, leaf, proof, root));
  forge(proof);
  RC_ASSERT_FALSE(verify_inclusion(index, size, leaf, proof, root));
}

RC_GTEST_PROP(MerkleLaws, NoForgedConsistencyIsBelieved, ()) {
  const auto to = size_from(2, 300), from = size_from(1, to - 1);
  const auto tree = tree_of(to);
  const auto from_root = *tree.at(from).root(), to_root = *tree.at(to).root();
  auto proof = *tree.at(to).consistency(from);
  const auto other = leaf_hash("another tree");
  RC_ASSERT_FALSE(verify_consistency(from, to, other, to_root, proof));
  RC_ASSERT_FALSE(verify_consistency(from, to, from_root, other, proof));
  RC_ASSERT_FALSE(verify_consistency(to, from, to_root, from_root, proof));
  RC_ASSERT_FALSE(verify_consistency(to, to, from_root, to_root, {}));
  forge(proof);
  RC_ASSERT_FALSE(verify_consistency(from, to, from_root, to_root, proof));
}

// A rewritten event before `from` gives a tree that is not consistent with the one of before.
RC_GTEST_PROP(MerkleLaws, ARewrittenLeafIsNotConsistent, ()) {
  const auto to = size_from(2, 200), from = size_from(1, to - 1), at = size_from(0, from - 1);
  GivenTree honest = tree_of(to), forged;
  for (std::uint64_t i = 0; i < to; ++i)
    forged.add(i == at ? "rewritten" : "event " + std::to_string(i));
  RC_ASSERT_FALSE(verify_consistency(from, to, *honest.at(from).root(), *forged.at(to).root(),
                                     *forged.at(to).consistency(from)));
}

TEST(MerkleHashes, ANodeIsNoLeaf) {
  const auto a = leaf_hash("a"), b = leaf_hash("b");
  const auto both = std::string(bytes_of(a)).append(bytes_of(b));
  EXPECT_NE(leaf_hash(both), node_hash(a, b));
}

TEST(MerkleHashes, LongAndShortLeavesHashAlike) {
  // SHA-256 of a zero byte and a thousand, or two thousand, times "x".
  EXPECT_EQ(
      leaf_hash(std::string(1000, 'x')),
      hash_of(test::from_hex("9e4385b5314ff3d0ff450cba3283151a55f09f7323b47499dca214e96a8f6f92")));
  EXPECT_EQ(
      leaf_hash(std::string(2000, 'x')),
      hash_of(test::from_hex("305b672c8cf233ea7c907e6fd533ad319f98540bec65c9448b24e151c81da96f")));
}

TEST(CompactRanges, ARowOfTheWrongLengthIsNone) {
  EXPECT_FALSE(CompactRange::from(3, {leaf_hash("a")}));
  EXPECT_FALSE(CompactRange::from(0, {leaf_hash("a")}));
  EXPECT_TRUE(CompactRange::from(2, {leaf_hash("a")}));
}

}  // namespace
}  // namespace verbatim::merkle
