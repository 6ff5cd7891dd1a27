#include "exchange/import_codings.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/theme_name.hpp"

namespace verbatim::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

const std::string kHeader = "item_id,question,coder,labels,text,group,respondent,finished\n";

CodingsTable read(const std::string& csv, const CodingsOptions& options = {}) {
  auto table = read_codings(csv, options);
  EXPECT_TRUE(table) << table.error().detail;
  return std::move(*table);
}

std::vector<std::string> labels_of(const CodingsTable& table, std::size_t row) {
  std::vector<std::string> labels;
  const auto end =
      row + 1 < table.rows.size() ? table.rows[row + 1].labels_begin : table.row_labels.size();
  for (auto at = table.rows[row].labels_begin; at < end; ++at)
    labels.emplace_back(table.label_ids.id(table.row_labels[at]));
  return labels;
}

TEST(Labels, AreSplitTrimmedAndElseKeptAsWritten) {
  const auto table = read(
      "item_id,question,coder,labels\n"
      "1,q,ada,a\n"
      "2,q,ada, b ;\ta c\n"
      "3,q,ada,\n"
      "4,q,ada,  \n"
      "5,q,ada,;a;;b;\n"
      "6,q,ada,\"A, B;x->y;\xC3\x84\"\n");
  EXPECT_THAT(labels_of(table, 0), ElementsAre("a"));
  EXPECT_THAT(labels_of(table, 1), ElementsAre("b", "a c"));
  EXPECT_THAT(labels_of(table, 2), ElementsAre()) << "seen and left uncoded";
  EXPECT_THAT(labels_of(table, 3), ElementsAre());
  EXPECT_THAT(labels_of(table, 4), ElementsAre("a", "b"));
  EXPECT_THAT(labels_of(table, 5), ElementsAre("A, B", "x->y", "\xC3\x84"));
}

TEST(Labels, MayBeSeparatedByAnotherCharacter) {
  CodingsOptions options;
  options.label_separator = '|';
  const auto table = read("item_id,question,coder,labels\n1,q,ada,a;b|c\n", options);
  EXPECT_THAT(labels_of(table, 0), ElementsAre("a;b", "c"));
}

TEST(Finished, IsTrueFalseOneZeroYesNoOrLeftOut) {
  const std::vector<std::pair<std::string, bool>> words = {
      {"", true},     {"true", true},   {"1", true},   {"yes", true},
      {"TRUE", true}, {"Yes", true},    {"no", false}, {"false", false},
      {"0", false},   {"FALSE", false}, {"No", false}};
  for (const auto& [word, finished] : words) {
    const auto table = read("item_id,question,coder,labels,finished\n1,q,ada,a," + word + "\n");
    EXPECT_EQ(table.rows[0].finished == 1, finished) << word;
  }
  EXPECT_EQ(read("item_id,question,coder,labels\n1,q,ada,a\n").rows[0].finished, 1U);
}

TEST(AnItem, IsThePairOfQuestionAndItemId) {
  const auto table = read(kHeader +
                          "1,q,ada,a,,,,\n"
                          "1,r,ada,a,,,,\n"
                          "1,q,bob,a,,,,\n");
  EXPECT_EQ(table.items.all().size(), 2U);
  EXPECT_EQ(table.rows[0].item, table.rows[2].item);
  EXPECT_NE(table.rows[0].item, table.rows[1].item);
}

TEST(AnItem, IsOfTheRespondentNamedLikeItWhereNoRowSaysWho) {
  const auto table = read(kHeader +
                          "1,q,ada,a,,,,\n"
                          "2,q,ada,a,,,,\n"
                          "2,q,bob,a,,,zoe,\n");
  const auto& items = table.items;
  EXPECT_EQ(items.respondent_id(items.all()[0].respondent), "1");
  EXPECT_EQ(items.respondent_id(items.all()[1].respondent), "zoe");
}

TEST(AnItem, TakesWhatAnyOfItsRowsSays) {
  const auto table = read(kHeader +
                          "1,q,ada,a,,,,\n"
                          "1,q,bob,a,\"so \"\"much\"\"\",g,zoe,\n"
                          "1,q,cem,a,,,zoe,\n"
                          "1,q,dee,a,\"so \"\"much\"\"\",g,,\n");
  const auto texts = table.texts();
  ASSERT_EQ(texts.size(), 1U) << "a text is sealed once";
  EXPECT_EQ(texts[0].question, "q");
  EXPECT_EQ(texts[0].item, "1");
  EXPECT_EQ(texts[0].respondent, "zoe");
  EXPECT_EQ(texts[0].text, "so \"much\"");
}

