// The test vectors that the implementations of Certificate Transparency share: eight leaves, the
// roots over the first n of them, and proofs (RFC 6962 and RFC 9162 hash alike).

#include <gtest/gtest.h>

#include "given_tree.hpp"
#include "merkle/compact_range.hpp"
#include "merkle/proof.hpp"

namespace verbatim::merkle {
namespace {

using test::from_hex;
using test::GivenTree;

const std::vector<std::string>& leaves() {
  static const std::vector<std::string> all = {from_hex(""),
                                               from_hex("00"),
                                               from_hex("10"),
                                               from_hex("2021"),
                                               from_hex("3031"),
                                               from_hex("40414243"),
                                               from_hex("5051525354555657"),
                                               from_hex("606162636465666768696a6b6c6d6e6f")};
  return all;
}

const char* const kRoots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                              "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                              "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                              "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                              "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                              "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                              "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                              "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                              "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

Hash hash(const char* hex) {
  return hash_of(from_hex(hex));
}

TEST(MerkleVectors, RootsOfTheFirstLeaves) {
  CompactRange range;
  GivenTree tree;
  for (std::size_t n = 0; n <= leaves().size(); ++n) {
    EXPECT_EQ(range.root(), hash(kRoots[n])) << n;
    EXPECT_EQ(*tree.at(n).root(), hash(kRoots[n])) << n;
    if (n == leaves().size()) break;
    range.append(leaf_hash(leaves()[n]));
    tree.add(leaves()[n]);
  }
}

struct Inclusion {
  std::uint64_t index, size;
  std::vector<const char*> proof;
};

TEST(MerkleVectors, InclusionProofs) {
  const std::vector<Inclusion> given = {
      {0, 1, {}},
      {0,
       8,
       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
      {5,
       8,
       {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
      {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
      {1,
       5,
       {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};
  GivenTree tree;
  for (const auto& leaf : leaves()) tree.add(leaf);
  for (const auto& [index, size, hashes] : given) {
    Proof proof;
    for (const auto* hex : hashes) proof.push_back(hash(hex));
    EXPECT_EQ(*tree.at(size).inclusion(index), proof) << index << " of " << size;
    EXPECT_TRUE(
        verify_inclusion(index, size, leaf_hash(leaves()[index]), proof, hash(kRoots[size])));
  }
}

struct Consistency {
  std::uint64_t from, to;
  std::vector<const char*> proof;
};

TEST(MerkleVectors, ConsistencyProofs) {
  const std::vector<Consistency> given = {
      {1, 1, {}},
      {1,
       8,
       {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
      {6,
       8,
       {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
      {2,
       5,
       {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};
  GivenTree tree;
  for (const auto& leaf : leaves()) tree.add(leaf);
  for (const auto& [from, to, hashes] : given) {
    Proof proof;
    for (const auto* hex : hashes) proof.push_back(hash(hex));
    EXPECT_EQ(*tree.at(to).consistency(from), proof) << from << " to " << to;
    EXPECT_TRUE(verify_consistency(from, to, hash(kRoots[from]), hash(kRoots[to]), proof));
  }
}

}  // namespace
}  // namespace verbatim::merkle
