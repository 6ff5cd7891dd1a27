#include "verbatim/commands/compute_reasons.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

using agreement::DataKind;
using agreement::ReliabilityData;

constexpr std::array<std::string_view, 4> kOfSets = {"percent_exact_sets", "percent_any_overlap",
                                                     "holsti_micro_dice", "dice_dkpro"};

bool is_of_sets(std::string_view name) {
  return name.ends_with("_sets") || name.ends_with("_jaccard") || name.starts_with("per_label") ||
         name.find("_masi") != name.npos ||
         std::any_of(kOfSets.begin(), kOfSets.end(),
                     [&](const auto known) { return name.starts_with(known); });
}

bool is_of_spans(std::string_view name) {
  return name.find("u_alpha_") != name.npos || name.starts_with("char_alpha");
}

// The last word of a name that is of numbers, or of an order: empty where it is neither.
std::string_view scale_of(std::string_view name) {
  for (const std::string_view scale : {"ordinal", "interval", "ratio", "linear", "quadratic"})
    if (name.ends_with(scale)) return scale;
  return {};
}

std::size_t coders_who_coded(const ReliabilityData& data) {
  return agreement::coders_of(data.codings.view(0)).size();
}

std::string why_not_of_values(const ReliabilityData& data, std::string_view name) {
  if (is_of_sets(name))
    return "is of sets of labels, and each coding is one value. Sets are lists in JSON; in CSV, "
           "labels apart by ; and --sets.";
  if (const auto scale = scale_of(name); !scale.empty()) {
    const bool of_alpha = scale == "interval" || scale == "ratio";
    if (data.numbers.empty())
      return "is of values with an order, and these have none: say which with --scale " +
             std::string(of_alpha ? scale : "ordinal") + ".";
    if (of_alpha && !data.has_distances)
      return "is of numbers with distances, and here only their order is meant: --scale " +
             std::string(scale) + ".";
    if (scale == "ratio") return "is of numbers from 0 on.";
  }
  if (name == "light_kappa") return "is of three coders or more; of two it is cohen_kappa.";
  const auto coders = coders_who_coded(data);
  const bool of_two = name == "holsti" || name == "kappa_max" || name == "cohen_category_kappa" ||
                      name == "scott_category_pi" || name.starts_with("weighted_kappa");
  if (of_two && coders != 2)
    return "is of two coders, and " + std::to_string(coders) +
           " did code; in CSV, --coders names two.";
  if (name.starts_with("bootstrap"))
    return "is drawn: say how often with --resamples, of values that vary.";
  if (name.starts_with("weighted_kappa[") || name.starts_with("krippendorff_alpha["))
    return "is of custom_weights of that name, which the data do not have.";
  return "has no value here that it could be given for.";
}

std::string why_not_of_sets(const ReliabilityData& data, std::string_view name) {
  const auto coders = coders_who_coded(data);
  if ((name == "cohen_kappa" || name == "scott_pi") && coders != 2)
    return "is of two coders, and " + std::to_string(coders) +
           " did code; in CSV, --coders names two.";
  if (name == "light_kappa") return "is of three coders or more; of two it is cohen_kappa.";
  if (is_of_sets(name)) return "is of labels, and none was given.";
  return "is of one value a coding, and here each is a set of labels. Of sets there are "
         "krippendorff_alpha_nominal_sets, _jaccard and _masi.";
}

std::string why_not(const ReliabilityData& data, std::string_view name) {
  if (data.kind == DataKind::kSpans)
    return is_of_spans(name) ? "is of spans of one text, and of labels that they bear."
                             : "is of codings of items, and these are spans of a text.";
  if (is_of_spans(name)) return "is of spans of a text, and these are codings of items.";
  return data.kind == DataKind::kSets ? why_not_of_sets(data, name) : why_not_of_values(data, name);
}

}  // namespace

std::string why_no_figure(const ReliabilityData& data, const std::string& coefficient) {
  return coefficient + " " + why_not(data, coefficient);
}

std::string why_no_distance(const ReliabilityData& data, const std::string& distance) {
  return "The distance " + distance + " " + why_not(data, "krippendorff_alpha_" + distance);
}

}  // namespace verbatim::tool
