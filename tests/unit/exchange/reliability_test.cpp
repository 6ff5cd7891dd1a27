// Reliability data from JSON and CSV: what is read, and what is refused, where.

#include "exchange/reliability.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace verbatim::exchange {
namespace {

using agreement::DataKind;
using nlohmann::json;

std::vector<agreement::Figure> figures_of(const std::string& text,
                                          const ReliabilityForm& form = {}) {
  const auto read = read_reliability_json(text, form);
  EXPECT_TRUE(read) << read.error().field << ": " << read.error().detail;
  return compute(read->at(0), {.resampling = {.resamples = 0}});
}

std::optional<double> value_of(const std::vector<agreement::Figure>& figures,
                               const std::string& name) {
  for (const auto& figure : figures) {
    if (figure.coefficient == name && !figure.label) return figure.estimate.value;
  }
  return std::nullopt;
}

bool has(const std::vector<agreement::Figure>& figures, const std::string& name) {
  return std::any_of(figures.begin(), figures.end(),
                     [&](const auto& figure) { return figure.coefficient == name; });
}

TEST(ReliabilityJson, NullIsNotCodedAndAnEmptyListIsAValue) {
  const auto read = read_reliability_json(R"({"items": [[["a"], []], [null, ["a", "b"]]]})", {});
  ASSERT_TRUE(read);
  const auto& data = read->at(0);
  EXPECT_EQ(data.kind, DataKind::kSets);
  EXPECT_EQ(data.categories, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(data.coders, (std::vector<std::string>{"c1", "c2"}));
  const auto codings = data.codings.view(data.sets.size());
  EXPECT_EQ(codings.units(), 2U);
  EXPECT_EQ(codings.count(0), 2U);
  EXPECT_EQ(codings.count(1), 1U);
}

TEST(ReliabilityJson, NumbersHaveAnOrderOnlyIfTheScaleSaysSo) {
  const std::string items = R"("items": [[1, 2], [3, 3], [2, 2], [1, 1]])";
  EXPECT_FALSE(has(figures_of("{" + items + "}"), "krippendorff_alpha_interval"));
  EXPECT_TRUE(
      has(figures_of("{" + items + R"(, "scale": "numeric"})"), "krippendorff_alpha_interval"));
  const auto ordinal = figures_of("{" + items + "}", {.scale = "ordinal"});
  EXPECT_TRUE(has(ordinal, "krippendorff_alpha_ordinal"));
  EXPECT_FALSE(has(ordinal, "krippendorff_alpha_interval"));
}

TEST(ReliabilityJson, ANumberIsOneHoweverItIsWritten) {
  const auto data = read_reliability_json(R"({"items": [[1, 1.0], [2.0, 2], [1.5, 1.50]]})", {});
  ASSERT_TRUE(data) << data.error().detail;
  EXPECT_EQ((*data)[0].categories, (std::vector<std::string>{"1", "1.5", "2"}));
  EXPECT_TRUE(read_reliability_json(R"({"items": [[["1.1"], ["1.10"]]]})", {})) << "labels";
  EXPECT_TRUE(read_reliability_json(R"({"items": [["1", "1.0"]], "scale": "nominal"})", {}));
}

TEST(ReliabilityJson, NamesInOrderHaveRanks) {
  const auto figures = figures_of(R"({"scale": "ordinal", "categories": ["low", "mid", "high"],
      "items": [["low", "mid"], ["high", "high"], ["mid", "mid"], ["low", "low"]]})");
  const auto ranks =
      figures_of(R"({"scale": "ordinal", "items": [[1, 2], [3, 3], [2, 2], [1, 1]]})");
  EXPECT_EQ(value_of(figures, "krippendorff_alpha_ordinal"),
            value_of(ranks, "krippendorff_alpha_ordinal"));
}

TEST(ReliabilityJson, UndeclaredUseOfCategoriesChangesChance) {
  const auto two = figures_of(R"({"items": [["a", "a"], ["a", "b"], ["b", "b"]]})");
  const auto five = figures_of(
      R"({"categories": ["a", "b", "c", "d", "e"], "items": [["a", "a"], ["a", "b"], ["b", "b"]]})");
  EXPECT_LT(*value_of(two, "brennan_prediger"), *value_of(five, "brennan_prediger"));
}

struct Refused {
  const char* what;
  const char* text;
  const char* fault;
  const char* field;
  const char* detail;  // that it contains
};

TEST(ReliabilityJson, WhatIsWrongIsSaidWithItsPlace) {
  const std::vector<Refused> all = {
      {"no JSON", "{\"items\": [[1,\n 2],,]}", "malformed_json", "", "Line 2, column 5"},
      {"nothing in it", "{}", "missing_field", "/items", "neither items nor spans"},
      {"a word", "\"items\"", "invalid_value", "", "object"},
      {"nothing at all", " \n", "malformed_json", "", "empty"},
      {"a name twice", R"({"items": [[1, 2]], "items": [[1, 1]]})", "malformed_json", "items",
       "stands twice"},
      {"a coder twice", R"({"items": [[1, 2]], "coders": ["x", "x"]})", "invalid_value",
       "/coders/1", "there already"},
      {"a label twice in a set", R"({"items": [[["a"], ["b", "a", "b"]]]})", "invalid_value",
       "/items/0/1/2", "The label b stands here twice"},
      {"a number in two texts", R"({"items": [["1", "1.0"], ["2", "2"]]})", "invalid_value",
       "scale", "1 and 1.0 are one number"},
      {"no items", R"({"items": []})", "invalid_value", "/items", "no item"},
      {"an empty list", "[]", "invalid_value", "", "no item"},
      {"a list of what is no item", R"([[1, 2], {"item": 1}])", "invalid_value", "/1", "An item"},
      {"a list of items of another length", "[[1, 2], [1]]", "invalid_value", "/1",
       "1 entries; there are 2 coders"},
      {"a misspelt key", R"({"items": [[1, 2]], "categoris": [1, 2, 3]})", "invalid_value",
       "/categoris", "Did you mean categories?"},
      {"a misspelt key alone", R"({"itmes": [[1, 2]]})", "invalid_value", "/itmes",
       "Did you mean items?"},
      {"an unknown key", R"({"items": [[1, 2]], "a/b": 1})", "invalid_value", "/a~1b",
       "There is no a/b in a data set."},
      {"an unknown key of one of many",
       R"({"data_sets": [{"items": [[1, 1]], "scales": "ratio"}]})", "invalid_value",
       "/data_sets/0/scales", "Did you mean scale?"},
      {"what is of a data set beside them", R"({"scale": "ratio", "data_sets": []})",
       "invalid_value", "/scale", "beside data sets"},
      {"an unknown key of weights",
       R"({"items": [[1, 2]],
           "custom_weights": {"w": {"type": "disagreement", "matrx": [[0, 1], [1, 0]]}}})",
       "invalid_value", "/custom_weights/w/matrx", "Did you mean matrix?"},
      {"a response twice in a study's own data",
       R"({"items": [[1, 2], [1, 1], [2, 2]],
           "rows": [{"response": "a"}, {"response": "b"}, {"response": "a"}]})",
       "invalid_value", "/rows/2/response", "stands in /rows/0/response already"},
      {"an item of another length", R"({"items": [[1, 2], [1]]})", "invalid_value", "/items/1",
       "1 entries; there are 2 coders"},
      {"a value among sets", R"({"items": [[["a"], "b"]]})", "invalid_value", "/items/0/1",
       "unlike"},
      {"an object as a coding", R"({"items": [[{}, 1]]})", "invalid_value", "/items/0/0", "null"},
      {"none of the categories", R"({"categories": [1, 2], "items": [[1, 3]]})", "invalid_value",
       "/items/0/1", "none of the categories"},
      {"a category twice", R"({"categories": [1, 1], "items": []})", "invalid_value",
       "/categories/1", "already"},
      {"an unknown scale", R"({"scale": "metric", "items": [[1, 2]]})", "invalid_value", "/scale",
       "metric"},
      {"words with distances", R"({"scale": "interval", "items": [["a", "b"]]})", "invalid_value",
       "/scale", "a is not a number"},
      {"a span outside", R"({"length": 10, "spans": [[[5, 6, "a"]], []]})", "invalid_value",
       "/spans/0/0", "not inside"},
      {"a span without a length", R"({"length": 10, "spans": [[[5, 0, "a"]], []]})",
       "invalid_value", "/spans/0/0/1", "from 1"},
      {"spans of no text", R"({"spans": [[], []]})", "missing_field", "/length", "length"},
      {"weights of another size",
       R"({"items": [[1, 2]], "custom_weights": {"w": {"type": "disagreement", "matrix": [[0]]}}})",
       "invalid_value", "/custom_weights/w/matrix", "2 rows"},
      {"weights that are no object", R"({"items": [[1, 2]], "custom_weights": {"w": [1]}})",
       "invalid_value", "/custom_weights/w", "object"},
      {"weights without a type", R"({"items": [[1, 2]], "custom_weights": {"w": {}}})",
       "invalid_value", "/custom_weights/w/type", "disagreement"},
      {"a type that is no word", R"({"items": [[1, 2]], "custom_weights": {"a/b~c": {"type": 5}}})",
       "invalid_value", "/custom_weights/a~1b~0c/type", "disagreement"},
      {"a type that is null", R"({"items": [[1, 2]], "custom_weights": {"w": {"type": null}}})",
       "invalid_value", "/custom_weights/w/type", "disagreement"},
      {"all weights a list", R"({"items": [[1, 2]], "custom_weights": []})", "invalid_value",
       "/custom_weights", "object"},
      {"a weight beyond what can be added up",
       R"({"items": [[1, 2]],
           "custom_weights": {"w": {"type": "disagreement", "matrix": [[0, 1e101], [1, 0]]}}})",
       "invalid_value", "/custom_weights/w/matrix/0/1", "no disagreement"},
      {"a weight that is a word",
       R"({"items": [[1, 2]],
           "custom_weights": {"w": {"type": "disagreement", "matrix": [[0, "1"], [1, 0]]}}})",
       "invalid_value", "/custom_weights/w/matrix/0/1", "no disagreement"},
      {"a scale that is no word", R"({"items": [[1, 2]], "scale": 5})", "invalid_value", "/scale",
       "word"},
      {"categories that are no list", R"({"items": [[1, 2]], "categories": {"a": 1}})",
       "invalid_value", "/categories", "list"},
      {"coders that are no list", R"({"items": [[1, 2]], "coders": "ada"})", "invalid_value",
       "/coders", "list"},
      {"a coder that is no name", R"({"items": [[1, 2]], "coders": [["ada"], "bo"]})",
       "invalid_value", "/coders/0", "name"},
      {"a length that is no number", R"({"length": "10", "spans": [[], []]})", "missing_field",
       "/length", "length"},
      {"a beginning that is no number", R"({"begin": [], "length": 10, "spans": [[], []]})",
       "invalid_value", "/begin", "whole number"},
      {"data sets that are no list", R"({"data_sets": {"items": []}})", "invalid_value",
       "/data_sets", "list"},
      {"a data set of many", R"({"data_sets": [{"items": [[1, 1]]}, {"items": 3}]})",
       "invalid_value", "/data_sets/1/items", "list"},
      {"no UTF-8", "{\"items\": [[\"\xff\", 1]]}", "invalid_utf8", "", "UTF-8"},
  };
  for (const auto& given : all) {
    SCOPED_TRACE(given.what);
    const auto read = read_reliability_json(given.text, {});
    ASSERT_FALSE(read);
    EXPECT_EQ(slug_of(read.error().fault), given.fault);
    EXPECT_EQ(read.error().field, given.field);
    EXPECT_NE(read.error().detail.find(given.detail), std::string::npos) << read.error().detail;
  }
}

