#include "api/reads/answer_cache.hpp"

#include <gtest/gtest.h>

namespace verbatim::api {
namespace {

auto answer(const char* text) {
  return std::make_shared<const std::string>(text);
}

TEST(AnswerCache, AnswersOnlyForTheVeryPosition) {
  AnswerCache cache(100'000);
  cache.keep("/counts", {7}, answer("seven"));
  ASSERT_TRUE(cache.find("/counts", {7}));
  EXPECT_EQ(*cache.find("/counts", {7}), "seven");
  EXPECT_FALSE(cache.find("/counts", {8}));
  EXPECT_FALSE(cache.find("/counts", {6}));
  EXPECT_FALSE(cache.find("/agreement", {7}));
}

TEST(AnswerCache, AnswersOnlyForTheVeryGeneration) {
  AnswerCache cache(100'000);
  cache.keep("/counts", {7, 1}, answer("seven"));
  EXPECT_TRUE(cache.find("/counts", {7, 1}));
  EXPECT_FALSE(cache.find("/counts", {7, 0}));
  EXPECT_FALSE(cache.find("/counts", {7, 2}));
}

TEST(AnswerCache, ALaterAnswerTakesThePlaceOfTheEarlier) {
  AnswerCache cache(100'000);
  cache.keep("/counts", {7}, answer("seven"));
  cache.keep("/counts", {8}, answer("eight"));
  EXPECT_FALSE(cache.find("/counts", {7}));
  EXPECT_EQ(*cache.find("/counts", {8}), "eight");
}

TEST(AnswerCache, LetsGoOfWhatWasNotUsedForLongest) {
  AnswerCache cache(100'000);
  const std::string large(5'000, 'x');  // eighteen of them fit, with what an entry costs
  for (int i = 0; i < 18; ++i) cache.keep(std::to_string(i), {1}, answer(large.c_str()));
  EXPECT_TRUE(cache.find("0", {1}));
  cache.keep("more", {1}, answer(large.c_str()));
  EXPECT_TRUE(cache.find("0", {1}));
  EXPECT_FALSE(cache.find("1", {1}));
  EXPECT_TRUE(cache.find("more", {1}));
}

TEST(AnswerCache, DoesNotKeepWhatWouldTakeMostOfIt) {
  AnswerCache cache(100'000);
  cache.keep("huge", {1}, answer(std::string(10'000, 'x').c_str()));
  EXPECT_FALSE(cache.find("huge", {1}));
}

// A question is up to as long as a target may be, and mostly longer than its answer.
TEST(AnswerCache, CountsTheQuestionsToo) {
  AnswerCache cache(100'000);
  const auto long_question = [](int i) { return std::string(2'000, 'q') + std::to_string(i); };
  for (int i = 0; i < 100; ++i) cache.keep(long_question(i), {1}, answer("{}"));
  int kept = 0;
  for (int i = 0; i < 100; ++i) kept += cache.find(long_question(i), {1}) ? 1 : 0;
  EXPECT_EQ(kept, 22) << "of 4.5 KB each";
}

}  // namespace
}  // namespace verbatim::api
