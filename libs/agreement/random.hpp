#pragma once

#include <array>
#include <cstdint>

// Inside of this library: numbers that look random and are the same on every machine. The standard
// library's distributions differ between its makers.
namespace verbatim::agreement {

// xoshiro256** (Blackman and Vigna 2018), seeded through splitmix64 as its authors advise.
class Random {
 public:
  explicit Random(std::uint64_t seed);

  std::uint64_t next();
  // 0 <= x < limit, each equally often. Requires limit > 0.
  std::uint32_t below(std::uint32_t limit);
  // 0 <= x < 1, a multiple of 2^-53.
  double share();
  // How many of n trials with chance p succeed, 0 <= p <= 1: by inversion (Kachitvichyanukul and
  // Schmeiser 1988, BINV) where few do, else by BTRS (Hoermann 1993).
  std::uint64_t binomial(std::uint64_t n, double p);

 private:
  std::uint64_t few(std::uint64_t n, double p);
  std::uint64_t many(std::uint64_t n, double p);

  std::array<std::uint64_t, 4> state_;
};

}  // namespace verbatim::agreement
