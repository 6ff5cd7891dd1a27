#include "agreement/diagnosis.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "agreement/binary.hpp"
#include "agreement/nominal.hpp"

namespace verbatim::agreement {
namespace {

using Labels = std::vector<std::uint32_t>;

double distance_of(const Labels& a, const Labels& b, SetDistance distance) {
  if (a == b) return 0;
  Labels both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  if (distance == SetDistance::kNominal || both.empty()) return 1;
  const auto shared = static_cast<double>(both.size());
  const double jaccard = shared / (static_cast<double>(a.size() + b.size()) - shared);
  if (distance == SetDistance::kJaccard) return 1 - jaccard;
  const bool contained = both.size() == std::min(a.size(), b.size());
  if (distance == SetDistance::kMasi) return 1 - jaccard * (contained ? 2. / 3 : 1. / 3);
  return 1 - jaccard * (contained ? .67 : .33);
}

Labels only_in(const Labels& a, const Labels& b) {
  Labels only;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(only));
  return only;
}

class MatrixBuilder {
 public:
  explicit MatrixBuilder(std::uint32_t labels)
      : matrix_{labels, std::vector<std::uint64_t>(std::size_t{labels + 1} * (labels + 1))} {}

  void add(const Labels& a, const Labels& b) {
    Labels both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    for (const auto label : both) meet(label, label);
    const auto left = or_none(only_in(a, b));
    const auto right = or_none(only_in(b, a));
    for (const auto x : left) {
      for (const auto y : right) {
        if (x != y) meet(x, y);
      }
    }
  }

  LabelMatrix take() && { return std::move(matrix_); }

 private:
  Labels or_none(Labels labels) const {
    if (labels.empty()) labels.push_back(matrix_.labels);
    return labels;
  }

  void meet(std::uint32_t a, std::uint32_t b) {
    ++matrix_.pairs[std::size_t{a} * (matrix_.labels + 1) + b];
    ++matrix_.pairs[std::size_t{b} * (matrix_.labels + 1) + a];
  }

  LabelMatrix matrix_;
};

bool applies(const Labels& set, std::uint32_t label) {
  return std::binary_search(set.begin(), set.end(), label);
}

struct LabelTally {
  std::vector<BinaryCell> cells;
  std::map<std::uint32_t, ThemeUse> use;
  std::uint64_t applied = 0;  // codings
};

LabelTally tally_label(const SetCodings& data, std::uint32_t label) {
  LabelTally tally;
  const auto& codings = data.codings;
  for (std::size_t unit = 0; unit < codings.units(); ++unit) {
    BinaryCell cell{.codings = codings.count(unit), .units = 1};
    for (auto at = codings.offsets[unit]; at < codings.offsets[unit + 1]; ++at) {
      const bool here = applies(data.sets[codings.values[at]], label);
      cell.applying += here ? 1 : 0;
      if (cell.codings < 2) continue;
      auto& use = tally.use[codings.coders[at]];
      use.coder = codings.coders[at];
      ++use.codings;
      use.applied += here ? 1 : 0;
      tally.applied += here ? 1 : 0;
    }
    tally.cells.push_back(cell);
  }
  return tally;
}

double share(const ThemeUse& use) {
  return use.codings == 0 ? 0 : static_cast<double>(use.applied) / static_cast<double>(use.codings);
}

std::string name_of(std::span<const std::string> names, std::uint32_t number) {
  return number < names.size() ? names[number] : std::to_string(number);
}

std::string counted(std::uint64_t number, const std::string& thing) {
  return std::to_string(number) + " " + thing + (number == 1 ? "" : "s");
}

// One decimal, without a locale.
std::string tenths(double value) {
  const auto scaled = static_cast<std::uint64_t>(value * 10 + .5);
  const auto rest = scaled % 10;
  return std::to_string(scaled / 10) + (rest == 0 ? "" : "." + std::to_string(rest));
}

std::string percent(std::uint64_t part, std::uint64_t of) {
  return std::to_string((200 * part + of) / (2 * of)) + " %";
}

// The patterns are looked for in this order; the first that is there is what to talk about.
class Advisor {
 public:
  Advisor(const SetCodings& data, std::span<const std::string> labels,
          std::span<const std::string> coders)
      : data_(data),
        labels_(labels),
        coders_(coders),
        matrix_(label_matrix(data, static_cast<std::uint32_t>(labels.size()))) {}

