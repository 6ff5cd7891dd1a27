#include "exchange/reliability_builder.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "exchange/reliability.hpp"

namespace verbatim::exchange {

using agreement::DataKind;

std::optional<double> number_in(std::string_view word) {
  double number = 0;
  const auto* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  if (error != std::errc{} || stop != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

namespace {

// 1000000 as people read it: "1,000,000".
std::string grouped(std::uint64_t number) {
  auto digits = std::to_string(number);
  for (auto at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

}  // namespace

Result<void> has_alpha_of_scale(const agreement::ReliabilityData& data,
                                const std::vector<std::string>& coefficients) {
  if (data.scale == "nominal" || data.scale == "numeric") return {};
  bool nominal = false;
  for (const auto& name : coefficients) {
    const bool is_nominal = name == "krippendorff_alpha";
    if (!is_nominal && name.starts_with("krippendorff_alpha")) return {};
    nominal = nominal || is_nominal;
  }
  if (!nominal) return {};
  const auto meant = "krippendorff_alpha_" + data.scale;
  return Failure{Fault::kInvalidValue,
                 "krippendorff_alpha is that of the nominal scale, and the scale is " + data.scale +
                     ": of it there is " + meant + ".",
                 "coefficient", "Ask for " + meant + ", or for both."};
}

Result<void> ReliabilityBuilder::at_most(std::uint64_t count, std::uint64_t limit,
                                         std::string_view name, const std::string& place,
                                         const std::string& field) const {
  if (count <= limit) return {};
  return Failure{Fault::kInvalidValue,
                 place + "There are more than " + grouped(limit) + " " + std::string(name) + ".",
                 field, limits_.fix};
}

Result<void> ReliabilityBuilder::within_limits(const std::string& place,
                                               const std::string& field) const {
  if (auto fits = at_most(data.categories.size(), limits_.categories, "categories", place, field);
      !fits)
    return fits;
  if (auto fits = at_most(codings_, limits_.codings, "codings", place, field); !fits) return fits;
  if (auto fits = at_most(spans_, limits_.spans, "spans", place, field); !fits) return fits;
  return at_most(longest_name_, limits_.name_bytes, "bytes in the name of a category or coder",
                 place, field);
}

void ReliabilityBuilder::name_coder(std::string name) {
  longest_name_ = std::max(longest_name_, name.size());
  data.coders.push_back(std::move(name));
}

void ReliabilityBuilder::declare(std::vector<std::string> categories) {
  closed_ = true;
  for (auto& category : categories) {
    longest_name_ = std::max(longest_name_, category.size());
    if (numbers_.try_emplace(category, static_cast<std::uint32_t>(numbers_.size())).second) {
      data.categories.push_back(std::move(category));
    }
  }
}

std::optional<std::uint32_t> ReliabilityBuilder::category_of(const std::string& word) {
  if (const auto found = numbers_.find(word); found != numbers_.end()) return found->second;
  if (closed_) return std::nullopt;
  const auto number = static_cast<std::uint32_t>(numbers_.size());
  longest_name_ = std::max(longest_name_, word.size());
  numbers_.emplace(word, number);
  data.categories.push_back(word);
  return number;
}

bool ReliabilityBuilder::add_value(std::uint32_t coder, const std::string& category) {
  return add_set(coder, {category});
}

bool ReliabilityBuilder::add_set(std::uint32_t coder, const std::vector<std::string>& labels) {
  Entry entry{coder, {}};
  for (const auto& label : labels) {
    const auto number = category_of(label);
    if (!number) return false;
    entry.labels.push_back(*number);
  }
  items_.back().push_back(std::move(entry));
  ++codings_;
  return true;
}

void ReliabilityBuilder::sort_categories() {
  const auto& names = data.categories;
  const bool all_numbers =
      std::all_of(names.begin(), names.end(), [](const auto& name) { return !!number_in(name); });
  std::vector<std::uint32_t> order(names.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) {
    return all_numbers ? *number_in(names[a]) < *number_in(names[b]) : names[a] < names[b];
  });
  std::vector<std::uint32_t> place(names.size());
  std::vector<std::string> sorted;
  for (std::uint32_t at = 0; at < order.size(); ++at) {
    place[order[at]] = at;
    sorted.push_back(names[order[at]]);
  }
  data.categories = std::move(sorted);
  for (auto& item : items_) {
    for (auto& entry : item) {
      for (auto& label : entry.labels) label = place[label];
    }
  }
  for (auto& continuum : data.continua) {
    for (auto& spans : continuum.coders) {
      for (auto& span : spans) span.category = place[span.category];
    }
  }
}

std::optional<std::string> ReliabilityBuilder::apply_scale(const std::string& scale) {
  if (scale == "nominal" || data.kind != DataKind::kValues) return std::nullopt;
  std::set<double> different;
  std::vector<double> numbers;
  for (const auto& category : data.categories) {
    const auto number = number_in(category);
    if (!number) {
      if (scale != "ordinal") return "the category " + category + " is not a number";
      numbers.clear();
      break;
    }
    if (std::abs(*number) > kNumberMax)
      return "the category " + category + " is beyond 1e100, and its distances beyond any number";
    numbers.push_back(*number);
    different.insert(*number);
  }
  if (numbers.empty()) {  // ordered as they are declared
    for (std::size_t rank = 1; rank <= data.categories.size(); ++rank) {
      numbers.push_back(static_cast<double>(rank));
    }
  } else if (different.size() < numbers.size()) {
    return std::string("two categories are the same number");
  }
  if (numbers.size() < 2) return std::nullopt;
  data.numbers = std::move(numbers);
  data.has_distances = scale != "ordinal";
  return std::nullopt;
}

std::optional<std::string> ReliabilityBuilder::finish(const std::string& scale) {
  if (!closed_) sort_categories();
  for (const auto& item : items_) {
    data.codings.start_unit();
    for (const auto& entry : item) {
      data.codings.add(entry.coder, data.kind == DataKind::kSets ? data.sets.number_of(entry.labels)
                                                                 : entry.labels.front());
    }
  }
  if (data.kind == DataKind::kValues) data.scale = scale;
  return apply_scale(scale);
}

Result<void> ReliabilityBuilder::each_number_is_written_one_way() const {
  if (closed_ || data.kind != DataKind::kValues) return {};
  std::map<double, const std::string*> seen;
  for (const auto& category : data.categories) {
    const auto number = number_in(category);
    if (!number) return {};
    const auto [there, is_new] = seen.try_emplace(*number, &category);
    if (!is_new)
      return Failure{Fault::kInvalidValue,
                     "The categories " + *there->second + " and " + category +
                         " are one number, written in two ways.",
                     "scale", "Write it one way or, where they are names, say the scale nominal."};
  }
  return {};
}

}  // namespace verbatim::exchange
