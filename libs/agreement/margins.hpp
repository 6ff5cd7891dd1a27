#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "agreement/estimate.hpp"
#include "agreement/interval.hpp"

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

  // The largest kappa that these margins allow (Cohen 1960). Nothing where kappa is undefined.
  std::optional<double> cohen_kappa_max() const;

 private:
  struct Cell {
    std::size_t a, b;
    std::uint64_t units;
  };

  Estimate blank() const;
  Estimate undefined(Undefined reason) const;
  // (p_o - p_e) / (1 - p_e), with both shares given as whole numbers of `all`.
  Estimate beyond_chance(std::uint64_t observed, std::uint64_t expected, std::uint64_t all) const;
  // What each unit adds to a coefficient whose chance agreement is the sum over categories of
  // a_share * b_share.
  Linearised linearised(const Estimate& estimate, const std::vector<double>& a_share,
                        const std::vector<double>& b_share) const;

  std::uint64_t units_ = 0;
  std::uint64_t agreeing_ = 0;
  std::vector<std::uint64_t> first_;   // units by category, first coder
  std::vector<std::uint64_t> second_;  // and second
  std::vector<Cell> cells_;
};

}  // namespace verbatim::agreement
