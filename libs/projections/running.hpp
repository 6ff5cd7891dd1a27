#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// What running sums have in common.
namespace verbatim::projections {

// Adds or subtracts without leaving unsigned arithmetic: sign is +1 or -1.
inline void bump(std::uint32_t& number, int sign, std::uint32_t by = 1) {
  number = sign > 0 ? number + by : number - by;
}

// One of many things, of which those that were never asked for are as they come.
template <class T>
T& grown(std::vector<T>& things, std::size_t index) {
  if (things.size() <= index) things.resize(index + 1);
  return things[index];
}

}  // namespace verbatim::projections
