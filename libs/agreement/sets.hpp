#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "agreement/binary.hpp"
#include "agreement/codings.hpp"
#include "agreement/estimate.hpp"

// Agreement on label sets: each coding is a set of labels, which may be empty (seen and left
// uncoded). Any number of coders, any of them missing on any unit.
namespace verbatim::agreement {

// A view: it owns nothing. LabelSets and CodingsBuffer put one together.
struct SetCodings {
  // All different, each ascending and with no label twice. Labels are any ids.
  std::span<const std::vector<std::uint32_t>> sets;
  // Its values are indexes into `sets`, its categories their number.
  Codings codings;
};

// How far two label sets are apart, from 0 (equal, also both empty) to 1 (no label shared).
enum class SetDistance {
  kNominal,  // 1 unless equal
  kJaccard,  // 1 - |A and B| / |A or B|
  // Passonneau (2006): 1 - J * M; J the Jaccard index, M = 1 for equal sets, 2/3 where one holds
  // the other, 1/3 for any other overlap. Exact thirds, not 0.67 and 0.33.
  kMasi,
  // As kMasi with 0.67 and 0.33 for the thirds, which NLTK had until 2026: to compare with figures
  // that were published so.
  kMasiRounded,
};

// Krippendorff's alpha, 1 - D_o / D_e over pairable units, with a distance between label sets.
// Undefined as in nominal.hpp, kNoVariation included. The interval is that of weighted.hpp (Gwet
// 2014, section 6.5), with 1 - distance for the weight of two sets. The same to the last bit for
// any order of units, coders, labels and sets.
//
// Cost: for value and interval each, the pairs of different sets within each unit, and the pairs of
// sets in use that share a label; pairs that share none are never visited. Requires that codings^2
// * 3 * (labels of the largest set) stays below 2^64.
Estimate krippendorff_alpha(const SetCodings& data, SetDistance distance);

// percent_agreement of nominal.hpp on whole sets: two codings agree if their sets are equal.
Estimate percent_exact_sets(const SetCodings& data);

// The histograms (binary.hpp) of labels 0 to labels - 1, each applied or not, in one pass; cells by
// rising codings, then applying. Labels of the data at or above `labels` are left out.
std::vector<std::vector<BinaryCell>> label_histograms(const SetCodings& data, std::uint32_t labels);

}  // namespace verbatim::agreement
