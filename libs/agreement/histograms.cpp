// The histograms of all labels of one set of codings.
#include <algorithm>
#include <cstddef>

#include "agreement/sets.hpp"

namespace verbatim::agreement {
namespace {

// A label on k of a unit's m codings, as one number: by label, then codings, then applying.
std::uint64_t key_of(std::uint32_t label, std::uint32_t codings, std::uint32_t applying) {
  return std::uint64_t{label} << 32 | std::uint64_t{codings} << 16 | applying;
}

// Units with a label on them at all, each as a key, sorted. Codings of a unit above 2^16 - 1 are no
// coders of one text.
std::vector<std::uint64_t> keys_of(const SetCodings& data, std::uint32_t labels) {
  std::vector<std::uint64_t> keys;
  std::vector<std::uint32_t> counts(labels);
  std::vector<std::uint32_t> touched;
  for (std::size_t unit = 0; unit < data.codings.units(); ++unit) {
    for (const auto set : data.codings.values_of(unit)) {
      for (const auto label : data.sets[set]) {
        if (label < labels && counts[label]++ == 0) touched.push_back(label);
      }
    }
    for (const auto label : touched) {
      keys.push_back(key_of(label, data.codings.count(unit), counts[label]));
      counts[label] = 0;
    }
    touched.clear();
  }
  return keys;
}

}  // namespace

std::vector<std::vector<BinaryCell>> label_histograms(const SetCodings& data,
                                                      std::uint32_t labels) {
  std::vector<std::uint64_t> by_codings;  // units by their number of codings
  for (std::size_t unit = 0; unit < data.codings.units(); ++unit) {
    const auto codings = data.codings.count(unit);
    if (codings >= by_codings.size()) by_codings.resize(codings + std::size_t{1});
    ++by_codings[codings];
  }
  const auto keys = keys_of(data, labels);
  const std::size_t width = by_codings.size();
  const std::size_t square = width * width;
  std::vector<std::vector<BinaryCell>> histograms(labels);
  // Counting by label first keeps each label's table small, however many labels there are.
  std::vector<std::uint32_t> first(labels + std::size_t{1});
  for (const auto key : keys) ++first[(key >> 32) + 1];
  for (std::size_t label = 0; label < labels; ++label) first[label + 1] += first[label];
  std::vector<std::uint32_t> cells(keys.size());
  auto next = first;
  for (const auto key : keys) cells[next[key >> 32]++] = static_cast<std::uint32_t>(key);
  std::vector<std::uint64_t> table(square);
  for (std::uint32_t label = 0; label < labels; ++label) {
    std::fill(table.begin(), table.end(), 0);
    for (std::size_t m = 0; m < width; ++m) table[m * width] = by_codings[m];
    for (auto at = first[label]; at < first[label + 1]; ++at) {
      const std::size_t m = cells[at] >> 16;
      const std::size_t k = cells[at] & 0xffff;
      ++table[m * width + k];
      --table[m * width];
    }
    for (std::uint32_t m = 1; m < width; ++m) {
      for (std::uint32_t k = 0; k <= m; ++k) {
        const auto units = table[m * width + k];
        if (units > 0) histograms[label].push_back({m, k, units});
      }
    }
  }
  return histograms;
}

}  // namespace verbatim::agreement
