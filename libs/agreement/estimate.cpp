#include "agreement/estimate.hpp"

namespace verbatim::agreement {

std::string_view slug_of(Undefined reason) {
  switch (reason) {
    case Undefined::kNoPairableUnits:
      return "no_pairable_units";
    case Undefined::kOneCoder:
      return "one_coder";
    case Undefined::kNoVariation:
      return "no_variation";
    case Undefined::kNotTwoCoders:
      return "not_two_coders";
    case Undefined::kIncomplete:
      return "incomplete";
    case Undefined::kOverlappingSpans:
      return "overlapping_spans";
    case Undefined::kTooLarge:
      return "too_large";
  }
  return {};
}

std::string_view slug_of(IntervalMethod method) {
  switch (method) {
    case IntervalMethod::kGwet:
      return "gwet";
    case IntervalMethod::kFleissCohenEveritt:
      return "fleiss_cohen_everitt";
    case IntervalMethod::kBootstrap:
      return "bootstrap";
  }
  return {};
}

Estimate knowing_coders(Estimate estimate, std::uint64_t coders) {
  if (coders == 1 && estimate.reason == Undefined::kNoPairableUnits) {
    estimate.reason = Undefined::kOneCoder;
  }
  estimate.coders = coders;
  return estimate;
}

}  // namespace verbatim::agreement
