#pragma once

#include <string>

#include "agreement/reliability_data.hpp"

// Why a figure that was asked for is not among those of some data.
namespace verbatim::tool {

// "holsti is of two coders, and 3 did code." Requires that compute() gives no figure of that name.
std::string why_no_figure(const agreement::ReliabilityData& data, const std::string& coefficient);

// The same of Krippendorff's alpha with a distance: "The distance masi is of sets of labels, ...".
std::string why_no_distance(const agreement::ReliabilityData& data, const std::string& distance);

}  // namespace verbatim::tool