TEST(ReliabilityJson, WhatIsKeptBesideTheDataIsLeftAlone) {
  const auto read = read_reliability_json(R"({"id": "ours", "title": "Pilot", "source": "A. B.",
      "note": "by hand", "kind": "single-valued", "expected": [], "items": [[1, 2], [2, 2]],
      "study": "s", "question": "q", "position": 7, "framework": "f", "rules": {},
      "suppressed": false, "rows": [{"response": "a"}, {"response": "A"}]})",
                                          {});
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_TRUE(read_reliability_json(R"({"about": "", "layout": {}, "edge_cases": [],
      "data_sets": [{"items": [[1, 1]]}]})",
                                    {}));
}

TEST(ReliabilityJson, ABareListIsItsItems) {
  const auto bare = figures_of(R"([["x", "x"], ["y", null], ["y", "y"], ["x", "y"]])");
  const auto named = figures_of(R"({"items": [["x", "x"], ["y", null], ["y", "y"], ["x", "y"]]})");
  ASSERT_EQ(bare.size(), named.size());
  for (std::size_t i = 0; i < bare.size(); ++i) EXPECT_EQ(bare[i].estimate, named[i].estimate);
}

// Each is refused where the limit is crossed, and before what comes later is looked at.
TEST(ReliabilityJson, WhatIsBeyondTheLimitsIsRefusedWhileItIsRead) {
  ReliabilityForm form;
  form.limits = {.coders = 2,
                 .categories = 3,
                 .custom_weights = 1,
                 .codings = 4,
                 .spans = 2,
                 .name_bytes = 5,
                 .characters = 1'000,
                 .fix = "Send less."};
  const std::vector<Refused> all = {
      {"coders", R"({"coders": ["a", "b", 7, []], "items": 1})", "", "/coders", "2 coders"},
      {"coders of the first item", R"({"items": [[1, 2, 3], 5]})", "", "/items/0", "2 coders"},
      {"coders of spans", R"({"length": 5, "spans": [[], [], [5]]})", "", "/spans", "2 coders"},
      {"categories", R"({"categories": ["a", "b", "c", []], "items": 1})", "", "/categories",
       "3 categories"},
      {"categories that come up", R"({"items": [[1, 2], [3, 4], 5]})", "", "/items/1",
       "3 categories"},
      {"labels that come up", R"({"items": [[["a"], ["b"]], [["c", "d"], []], 5]})", "", "/items/1",
       "3 categories"},
      {"labels of spans", R"({"length": 9, "spans": [[[0, 1, "too long"]], [5]]})", "",
       "/spans/0/0", "5 bytes"},
      {"codings", R"({"items": [[1, 1], [1, 1], [1, null], 5]})", "", "/items/2", "4 codings"},
      {"spans", R"({"length": 9, "spans": [[[0, 1, "a"], [1, 1, "a"]], [[0, 1, "a"], 5]]})", "",
       "/spans/1/0", "2 spans"},
      {"characters", R"({"length": 1001, "spans": 5})", "", "/length", "1,000 characters"},
      {"names", R"({"coders": ["ada", "balder"], "items": 5})", "", "/coders", "5 bytes"},
      {"names of categories", R"({"categories": ["chance"], "items": 5})", "", "/categories",
       "5 bytes"},
      {"custom weights", R"({"items": [[1, 1]], "custom_weights": {"a": 1, "b": 2}})", "",
       "/custom_weights", "1 custom weights"},
      {"names of custom weights", R"({"items": [[1, 1]], "custom_weights":
                                     {"abcdef": {"type": "disagreement"}}})",
       "", "/custom_weights/abcdef", "5 bytes"},
      {"in one of many", R"({"data_sets": [{"coders": [1, 2, 3]}]})", "", "/data_sets/0/coders",
       "2 coders"},
  };
  for (const auto& given : all) {
    SCOPED_TRACE(given.what);
    const auto read = read_reliability_json(given.text, form);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().fault, Fault::kInvalidValue);
    EXPECT_EQ(read.error().field, given.field);
    EXPECT_NE(read.error().detail.find(given.detail), std::string::npos) << read.error().detail;
    EXPECT_EQ(read.error().fix, "Send less.");
  }
  EXPECT_TRUE(read_reliability_json(
      R"({"coders": ["ada", "bo"], "categories": ["a", "b", "c"], "items": [["a", "b"], ["c", "c"]]})",
      form));
  EXPECT_TRUE(
      read_reliability_json(R"({"length": 1000, "spans": [[[0, 1, "a"]], [[0, 1, "b"]]]})", form));
}

