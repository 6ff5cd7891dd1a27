#include "agreement/interval.hpp"

#include <algorithm>
#include <cmath>

#include <boost/math/distributions/students_t.hpp>

namespace verbatim::agreement {
namespace {

constexpr double kNormal975 = 1.959963984540054;

double t975(double freedom) {
  if (freedom > 1e8) return kNormal975;  // the same to the eighth digit, and found at once
  // All coefficients of a figure stand on the same few numbers of units.
  thread_local double last = 0, found = 0;
  if (freedom == last) return found;
  // In double, which is exact to more digits than are shown, and several times as fast.
  using namespace boost::math::policies;
  using Double = boost::math::students_t_distribution<double, policy<promote_double<false>>>;
  last = freedom;
  return found = boost::math::quantile(Double(freedom), .975);
}

Interval around(double value, double se, double width, IntervalMethod method) {
  return {se, value - width * se, std::min(1.0, value + width * se), method};
}

}  // namespace

Linearised::Sum Linearised::sum_about(double mean) {
  // Where a distance is not a number (of values that have no ratio), there is no interval either;
  // and what equals not even itself is in no order.
  const auto is_number = [](const auto& one) { return std::isfinite(one.first); };
  if (!std::isfinite(mean) || !std::all_of(contributions_.begin(), contributions_.end(), is_number))
    return {};
  std::sort(contributions_.begin(), contributions_.end());
  Sum sum;
  for (auto at = contributions_.begin(); at != contributions_.end();) {
    std::uint64_t units = 0;
    const double x = at->first;
    for (; at != contributions_.end() && at->first == x; ++at) units += at->second;
    sum.squares += static_cast<double>(units) * (x - mean) * (x - mean);
    sum.n += static_cast<double>(units);
  }
  return sum;
}

std::optional<Interval> Linearised::gwet(double value, double mean) && {
  const auto [n, squares] = sum_about(mean);
  if (n < 2) return std::nullopt;
  return around(value, std::sqrt(squares / (n * (n - 1))), t975(n - 1), IntervalMethod::kGwet);
}

std::optional<Interval> Linearised::gwet_of_proportion(double share) && {
  auto interval = std::move(*this).gwet(share, share);
  if (interval) interval->low = std::max(0.0, interval->low);
  return interval;
}

std::optional<Interval> Linearised::gwet_of_table(double value, double mean) && {
  const auto [n, squares] = sum_about(mean);
  if (n < 2) return std::nullopt;
  return around(value, std::sqrt(squares) / n, t975(n - 1), IntervalMethod::kGwet);
}

std::optional<Interval> Linearised::fleiss_cohen_everitt(double value, double mean) && {
  const auto [n, squares] = sum_about(mean);
  if (n < 2) return std::nullopt;
  return around(value, std::sqrt(squares) / n, kNormal975, IntervalMethod::kFleissCohenEveritt);
}

void AlphaLinearised::add(std::uint32_t codings, double agreeing, double chance,
                          std::uint64_t units) {
  const double size = codings / mean_codings_ - 1;
  const double agreement =
      agreeing / (mean_codings_ * (codings - 1)) - (1 - observed_) * size - (1 - expected_);
  const double by_chance = chance / mean_codings_ - (1 - expected_) * size - (1 - expected_);
  const double open = observed_ / expected_;  // 1 - alpha
  linearised_.add((agreement - 2 * open * by_chance) / expected_, units);
}

std::optional<Interval> AlphaLinearised::about(double alpha) && {
  return std::move(linearised_).gwet(alpha, 1 - observed_ / expected_);
}

double ordered_sum(std::vector<double>& terms) {
  std::sort(terms.begin(), terms.end());
  double sum = 0;
  for (const double term : terms) sum += term;
  terms.clear();
  return sum;
}

}  // namespace verbatim::agreement
