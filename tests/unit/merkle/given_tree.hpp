#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "merkle/tree.hpp"

namespace verbatim::test {

inline std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  return bytes;
}

// A tree whose leaves are all in memory.
class GivenTree {
 public:
  void add(std::string_view leaf) { leaves_.push_back(merkle::leaf_hash(leaf)); }
  merkle::Tree at(std::uint64_t size) const {
    return {[this](unsigned tier, std::uint64_t first, std::uint64_t count) {
              return hashes(tier, first, count);
            },
            size};
  }
  const std::vector<merkle::Hash>& leaves() const { return leaves_; }

 private:
  Result<std::vector<merkle::Hash>> hashes(unsigned tier, std::uint64_t first,
                                           std::uint64_t count) const {
    std::vector<merkle::Hash> level(leaves_);
    for (unsigned i = 0; i < tier * merkle::kTileHeight; ++i) {
      for (std::size_t n = 0; n < level.size() / 2; ++n)
        level[n] = merkle::node_hash(level[2 * n], level[2 * n + 1]);
      level.resize(level.size() / 2);
    }
    if (first + count > level.size()) return Failure{Fault::kFutureMoment, "not that many"};
    const auto begin = level.begin() + static_cast<std::ptrdiff_t>(first);
    return std::vector<merkle::Hash>(begin, begin + static_cast<std::ptrdiff_t>(count));
  }

  std::vector<merkle::Hash> leaves_;
};

}  // namespace verbatim::test
