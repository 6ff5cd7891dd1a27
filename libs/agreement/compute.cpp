#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

#include "agreement/nominal.hpp"
#include "agreement/overlap.hpp"
#include "agreement/pair.hpp"
#include "agreement/reliability_data.hpp"
#include "agreement/sets.hpp"
#include "agreement/weighted.hpp"

namespace verbatim::agreement {
namespace {

using OfCodings = std::function<Estimate(const Codings&)>;
using Label = std::optional<std::string>;

constexpr std::array kNames = {"percent_agreement",
                               "percent_all_agree",
                               "holsti",
                               "brennan_prediger",
                               "gwet_ac1",
                               "fleiss_kappa",
                               "conger_kappa",
                               "light_kappa",
                               "krippendorff_alpha",
                               "cohen_kappa",
                               "scott_pi",
                               "kappa_max",
                               "per_category_alpha",
                               "fleiss_category_kappa",
                               "cohen_category_kappa",
                               "scott_category_pi",
                               "krippendorff_alpha_ordinal",
                               "krippendorff_alpha_interval",
                               "krippendorff_alpha_ratio",
                               "gwet_ac2_linear",
                               "gwet_ac2_quadratic",
                               "brennan_prediger_linear",
                               "brennan_prediger_quadratic",
                               "percent_agreement_linear",
                               "percent_agreement_quadratic",
                               "fleiss_kappa_linear",
                               "fleiss_kappa_quadratic",
                               "conger_kappa_linear",
                               "conger_kappa_quadratic",
                               "weighted_kappa_linear",
                               "weighted_kappa_quadratic",
                               "krippendorff_alpha_nominal_sets",
                               "krippendorff_alpha_jaccard",
                               "krippendorff_alpha_masi",
                               "krippendorff_alpha_masi_nltk_0.67",
                               "percent_exact_sets",
                               "percent_any_overlap",
                               "holsti_micro_dice",
                               "dice_dkpro_including_double_empty",
                               "per_label_alpha",
                               "per_label_summary",
                               "u_alpha_2004",
                               "u_alpha_nominal",
                               "u_alpha_binary",
                               "cu_alpha_nominal",
                               "k_u_alpha_nominal",
                               "char_alpha_binary",
                               "char_alpha_binary_last_span",
                               "char_alpha_nominal_blank_as_category"};
constexpr std::array kFamilies = {
    "se_gwet",           "ase", "ase0", "ci95", "z", "bootstrap_ci95_items", "weighted_kappa",
    "krippendorff_alpha"};

Estimate number(std::optional<double> value, const Estimate& of) {
  auto estimate = of;
  estimate.value = value;
  estimate.interval.reset();
  estimate.observed.reset();
  estimate.expected.reset();
  if (value) {
    estimate.reason.reset();
  } else if (!estimate.reason) {
    estimate.reason = Undefined::kNoVariation;
  }
  return estimate;
}

// Rows that are wanted, in the order they are added.
class Rows {
 public:
  Rows(Codings codings, const ComputeOptions& options) : codings_(codings), options_(options) {}

  bool wants(const std::string& name) const {
    const auto& wanted = options_.coefficients;
    if (wanted.empty()) return true;
    return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
  }

  // `of` may be asked again of resampled codings; it goes through them so many times.
  void add(const std::string& name, const Label& label, const OfCodings& of,
           std::uint64_t passes = 1) {
    if (!wants(name)) return;
    auto estimate = of(codings_);
    if (estimate.value && !estimate.interval) {
      estimate.interval = resampled([&](const Codings& drawn) { return of(drawn).value; }, passes);
    }
    rows_.push_back({name, label, estimate});
  }

  void add_row(Figure row) {
    if (wants(row.coefficient)) rows_.push_back(std::move(row));
  }

  void add_range(const std::string& name, const Estimate& of,
                 const std::optional<Interval>& range) {
    if (!range || !wants(name)) return;
    auto estimate = of;
    estimate.value.reset();
    rows_.push_back({name, {}, estimate, std::pair(range->low, range->high)});
  }

  std::optional<Interval> resampled(const std::function<std::optional<double>(const Codings&)>& of,
                                    std::uint64_t passes = 1) {
    const auto& resampling = options_.resampling;
    const auto drawn = std::uint64_t{resampling.resamples} * codings_.values.size();
    if (resampling.resamples < 2 || drawn > options_.drawn_codings_max) return std::nullopt;
    if (drawn * passes > options_.drawn_in_all_max - drawn_in_all_) return std::nullopt;
    drawn_in_all_ += drawn * passes;
    return bootstrap(codings_, 2, resampling, of);
  }

  std::vector<Figure> take() && { return std::move(rows_); }

