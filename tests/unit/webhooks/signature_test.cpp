#include "webhooks/signature.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace verbatim::webhooks {
namespace {

// The example that the reference implementations of Standard Webhooks share.
constexpr auto kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr auto kId = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::int64_t kTimestamp = 1614265330;
constexpr auto kBody = R"({"test": 2432232314})";
constexpr auto kSignature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

TEST(Signature, IsThatOfTheReferenceImplementations) {
  EXPECT_EQ(signature(*key_of(kSecret), kId, kTimestamp, kBody), kSignature);
}

TEST(Signature, CoversIdTimestampBodyAndSecret) {
  const auto key = *key_of(kSecret);
  EXPECT_NE(signature(key, "msg_other", kTimestamp, kBody), kSignature);
  EXPECT_NE(signature(key, kId, kTimestamp + 1, kBody), kSignature);
  EXPECT_NE(signature(key, kId, kTimestamp, R"({"test":2432232314})"), kSignature);
  EXPECT_NE(signature(*key_of(make_secret()), kId, kTimestamp, kBody), kSignature);
}

TEST(Signature, OfTwoSecretsAreBothThereWithASpaceBetween) {
  const auto other = make_secret();
  const std::vector<std::string> secrets = {kSecret, other};
  EXPECT_EQ(*signatures(secrets, kId, kTimestamp, kBody),
            kSignature + std::string(" ") + signature(*key_of(other), kId, kTimestamp, kBody));
}

TEST(Secret, IsAsStandardWebhooksHasThem) {
  const auto secret = make_secret();
  EXPECT_EQ(secret.substr(0, 6), "whsec_");
  EXPECT_EQ(key_of(secret)->size(), 32u);
  EXPECT_NE(secret, make_secret());
}

TEST(Secret, ThatIsNoneIsRefusedAndNotRepeated) {
  for (const std::string wrong : {"", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                  "whsec_MfKQ9r8G", "whsec_not base64 at all!!!!!!!!!!!!!!!!!!"}) {
    const auto key = key_of(wrong);
    ASSERT_FALSE(key) << wrong;
    EXPECT_EQ(key.error().fault, Fault::kInvalidValue);
    if (wrong.size() > 6) {
      EXPECT_EQ(key.error().detail.find(wrong), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace verbatim::webhooks