  Advice about(std::uint32_t label) const {
    const auto tally = tally_label(data_, label);
    Advice advice;
    advice.label = label;
    advice.alpha = knowing_coders(krippendorff_alpha(tally.cells), coders_of(data_.codings).size());
    for (const auto& [coder, use] : tally.use) advice.use.push_back(use);
    judge(advice, tally);
    return advice;
  }

 private:
  void judge(Advice& advice, const LabelTally& tally) const {
    const auto& theme = name_of(labels_, advice.label);
    if (advice.alpha.units < kUnitsToJudge) {
      return say(advice, AdviceKind::kTooFew,
                 "Only " + counted(advice.alpha.units, "unit") +
                     (advice.alpha.units == 1 ? " was" : " were") +
                     " coded by two coders or more: too few to judge " + theme + ".");
    }
    if (tally.applied < kApplied) {
      return say(advice, AdviceKind::kRare,
                 theme + " was applied " + counted(tally.applied, "time") + " on " +
                     counted(advice.alpha.units, "unit") +
                     ": too rarely to tell agreement from chance.");
    }
    if (advice.alpha.value.value_or(0) >= kReliable) {
      return say(advice, AdviceKind::kFine, "Coders agree on " + theme + ".");
    }
    if (unequal_use(advice) || other_theme(advice) || often_missed(advice)) return;
    say(advice, AdviceKind::kUnclear,
        "Coders differ on " + theme + " without a pattern: its description may leave open what " +
            "belongs to it.");
  }

  bool unequal_use(Advice& advice) const {
    const auto [least, most] =
        std::minmax_element(advice.use.begin(), advice.use.end(),
                            [](const auto& a, const auto& b) { return share(a) < share(b); });
    if (most->applied < kApplied || share(*most) < kTimes * share(*least)) return false;
    const auto& theme = name_of(labels_, advice.label);
    const auto often = name_of(coders_, most->coder);
    const auto rarely = name_of(coders_, least->coder);
    say(advice, AdviceKind::kUnequalUse,
        theme + " is applied by " + often + " (" + percent(most->applied, most->codings) + ") " +
            (least->applied == 0
                 ? "and never by " + rarely
                 : tenths(share(*most) / share(*least)) + " times as often as by " + rarely + " (" +
                       percent(least->applied, least->codings) + ")") +
            ": talk about where it begins.");
    return true;
  }

  bool other_theme(Advice& advice) const {
    const auto differing = differing_pairs(advice.label);
    std::uint32_t other = 0;
    std::uint64_t pairs = 0;
    for (std::uint32_t b = 0; b < matrix_.labels; ++b) {
      if (b != advice.label && matrix_.at(advice.label, b) > pairs) {
        other = b;
        pairs = matrix_.at(advice.label, b);
      }
    }
    if (pairs == 0 || 3 * pairs < differing) return false;
    advice.taken_for = other;
    say(advice, AdviceKind::kTakenFor,
        "Where one coder applies " + name_of(labels_, advice.label) + " and another does not, in " +
            std::to_string(pairs) + " of " + std::to_string(differing) +
            " cases the other applies " + name_of(labels_, other) + ": say how the two differ.");
    return true;
  }

  bool often_missed(Advice& advice) const {
    const auto differing = differing_pairs(advice.label);
    const auto missed = matrix_.at(advice.label, matrix_.labels);
    if (2 * missed <= differing) return false;
    say(advice, AdviceKind::kOftenMissed,
        "Where one coder applies " + name_of(labels_, advice.label) + " and another does not, in " +
            std::to_string(missed) + " of " + std::to_string(differing) +
            " cases the other applies nothing instead: it may be overlooked.");
    return true;
  }

