// verbatim agreement compute: from a file to figures, without a server.
#include "verbatim/commands/compute.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>
#include <unistd.h>

namespace verbatim::tool {
namespace {

struct Run {
  Exit exit = Exit::kDone;
  bool usage = false;  // the command line is wrong
  std::string out, err;
};

// `content` is what the file holds; words behind it are options.
Run compute(const std::string& name, const std::string& content, std::vector<std::string> options,
            bool json = false) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("verbatim-compute-" + std::to_string(::getpid()) + "-" + name);
  std::ofstream(file) << content;
  std::ostringstream out;
  std::ostringstream err;
  Session session({out, err});
  session.json = json;
  CLI::App app;
  add_compute_command(app, session);
  std::vector<std::string> words(options.rbegin(), options.rend());
  words.push_back(file.string());
  words.emplace_back("compute");
  Run run;
  try {
    app.parse(words);
  } catch (const CLI::ParseError&) {
    run.usage = true;
  }
  std::filesystem::remove(file);
  run.exit = session.exit();
  run.out = out.str();
  run.err = err.str();
  return run;
}

const std::string kData = R"({"items": [["x", "x"], ["x", "y"], ["y", "y"], ["y", null]]})";

Json row_of(const std::string& json, const std::string& name) {
  for (const auto& row : Json::parse(json)) {
    if (row["coefficient"] == name && row["label"].is_null()) return row;
  }
  return {};
}

TEST(ComputeCommand, PrintsEveryCoefficientThatApplies) {
  const auto run = compute("a.json", kData, {"--resamples", "50"});
  EXPECT_EQ(run.exit, Exit::kDone) << run.err;
  for (const auto* name : {"krippendorff_alpha", "cohen_kappa", "gwet_ac1", "conger_kappa"}) {
    EXPECT_NE(run.out.find(name), std::string::npos) << run.out;
  }
}

TEST(ComputeCommand, JsonIsAListOfFigures) {
  const auto run = compute("a.json", kData, {}, true);
  // n = 6 with 3 of each: 1 - 5 * 2 / (36 - 9 - 9).
  EXPECT_NEAR(row_of(run.out, "krippendorff_alpha")["value"].get<double>(), 1 - 10. / 18, 1e-12);
  EXPECT_EQ(row_of(run.out, "percent_agreement")["units"], 3);
}

TEST(ComputeCommand, SaysWhoTheCodersAreAndWhatLooksOtherwise) {
  const auto named = compute("a.csv", "person,ann,bob\n1,a,a\n2,a,b\n3,b,NA\n", {});
  EXPECT_NE(named.out.find("3 coders (person, ann, bob)"), std::string::npos) << named.out;
  EXPECT_NE(named.err.find("Column 'person' is read as a coder"), std::string::npos) << named.err;
  EXPECT_NE(named.err.find("--missing NA"), std::string::npos) << named.err;
  const auto noted = compute("a.csv", "item,ann,bob,notes\n1,a,a,x\n2,a,b,y\n3,b,b,z\n", {});
  EXPECT_NE(noted.err.find("Column 'notes' is read as a coder"), std::string::npos) << noted.err;
  EXPECT_EQ(noted.err.find("Column 'bob'"), std::string::npos) << noted.err;
  const auto told = compute("a.csv", "person,ann,bob\n1,a,a\n2,a,b\n3,b,NA\n",
                            {"--coders", "ann,bob", "--missing", "NA"});
  EXPECT_NE(told.out.find("2 coders (ann, bob), 2 labels (a, b)"), std::string::npos) << told.out;
  EXPECT_EQ(told.err, "");
}

TEST(ComputeCommand, CsvSaysTheSame) {
  const auto csv = compute("a.csv", "item,ada,ben\n1,x,x\n2,x,y\n3,y,y\n4,y,\n", {}, true);
  const auto json = compute("a.json", kData, {}, true);
  EXPECT_EQ(csv.out, json.out);
  const auto named = compute("a.txt", "ada,ben\nx,x\nx,y\n", {"--format", "csv"}, true);
  EXPECT_EQ(named.exit, Exit::kDone) << named.err;
}

TEST(ComputeCommand, TellsJsonFromCsvWhereTheNameDoesNot) {
  const auto csv = compute("-", "ada,ben\nx,x\nx,y\ny,y\ny,\n", {}, true);
  EXPECT_EQ(csv.out, compute("a.json", kData, {}, true).out);
  EXPECT_EQ(compute("data", "\n " + kData, {}, true).out, csv.out);
}

TEST(ComputeCommand, SaysWhyNothingApplies) {
  const auto values = compute("a.json", kData, {"--distance", "masi"});
  EXPECT_EQ(values.out, "");
  EXPECT_NE(values.err.find("--sets"), std::string::npos) << values.err;
  const auto words = compute("a.json", kData, {"--distance", "interval"});
  EXPECT_NE(words.err.find("--scale"), std::string::npos) << words.err;
  const auto sets = compute("s.json", R"({"items": [[["a"], ["a", "b"]], [["b"], ["b"]]]})",
                            {"--distance", "ratio"});
  EXPECT_NE(sets.err.find("jaccard"), std::string::npos) << sets.err;
}

TEST(ComputeCommand, IsRefusedWhereNothingAppliesAndSaysWhyForEach) {
  const auto values = compute(
      "a.json", kData,
      {"--coefficient", "krippendorff_alpha_masi,gwet_ac2_linear", "--distance", "ordinal"});
  EXPECT_EQ(values.exit, Exit::kRefused);
  EXPECT_EQ(values.out, "");
  for (const auto* why : {"krippendorff_alpha_masi is of sets of labels", "gwet_ac2_linear is of",
                          "The distance ordinal is of"})
    EXPECT_NE(values.err.find(why), std::string::npos) << values.err;
  const auto json = compute("a.json", kData, {"--distance", "masi"}, true);
  EXPECT_EQ(json.exit, Exit::kRefused);
  EXPECT_EQ(json.out, "");
  const std::string three = R"({"items": [["x", "x", "y"], ["x", "y", "y"], ["y", "y", "x"]]})";
  EXPECT_NE(compute("t.json", three, {"--coefficient", "scott_category_pi"}).err.find("3 did"),
            std::string::npos);
  EXPECT_NE(compute("a.json", kData, {"--coefficient", "light_kappa"}).err.find("cohen_kappa"),
            std::string::npos);
  const std::string negative = R"({"items": [[-1, 1], [2, 2]], "scale": "ratio"})";
  EXPECT_NE(compute("n.json", negative, {"--distance", "ratio"}).err.find("from 0 on"),
            std::string::npos);
  const std::string ranks = R"({"items": [[3, 1], [2, 2]], "scale": "ordinal"})";
  EXPECT_NE(compute("r.json", ranks, {"--distance", "interval"}).err.find("--scale interval"),
            std::string::npos);
  const std::string spans = R"({"length": 9, "spans": [[[0, 2, "a"]], [[0, 3, "a"]]]})";
  EXPECT_NE(compute("s.json", spans, {"--coefficient", "gwet_ac1"}).err.find("spans"),
            std::string::npos);
  EXPECT_NE(compute("a.json", kData, {"--coefficient", "u_alpha_2004"}).err.find("spans"),
            std::string::npos);
}

TEST(ComputeCommand, SaysWhatDoesNotApplyBesideWhatDoes) {
  const auto one = compute("a.json", kData, {"--coefficient", "gwet_ac1,krippendorff_alpha_masi"});
  EXPECT_EQ(one.exit, Exit::kDone);
  EXPECT_NE(one.out.find("gwet_ac1"), std::string::npos);
  EXPECT_NE(one.err.find("krippendorff_alpha_masi is of sets"), std::string::npos) << one.err;
}

TEST(ComputeCommand, TheNominalAlphaIsNotGivenForAnotherScale) {
  const std::string numbers = R"({"items": [[1, 2], [3, 3], [2, 2], [1, 1]]})";
  const auto plain =
      compute("n.json", numbers, {"--scale", "interval", "--coefficient", "krippendorff_alpha"});
  EXPECT_EQ(plain.exit, Exit::kRefused);
  EXPECT_EQ(plain.out, "");
  EXPECT_NE(plain.err.find("krippendorff_alpha_interval"), std::string::npos) << plain.err;
  const std::string own = R"({"items": [[1, 2], [3, 3], [2, 2], [1, 1]], "scale": "ordinal"})";
  const auto by_file = compute("o.json", own, {"--coefficient", "krippendorff_alpha"});
  EXPECT_EQ(by_file.exit, Exit::kRefused);
  EXPECT_NE(by_file.err.find("krippendorff_alpha_ordinal"), std::string::npos) << by_file.err;
  const auto both = compute(
      "n.json", numbers,
      {"--scale", "interval", "--coefficient", "krippendorff_alpha,krippendorff_alpha_interval"});
  EXPECT_EQ(both.exit, Exit::kDone) << both.err;
  const auto beside_weights = compute(
      "w.json",
      R"({"items": [[1, 2], [3, 3], [2, 2], [1, 1]], "scale": "ordinal", "categories": [1, 2, 3],
          "custom_weights": {"mine": {"type": "disagreement",
                                      "matrix": [[0, 1, 4], [1, 0, 1], [4, 1, 0]]}}})",
      {"--coefficient", "krippendorff_alpha,krippendorff_alpha[mine]"});
  EXPECT_EQ(beside_weights.exit, Exit::kDone) << beside_weights.err;
  EXPECT_EQ(compute("n.json", numbers, {"--scale", "interval", "--distance", "nominal"}).exit,
            Exit::kDone);
  const auto numeric =
      compute("n.json", numbers, {"--scale", "numeric", "--coefficient", "krippendorff_alpha"});
  EXPECT_EQ(numeric.exit, Exit::kDone);
  EXPECT_NE(numeric.err.find("nominal"), std::string::npos) << numeric.err;
  EXPECT_EQ(compute("n.json", numbers, {"--coefficient", "krippendorff_alpha"}).err, "");
}