TEST(Texts, AreAllThereAtTheEndAlsoThoseWithDoubledQuotes) {
  const std::string file = kHeader +
                           "1,q,ada,a,\"a \"\"b\"\"\",,,\n"
                           "2,q,ada,a,plain,,,\n"
                           "3,q,ada,a,\"c \"\"d\"\"\",,,\n";
  const auto table = read(file);  // which refers to it
  const auto texts = table.texts();
  ASSERT_EQ(texts.size(), 3U);
  EXPECT_EQ(texts[0].text, "a \"b\"");
  EXPECT_EQ(texts[1].text, "plain");
  EXPECT_EQ(texts[2].text, "c \"d\"");
}

TEST(ATable, StaysValidWhenItIsMoved) {
  auto table = read(kHeader + "1,q,ada,a,\"a \"\"b\"\"\",g,zoe,\n");
  const auto moved = std::move(table);
  EXPECT_EQ(moved.texts()[0].text, "a \"b\"");
  EXPECT_EQ(moved.coder_ids.find("ada"), 0U);
}

struct BadRows {
  const char* what;
  std::string rows;
  const char* begins;  // of the detail
  const char* field;
};

std::string words_of(int count) {
  std::string words;
  for (int i = 0; i < count; ++i) words += "w" + std::to_string(i) + ";";
  return words;
}

const std::vector<BadRows> kBadRows = {
    {"no item", ",q,ada,a,,,,\n", "Line 2, column 1 (item_id): nothing stands here", "item_id"},
    {"no question", "1,,ada,a,,,,\n", "Line 2, column 2 (question): nothing", "question"},
    {"no coder", "1,q,,a,,,,\n", "Line 2, column 3 (coder): nothing", "coder"},
    {"an item with a tab", "1,q,ada,a,,,,\n\"2\t2\",q,ada,a,,,,\n",
     "Line 3, column 1 (item_id): this cannot be an id", "item_id"},
    {"an item that is too long", std::string(129, 'x') + ",q,ada,a,,,,\n",
     "Line 2, column 1 (item_id): this cannot be an id: it is 129 bytes long", "item_id"},
    {"a label with a line break in it", "1,q,ada,\"a\nb\",,,,\n",
     "Line 2, column 4 (labels): this cannot be an id", "labels"},
    {"a label twice in one cell", "1,q,ada,a;b; a,,,,\n",
     "Line 2, column 4 (labels): the label 'a' stands here twice", "labels"},
    {"another text in the column of labels", "1,q,ada," + words_of(201) + ",,,,\n",
     "Line 2, column 4 (labels): more labels stand here than the 200", "labels"},
    {"a coder twice on an item", "1,q,ada,a,,,,\n1,q,bob,a,,,,\n1,q,ada,b,,,,\n",
     "Line 4, column 3 (coder): this coder has coded this item on line 2 already", "coder"},
    {"a word for finished that is none", "1,q,ada,a,,,,done\n",
     "Line 2, column 8 (finished): this is neither true nor false", "finished"},
    {"a longer word that begins well", "1,q,ada,a,,,,falsehood\n",
     "Line 2, column 8 (finished): this is neither true nor false", "finished"},
    {"two texts of one item", "1,q,ada,a,x,,,\n1,q,bob,a,,,,\n1,q,cem,a,y,,,\n",
     "Line 4, column 5 (text): the text is not the one on line 2", "text"},
    {"two groups of one item", "1,q,ada,a,,g,,\n1,q,bob,a,,h,,\n",
     "Line 3, column 6 (group): the group is 'h' here and 'g' on line 2", "group"},
    {"two respondents of one item", "1,q,ada,a,,,zoe,\n1,q,bob,a,,,yan,\n",
     "Line 3, column 7 (respondent): the respondent is 'yan' here and 'zoe' on line 2",
     "respondent"},
    {"a respondent in two groups", "1,q,ada,a,,g,zoe,\n2,q,ada,a,,h,zoe,\n",
     "Line 3, column 6 (group): respondent 'zoe' is in group 'h' here and in group 'g' on line 2",
     "group"},
    {"a respondent in two groups, the first said last",
     "1,q,ada,a,,,zoe,\n2,q,ada,a,,h,zoe,\n1,q,bob,a,,g,,\n",
     "Line 4, column 6 (group): respondent 'zoe' is in group 'g' here and in group 'h' on line 3",
     "group"},
    {"a respondent named like two items, in two groups", "1,q,ada,a,,g,,\n1,r,ada,a,,h,,\n",
     "Line 3, column 6 (group): respondent '1' is in group 'h' here and in group 'g' on line 2",
     "group"},
    {"a respondent that cannot be an id", "1,q,ada,a,,,\"z\x01\",\n",
     "Line 2, column 7 (respondent): this cannot be an id", "respondent"},
    {"a group that cannot be an id", "1,q,ada,a,,\"g\x7F\",,\n",
     "Line 2, column 6 (group): this cannot be an id", "group"}};

