#include "api/listen_address.hpp"

#include <gtest/gtest.h>

namespace verbatim::api {
namespace {

struct Readable {
  const char* text;
  const char* address;
  std::uint16_t port;
  bool loopback;
};

class AListenAddress : public testing::TestWithParam<Readable> {};

TEST_P(AListenAddress, IsRead) {
  const auto read = parse_listen_address(GetParam().text);
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->address, GetParam().address);
  EXPECT_EQ(read->port, GetParam().port);
  EXPECT_EQ(read->loopback, GetParam().loopback);
}

INSTANTIATE_TEST_SUITE_P(All, AListenAddress,
                         testing::Values(Readable{"127.0.0.1:8080", "127.0.0.1", 8080, true},
                                         Readable{"localhost:0", "127.0.0.1", 0, true},
                                         Readable{"[::1]:8080", "::1", 8080, true},
                                         Readable{"0.0.0.0:80", "0.0.0.0", 80, false},
                                         Readable{"[::]:80", "::", 80, false}));

TEST(ListenAddress, WhatCannotBeReadIsRefused) {
  for (const auto* text : {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                           "127.0.0.1:80x", "example.org:80"})
    EXPECT_FALSE(parse_listen_address(text)) << text;
}

TEST(ListenAddress, OthersMayReachTheServerOnlyWhereThereAreTokens) {
  const auto open = parse_listen_address("0.0.0.0:8080").value();
  const auto loopback = parse_listen_address("127.0.0.1:8080").value();
  EXPECT_FALSE(may_listen(open, false));
  EXPECT_TRUE(may_listen(open, true));
  EXPECT_TRUE(may_listen(loopback, false));
}

}  // namespace
}  // namespace verbatim::api