  std::uint64_t differing_pairs(std::uint32_t label) const {
    std::uint64_t pairs = 0;
    for (std::uint32_t b = 0; b <= matrix_.labels; ++b) {
      if (b != label) pairs += matrix_.at(label, b);
    }
    return pairs;
  }

  static void say(Advice& advice, AdviceKind kind, std::string words) {
    advice.kind = kind;
    advice.words = std::move(words);
  }

  static constexpr double kReliable = .8;       // Krippendorff (2004)
  static constexpr double kTimes = 2;           // as often as another coder
  static constexpr std::uint64_t kApplied = 5;  // times a theme was applied

  const SetCodings& data_;
  std::span<const std::string> labels_;
  std::span<const std::string> coders_;
  LabelMatrix matrix_;
};

}  // namespace

LabelMatrix label_matrix(const SetCodings& data, std::uint32_t labels) {
  MatrixBuilder builder(labels);
  for (std::size_t unit = 0; unit < data.codings.units(); ++unit) {
    const auto values = data.codings.values_of(unit);
    for (std::size_t a = 0; a < values.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) builder.add(data.sets[values[a]], data.sets[values[b]]);
    }
  }
  return std::move(builder).take();
}

CoderMatrix coder_matrix(const Codings& codings) {
  CoderMatrix matrix{coders_of(codings), {}};
  for (std::size_t a = 0; a < matrix.coders.size(); ++a) {
    for (std::size_t b = a + 1; b < matrix.coders.size(); ++b) {
      const auto first = matrix.coders[a];
      const auto second = matrix.coders[b];
      matrix.pairs.push_back({first, second, percent_agreement(codings, first, second),
                              cohen_kappa(codings, first, second)});
    }
  }
  return matrix;
}

std::vector<CostlyUnit> costliest_units(const SetCodings& data, SetDistance distance,
                                        std::size_t most) {
  std::vector<CostlyUnit> units;
  double total = 0;
  for (std::uint32_t unit = 0; unit < data.codings.units(); ++unit) {
    const auto values = data.codings.values_of(unit);
    if (values.size() < 2) continue;
    double sum = 0;
    for (std::size_t a = 0; a < values.size(); ++a) {
      for (std::size_t b = 0; b < a; ++b) {
        if (values[a] == values[b]) continue;
        sum += 2 * distance_of(data.sets[values[a]], data.sets[values[b]], distance);
      }
    }
    sum /= static_cast<double>(values.size() - 1);
    total += sum;
    if (sum > 0) units.push_back({unit, sum, 0});
  }
  std::stable_sort(units.begin(), units.end(),
                   [](const auto& a, const auto& b) { return a.disagreement > b.disagreement; });
  if (units.size() > most) units.resize(most);
  for (auto& unit : units) unit.share = unit.disagreement / total;
  return units;
}

std::string_view slug_of(AdviceKind kind) {
  switch (kind) {
    case AdviceKind::kFine:
      return "fine";
    case AdviceKind::kTooFew:
      return "too_few_units";
    case AdviceKind::kRare:
      return "rare";
    case AdviceKind::kUnequalUse:
      return "unequal_use";
    case AdviceKind::kTakenFor:
      return "taken_for";
    case AdviceKind::kOftenMissed:
      return "often_missed";
    case AdviceKind::kUnclear:
      return "unclear";
  }
  return {};
}

std::vector<Advice> advise(const SetCodings& data, std::span<const std::string> label_names,
                           std::span<const std::string> coder_names) {
  const Advisor advisor(data, label_names, coder_names);
  std::vector<Advice> advice;
  for (std::uint32_t label = 0; label < label_names.size(); ++label) {
    advice.push_back(advisor.about(label));
  }
  return advice;
}

}  // namespace verbatim::agreement