// A look-up that went through all names for each would take these for minutes.
TEST(ReliabilityJson, HundredsOfThousandsOfNamesAreLookedUp) {
  constexpr std::size_t kMany = 400'000;
  ReliabilityForm form;
  form.limits.categories = kMany;
  json categories = json::array();
  for (std::size_t i = 0; i < kMany; ++i) categories.push_back("category " + std::to_string(i));
  const json data = {
      {"categories", categories},
      {"items", json::array({json::array({"category 0", "category 399999"}),
                             json::array({"category 1", nullptr})})},
  };
  const auto read = read_reliability_json(data.dump(), form);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->front().categories.size(), kMany);
  EXPECT_EQ(read->front().codings.view(kMany).values[1], kMany - 1);
}

TEST(ReliabilityJson, NumbersThatCannotBeComputedWithAreRefused) {
  const auto beyond = read_reliability_json(R"({"items": [[1e999, 1], [2, 2]]})", {});
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().fault, Fault::kMalformedJson);
  const auto huge =
      read_reliability_json(R"({"scale": "interval", "items": [[1e308, -1e308], [1, 5]]})", {});
  ASSERT_FALSE(huge);
  EXPECT_EQ(huge.error().field, "/scale");
  EXPECT_NE(huge.error().detail.find("1e100"), std::string::npos) << huge.error().detail;
}

