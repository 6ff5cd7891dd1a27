#include "verbatim/output/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace verbatim::test {
namespace {

using tool::Align;
using tool::Cell;
using tool::Colour;
using tool::Table;

TEST(TableTest, ColumnsAreAlignedAndLinesHaveNoBlanksAtTheirEnd) {
  Table table({{"Theme"}, {"n", Align::kRight}, {"Note"}});
  table.add({"Culture", "12", "x"});
  table.add({"  Leadership", "3", ""});
  table.add({"", "100", "y"});
  EXPECT_EQ(table.to_text(false),
            "Theme           n  Note\n"
            "Culture        12  x\n"
            "  Leadership    3\n"
            "              100  y\n");
}

TEST(TableTest, WidthIsThatOfTheTerminalNotOfTheBytes) {
  Table table({{"Label"}, {"n", Align::kRight}});
  table.add({"文化", "1"});        // two wide characters: four columns
  table.add({"Caf\u00e9", "2"});   // two bytes, one column
  table.add({"Cafe\u0301", "3"});  // a combining accent: no column
  EXPECT_EQ(table.to_text(false),
            "Label  n\n"
            "文化   1\n"
            "Caf\u00e9   2\n"
            "Cafe\u0301   3\n");
}

TEST(TableTest, ColoursDoNotMoveColumns) {
  Table table({{"Verdict"}, {"n"}});
  table.add({Cell("ok", Colour::kGreen), "1"});
  EXPECT_EQ(table.to_text(true),
            "\x1b[1mVerdict\x1b[0m  \x1b[1mn\x1b[0m\n"
            "\x1b[32mok\x1b[0m       1\n");
  EXPECT_EQ(table.to_text(false), "Verdict  n\nok       1\n");
}

TEST(TableTest, WhatOthersWroteCannotSteerTheTerminal) {
  Table table({{"Label"}});
  table.add({"a\x1b[2Jb\nc\x7f\u009b1m\xff"});
  EXPECT_EQ(table.to_text(false), "Label\na\uFFFD[2Jb\u23CEc\uFFFD\uFFFD1m\uFFFD\n");
}

TEST(TableTest, LinesAreKeptOrShownAsASign) {
  EXPECT_EQ(tool::printable("a\r\nb\tc\r"), "a\u23CEb c\uFFFD");
  EXPECT_EQ(tool::printable_lines("a\r\n\nb\x1b\n"), "a\n\nb\uFFFD");
  EXPECT_EQ(tool::printable_lines(""), "");
}

TEST(TableTest, AnEmptyTableHasItsTitles) {
  const Table table({{"A"}, {"B"}});
  EXPECT_TRUE(table.empty());
  EXPECT_EQ(table.to_text(false), "A  B\n");
}

}  // namespace
}  // namespace verbatim::test
