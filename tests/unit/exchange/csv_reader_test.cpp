#include "exchange/csv_reader.hpp"

#include <array>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "files.hpp"

namespace verbatim::exchange {
namespace {

using namespace std::string_literals;
using testing::Rows;

constexpr std::array<CsvColumn, 3> kColumns = {{{"id"}, {"text"}, {"note", false}}};

// Rows as id, text, note, each with its line.
struct Read {
  Rows rows;
  std::vector<std::uint32_t> lines;
};

Result<Read> read_all(std::string_view csv) {
  auto reader = CsvReader::open(csv, kColumns);
  if (!reader) return std::move(reader).error();
  Read read;
  for (;;) {
    const auto more = reader->next();
    if (!more) return more.error();
    if (!*more) return read;
    read.lines.push_back(reader->line());
    read.rows.push_back({std::string(reader->field(0)), std::string(reader->field(1)),
                         std::string(reader->field(2))});
  }
}

struct GoodFile {
  const char* what;
  std::string csv;
  Rows rows;
  std::vector<std::uint32_t> lines;
};

const std::vector<GoodFile> kGoodFiles = {
    {"a header alone", "id,text\n", {}, {}},
    {"a header without a line end", "id,text", {}, {}},
    {"a row", "id,text\n1,a\n", {{"1", "a", ""}}, {2}},
    {"a last row without a line end", "id,text\n1,a", {{"1", "a", ""}}, {2}},
    {"columns in another order", "text,note,id\na,n,1\n", {{"1", "a", "n"}}, {2}},
    {"a quoted header", "\"id\",\"text\"\n1,a\n", {{"1", "a", ""}}, {2}},
    {"CRLF", "id,text\r\n1,a\r\n2,b\r\n", {{"1", "a", ""}, {"2", "b", ""}}, {2, 3}},
    {"a byte order mark", "\xEF\xBB\xBFid,text\n1,a\n", {{"1", "a", ""}}, {2}},
    {"empty fields", "id,text\n,\n", {{"", "", ""}}, {2}},
    {"an empty field at the very end", "id,text\n1,", {{"1", "", ""}}, {2}},
    {"quoted empty fields", "id,text\n\"\",\"\"\n", {{"", "", ""}}, {2}},
    {"blanks, kept", "id,text\n 1 ,\ta \n", {{" 1 ", "\ta ", ""}}, {2}},
    {"quoted commas", "id,text\n1,\"a,b\"\n", {{"1", "a,b", ""}}, {2}},
    {"doubled quotes", "id,text\n1,\"say \"\"a\"\"\"\n", {{"1", "say \"a\"", ""}}, {2}},
    {"nothing but doubled quotes", "id,text\n\"\"\"\",\"\"\"\"\"\"\n", {{"\"", "\"\"", ""}}, {2}},
    {"quoted line breaks; the row's line is its first",
     "id,text\n1,\"a\n\nb\"\n2,\"c\r\nd\"\n3,e\n",
     {{"1", "a\n\nb", ""}, {"2", "c\r\nd", ""}, {"3", "e", ""}},
     {2, 5, 7}},
    {"a quoted carriage return", "id,text\n1,\"a\rb\"\n", {{"1", "a\rb", ""}}, {2}},
    {"empty lines at the end", "id,text\n1,a\n\n\r\n\n", {{"1", "a", ""}}, {2}},
    {"empty lines in the middle",
     "id,text\n\n1,a\r\n\r\n\n2,b\n",
     {{"1", "a", ""}, {"2", "b", ""}},
     {3, 6}},
    {"text beyond ASCII",
     "id,text\n1,\xC3\xA9\xF0\x9F\x8C\x8D\n",
     {{"1", "\xC3\xA9\xF0\x9F\x8C\x8D", ""}},
     {2}}};

TEST(CsvReading, GivesTheRowsOfAWellFormedFile) {
  for (const auto& file : kGoodFiles) {
    SCOPED_TRACE(file.what);
    const auto read = read_all(file.csv);
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->rows, file.rows);
    EXPECT_EQ(read->lines, file.lines);
  }
}

struct BadFile {
  const char* what;
  std::string csv;
  Fault fault;
  const char* begins;  // of the detail
  const char* field;
};

const std::vector<BadFile> kBadFiles = {
    {"nothing", "", Fault::kMalformedCsv, "Line 1, column 1: the file is empty", ""},
    {"a byte order mark alone", "\xEF\xBB\xBF", Fault::kMalformedCsv,
     "Line 1, column 1: the file is empty", ""},
    {"empty lines alone", "\n\r\n\n", Fault::kMalformedCsv, "Line 1, column 1: the file is empty",
     ""},
    {"a missing column", "id,note\n", Fault::kMalformedCsv, "Line 1: the column text is missing",
     "text"},
    {"an unknown column", "id,text,colour\n", Fault::kMalformedCsv,
     "Line 1, column 3: there is no column colour", "colour"},
    {"a column in capitals", "id,Text\n", Fault::kMalformedCsv,
     "Line 1, column 2: there is no column Text here; did you mean text?", "Text"},
    {"a column written in another way", "I_D,text\n", Fault::kMalformedCsv,
     "Line 1, column 1: there is no column I_D here; did you mean id?", "I_D"},
    {"a column with a slip of the pen", "id,txet\n", Fault::kMalformedCsv,
     "Line 1, column 2: there is no column txet here; did you mean text?", "txet"},
    {"a column without a name", "id,text,\n", Fault::kMalformedCsv,
     "Line 1, column 3: no name stands here", ""},
    {"semicolons between columns", "id;text\n1;a,b\n", Fault::kMalformedCsv,
     "Line 1, column 1: the columns seem to be separated by semicolons", ""},
    {"tabs between columns", "id\ttext", Fault::kMalformedCsv,
     "Line 1, column 1: the columns seem to be separated by tabs", ""},
    {"a semicolon in one of several columns", "id;x,text\n", Fault::kMalformedCsv,
     "Line 1, column 1: this is no column", ""},
    {"a column twice", "id,text,id\n", Fault::kMalformedCsv,
     "Line 1, column 3: the column id is there already, as column 1", "id"},
    {"an empty line first", "\nid,text\n", Fault::kMalformedCsv,
     "Line 1, column 1: no name stands here", ""},
    {"a spreadsheet", "PK\x03\x04x", Fault::kMalformedCsv,
     "Line 1, column 1, character 1: the file is a spreadsheet or an archive", ""},
    {"a broken quote in the header", "id,te\"xt\n", Fault::kMalformedCsv,
     "Line 1, column 2, character 6: a quote stands inside a field", ""},
    {"a row too short", "id,text\n1,a\n2\n", Fault::kMalformedCsv,
     "Line 3, column 2 (text): the row has fewer columns than the first line, which names 2",
     "text"},
    {"a row too short behind an empty line; its own line is named", "id,text\n1,a\n\n2\n",
     Fault::kMalformedCsv, "Line 4, column 2 (text): the row has fewer columns", "text"},
    {"a blank in an else empty line", "id,text\n1,a\n \n2,b\n", Fault::kMalformedCsv,
     "Line 3, column 2 (text): the row has fewer columns", "text"},
    {"a row too long", "id,text\n1,a,x\n", Fault::kMalformedCsv,
     "Line 2, column 3: the row has more columns than the first line, which names 2", ""},
    {"a row too long by an empty column", "id,text\n1,a,", Fault::kMalformedCsv,
     "Line 2, column 3: the row has more columns", ""},
    {"a quote that is not closed", "id,text\n1,a\n2,\"b\n3,c\n", Fault::kMalformedCsv,
     "Line 3, column 2 (text), character 3: the quote that opens here is never closed", "text"},
    {"a lone quote at the very end", "id,text\n1,\"", Fault::kMalformedCsv,
     "Line 2, column 2 (text), character 3: the quote that opens here", "text"},
    {"a quote in a plain field", "id,text\n1,say \"a\"\n", Fault::kMalformedCsv,
     "Line 2, column 2 (text), character 7: a quote stands inside a field", "text"},
    {"a blank before the quote", "id,text\n1, \"a\"\n", Fault::kMalformedCsv,
     "Line 2, column 2 (text), character 4: a quote stands inside a field", "text"},
    {"more after the closing quote", "id,text\n\"1\"x,a\n", Fault::kMalformedCsv,
     "Line 2, column 1 (id), character 4: something stands after the closing quote", "id"},
    {"the same behind a line break; its own line is named", "id,text\n1,\"a\nb\"x\n",
     Fault::kMalformedCsv, "Line 3, column 2 (text), character 3: something stands after", "text"},
    {"a NUL byte", "id,text\n1,a\0b\n"s, Fault::kMalformedCsv,
     "Line 2, column 2 (text), character 4: a NUL byte", "text"},
    {"a NUL byte in quotes", "id,text\n1,\"a\n\0\"\n"s, Fault::kMalformedCsv,
     "Line 3, column 2 (text), character 1: a NUL byte", "text"},
    {"a NUL byte behind quotes", "id,text\n1,\"a\"\0\n"s, Fault::kMalformedCsv,
     "Line 2, column 2 (text), character 6: a NUL byte", "text"},
    {"a carriage return alone", "id,text\n1,a\r2,b\n", Fault::kMalformedCsv,
     "Line 2, column 2 (text), character 4: a carriage return stands", "text"},
    {"invalid UTF-8", "id,text\n1,\xC3\xA9\xFF\n", Fault::kInvalidUtf8,
     "Line 2, column 2 (text), character 4: this is not UTF-8", "text"},
    {"invalid UTF-8 in quotes", "id,text\n1,\"a\nb\xE2\x82\"\n", Fault::kInvalidUtf8,
     "Line 3, column 2 (text), character 2: this is not UTF-8", "text"},
    {"an overlong form", "id,text\n\xC0\xAF,a\n", Fault::kInvalidUtf8,
     "Line 2, column 1 (id), character 1: this is not UTF-8", "id"},
    {"a file cut off within a character", "id,text\n1,a\xE2\x82", Fault::kInvalidUtf8,
     "Line 2, column 2 (text), character 4: this is not UTF-8", "text"},
    {"UTF-16 little endian", "\xFF\xFEi\0d\0"s, Fault::kInvalidUtf8,
     "Line 1, column 1, character 1: the file is in UTF-16", ""},
    {"UTF-16 big endian", "\xFE\xFF\0i\0d"s, Fault::kInvalidUtf8,
     "Line 1, column 1, character 1: the file is in UTF-16", ""},
    {"UTF-16 without a mark", "i\0d\0,\0"s, Fault::kMalformedCsv,
     "Line 1, column 1, character 2: a NUL byte", ""}};

TEST(CsvReading, RefusesABrokenFileAndSaysWhereItIsBroken) {
  for (const auto& file : kBadFiles) {
    SCOPED_TRACE(file.what);
    const auto read = read_all(file.csv);
    ASSERT_FALSE(read);
    const auto& failure = read.error();
    EXPECT_EQ(failure.fault, file.fault);
    EXPECT_THAT(failure.detail, ::testing::StartsWith(file.begins));
    EXPECT_EQ(failure.field, file.field);
    EXPECT_NE(failure.fix, "");
  }
}

TEST(CsvFailures, NeverRepeatWhatAFieldHolds) {
  for (const std::string csv :
       {"Nobody listened to me\n", "id,text\n1,secret\"\n", "id,text\n1,\"secret\"secret\n",
        "id,text\n1,secret\xFF\n", "id,text\nsecret\n", "id,text,secret words\n",
        "Nobody; listened\n"}) {
    const auto read = read_all(csv);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().detail + read.error().field + read.error().fix,
                ::testing::Not(::testing::AnyOf(::testing::HasSubstr("secret"),
                                                ::testing::HasSubstr("listened"))))
        << csv;
  }
}

