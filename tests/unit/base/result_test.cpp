#include "base/result.hpp"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace verbatim {
namespace {

Failure no_theme() {
  return {Fault::kUnknownTheme, "There is no theme 'x'.", "theme"};
}

TEST(AResult, HoldsAValue) {
  const Result<std::string> result = std::string("culture");
  ASSERT_TRUE(result);
  EXPECT_EQ(*result, "culture");
  EXPECT_EQ(result->size(), 7U);
}

TEST(AResult, HoldsTheFailureThatSaysWhyThereIsNone) {
  const Result<std::string> result = no_theme();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), no_theme());
}

TEST(AResult, GivesAwayWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const auto taken = std::move(*result);
  EXPECT_EQ(*taken, 7);
}

TEST(AResult, MayHoldAnEmptyValueWhichIsNoFailure) {
  const Result<std::string> result = std::string();
  EXPECT_TRUE(result.has_value());
}

TEST(AResultWithoutAValue, IsASuccessUnlessAFailureIsGiven) {
  EXPECT_TRUE(Result<void>());
  const Result<void> refused = no_theme();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "theme");
}

#ifndef NDEBUG
TEST(AResultDeathTest, IsNotAskedForWhatItDoesNotHold) {
  const Result<int> refused = no_theme(), one = 1;
  EXPECT_DEATH(static_cast<void>(*refused), "has_value");
  EXPECT_DEATH(static_cast<void>(one.error()), "has_value");
  EXPECT_DEATH(static_cast<void>(Result<void>().error()), "has_value");
}
#endif

}  // namespace
}  // namespace verbatim