TEST(ReliabilityJson, WhatIsNestedTooDeepIsRefused) {
  const auto read = read_reliability_json(std::string(100, '[') + std::string(100, ']'), {});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().fault, Fault::kMalformedJson);
}

TEST(ReliabilityCsv, SaysTheSameAsJson) {
  const auto csv =
      read_reliability_csv("item,ada,ben\r\nr1,x,x\nr2,y,\n\"r3\",y,\"y\"\nr4,x,y\n", {});
  ASSERT_TRUE(csv) << csv.error().detail;
  EXPECT_EQ(csv->coders, (std::vector<std::string>{"ada", "ben"}));
  const auto same =
      read_reliability_json(R"({"items": [["x", "x"], ["y", null], ["y", "y"], ["x", "y"]]})", {});
  const auto a = compute(*csv, {});
  const auto b = compute(same->at(0), {});
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].coefficient, b[i].coefficient);
    EXPECT_EQ(a[i].estimate, b[i].estimate) << a[i].coefficient;
  }
}

TEST(ReliabilityCsv, ReadsSetsOfLabels) {
  const auto csv = read_reliability_csv("ada,ben\na;b,b;a\n[],a\n,a\n", {.sets = true});
  ASSERT_TRUE(csv) << csv.error().detail;
  const auto codings = csv->codings.view(csv->sets.size());
  EXPECT_EQ(codings.units(), 3U);
  EXPECT_EQ(codings.values_of(0)[0], codings.values_of(0)[1]);
  EXPECT_EQ(codings.count(1), 2U);
  EXPECT_EQ(codings.count(2), 1U);
}

