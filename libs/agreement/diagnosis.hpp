#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agreement/codings.hpp"
#include "agreement/estimate.hpp"
#include "agreement/sets.hpp"

// Why coders differ: which themes are taken for which, who differs from whom, and which units cost
// most. All of it from reliability data alone, and whole numbers where counts are asked for.
namespace verbatim::agreement {

// Theme against theme. On every pair of codings of one unit, the labels that both applied meet
// themselves, and each label that only one applied meets those that only the other applied (or
// none, where the other has no such label).
struct LabelMatrix {
  std::uint32_t labels = 0;
  // pairs[a * (labels + 1) + b]: the last row and column stand for "no other label". Symmetric:
  // each unordered pair of codings adds to (a, b) and (b, a), and twice to the diagonal.
  std::vector<std::uint64_t> pairs;

  std::uint64_t at(std::uint32_t a, std::uint32_t b) const {
    return pairs[std::size_t{a} * (labels + 1) + b];
  }
};
LabelMatrix label_matrix(const SetCodings& data, std::uint32_t labels);

// Coder against coder, of those who coded anything.
struct CoderPair {
  std::uint32_t first = 0, second = 0;  // first < second
  Estimate percent_agreement, cohen_kappa;
};
struct CoderMatrix {
  std::vector<std::uint32_t> coders;  // ascending
  std::vector<CoderPair> pairs;       // by first, then second
};
// On single values, or whole label sets (SetCodings::codings).
CoderMatrix coder_matrix(const Codings& codings);

// What one unit adds to the observed disagreement of krippendorff_alpha with this distance: the
// shares of all units add up to 1.
struct CostlyUnit {
  std::uint32_t unit = 0;
  double disagreement = 0;  // sum over ordered pairs of its codings of d / (codings - 1)
  double share = 0;         // of the disagreement of all units
};
// The costliest first, at most `most`; units without disagreement are left out; equal ones in
// order.
std::vector<CostlyUnit> costliest_units(const SetCodings& data, SetDistance distance,
                                        std::size_t most);

// How one theme is used by each coder, and what to talk about.
struct ThemeUse {
  std::uint32_t coder = 0;
  std::uint64_t applied = 0;  // codings that apply it, of units that another coder coded too
  std::uint64_t codings = 0;  // codings of such units
};
enum class AdviceKind {
  kFine,         // alpha at or above 0.8
  kTooFew,       // fewer pairable units than a judgement takes
  kRare,         // applied on too few units to tell agreement from chance
  kUnequalUse,   // one coder applies it far more often than another
  kTakenFor,     // another theme stands where this one does with the other coder
  kOftenMissed,  // where one applies it, the other often applies nothing instead
  kUnclear,      // coders differ without one of these patterns
};
// Stable: "fine", "too_few_units", "rare", "unequal_use", "taken_for", "often_missed", "unclear".
std::string_view slug_of(AdviceKind kind);

struct Advice {
  std::uint32_t label = 0;
  AdviceKind kind = AdviceKind::kUnclear;
  Estimate alpha;
  std::vector<ThemeUse> use;  // by coder, ascending
  std::optional<std::uint32_t> taken_for;
  std::string words;  // a sentence or two for people, with its numbers
};

// Below this many pairable units, a figure is too little to judge by.
constexpr std::uint64_t kUnitsToJudge = 10;

// Advice for each label 0 to labels - 1. `label_names` and `coder_names` are used in the words
// alone; coders are numbered as in the data.
std::vector<Advice> advise(const SetCodings& data, std::span<const std::string> label_names,
                           std::span<const std::string> coder_names);

}  // namespace verbatim::agreement
