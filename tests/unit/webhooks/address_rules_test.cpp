#include "webhooks/address_rules.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace verbatim::webhooks {
namespace {

TEST(AddressRules, OnlyAddressesOfThePublicInternetArePublic) {
  for (const auto* text :
       {"1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
        "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0", "223.255.255.255",
        "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8"})
    EXPECT_TRUE(is_public(*address_from(text))) << text;
  for (const auto* text : {"0.0.0.0",
                           "10.0.0.1",
                           "10.255.255.255",
                           "100.64.0.1",
                           "127.0.0.1",
                           "127.255.255.254",
                           "169.254.169.254",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.0.0.8",
                           "192.0.2.1",
                           "192.168.1.1",
                           "198.18.0.1",
                           "198.51.100.7",
                           "203.0.113.9",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "::127.0.0.1",
                           "64:ff9b::7f00:1",
                           "100::1",
                           "2001::1",
                           "2001:db8::1",
                           "2002:7f00:1::",
                           "3fff::1",
                           "fc00::1",
                           "fd12::1",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1"})
    EXPECT_FALSE(is_public(*address_from(text))) << text;
}

TEST(AddressRules, TextsThatAreNoAddressesAreNone) {
  for (const auto* text : {"", "127.1", "0x7f.0.0.1", "1.2.3.4.5", "256.1.1.1", "hooks.example",
                           "[::1]", "::1%lo", " 1.1.1.1"})
    EXPECT_FALSE(address_from(text)) << text;
}

TEST(AddressRules, WhatTheOperatorNamesIsAllowedToo) {
  const auto rules =
      AddressRules::allowing({"10.1.0.0/16", "Hooks.Intern", "192.168.7.7", "fd00::/8"});
  ASSERT_TRUE(rules);
  EXPECT_TRUE(rules->allows("x", *address_from("10.1.255.255")));
  EXPECT_FALSE(rules->allows("x", *address_from("10.2.0.0")));
  EXPECT_TRUE(rules->allows("x", *address_from("192.168.7.7")));
  EXPECT_FALSE(rules->allows("x", *address_from("192.168.7.8")));
  EXPECT_TRUE(rules->allows("x", *address_from("fdff::1")));
  EXPECT_FALSE(rules->allows("x", *address_from("fe80::1")));
  EXPECT_TRUE(rules->allows("hooks.intern", *address_from("10.9.9.9")));
  EXPECT_FALSE(rules->allows("other.intern", *address_from("10.9.9.9")));
  EXPECT_TRUE(rules->allows("x", *address_from("8.8.8.8")));
}

TEST(AddressRules, ANetworkThatIsNoneIsRefusedByName) {
  for (const std::string wrong : {"", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "fd00::/129",
                                  "1.2.3", "two words", "hooks/intern"}) {
    const auto rules = AddressRules::allowing({"10.0.0.0/8", wrong});
    ASSERT_FALSE(rules) << wrong;
    EXPECT_EQ(rules.error().fault, Fault::kInvalidValue);
    EXPECT_NE(rules.error().detail.find("\"" + wrong + "\""), std::string::npos);
  }
}

}  // namespace
}  // namespace verbatim::webhooks