TEST(ReliabilityCsv, BlanksAroundALabelAreNoPartOfIt) {
  const auto sets =
      read_reliability_csv("ada,ben\nTime; Money,Time;Money\nMoney ;Time,Time\n", {.sets = true});
  ASSERT_TRUE(sets) << sets.error().detail;
  EXPECT_EQ(sets->categories, (std::vector<std::string>{"Money", "Time"}));
  const auto values = read_reliability_csv("ada,ben\nA,A \n B,B\nA, NA\n", {.missing = "NA"});
  ASSERT_TRUE(values) << values.error().detail;
  EXPECT_EQ(values->categories, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(values->codings.view(2).count(2), 1U);
  const auto own = read_reliability_csv("item,used,reason,left_out,coder:ada\nr,yes,,, A;A\n", {});
  ASSERT_TRUE(own) << own.error().detail;
  EXPECT_EQ(own->categories, (std::vector<std::string>{" A", "A"})) << "ids are as they are";
}

TEST(ReliabilityCsv, AFirstColumnThatNamesTheItemsIsNoCoder) {
  for (const std::string name : {"item", "Item", "ITEM_ID", "unit", "unit_id", "id", "subject",
                                 "Response", "respondent", "row", "\"\""}) {
    const auto csv = read_reliability_csv(name + ",ada,ben\n1,x,x\n2,y,x\n", {});
    ASSERT_TRUE(csv) << name;
    EXPECT_EQ(csv->coders, (std::vector<std::string>{"ada", "ben"})) << name;
  }
  const auto second = read_reliability_csv("ada,item\nx,x\n", {});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->coders, (std::vector<std::string>{"ada", "item"}));
}

