#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "agreement/estimate.hpp"

// Inside of this library: the coefficients for two coders, from what remains of their table when
// only the diagonal and the margins matter. pair.cpp makes them from a table, nominal.cpp from
// codings with more categories than a square table of them would fit in memory.
namespace verbatim::agreement {

class Margins {
 public:
  explicit Margins(std::size_t categories) : first_(categories), second_(categories) {}

  // Adds units to which the first coder gave category `a` and the second `b`.
  void add(std::size_t a, std::size_t b, std::uint64_t units);

  Estimate percent_agreement() const;
  Estimate cohen_kappa() const;
  Estimate scott_pi() const;

 private:
  // (p_o - p_e) / (1 - p_e), with both shares given as whole numbers of `all`.
  Estimate beyond_chance(std::uint64_t observed, std::uint64_t expected, std::uint64_t all) const;
  Estimate defined(double value) const;
  Estimate undefined(Undefined reason) const;

  std::uint64_t units_ = 0;
  std::uint64_t agreeing_ = 0;
  std::vector<std::uint64_t> first_;   // units by category, first coder
  std::vector<std::uint64_t> second_;  // and second
};

}  // namespace verbatim::agreement
