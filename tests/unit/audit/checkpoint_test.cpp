#include "audit/checkpoint.hpp"

#include <gtest/gtest.h>

namespace verbatim::audit {
namespace {

// The example of https://c2sp.org/tlog-checkpoint.
constexpr const char* kExample =
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

TEST(Checkpoints, ThePublishedExampleIsRead) {
  const auto checkpoint = parse_checkpoint(kExample);
  ASSERT_TRUE(checkpoint) << checkpoint.error().detail;
  EXPECT_EQ(checkpoint->origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint->size, 20852163U);
  EXPECT_EQ(to_text(*checkpoint), kExample);
}

TEST(Checkpoints, FurtherLinesAreKept) {
  const auto text = std::string(kExample) + "one\ntwo\n";
  const auto checkpoint = parse_checkpoint(text);
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->extensions, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(to_text(*checkpoint), text);
}

TEST(Checkpoints, WhatIsNoneIsRefused) {
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  for (const auto& bad :
       {std::string(), "o\n1\n" + root.substr(0, root.size() - 1), "\n1\n" + root,
        std::string("o\n1\n"), "o\n01\n" + root, "o\n-1\n" + root, "o\n+1\n" + root,
        "o\n1 \n" + root, "o\n\n" + root, "o\n18446744073709551616\n" + root,
        std::string("o\n1\nCsUY\n"), "o\n1\n" + root + "\n"})
    EXPECT_FALSE(parse_checkpoint(bad)) << bad;
}

TEST(Checkpoints, OneStudyCannotStandForAnother) {
  EXPECT_EQ(origin_of("verbatim/0f", "pilot"), "verbatim/0f/pilot");
  EXPECT_EQ(origin_of("verbatim/0f", "a/b c+\u00e9%"), "verbatim/0f/a%2Fb%20c%2B%C3%A9%25");
  EXPECT_NE(origin_of("verbatim/0f", "a/b"), origin_of("verbatim/0f/a", "b"));
  const auto key = SigningKey::make("verbatim/0f");
  const Checkpoint checkpoint{origin_of("verbatim/0f", "one"), 3, {}};
  const auto note = to_text(signed_note(to_text(checkpoint), key));
  EXPECT_EQ(*open_checkpoint(note, key.verifier(), checkpoint.origin), checkpoint);
  const auto other_study = open_checkpoint(note, key.verifier(), origin_of("verbatim/0f", "two"));
  ASSERT_FALSE(other_study);
  EXPECT_EQ(other_study.error().fault, Fault::kForbidden);
  const auto other_key =
      open_checkpoint(note, SigningKey::make("verbatim/0f").verifier(), checkpoint.origin);
  ASSERT_FALSE(other_key);
  EXPECT_EQ(other_key.error().fault, Fault::kForbidden);
}

}  // namespace
}  // namespace verbatim::audit