TEST(ReliabilityCsv, CodersAreTheColumnsThatWereAskedFor) {
  const auto csv =
      read_reliability_csv("who,ben,mood,ada\n1,x,bad,x\n2,y,ok,\n", {.coders = {"ada", "ben"}});
  ASSERT_TRUE(csv) << csv.error().detail;
  EXPECT_EQ(csv->coders, (std::vector<std::string>{"ada", "ben"}));
  EXPECT_EQ(csv->categories, (std::vector<std::string>{"x", "y"}));
  const auto nobody = read_reliability_csv("ada,ben\nx,x\n", {.coders = {"cem"}});
  ASSERT_FALSE(nobody);
  EXPECT_NE(nobody.error().detail.find("'cem'"), std::string::npos);
}

TEST(ReliabilityCsv, AWordMayStandForNotCoded) {
  const auto csv = read_reliability_csv("ada,ben\nx,NA\ny,y\n", {.missing = "NA"});
  ASSERT_TRUE(csv);
  EXPECT_EQ(csv->categories, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(csv->codings.view(2).count(0), 1U);
}

TEST(ReliabilityCsv, AStudysOwnDataAreSetsAndHaveNoCodersBeforeAnybodyCoded) {
  const auto own = read_reliability_csv(
      "item,used,reason,left_out,coder:ada,coder:ben\nr1,yes,,,a;b,b;a\nr2,yes,,,[],a\n", {});
  ASSERT_TRUE(own);
  EXPECT_EQ(own->kind, agreement::DataKind::kSets);
  EXPECT_EQ(own->categories, (std::vector<std::string>{"a", "b"}));
  const auto uncoded = read_reliability_csv("item,used,reason,left_out\nr1,no,not_begun,\n", {});
  ASSERT_FALSE(uncoded);
  EXPECT_NE(uncoded.error().detail.find("no column of a coder"), std::string::npos);
}

TEST(ReliabilityCsv, WhatIsBeyondTheLimitsIsRefusedWhileItIsRead) {
  ReliabilityForm form;
  form.limits = {.columns = 4, .coders = 2, .categories = 3, .codings = 4, .name_bytes = 5};
  struct Row {
    const char* text;
    const char* detail;
  };
  for (const auto& given : std::vector<Row>{
           {"item,a,b,c,d\n\"", "Line 1: There are more than 4 columns"},
           {"item,a,b,c\n\"", "Line 1: There are more than 2 coders"},
           {"item,balder\n\"", "Line 1: There are more than 5 bytes"},
           {"a,b\n1,2\n3,4\n\"", "Line 3: There are more than 3 categories"},
           {"a,b\n1,1\n\n1,1\n1,\n\"", "Line 5: There are more than 4 codings"},
           {"a,b\nchance,1\n\"", "Line 2: There are more than 5 bytes"},
       }) {
    SCOPED_TRACE(given.text);
    const auto read = read_reliability_csv(given.text, form);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().fault, Fault::kInvalidValue);
    EXPECT_NE(read.error().detail.find(given.detail), std::string::npos) << read.error().detail;
  }
  EXPECT_TRUE(read_reliability_csv("item,ada,bo,x\nr1,1,2,\nr2,3,3,\n",
                                   {.coders = {"ada", "bo"}, .limits = form.limits}));
}

// A look-up that went through all names for each would take these for minutes.
TEST(ReliabilityCsv, HundredsOfThousandsOfColumnsAreLookedUp) {
  constexpr std::size_t kMany = 200'000;
  ReliabilityForm form;
  form.limits.columns = form.limits.coders = kMany;
  std::string names, values;
  for (std::size_t i = 0; i < kMany; ++i) {
    names += (i == 0 ? "coder " : ",coder ") + std::to_string(i);
    values += i == 0 ? "x" : ",x";
    if (i % 2 == 0) form.coders.push_back("coder " + std::to_string(kMany - 1 - i));
  }
  const auto read = read_reliability_csv(names + "\n" + values + "\n", form);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->coders.size(), kMany / 2);
  EXPECT_EQ(read->codings.view(1).values.size(), kMany / 2);
}

