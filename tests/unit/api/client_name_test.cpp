#include "api/requests/client_name.hpp"

#include <gtest/gtest.h>

namespace verbatim::api {
namespace {

std::string client(std::vector<http::Field> headers) {
  http::Request request;
  request.headers = std::move(headers);
  return client_of(request);
}

TEST(AClientsName, IsWhatItCallsItselfOrItsFirstProduct) {
  EXPECT_EQ(client({}), "");
  EXPECT_EQ(client({{"User-Agent", "Mozilla/5.0 (X11; Linux)"}}), "Mozilla/5.0");
  EXPECT_EQ(client({{"User-Agent", "curl/7.88.1"}, {"Verbatim-Client", "desk/2"}}), "desk/2");
  EXPECT_EQ(client({{"User-Agent", "curl/7.88.1"}, {"Verbatim-Client", ""}}), "curl/7.88.1");
}

TEST(AClientsName, HasNothingInItThatWouldHarmALog) {
  EXPECT_EQ(client({{"Verbatim-Client", "a b;\"c\"\t\xc3\xa9<d>"}}), "abcd");
  EXPECT_EQ(client({{"Verbatim-Client", std::string_view("x\0y", 3)}}), "xy");
  EXPECT_EQ(client({{"User-Agent", std::string(200, 'x')}}), std::string(64, 'x'));
}

}  // namespace
}  // namespace verbatim::api
