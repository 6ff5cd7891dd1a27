#include "agreement/random.hpp"

#include <bit>
#include <cmath>

namespace verbatim::agreement {
namespace {

std::uint64_t splitmix(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15ULL;
  auto z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

double power(double base, std::uint64_t exponent) {
  double result = 1;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) result *= base;
    base *= base;
  }
  return result;
}

// log k! less Stirling's formula for it.
double stirling_tail(double k) {
  static constexpr std::array<double, 10> kExact = {
      0.08106146679532726,  0.04134069595540929, 0.02767792568499834, 0.02079067210376509,
      0.01664469118982119,  0.01387612882307075, 0.01189670994589177, 0.01041126526197209,
      0.009255462182712733, 0.008330563433362871};
  if (k < 10) return kExact[static_cast<std::size_t>(k)];
  const double square = (k + 1) * (k + 1);
  return (1. / 12 - (1. / 360 - 1. / 1260 / square) / square) / (k + 1);
}

}  // namespace

Random::Random(std::uint64_t seed) {
  for (auto& word : state_) word = splitmix(seed);
}

std::uint64_t Random::next() {
  const auto result = std::rotl(state_[1] * 5, 7) * 9;
  const auto shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

std::uint32_t Random::below(std::uint32_t limit) {  // Lemire (2019)
  auto product = (next() >> 32) * limit;
  if (static_cast<std::uint32_t>(product) < limit) {
    const std::uint32_t rest = (0U - limit) % limit;
    while (static_cast<std::uint32_t>(product) < rest) product = (next() >> 32) * limit;
  }
  return static_cast<std::uint32_t>(product >> 32);
}

double Random::share() {
  return static_cast<double>(next() >> 11) * 0x1p-53;
}

std::uint64_t Random::binomial(std::uint64_t n, double p) {
  if (n == 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > .5) return n - binomial(n, 1 - p);
  return static_cast<double>(n) * p < 10 ? few(n, p) : many(n, p);
}

std::uint64_t Random::few(std::uint64_t n, double p) {
  const double odds = p / (1 - p);
  const double none = power(1 - p, n);
  for (;;) {
    double chance = none;
    double left = share();
    for (std::uint64_t k = 0; k <= n; ++k) {
      if (left < chance) return k;
      left -= chance;
      chance *= odds * static_cast<double>(n - k) / static_cast<double>(k + 1);
      if (chance <= 0) break;  // all that is left is rounding
    }
  }
}

std::uint64_t Random::many(std::uint64_t trials, double p) {
  const auto n = static_cast<double>(trials);
  const double spread = std::sqrt(n * p * (1 - p));
  const double b = 1.15 + 2.53 * spread;
  const double a = -.0873 + .0248 * b + .01 * p;
  const double c = n * p + .5;
  const double top = .92 - 4.2 / b;
  const double alpha = (2.83 + 5.1 / b) * spread;
  const double mode = std::floor((n + 1) * p);
  const double odds = std::log(p / (1 - p));
  for (;;) {
    double v = share();
    const double u = share() - .5;
    const double us = .5 - std::abs(u);
    const double k = std::floor((2 * a / us + b) * u + c);
    if (us >= .07 && v <= top) return static_cast<std::uint64_t>(k);
    if (k < 0 || k > n) continue;
    v = std::log(v * alpha / (a / (us * us) + b));
    const double bound = (mode + .5) * std::log((mode + 1) / (n - mode + 1)) + stirling_tail(mode) +
                         stirling_tail(n - mode) +
                         (n + 1) * std::log((n - mode + 1) / (n - k + 1)) +
                         (k + .5) * std::log((n - k + 1) / (k + 1)) - stirling_tail(k) -
                         stirling_tail(n - k) + (k - mode) * odds;
    if (v <= bound) return static_cast<std::uint64_t>(k);
  }
}

}  // namespace verbatim::agreement