TEST(ComputeCommand, LabelsThatLookLikeSetsAreDoubted) {
  const std::string csv = "item,ada,ben\n1,pay;time,pay\n2,pay,time\n3,time,time\n";
  const auto values = compute("a.csv", csv, {});
  EXPECT_EQ(values.exit, Exit::kDone);
  EXPECT_NE(values.err.find("'pay;time' is read as one label"), std::string::npos) << values.err;
  EXPECT_NE(values.err.find("--sets"), std::string::npos) << values.err;
  EXPECT_EQ(compute("a.csv", csv, {"--sets"}).err, "");
}

TEST(ComputeCommand, ListsMayHaveBlanksBehindTheirCommas) {
  const auto csv = "item,ada,ben,cem\n1,x,x,y\n2,x,y,y\n3,y,y,y\n";
  const auto some = compute("a.csv", csv, {"--coders", "ada, ben"});
  EXPECT_NE(some.out.find("2 coders (ada, ben)"), std::string::npos) << some.out << some.err;
  EXPECT_FALSE(compute("a.csv", csv, {"--coefficient", "gwet_ac1, percent_agreement"}).usage);
  EXPECT_FALSE(compute("a.csv", csv, {"--distance", "nominal, ordinal"}).usage);
}

TEST(ComputeCommand, AnEmptyFileIsSaidToBeEmptyWhateverItsName) {
  for (const auto* name : {"a.csv", "a.json", "data"}) {
    const auto run = compute(name, "\n", {});
    EXPECT_EQ(run.exit, Exit::kRefused);
    EXPECT_NE(run.err.find("empty"), std::string::npos) << run.err;
    EXPECT_NE(run.err.find("one column a coder"), std::string::npos) << run.err;
  }
}

