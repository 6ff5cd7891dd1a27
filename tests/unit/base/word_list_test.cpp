#include "base/word_list.hpp"

#include <gtest/gtest.h>

namespace verbatim {
namespace {

TEST(Trimmed, LeavesOutBlanksAroundAlone) {
  EXPECT_EQ(trimmed(" \ta b\r\n"), "a b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed(" \n"), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(BetweenCommas, BlanksAroundAWordAreNoPartOfIt) {
  using Words = std::vector<std::string>;
  EXPECT_EQ(between_commas("a,b"), Words({"a", "b"}));
  EXPECT_EQ(between_commas(" a ,\tb c, d"), Words({"a", "b c", "d"}));
  EXPECT_EQ(between_commas("a,,b,"), Words({"a", "", "b", ""})) << "what is empty is seen";
  EXPECT_EQ(between_commas(""), Words({""}));
}

}  // namespace
}  // namespace verbatim
