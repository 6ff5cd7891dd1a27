// Real codings by many coders, with values that public programs computed for them.

#include <algorithm>
#include <functional>
#include <map>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "agreement/nominal.hpp"
#include "agreement/weighted.hpp"
#include "given.hpp"
#include "support/shared_data.hpp"

namespace verbatim::agreement {
namespace {

using Json = nlohmann::json;

// The codings of one question: item_id, coder and labels as the file names them, numbered here.
struct Question {
  LabelLists units;
  std::map<std::string, std::uint32_t> items;
  std::map<std::string, std::uint32_t> coders;
  std::map<std::string, std::uint32_t> labels;
  std::uint64_t codings = 0;
};

std::uint32_t number_of(std::map<std::string, std::uint32_t>& numbers, std::string_view name) {
  const auto next = static_cast<std::uint32_t>(numbers.size());
  return numbers.try_emplace(std::string(name), next).first->second;
}

std::map<std::string, Question> read_questions(const std::filesystem::path& file) {
  const auto text = test::read_file(file);
  std::map<std::string, Question> questions;
  for (test::CsvReader row(text); row.next();) {
    auto& question = questions[row["question"]];
    const auto item = number_of(question.items, row["item_id"]);
    if (item == question.units.size()) question.units.emplace_back();
    std::vector<std::uint32_t> labels;
    for (const auto label : test::split(row["labels"], ';')) {
      labels.push_back(number_of(question.labels, label));
    }
    question.units[item].emplace_back(number_of(question.coders, row["coder"]), std::move(labels));
    ++question.codings;
  }
  return questions;
}

void expect_value(const Estimate& estimate, const Json& expected) {
  if (expected.is_null()) {
    EXPECT_THAT(estimate, IsUndefined("no_variation"));
  } else {
    EXPECT_THAT(estimate, IsNear(expected.get<double>(), 1e-9));
  }
}

// The one label of each coding, where it is a number of an ordered scale.
struct Ordered {
  NominalData data;
  std::vector<double> numbers;
};

Ordered ordered(const Question& question) {
  std::vector<double> numbers(question.labels.size());
  for (const auto& [label, number] : question.labels) numbers[number] = std::stod(label);
  Values units;
  for (const auto& unit : question.units) {
    auto& values = units.emplace_back();
    for (const auto& [coder, labels] : unit) values.emplace_back(coder, labels.at(0));
  }
  return {NominalData(units, static_cast<std::uint32_t>(numbers.size())), numbers};
}

Estimate on_scale(const Question& question, Scale scale) {
  const auto [data, numbers] = ordered(question);
  return krippendorff_alpha(data, differences(scale, numbers, data));
}

void check_overall(const Question& question, const Json& expected) {
  const SetData data(question.units);
  const SetCodings view = data;
  const std::map<std::string, std::function<Estimate()>> estimates = {
      {"krippendorff_alpha", [&] { return krippendorff_alpha(view.codings); }},
      {"krippendorff_alpha_ordinal", [&] { return on_scale(question, Scale::kOrdinal); }},
      {"krippendorff_alpha_interval", [&] { return on_scale(question, Scale::kInterval); }},
      {"krippendorff_alpha_nominal_sets",
       [&] { return krippendorff_alpha(data, SetDistance::kNominal); }},
      {"krippendorff_alpha_jaccard",
       [&] { return krippendorff_alpha(data, SetDistance::kJaccard); }},
      {"krippendorff_alpha_masi", [&] { return krippendorff_alpha(data, SetDistance::kMasi); }},
      {"krippendorff_alpha_masi_nltk_0.67",
       [&] { return krippendorff_alpha(data, SetDistance::kMasiRounded); }}};
  for (const auto& [name, entry] : expected.at("overall").items()) {
    SCOPED_TRACE(name);
    ASSERT_TRUE(estimates.contains(name));
    expect_value(estimates.at(name)(), entry.at("value"));
  }
  for (const auto* name : {"percent_exact_sets", "percent_agreement"}) {
    if (expected.contains(name)) expect_value(percent_exact_sets(data), expected.at(name));
  }
  const auto units = percent_exact_sets(data).units;
  EXPECT_EQ(units, expected.at("items_with_two_or_more_codings"));
}

std::uint64_t codings_applying(const std::vector<BinaryCell>& cells) {
  std::uint64_t codings = 0;
  for (const auto& cell : cells) codings += cell.units * cell.applying;
  return codings;
}

void check_label(const std::vector<BinaryCell>& cells, const Json& expected) {
  std::uint64_t any_coder = 0;
  for (const auto& cell : cells) any_coder += cell.applying > 0 ? cell.units : 0;
  EXPECT_EQ(codings_applying(cells), expected.at("codings_applying"));
  EXPECT_EQ(any_coder, expected.at("items_any_coder"));
  expect_value(krippendorff_alpha(cells), expected.at("krippendorff_alpha"));
  expect_value(percent_agreement(cells), expected.at("percent_agreement"));
}

void check_question(const Question& question, const Json& expected) {
  EXPECT_EQ(question.codings, expected.at("codings"));
  EXPECT_EQ(question.items.size(), expected.at("items"));
  EXPECT_EQ(question.coders.size(), expected.at("coders"));
  check_overall(question, expected);
  const SetData sets(question.units);
  const auto histograms =
      label_histograms(sets, static_cast<std::uint32_t>(question.labels.size()));
  const auto per_label = expected.value("per_label", Json::object());
  for (const auto& [label, entry] : per_label.items()) {
    SCOPED_TRACE(label);
    check_label(histograms.at(question.labels.at(label)), entry);
  }
  const auto value_counts = expected.value("value_counts", Json::object());
  for (const auto& [label, codings] : value_counts.items()) {
    EXPECT_EQ(codings_applying(histogram(question.units, question.labels.at(label))), codings);
  }
}

class DataSets : public testing::TestWithParam<const char*> {};

TEST_P(DataSets, EveryValueIsMet) {
  VERBATIM_SHARED_OR_SKIP(shared);
  const auto folder = shared / "data" / GetParam();
  const auto questions = read_questions(folder / "codings.csv.gz");
  const auto expected = Json::parse(test::read_file(folder / "expected.json")).at("questions");
  EXPECT_EQ(questions.size(), expected.size());
  for (const auto& [name, question] : questions) {
    SCOPED_TRACE(name);
    check_question(question, expected.at(name));
  }
}

INSTANTIATE_TEST_SUITE_P(Real, DataSets,
                         testing::Values("coal-debate", "exam-proctoring", "image-categories",
                                         "manifesto-immigration", "medical-relations",
                                         "sound-keywords"),
                         [](const auto& about) {
                           std::string name = about.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

// Two coders, 14 questions: kappa over the answers that both coded, whatever the first coded alone.
TEST(DataSetsOfTwoCoders, KappaUsesTheAnswersThatBothCoded) {
  VERBATIM_SHARED_OR_SKIP(shared);
  for (auto& [name, question] : read_questions(shared / "data/exam-proctoring/codings.csv.gz")) {
    SCOPED_TRACE(name);
    auto common = question.units;
    std::erase_if(common, [](const auto& unit) { return unit.size() < 2; });
    const SetData all(question.units);
    const SetData both(common);
    const SetCodings all_codings = all;
    const SetCodings both_codings = both;
    EXPECT_EQ(cohen_kappa(all_codings.codings), cohen_kappa(both_codings.codings));
  }
}

}  // namespace
}  // namespace verbatim::agreement
