#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <boost/dynamic_bitset.hpp>

namespace verbatim::projections {

// A set of responses of one question, by their numbers there. Shorter sets lack their last ones.
using ResponseSet = boost::dynamic_bitset<std::uint64_t>;

// The same as words of 64, where many sets are gone through together.
using Words = std::vector<std::uint64_t>;

inline bool has(const Words& words, std::size_t number) {
  return number / 64 < words.size() && (words[number / 64] >> (number % 64) & 1) != 0;
}
inline std::uint64_t word_at(const Words& words, std::size_t index) {
  return index < words.size() ? words[index] : 0;
}
inline void set(Words& words, std::size_t number, bool there) {
  if (words.size() <= number / 64) {
    if (!there) return;
    words.resize(number / 64 + 1);
  }
  const auto bit = std::uint64_t{1} << (number % 64);
  words[number / 64] = there ? words[number / 64] | bit : words[number / 64] & ~bit;
}

// The words of a set, as many as for `size` responses.
Words words_of(const ResponseSet& set, std::size_t size);

// How many are in it; in both. With the processor's own instruction where it has one.
std::uint64_t count_of(std::span<const std::uint64_t> words);
std::uint64_t count_of_both(std::span<const std::uint64_t> a, std::span<const std::uint64_t> b);
// How many lie before `number`. Requires number / 64 < words.size().
std::uint64_t count_before(std::span<const std::uint64_t> words, std::size_t number);

// For each pair i < j of up to 64 responses' `said` and `seen` (one word a coder; who said it saw
// it): adds how many both said, and how many i alone and j alone said where both saw it.
// `counts` has three numbers a pair, pairs ordered by j, then i.
void count_pairs(std::span<const std::uint64_t> said, std::span<const std::uint64_t> seen,
                 std::span<std::uint32_t> counts);

}  // namespace verbatim::projections