TEST(ReliabilityCsv, WhatIsWrongIsSaidWithItsLine) {
  const auto short_row = read_reliability_csv("ada,ben\nx,x\ny\n", {});
  ASSERT_FALSE(short_row);
  EXPECT_EQ(short_row.error().fault, Fault::kMalformedCsv);
  EXPECT_NE(short_row.error().detail.find("Line 3"), std::string::npos) << short_row.error().detail;
  EXPECT_FALSE(read_reliability_csv("ada,ada\nx,x\n", {}));
  EXPECT_FALSE(read_reliability_csv("item\nx\n", {}));
  EXPECT_FALSE(read_reliability_csv("", {}));
  EXPECT_FALSE(read_reliability_csv("ada,ben\nx,y\n", {.scale = "interval"}));
}

TEST(ReliabilityCsv, WhatIsNoTableOfCodersIsRefusedWithWhatIsExpected) {
  struct Row {
    const char* text;
    const char* detail;
  };
  for (const auto& given : std::vector<Row>{
           {"", "the file is empty"},
           {"\n\n", "the file is empty"},
           {"item;ada;ben\nr1;x;x\n", "separated by semicolons"},
           {"item\tada\tben\nr1\tx\tx\n", "separated by tabs"},
           {"item,ada,ben\n", "Line 2: there is no row"},
           {"item,ada,ben\n\n\n", "Line 2: there is no row"},
           {"ada\nx\ny\n", "Line 1: there is one column"},
           {"item\nr1\n", "Line 1: there is no column of a coder"},
       }) {
    SCOPED_TRACE(given.text);
    const auto read = read_reliability_csv(given.text, {});
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().fault, Fault::kMalformedCsv);
    EXPECT_NE(read.error().detail.find(given.detail), std::string::npos) << read.error().detail;
    EXPECT_NE(read.error().fix.find("one column a coder"), std::string::npos) << read.error().fix;
  }
  EXPECT_TRUE(read_reliability_csv("item,ada\nr1,x\n", {})) << "one coder: no figure, and why";
}

TEST(ReliabilityCsv, AnItemTwiceIsRefusedWithBothPlaces) {
  const auto twice = [](const std::string& text, const ReliabilityForm& form = {}) {
    const auto read = read_reliability_csv(text, form);
    return read ? std::string() : read.error().detail;
  };
  EXPECT_EQ(twice("item,ada,ben\nr1,x,x\nr2,y,x\n\nr1,x,x\n"),
            "Line 5, column 1 (item): this item stands on line 2 already.");
  EXPECT_NE(twice("\"\",ada,ben\n1,x,x\n 1 ,y,x\n"), "") << "blanks are no part of an id";
  EXPECT_NE(twice("id,mood,ada,ben\n1,m,x,x\n1,n,y,x\n", {.coders = {"ada", "ben"}}), "");
  EXPECT_NE(twice("item,used,reason,left_out,coder:ada\nr,yes,,,A\nr,yes,,,A\n"), "");
  EXPECT_EQ(twice("item,used,reason,left_out,coder:ada\nr,yes,,,A\nr ,yes,,,A\n"), "")
      << "ids of a study are as they are";
  EXPECT_EQ(twice("item,ada,ben\n,x,x\n,y,x\n"), "") << "no id is no name";
  EXPECT_EQ(twice("ada,ben\nx,x\nx,x\n"), "");
  EXPECT_EQ(twice("id,ben\nx,x\nx,x\n", {.coders = {"id", "ben"}}), "") << "a coder of that name";
}

TEST(ReliabilityCsv, BlanksAroundACodersNameAreNoPartOfIt) {
  const auto csv = read_reliability_csv("item, ada, ben\n1,x,x\n", {});
  ASSERT_TRUE(csv) << csv.error().detail;
  EXPECT_EQ(csv->coders, (std::vector<std::string>{"ada", "ben"}));
  const auto some = read_reliability_csv("item, ada, ben\n1,x,x\n", {.coders = {"ben", "ada"}});
  ASSERT_TRUE(some) << some.error().detail;
  EXPECT_EQ(some->coders, (std::vector<std::string>{"ben", "ada"}));
  const auto twice = read_reliability_csv("item,ada, ada\n1,x,x\n", {});
  ASSERT_FALSE(twice);
  EXPECT_NE(twice.error().detail.find("the column ada is there already"), std::string::npos)
      << twice.error().detail;
}

