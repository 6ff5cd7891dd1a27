#include "base/failure.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace verbatim {
namespace {

constexpr int kFaults = static_cast<int>(Fault::kInternal) + 1;

TEST(Faults, EachHasAWordOfItsOwn) {
  std::set<std::string_view> words;
  for (int fault = 0; fault < kFaults; ++fault) words.insert(slug_of(static_cast<Fault>(fault)));
  EXPECT_EQ(words.size(), static_cast<std::size_t>(kFaults));
}

TEST(Faults, WordsFitIntoAUrlAsTheyAre) {
  for (int fault = 0; fault < kFaults; ++fault) {
    const auto word = slug_of(static_cast<Fault>(fault));
    EXPECT_FALSE(word.empty());
    EXPECT_TRUE(std::all_of(word.begin(), word.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    })) << word;
  }
}

TEST(Faults, WordsThatClientsRelyOnStayAsTheyAre) {
  EXPECT_EQ(slug_of(Fault::kMalformedJson), "malformed_json");
  EXPECT_EQ(slug_of(Fault::kInvalidValue), "invalid_value");
  EXPECT_EQ(slug_of(Fault::kUnknownTheme), "unknown_theme");
  EXPECT_EQ(slug_of(Fault::kAlreadyExists), "already_exists");
  EXPECT_EQ(slug_of(Fault::kStaleCondition), "stale_condition");
  EXPECT_EQ(slug_of(Fault::kCommandReused), "command_reused");
  EXPECT_EQ(slug_of(Fault::kStorageFailed), "storage_failed");
  EXPECT_EQ(slug_of(Fault::kInternal), "internal");
}

}  // namespace
}  // namespace verbatim