 private:
  Codings codings_;
  const ComputeOptions& options_;
  std::uint64_t drawn_in_all_ = 0;
  std::vector<Figure> rows_;
};

// The same codings with one category against all others.
class Dichotomy {
 public:
  template <class Applies>
  Dichotomy(const Codings& codings, Applies applies) : codings_(codings) {
    for (const auto value : codings.values) values_.push_back(applies(value) ? 1 : 0);
  }

  Codings view() const { return {codings_.offsets, values_, codings_.coders, 2}; }

  std::vector<BinaryCell> cells() const {
    std::vector<BinaryCell> cells;
    for (std::size_t unit = 0; unit < codings_.units(); ++unit) {
      const auto values = view().values_of(unit);
      const auto applying = std::count(values.begin(), values.end(), 1U);
      cells.push_back({codings_.count(unit), static_cast<std::uint32_t>(applying), 1});
    }
    return cells;
  }

 private:
  Codings codings_;
  std::vector<std::uint32_t> values_;
};

void add_spread(Rows& rows, const std::string& name, const Estimate& estimate) {
  if (estimate.value && estimate.interval) {
    rows.add_row({"se_gwet[" + name + "]", {}, number(estimate.interval->se, estimate)});
  }
}

void add_kappa_spread(Rows& rows, const std::string& name, const Estimate& kappa,
                      std::optional<double> null_se) {
  if (!kappa.value || !kappa.interval) return;
  const auto& interval = *kappa.interval;
  rows.add_row({"ase[" + name + "]", {}, number(interval.se, kappa)});
  rows.add_row({"ase0[" + name + "]", {}, number(null_se, kappa)});
  rows.add_range("ci95[" + name + "]", kappa, interval);
}

void add_two_coders(Rows& rows, const ReliabilityData& data, const Codings& codings) {
  const auto coders = coders_of(codings);
  if (coders.size() > 2 && coders.size() <= 12) {
    for (std::size_t b = 1; b < coders.size(); ++b) {
      for (std::size_t a = 0; a < b; ++a) {
        rows.add("cohen_kappa", data.coders[coders[a]] + "," + data.coders[coders[b]],
                 [&, a, b](const Codings& c) { return cohen_kappa(c, coders[a], coders[b]); });
      }
    }
  }
  if (coders.size() != 2) return;
  const auto kappa = cohen_kappa(codings);
  add_spread(rows, "cohen_kappa", kappa);
  add_spread(rows, "scott_pi", scott_pi(codings));
  if (codings.categories > 2'000) return;  // a table of that many is nobody's
  const auto counts = pair_counts(codings, coders[0], coders[1]);
  const PairTable table{codings.categories, counts};
  if (const auto most = cohen_kappa_max(table)) {
    rows.add_row({"kappa_max", {}, number(*most, kappa)});
  }
  const auto plain = identity_weights(codings.categories);
  add_kappa_spread(rows, "cohen_kappa", kappa, null_se_of_kappa(table, plain));
  const auto add_weighted = [&](const std::string& name, const Weights& weights) {
    rows.add(name, {}, [&](const Codings& c) {
      const auto drawn = pair_counts(c, coders[0], coders[1]);
      return knowing_coders(weighted_kappa({c.categories, drawn}, weights), 2);
    });
    add_kappa_spread(rows, name, weighted_kappa(table, weights), null_se_of_kappa(table, weights));
  };
  if (!data.numbers.empty()) {
    add_weighted("weighted_kappa_linear", linear_weights(data.numbers));
    add_weighted("weighted_kappa_quadratic", quadratic_weights(data.numbers));
  }
  for (const auto& [name, matrix] : data.disagreements) {
    add_weighted("weighted_kappa[" + name + "]", weights_of(codings.categories, matrix));
  }
}

void add_ordered(Rows& rows, const ReliabilityData& data) {
  const auto& numbers = data.numbers;
  const auto alpha = [&](const std::string& name, Scale scale) {
    rows.add(name, {}, [&, scale](const Codings& c) {
      return krippendorff_alpha(c, differences(scale, numbers, c));
    });
  };
  alpha("krippendorff_alpha_ordinal", Scale::kOrdinal);
  if (data.has_distances) {
    alpha("krippendorff_alpha_interval", Scale::kInterval);
    const auto lowest = *std::min_element(numbers.begin(), numbers.end());
    if (lowest >= 0) alpha("krippendorff_alpha_ratio", Scale::kRatio);
  }
  for (const auto& [suffix, weights] :
       {std::pair<std::string, Weights>{"_linear", linear_weights(numbers)},
        std::pair<std::string, Weights>{"_quadratic", quadratic_weights(numbers)}}) {
    const auto& w = weights;
    rows.add("percent_agreement" + suffix, {},
             [&](const Codings& c) { return percent_agreement(c, w); });
    rows.add("gwet_ac2" + suffix, {}, [&](const Codings& c) { return gwet_ac2(c, w); });
    rows.add("brennan_prediger" + suffix, {},
             [&](const Codings& c) { return brennan_prediger(c, w); });
    rows.add("fleiss_kappa" + suffix, {}, [&](const Codings& c) { return fleiss_kappa(c, w); });
    rows.add("conger_kappa" + suffix, {}, [&](const Codings& c) { return conger_kappa(c, w); });
  }
}

void add_category(Rows& rows, const std::string& label, std::uint32_t category, bool two) {
  const auto add = [&](const std::string& name, Estimate (*of)(const Codings&)) {
    rows.add(name, label, [=](const Codings& c) {
      return of(Dichotomy(c, [&](auto value) { return value == category; }).view());
    });
  };
  add("per_category_alpha", &krippendorff_alpha);
  add("fleiss_category_kappa", &fleiss_kappa);
  if (two) {
    add("cohen_category_kappa", &cohen_kappa);
    add("scott_category_pi", &scott_pi);
  }
  add("percent_agreement", &percent_agreement);
  add("gwet_ac1", &gwet_ac1);
  add("brennan_prediger", &brennan_prediger);
  add("conger_kappa", &conger_kappa);
}

void add_values(Rows& rows, const ReliabilityData& data, const Codings& codings) {
  using Of = Estimate (*)(const Codings&);
  const auto add = [&](const std::string& name, Of of) { rows.add(name, {}, of); };
  const std::uint64_t coders = coders_of(codings).size();
  const bool two = coders == 2;
  add("percent_agreement", &percent_agreement);
  add("percent_all_agree", &percent_all_agree);
  if (two) add("holsti", &holsti);
  add("brennan_prediger", &brennan_prediger);
  add("gwet_ac1", &gwet_ac1);
  add("fleiss_kappa", &fleiss_kappa);
  add("conger_kappa", &conger_kappa);
  add("krippendorff_alpha", &krippendorff_alpha);
  if (!two) rows.add("light_kappa", {}, &light_kappa, coders == 0 ? 0 : coders * (coders - 1) / 2);
  add("cohen_kappa", &cohen_kappa);
  add("scott_pi", &scott_pi);
  add_two_coders(rows, data, codings);
  if (!data.numbers.empty()) add_ordered(rows, data);
  for (const auto& [name, matrix] : data.disagreements) {
    rows.add("krippendorff_alpha[" + name + "]", {},
             [&](const Codings& c) { return krippendorff_alpha(c, matrix); });
  }
  for (const auto& [name, of] :
       {std::pair<const char*, Of>{"percent_agreement", &percent_agreement},
        std::pair<const char*, Of>{"gwet_ac1", &gwet_ac1},
        std::pair<const char*, Of>{"fleiss_kappa", &fleiss_kappa},
        std::pair<const char*, Of>{"brennan_prediger", &brennan_prediger},
        std::pair<const char*, Of>{"conger_kappa", &conger_kappa},
        std::pair<const char*, Of>{"krippendorff_alpha", &krippendorff_alpha}}) {
    add_spread(rows, name, of(codings));
  }
  if (!data.numbers.empty()) {
    add_spread(rows, "gwet_ac2_linear", gwet_ac2(codings, linear_weights(data.numbers)));
    add_spread(rows, "gwet_ac2_quadratic", gwet_ac2(codings, quadratic_weights(data.numbers)));
  }
  const auto kappa = fleiss_kappa(codings);
  if (const auto null_se = null_se_of_fleiss_kappa(codings); !two && null_se && *null_se > 0) {
    rows.add_row({"ase0[fleiss_kappa]", {}, number(*null_se, kappa)});
    rows.add_row({"z[fleiss_kappa]", {}, number(*kappa.value / *null_se, kappa)});
  }
  const std::string bootstrapped = "bootstrap_ci95_items[krippendorff_alpha]";
  if (rows.wants(bootstrapped)) {
    rows.add_range(bootstrapped, krippendorff_alpha(codings),
                   rows.resampled([](const Codings& c) { return krippendorff_alpha(c).value; }));
  }
  for (std::uint32_t c = 0; c < data.categories.size(); ++c) {
    add_category(rows, data.categories[c], c, two);
  }
}

LabelSummary summary_of(const std::vector<BinaryCell>& cells) {
  LabelSummary summary{percent_agreement(cells).value, gwet_ac1(cells).value};
  for (const auto& cell : cells) {
    summary.applied += cell.units * cell.applying;
    summary.codings += cell.units * cell.codings;
  }
  return summary;
}

void add_label(Rows& rows, const ReliabilityData& data, const Codings& codings, std::uint32_t c) {
  const auto& label = data.categories[c];
  const auto sets = data.sets.sets();
  const Dichotomy all(
      codings, [&](auto set) { return std::binary_search(sets[set].begin(), sets[set].end(), c); });
  const auto cells = all.cells();
  const auto coders = coders_of(codings).size();
  const auto add = [&](const std::string& name, const Estimate& estimate) {
    rows.add_row({name, label, knowing_coders(estimate, coders)});
  };
  add("per_label_alpha", krippendorff_alpha(cells));
  rows.add_row({"per_label_summary", label, percent_agreement(cells), {}, summary_of(cells)});
  add("percent_agreement", percent_agreement(cells));
  add("gwet_ac1", gwet_ac1(cells));
  add("fleiss_kappa", fleiss_kappa(cells));
  add("brennan_prediger", brennan_prediger(cells));
  add("conger_kappa", conger_kappa(all.view()));
  if (coders > 2) add("light_kappa", light_kappa(all.view()));
  if (coders == 2) {
    add("cohen_kappa", cohen_kappa(all.view()));
    add("scott_pi", scott_pi(all.view()));
  }
}

void add_sets(Rows& rows, const ReliabilityData& data, const Codings& codings) {
  const auto sets = data.sets.sets();
  const auto alpha = [&](const std::string& name, SetDistance distance) {
    rows.add(name, {}, [=](const Codings& c) {
      return krippendorff_alpha(SetCodings{sets, c}, distance);
    });
  };
  alpha("krippendorff_alpha_nominal_sets", SetDistance::kNominal);
  alpha("krippendorff_alpha_jaccard", SetDistance::kJaccard);
  alpha("krippendorff_alpha_masi", SetDistance::kMasi);
  alpha("krippendorff_alpha_masi_nltk_0.67", SetDistance::kMasiRounded);
  const auto add = [&](const std::string& name, Estimate (*of)(const SetCodings&)) {
    rows.add(name, {}, [=](const Codings& c) { return of(SetCodings{sets, c}); });
  };
  add("percent_exact_sets", &percent_exact_sets);
  add("percent_any_overlap", &percent_any_overlap);
  add("holsti_micro_dice", &holsti);
  add("dice_dkpro_including_double_empty", &dice_with_double_empty);
  if (coders_of(codings).size() == 2)
    rows.add("cohen_kappa", {}, [](const Codings& c) { return cohen_kappa(c); });
  for (std::uint32_t c = 0; c < data.categories.size(); ++c) add_label(rows, data, codings, c);
}

void add_spans(Rows& rows, const ReliabilityData& data) {
  const auto categories = static_cast<std::uint32_t>(data.categories.size());
  for (std::uint32_t c = 0; c < categories; ++c) {
    rows.add_row({"char_alpha_binary", data.categories[c], character_alpha(data.continua, c)});
  }
  if (character_alpha(data.continua).reason == Undefined::kOverlappingSpans) {
    for (std::uint32_t c = 0; c < categories; ++c) {
      rows.add_row({"char_alpha_binary_last_span", data.categories[c],
                    character_alpha_of_last_spans(data.continua, c)});
    }
  }
  rows.add_row({"char_alpha_nominal_blank_as_category", {}, character_alpha(data.continua)});
  if (data.continua.size() != 1) return;  // the others are of one text
  const auto& text = data.continua.front();
  for (std::uint32_t c = 0; c < categories; ++c) {
    rows.add_row({"u_alpha_2004", data.categories[c], u_alpha_2004(text, c)});
  }
  rows.add_row({"u_alpha_2004", "overall", u_alpha_2004_overall(text, categories)});
  const auto family = unitizing_family(text, categories);
  rows.add_row({"u_alpha_nominal", {}, family.u});
  rows.add_row({"u_alpha_binary", {}, family.binary});
  rows.add_row({"cu_alpha_nominal", {}, family.cu});
  for (std::uint32_t c = 0; c < categories; ++c) {
    rows.add_row({"k_u_alpha_nominal", data.categories[c], family.by_category[c]});
  }
}

}  // namespace

std::vector<Figure> compute(const ReliabilityData& data, const ComputeOptions& options) {
  const auto categories = data.kind == DataKind::kSets
                              ? data.sets.size()
                              : static_cast<std::uint32_t>(data.categories.size());
  const auto codings = data.codings.view(categories);
  Rows rows(codings, options);
  switch (data.kind) {
    case DataKind::kValues:
      add_values(rows, data, codings);
      break;
    case DataKind::kSets:
      add_sets(rows, data, codings);
      break;
    case DataKind::kSpans:
      add_spans(rows, data);
      break;
  }
  return std::move(rows).take();
}

bool is_coefficient(std::string_view name) {
  if (const auto bracket = name.find('['); bracket != name.npos && name.ends_with(']')) {
    return std::find(kFamilies.begin(), kFamilies.end(), name.substr(0, bracket)) !=
           kFamilies.end();
  }
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

}  // namespace verbatim::agreement
