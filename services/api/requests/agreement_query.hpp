#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "api/requests/figure_query.hpp"
#include "projections/agreement_figures.hpp"

// Which agreement a request is about.
namespace verbatim::api {

// A query as it was asked, with ids.
struct AskedAgreement {
  std::vector<projections::Coefficient> coefficients;
  AskedCoders coders;
  std::optional<std::string> framework, group, round;
  bool roll_up = false, pairs = false;
  agreement::Resampling resampling = {0, 1};

  // Whether the sums that are kept up do not answer it.
  bool is_long() const {
    const auto asks_who = [](projections::Coefficient c) {
      return c == projections::Coefficient::kCongerKappa ||
             c == projections::Coefficient::kLightKappa;
    };
    if (std::any_of(coefficients.begin(), coefficients.end(), asks_who)) return true;
    if (resampling.resamples > 0) return true;
    return !coders.names.empty() || group.has_value() || round.has_value() || roll_up || pairs;
  }
};

// More would take a worker's time for an interval that is no better.
inline constexpr std::uint64_t kResamplesMax = 10'000;

// The parameters `coefficient`, `coders`, `coder`, `framework`, `group`, `round`, `roll_up`,
// `pairs`, `resamples` and `seed`. kInvalidValue for what no study could have.
Result<AskedAgreement> read_agreement_query(const http::Request& request);

// The query in a study. kUnknown... for what it has not.
Result<projections::AgreementQuery> agreement_query_of(const coding::Study& study,
                                                       const AskedAgreement& asked);

// The one framework of what is asked about one alone: the study's first where none is named.
// kUnknownFramework where there is none.
Result<coding::FrameworkIndex> framework_of(const coding::Study& study,
                                            const projections::AgreementQuery& query);

}  // namespace verbatim::api
