#include "api/answer_cache.hpp"

#include <gtest/gtest.h>

namespace verbatim::api {
namespace {

auto answer(const char* text) {
  return std::make_shared<const std::string>(text);
}

TEST(AnswerCache, AnswersOnlyForTheVeryPosition) {
  AnswerCache cache(4);
  cache.keep("/counts", 7, answer("seven"));
  ASSERT_TRUE(cache.find("/counts", 7));
  EXPECT_EQ(*cache.find("/counts", 7), "seven");
  EXPECT_FALSE(cache.find("/counts", 8));
  EXPECT_FALSE(cache.find("/counts", 6));
  EXPECT_FALSE(cache.find("/agreement", 7));
}

TEST(AnswerCache, ALaterAnswerTakesThePlaceOfTheEarlier) {
  AnswerCache cache(4);
  cache.keep("/counts", 7, answer("seven"));
  cache.keep("/counts", 8, answer("eight"));
  EXPECT_FALSE(cache.find("/counts", 7));
  EXPECT_EQ(*cache.find("/counts", 8), "eight");
}

TEST(AnswerCache, LetsGoOfWhatWasNotUsedForLongest) {
  AnswerCache cache(2);
  cache.keep("a", 1, answer("a"));
  cache.keep("b", 1, answer("b"));
  EXPECT_TRUE(cache.find("a", 1));
  cache.keep("c", 1, answer("c"));
  EXPECT_TRUE(cache.find("a", 1));
  EXPECT_FALSE(cache.find("b", 1));
  EXPECT_TRUE(cache.find("c", 1));
}

}  // namespace
}  // namespace verbatim::api