TEST(Codings, ThatContradictThemselvesAreRefusedWithBothLines) {
  for (const auto& file : kBadRows) {
    SCOPED_TRACE(file.what);
    const auto table = read_codings(kHeader + file.rows, {});
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().fault, Fault::kInvalidValue);
    EXPECT_THAT(table.error().detail, StartsWith(file.begins));
    EXPECT_EQ(table.error().field, file.field);
    EXPECT_NE(table.error().fix, "");
  }
}

TEST(Codings, WithoutARequiredColumnAreRefused) {
  for (const std::string name : {"item_id", "question", "coder", "labels"}) {
    std::string header;
    for (const std::string other : {"item_id", "question", "coder", "labels", "text"})
      if (other != name) header += (header.empty() ? "" : ",") + other;
    const auto table = read_codings(header + "\n", {});
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().fault, Fault::kMalformedCsv);
    EXPECT_EQ(table.error().field, name);
    EXPECT_THAT(table.error().fix, ::testing::HasSubstr("item_id,question,coder,labels"));
  }
}

TEST(AnItem, IsNotNamedByBlanks) {
  for (const std::string blanks : {" ", "\t", "   "}) {
    const auto table = read_codings(kHeader + "1,q,ada,a,,,,\n" + blanks + ",q,ada,a,,,,\n", {});
    ASSERT_FALSE(table);
    EXPECT_EQ(table.error().fault, Fault::kInvalidValue);
    EXPECT_EQ(table.error().detail, "Line 3, column 1 (item_id): nothing but blanks stands here.");
  }
}

TEST(AnItem, WithABlankAtTheEndOfItsIdIsNotTakenForAnother) {
  for (const std::string row : {"1,q,ada ,a,,,,\n", " 1,q,ada,a,,,,\n", "1,q\t,ada,a,,,,\n"}) {
    const auto table = read_codings(kHeader + row, {});
    ASSERT_FALSE(table) << row;
    EXPECT_NE(table.error().detail.find("a blank stands before or after"), std::string::npos);
    EXPECT_NE(table.error().detail.find("Line 2"), std::string::npos);
  }
}

TEST(Codings, ThatContradictInTheTextDoNotRepeatIt) {
  const auto table =
      read_codings(kHeader + "1,q,ada,a,secret one,,,\n1,q,bob,a,secret two,,,\n", {});
  ASSERT_FALSE(table);
  EXPECT_THAT(table.error().detail + table.error().fix,
              ::testing::Not(::testing::HasSubstr("secret")));
}

TEST(SubThemes, AreNamedOnBothSidesOfEverySeparator) {
  CodingsOptions options;
  options.theme_separator = "->";
  for (const std::string label : {"->", "a->", "->b", "a->->b", "a-> ->b", "->a->b", "a->b->"}) {
    const auto table = read_codings(kHeader + "1,q,ada,ok;" + label + ",,,,\n", options);
    ASSERT_FALSE(table) << label;
    EXPECT_EQ(table.error().detail, "Line 2, column 4 (labels): the label '" + label +
                                        "' has an empty part beside '->'.");
  }
  EXPECT_TRUE(read_codings(kHeader + "1,q,ada,->b,,,,\n", {})) << "without a separator all is well";
}

TEST(AThemeName, IsSplitAtItsLastSeparator) {
  struct Case {
    const char *theme, *separator, *parent, *label;
  };
  for (const auto& [theme, separator, parent, label] :
       {Case{"a", "->", "", "a"}, Case{"a->b", "->", "a", "b"}, Case{"a->b->c", "->", "a->b", "c"},
        Case{"a -> b", "->", "a", "b"}, Case{"a->b", "", "", "a->b"}, Case{"a/b", "/", "a", "b"}}) {
    const auto name = theme_name(theme, separator);
    EXPECT_EQ(name.parent, parent) << theme;
    EXPECT_EQ(name.label, label) << theme;
  }
}

}  // namespace
}  // namespace verbatim::exchange