TEST(FiguresJson, HasOneObjectAFigure) {
  const auto rows = json::parse(figures_json(figures_of(R"({"items": [["x", "x"], ["x", "x"]]})")));
  ASSERT_FALSE(rows.empty());
  for (const auto& row : rows) {
    for (const auto* name : {"coefficient", "label", "value", "se", "ci", "reason"}) {
      EXPECT_TRUE(row.contains(name));
    }
    if (row["coefficient"] == "krippendorff_alpha") {
      EXPECT_TRUE(row["value"].is_null());
      EXPECT_EQ(row["reason"], "no_variation");
    }
    if (row["coefficient"] == "percent_agreement" && row["label"].is_null()) {
      EXPECT_EQ(row["value"], 1);
    }
  }
}

TEST(Compute, GivesOnlyWhatIsAskedForAndTheSameIntervalForTheSameSeed) {
  const auto read = read_reliability_json(
      R"({"items": [["x","x","x"],["x","y","x"],["y","y","x"],["y","y","y"],["x","y","y"]]})", {});
  agreement::ComputeOptions options{{"light_kappa"}, {.resamples = 200, .seed = 7}};
  const auto first = compute(read->at(0), options);
  ASSERT_EQ(first.size(), 1U);
  ASSERT_TRUE(first[0].estimate.interval);
  EXPECT_EQ(first[0].estimate.interval->method, agreement::IntervalMethod::kBootstrap);
  EXPECT_EQ(compute(read->at(0), options)[0].estimate, first[0].estimate);
  options.resampling.seed = 8;
  EXPECT_NE(compute(read->at(0), options)[0].estimate.interval, first[0].estimate.interval);
}

TEST(Compute, DrawsForEachPairOfCodersAreCounted) {
  const auto read = read_reliability_json(
      R"({"items": [["x","x","x"],["x","y","x"],["y","y","x"],["y","y","y"],["x","y","y"]]})", {});
  agreement::ComputeOptions options{{"light_kappa"}, {.resamples = 200, .seed = 7}};
  options.drawn_in_all_max = 3 * 200 * 15;  // three pairs
  EXPECT_TRUE(compute(read->at(0), options).at(0).estimate.interval);
  --options.drawn_in_all_max;
  EXPECT_FALSE(compute(read->at(0), options).at(0).estimate.interval);
}

TEST(Compute, DrawsNoMoreInAllThanIsAllowed) {
  const auto read = read_reliability_json(
      R"({"items": [[["x"], ["x"], ["x", "y"]], [["y"], ["x"], []], [["y"], ["y"], ["x"]],
                    [["y"], ["y"], ["y"]], [["x"], ["x", "y"], ["y"]]]})",
      {});
  agreement::ComputeOptions options{{}, {.resamples = 200, .seed = 7}};
  const auto drawn = [&] {
    const auto figures = compute(read->at(0), options);
    return std::count_if(figures.begin(), figures.end(), [](const agreement::Figure& figure) {
      const auto& interval = figure.estimate.interval;
      return interval && interval->method == agreement::IntervalMethod::kBootstrap;
    });
  };
  const auto all = drawn();
  options.drawn_in_all_max = 2 * 200 * 15;
  ASSERT_GT(all, 2);
  EXPECT_EQ(drawn(), 2);
  options.drawn_in_all_max = 200 * 15 - 1;
  EXPECT_EQ(drawn(), 0);
}

TEST(ReliabilityCsv, ColumnsNamedAsCodersAreAllThereAre) {
  const auto read = read_reliability_csv(
      "item,used,reason,coder:ada,coder:bo\nr1,yes,,a;b,[]\nr2,no,one_coder,,b\n", {.sets = true});
  ASSERT_TRUE(read);
  EXPECT_EQ(read->coders, (std::vector<std::string>{"ada", "bo"}));
  EXPECT_EQ(read->categories, (std::vector<std::string>{"a", "b"}));
  const auto codings = read->codings.view(read->sets.size());
  EXPECT_EQ(codings.count(0), 2U);
  EXPECT_EQ(codings.count(1), 1U);
}

}  // namespace
}  // namespace verbatim::exchange
