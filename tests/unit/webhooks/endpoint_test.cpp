#include "webhooks/endpoint.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace verbatim::webhooks {
namespace {

std::string https(const std::string& rest) {
  return "https:" + ("//" + rest);
}
std::string plain_http(const std::string& rest) {
  return "http:" + ("//" + rest);
}

TEST(Endpoint, IsReadFromItsUrl) {
  const std::vector<std::pair<std::string, Endpoint>> cases = {
      {https("Hooks.example"), {true, "hooks.example", "443", "/"}},
      {https("hooks.example:8443/a%20b?x=1&y"), {true, "hooks.example", "8443", "/a%20b?x=1&y"}},
      {plain_http("10.0.0.1/x"), {false, "10.0.0.1", "80", "/x"}},
      {https("[2606:4700::1]:1/"), {true, "2606:4700::1", "1", "/"}}};
  for (const auto& [url, endpoint] : cases) {
    const auto read = endpoint_from(url);
    ASSERT_TRUE(read) << url;
    EXPECT_EQ(*read, endpoint) << url;
  }
}

TEST(Endpoint, AnythingElseIsRefused) {
  for (const auto& url : std::vector<std::string>{
           "", "hooks.example", "/hook", "ftp://hooks.example/", https(""), https("/x"),
           https("ada@hooks.example/"), https("ada:x@hooks.example/"), https("hooks.example/#x"),
           https("hooks.example:99999/"), https("hooks.example:0/"), https("hooks.example/a b"),
           https("hooks.example/\r\nX: y"), "javascript:alert(1)"}) {
    const auto read = endpoint_from(url);
    ASSERT_FALSE(read) << url;
    EXPECT_EQ(read.error().fault, Fault::kInvalidValue);
  }
  EXPECT_FALSE(endpoint_from(https("hooks.example/") + std::string(kUrlBytesMax, 'x')));
}

TEST(Endpoint, WhatIsNotPublicOrNotOverTlsTakesTheOperatorsWord) {
  const auto may = [](const std::string& url, const AddressRules& rules) {
    return may_be_sent_to(*endpoint_from(url), rules).has_value();
  };
  const auto named = *AddressRules::allowing({"hooks.intern", "10.0.0.0/8"});
  EXPECT_TRUE(may(https("hooks.example/"), {}));
  EXPECT_TRUE(may(https("8.8.8.8/"), {}));
  for (const auto& url : std::vector<std::string>{plain_http("hooks.example/"), https("10.0.0.1/"),
                                                  https("localhost/"), https("x.localhost/"),
                                                  https("[::1]/"), plain_http("10.0.0.1/")})
    EXPECT_FALSE(may(url, {})) << url;
  EXPECT_TRUE(may(plain_http("hooks.intern/"), named));
  EXPECT_TRUE(may(plain_http("10.0.0.1/"), named));
  EXPECT_FALSE(may(plain_http("hooks.example/"), named));
  EXPECT_FALSE(may(https("192.168.0.1/"), named));
}

}  // namespace
}  // namespace verbatim::webhooks
