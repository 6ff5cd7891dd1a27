// Reference values for published and constructed data, computed by several public programs.

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "agreement/nominal.hpp"
#include "given.hpp"
#include "support/shared_data.hpp"

namespace verbatim::agreement {
namespace {

using Json = nlohmann::json;

std::uint32_t index_of(const Json& categories, const Json& value) {
  const auto at = std::find(categories.begin(), categories.end(), value);
  if (at == categories.end()) throw std::out_of_range("unknown category " + value.dump());
  return static_cast<std::uint32_t>(at - categories.begin());
}

// `read` turns an entry that is not null into a value.
template <class Value, class Read>
Units<Value> read_items(const Json& items, Read read) {
  Units<Value> units;
  for (const auto& item : items) {
    auto& unit = units.emplace_back();
    for (std::uint32_t coder = 0; coder < item.size(); ++coder) {
      if (!item[coder].is_null()) unit.emplace_back(coder, read(item[coder]));
    }
  }
  return units;
}

// The category an expected value is about, where it is about one.
std::uint32_t category_of(const Json& categories, const Json& expected) {
  for (std::uint32_t index = 0; index < categories.size(); ++index) {
    const auto& category = categories[index];
    const auto text = category.is_string() ? category.get<std::string>() : category.dump();
    if (text == expected.at("category")) return index;
  }
  throw std::out_of_range("unknown category " + expected.dump());
}

// The same codings, with one category against all others.
Values dichotomy(Values units, std::uint32_t category) {
  for (auto& unit : units) {
    for (auto& coding : unit) coding.second = coding.second == category ? 1 : 0;
  }
  return units;
}

using OfValues = std::function<Estimate(const Values&, std::uint32_t categories)>;
const std::map<std::string, OfValues> kNominal = {
    {"percent_agreement", [](auto& u, auto q) { return percent_agreement(NominalData(u, q)); }},
    {"krippendorff_alpha", [](auto& u, auto q) { return krippendorff_alpha(NominalData(u, q)); }},
    {"fleiss_kappa", [](auto& u, auto q) { return fleiss_kappa(NominalData(u, q)); }},
    {"gwet_ac1", [](auto& u, auto q) { return gwet_ac1(NominalData(u, q)); }},
    {"brennan_prediger", [](auto& u, auto q) { return brennan_prediger(NominalData(u, q)); }},
    {"cohen_kappa", [](auto& u, auto q) { return cohen_kappa(NominalData(u, q)); }},
    {"scott_pi", [](auto& u, auto q) { return scott_pi(NominalData(u, q)); }},
};

using OfOneCategory = std::function<Estimate(const Values&, std::uint32_t category)>;
const std::map<std::string, OfOneCategory> kByCategory = {
    {"per_category_alpha", [](auto& u, auto c) { return krippendorff_alpha(histogram(u, c)); }},
    {"fleiss_category_kappa", [](auto& u, auto c) { return fleiss_kappa(histogram(u, c)); }},
    {"cohen_category_kappa",
     [](auto& u, auto c) { return cohen_kappa(NominalData(dichotomy(u, c), 2)); }},
    {"scott_category_pi",
     [](auto& u, auto c) { return scott_pi(NominalData(dichotomy(u, c), 2)); }},
};

const std::map<std::string, std::function<Estimate(const SetData&)>> kSets = {
    {"krippendorff_alpha_nominal_sets",
     [](auto& data) { return krippendorff_alpha(data, SetDistance::kNominal); }},
    {"krippendorff_alpha_jaccard",
     [](auto& data) { return krippendorff_alpha(data, SetDistance::kJaccard); }},
    {"krippendorff_alpha_masi",
     [](auto& data) { return krippendorff_alpha(data, SetDistance::kMasi); }},
    {"percent_exact_sets", [](auto& data) { return percent_exact_sets(data); }},
};

// Which coefficients met at least one reference value.
using Met = std::map<std::string, int>;

template <class Functions>
void expect_all_met(const Functions& functions, const Met& met) {
  for (const auto& [name, function] : functions) EXPECT_TRUE(met.contains(name)) << name;
}

void expect_near(const Estimate& estimate, const Json& expected, Met& met) {
  EXPECT_THAT(estimate, IsNear(expected.at("value").get<double>(), 1e-9));
  ++met[expected.at("coefficient")];
}

// "se_gwet[fleiss_kappa]" -> {"se_gwet", "fleiss_kappa"}; both empty for a plain name.
std::pair<std::string, std::string> split_name(const std::string& name) {
  const auto bracket = name.find('[');
  if (bracket == std::string::npos) return {};
  return {name.substr(0, bracket), name.substr(bracket + 1, name.size() - bracket - 2)};
}

void check_spread(const Json& expected, const Values& units, std::uint32_t declared, Met& met) {
  const auto [kind, of] = split_name(expected.at("coefficient"));
  const auto found = kNominal.find(of);
  if (found == kNominal.end()) return;
  const auto estimate = found->second(units, declared);
  ASSERT_TRUE(estimate.interval);
  if (kind == "se_gwet" || kind == "ase") {
    EXPECT_NEAR(estimate.interval->se, expected.at("value").get<double>(), 1e-9);
  } else if (kind == "ci95") {
    EXPECT_NEAR(estimate.interval->low, expected.at("value").at(0).get<double>(), 1e-9);
    EXPECT_NEAR(estimate.interval->high, std::min(1.0, expected.at("value").at(1).get<double>()),
                1e-9);
  } else {
    return;
  }
  ++met[kind];
}

void check_nominal(const Json& data_set, Met& met) {
  const auto& categories = data_set.at("categories");
  const auto units = read_items<std::uint32_t>(
      data_set.at("items"), [&](const Json& value) { return index_of(categories, value); });
  for (const auto& expected : data_set.at("expected")) {
    const std::string name = expected.at("coefficient");
    SCOPED_TRACE(data_set.at("id").get<std::string>() + " " + name);
    if (const auto nominal = kNominal.find(name); nominal != kNominal.end()) {
      const auto declared = static_cast<std::uint32_t>(categories.size());
      expect_near(nominal->second(units, declared), expected, met);
    }
    check_spread(expected, units, static_cast<std::uint32_t>(categories.size()), met);
    if (const auto one = kByCategory.find(name); one != kByCategory.end()) {
      expect_near(one->second(units, category_of(categories, expected)), expected, met);
    }
  }
}

// Per label: {percent_agreement, gwet_ac1, count_applied, codings}.
void check_summary(const LabelLists& units, std::uint32_t label, const Json& summary) {
  const auto cells = histogram(units, label);
  EXPECT_THAT(percent_agreement(cells),
              IsNear(summary.at("percent_agreement").get<double>(), 1e-9));
  EXPECT_THAT(gwet_ac1(cells), IsNear(summary.at("gwet_ac1").get<double>(), 1e-9));
  std::uint64_t applied = 0;
  std::uint64_t codings = 0;
  for (const auto& cell : cells) {
    applied += cell.units * cell.applying;
    codings += cell.units * cell.codings;
  }
  EXPECT_EQ(applied, summary.at("count_applied"));
  EXPECT_EQ(codings, summary.at("codings"));
}

void check_sets(const Json& data_set, Met& met) {
  const auto& labels = data_set.at("categories");
  const auto units =
      read_items<std::vector<std::uint32_t>>(data_set.at("items"), [&](const Json& set) {
        std::vector<std::uint32_t> indexes;
        for (const auto& label : set) indexes.push_back(index_of(labels, label));
        return indexes;
      });
  const SetData data(units);
  for (const auto& expected : data_set.at("expected")) {
    const std::string name = expected.at("coefficient");
    SCOPED_TRACE(data_set.at("id").get<std::string>() + " " + name);
    if (const auto overall = kSets.find(name); overall != kSets.end()) {
      expect_near(overall->second(data), expected, met);
    } else if (name == "per_label_alpha") {
      const auto cells = histogram(units, category_of(labels, expected));
      expect_near(krippendorff_alpha(cells), expected, met);
    } else if (name == "per_label_summary") {
      check_summary(units, category_of(labels, expected), expected.at("value"));
    }
  }
}

TEST(References, EveryValueOfTheseCoefficientsIsMet) {
  VERBATIM_SHARED_OR_SKIP(shared);
  const auto references = Json::parse(test::read_file(shared / "agreement-references.json"));
  Met met;
  for (const auto& data_set : references.at("data_sets")) {
    if (data_set.at("kind") == "single-valued") check_nominal(data_set, met);
    if (data_set.at("kind") == "set-valued (multi-label)") check_sets(data_set, met);
  }
  expect_all_met(kNominal, met);
  expect_all_met(kByCategory, met);
  expect_all_met(kSets, met);
  EXPECT_EQ(met["krippendorff_alpha"], 18);
  EXPECT_EQ(met["krippendorff_alpha_masi"], 3);
}

}  // namespace
}  // namespace verbatim::agreement