TEST(ComputeCommand, GivesWhatIsAskedFor) {
  const auto one = compute("a.json", kData, {"--coefficient", "gwet_ac1,scott_pi"}, true);
  for (const auto& row : Json::parse(one.out)) {
    EXPECT_TRUE(row["coefficient"] == "gwet_ac1" || row["coefficient"] == "scott_pi") << row;
  }
  const auto sets = compute("s.json", R"({"items": [[["a"], ["a", "b"]], [["b"], ["b"]]]})",
                            {"--distance", "jaccard,masi"}, true);
  ASSERT_EQ(Json::parse(sets.out).size(), 2U);
  const auto numbers = compute("n.json", R"({"items": [[1, 2], [3, 3], [2, 2]]})",
                               {"--scale", "interval", "--distance", "interval"}, true);
  ASSERT_EQ(Json::parse(numbers.out).size(), 1U);
}

TEST(ComputeCommand, ManyDataSetsAreNamed) {
  const std::string many = R"({"data_sets": [{"id": "one", "items": [[1, 1], [2, 2]]},
                                             {"id": "two", "items": [[1, 2], [2, 2]]}]})";
  const auto both = Json::parse(compute("m.json", many, {}, true).out);
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[1]["data_set"], "two");
  const auto one = compute("m.json", many, {"--data-set", "two"}, true);
  EXPECT_LT(row_of(one.out, "percent_agreement")["value"].get<double>(), 1);
  EXPECT_EQ(compute("m.json", many, {"--data-set", "three"}).exit, Exit::kRefused);
}

TEST(ComputeCommand, ABadFileOrOptionIsRefused) {
  const auto bad = compute("a.json", "{\"items\": [[1,\n 2,,]]}", {});
  EXPECT_EQ(bad.exit, Exit::kRefused);
  EXPECT_NE(bad.err.find("Line 2, column 4"), std::string::npos) << bad.err;
  const auto short_row = compute("a.csv", "ada,ben\nx\n", {});
  EXPECT_EQ(short_row.exit, Exit::kRefused);
  EXPECT_NE(short_row.err.find("Line 2"), std::string::npos) << short_row.err;
  EXPECT_TRUE(compute("a.json", kData, {"--coefficient", "kappa"}).usage);
  EXPECT_TRUE(compute("a.json", kData, {"--distance", "far"}).usage);
}

}  // namespace
}  // namespace verbatim::tool
