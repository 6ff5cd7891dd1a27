#include "projections/bits.hpp"

#include <algorithm>
#include <iterator>

namespace verbatim::projections {
namespace {

using Span = std::span<const std::uint64_t>;

// The build is for any x86-64, whose oldest cannot count bits in one instruction. So each loop is
// compiled twice: inlined into a function for those that can, and into one for all.
[[gnu::always_inline]] inline std::uint64_t count_both(Span a, Span b) {
  std::uint64_t count = 0;
  const auto size = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < size; ++i)
    count += static_cast<std::uint64_t>(__builtin_popcountll(a[i] & b[i]));
  return count;
}

[[gnu::always_inline]] inline std::uint64_t count_first(Span words, std::size_t number) {
  const auto bits = [](std::uint64_t word) {
    return static_cast<std::uint64_t>(__builtin_popcountll(word));
  };
  const auto last = number / 64;
  auto count = bits(words[last] & ((std::uint64_t{1} << (number % 64)) - 1));
  for (std::size_t i = 0; i < last; ++i) count += bits(words[i]);
  return count;
}

[[gnu::always_inline]] inline void count_all_pairs(Span said, Span seen,
                                                   std::span<std::uint32_t> counts) {
  const auto number = [](std::uint64_t word) {
    return static_cast<std::uint32_t>(__builtin_popcountll(word));
  };
  auto* cell = counts.data();
  for (std::size_t j = 1; j < said.size(); ++j) {
    for (std::size_t i = 0; i < j; ++i, cell += 3) {
      if ((said[i] | said[j]) == 0) continue;
      const auto both = said[i] & said[j];
      cell[0] += number(both);
      cell[1] += number(said[i] & seen[j] & ~both);
      cell[2] += number(said[j] & seen[i] & ~both);
    }
  }
}

std::uint64_t count_both_anywhere(Span a, Span b) {
  return count_both(a, b);
}
std::uint64_t count_first_anywhere(Span words, std::size_t number) {
  return count_first(words, number);
}
void count_all_pairs_anywhere(Span said, Span seen, std::span<std::uint32_t> counts) {
  count_all_pairs(said, seen, counts);
}

#if defined(__x86_64__)
[[gnu::target("popcnt")]] std::uint64_t count_both_at_once(Span a, Span b) {
  return count_both(a, b);
}
[[gnu::target("popcnt")]] std::uint64_t count_first_at_once(Span words, std::size_t number) {
  return count_first(words, number);
}
[[gnu::target("popcnt")]] void count_all_pairs_at_once(Span said, Span seen,
                                                       std::span<std::uint32_t> counts) {
  count_all_pairs(said, seen, counts);
}
const bool kAtOnce = __builtin_cpu_supports("popcnt") != 0;
#else
constexpr bool kAtOnce = false;
constexpr auto count_both_at_once = count_both_anywhere;
constexpr auto count_first_at_once = count_first_anywhere;
constexpr auto count_all_pairs_at_once = count_all_pairs_anywhere;
#endif

}  // namespace

Words words_of(const ResponseSet& set, std::size_t size) {
  Words words;
  words.reserve((size + 63) / 64);
  boost::to_block_range(set, std::back_inserter(words));
  words.resize((size + 63) / 64);
  return words;
}

std::uint64_t count_of_both(Span a, Span b) {
  return kAtOnce ? count_both_at_once(a, b) : count_both_anywhere(a, b);
}

std::uint64_t count_before(Span words, std::size_t number) {
  return kAtOnce ? count_first_at_once(words, number) : count_first_anywhere(words, number);
}

std::uint64_t count_of(Span words) {
  return count_of_both(words, words);
}

void count_pairs(Span said, Span seen, std::span<std::uint32_t> counts) {
  kAtOnce ? count_all_pairs_at_once(said, seen, counts)
          : count_all_pairs_anywhere(said, seen, counts);
}

}  // namespace verbatim::projections