TEST(CsvFailures, OfAFieldThatReadsWellNameItsPlace) {
  auto reader = CsvReader::open("text,id\n\"a\nb\",1\nc,2\n", kColumns);
  ASSERT_TRUE(reader);
  ASSERT_TRUE(*reader->next());
  ASSERT_TRUE(*reader->next());
  const auto here = reader->wrong(0, "it is odd.", "Make it even.");
  EXPECT_EQ(here.fault, Fault::kInvalidValue);
  EXPECT_EQ(here.detail, "Line 4, column 2 (id): it is odd.");
  EXPECT_EQ(here.field, "id");
  EXPECT_EQ(here.fix, "Make it even.");
  EXPECT_EQ(reader->wrong(1, 2, "it is odd.", "").detail, "Line 2, column 1 (text): it is odd.");
}

TEST(CsvColumns, ThatAreNotKnownAreIgnoredWhereThatIsAskedFor) {
  auto reader = CsvReader::open(
      "mood,id,\"a \"\"b\"\"\",text,,note\nx,1,\"y \"\"z\"\"\",t,\"q\"\"\",n\n", kColumns, true);
  ASSERT_TRUE(reader) << reader.error().detail;
  EXPECT_THAT(reader->ignored(), ::testing::ElementsAre("mood", "a \"b\"", ""));
  ASSERT_TRUE(*reader->next());
  EXPECT_EQ(reader->field(0), "1");
  EXPECT_EQ(reader->field(1), "t");
  EXPECT_EQ(reader->field(2), "n");
  EXPECT_FALSE(*reader->next());
  EXPECT_EQ(CsvReader::open("id,text,tetx\n", kColumns, true).error().detail,
            "Line 1, column 3: there is no column tetx here; did you mean text?");
  EXPECT_EQ(CsvReader::open("id,note,mood\n", kColumns, true).error().detail,
            "Line 1: the column text is missing.");
  std::string many = "id,text";
  for (std::size_t i = 0; i < CsvHeader::kColumnsMax; ++i) many += ",zzz" + std::to_string(i);
  EXPECT_EQ(CsvReader::open(many, kColumns, true).error().fault, Fault::kTooLarge);
}

TEST(CsvColumns, OfAFileThatBeginsWithARowAreToBePutBeforeIt) {
  EXPECT_THAT(CsvReader::open("17,No time\n", kColumns).error().fix,
              ::testing::StartsWith("Where this is a row, put the line that names the columns"));
  EXPECT_THAT(CsvReader::open("id,colour\n", kColumns).error().fix,
              ::testing::StartsWith("Rename it, leave it out, or "));
}

TEST(CsvFields, AreViewsIntoTheFileUnlessQuotesWereDoubled) {
  const std::string csv = "id,text\n\"1\",\"a\"\"b\"\n";
  auto reader = CsvReader::open(csv, kColumns);
  ASSERT_TRUE(reader);
  ASSERT_TRUE(*reader->next());
  EXPECT_TRUE(reader->in_file(reader->field(0)));
  EXPECT_FALSE(reader->in_file(reader->field(1)));
  EXPECT_FALSE(reader->in_file(reader->field(2))) << "a column that is not there";
}

}  // namespace
}  // namespace verbatim::exchange
