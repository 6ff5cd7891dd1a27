#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "agreement/estimate.hpp"
#include "agreement/profiles.hpp"

// Inside of this library: the nominal coefficients for any number of coders, from profiles.
// binary.cpp, nominal.cpp and sets.cpp make these from their own kinds of input.
namespace verbatim::agreement {

class NominalBasis {
 public:
  // `theme`: the category whose prevalence is told; without it, that of the most frequent one.
  explicit NominalBasis(Profiles profiles, std::optional<std::uint32_t> theme = {});

  const Profiles& profiles() const { return profiles_; }
  const Tally& tally() const { return tally_; }

  Estimate percent_agreement() const;
  Estimate krippendorff_alpha() const;
  Estimate fleiss_kappa() const;
  Estimate gwet_ac1() const;
  Estimate brennan_prediger() const;
  Estimate percent_all_agree() const;
  std::optional<double> null_se_of_fleiss_kappa() const;

  // On how much a coefficient stands, before it is known.
  Estimate blank() const;

 private:
  Estimate undefined(Undefined reason) const;
  // 1 - observed / expected, with Gwet's interval. chance[c] is what a coding with category c adds
  // to chance agreement; none where chance does not depend on the codings.
  Estimate beyond_chance(double expected_agreement, const std::vector<double>& chance) const;

  Profiles profiles_;
  Tally tally_;
  std::vector<double> prevalence_;  // by category: mean share over coded units
  std::uint64_t seen_ = 0;          // categories with a prevalence above 0
  std::optional<std::uint32_t> theme_;
};

}  // namespace verbatim::agreement
