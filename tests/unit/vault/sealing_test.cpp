#include "vault/sealing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace verbatim::vault {
namespace {

const Place kPlace{"iep", "r7", "iep/q1/c12"};

class SealingTest : public testing::Test {
 protected:
  SealingTest() { EXPECT_TRUE(start_sealing()); }
};

TEST_F(SealingTest, ASealedTextIs49BytesLongerAndShowsNothing) {
  const std::string plain = "The food was cold, and so was the welcome.";
  const auto sealed = seal_text(Key::make(), kPlace, plain);
  EXPECT_EQ(sealed.size(), plain.size() + 49);
  EXPECT_EQ(sealed[0], 1);
  EXPECT_EQ(sealed.find("food"), std::string::npos);
}

TEST_F(SealingTest, TheSameTextIsNeverSealedTheSame) {
  const auto key = Key::make();
  EXPECT_NE(seal_text(key, kPlace, "text"), seal_text(key, kPlace, "text"));
}

TEST_F(SealingTest, EveryKeyIsAnother) {
  const auto one = Key::make(), other = Key::make();
  EXPECT_NE(one.id, other.id);
  EXPECT_NE(one.secret, other.secret);
}

TEST_F(SealingTest, OnlyItsPlaceOpensIt) {
  const auto key = Key::make();
  const auto sealed = seal_text(key, kPlace, "text");
  EXPECT_EQ(unseal_text(key, kPlace, sealed), "text");
  for (const Place& other : {Place{"iep", "r7", "iep/q1/c13"}, Place{"iep", "r8", "iep/q1/c12"},
                             Place{"iop", "r7", "iep/q1/c12"}, Place{"iepr", "7", "iep/q1/c12"},
                             Place{"iep", "r7i", "ep/q1/c12"}, Place{"", "", ""}}) {
    EXPECT_EQ(unseal_text(key, other, sealed), std::nullopt);
  }
}

TEST_F(SealingTest, AnyFlippedBitIsNoticed) {
  const auto key = Key::make();
  const auto sealed = seal_text(key, kPlace, "some text");
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = sealed;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_EQ(unseal_text(key, kPlace, changed), std::nullopt) << "bit " << bit << " of " << at;
    }
  }
}

TEST_F(SealingTest, CutTextsAreNoticed) {
  const auto key = Key::make();
  const auto sealed = seal_text(key, kPlace, "some text");
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_EQ(unseal_text(key, kPlace, sealed.substr(0, size)), std::nullopt);
  }
  EXPECT_EQ(unseal_text(key, kPlace, sealed + '\0'), std::nullopt);
}

RC_GTEST_FIXTURE_PROP(SealingTest, WhatIsSealedIsOpened,
                      (const std::string& plain, const std::string& study,
                       const std::string& respondent, const std::string& place)) {
  const auto key = Key::make();
  const Place where{study, respondent, place};
  RC_ASSERT(unseal_text(key, where, seal_text(key, where, plain)) == plain);
  RC_ASSERT(!unseal_text(Key::make(), where, seal_text(key, where, plain)));
}

}  // namespace
}  // namespace verbatim::vault
