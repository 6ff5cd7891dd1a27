#include "http/response_head.hpp"

#include <gtest/gtest.h>

namespace verbatim::http {
namespace {

TEST(HttpDate, IsAsTheStandardHasIt) {
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110, section 5.6.7
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
  EXPECT_EQ(http_date(1709251199), "Thu, 29 Feb 2024 23:59:59 GMT");
}

TEST(ResponseHead, SaysHowTheBodyEnds) {
  Response response;
  response.status = 200;
  response.content_type = "text/plain";
  response.headers = {{"ETag", "\"7\""}};
  std::string head;
  write_head(head, response, BodyEnd::kLength, 12, false, "DATE");
  EXPECT_EQ(head,
            "HTTP/1.1 200 OK\r\nDate: DATE\r\nContent-Type: text/plain\r\nETag: \"7\"\r\n"
            "Content-Length: 12\r\n\r\n");
  response = {};
  write_head(head, response, BodyEnd::kChunked, 0, false, "DATE");
  EXPECT_EQ(head, "HTTP/1.1 200 OK\r\nDate: DATE\r\nTransfer-Encoding: chunked\r\n\r\n");
  response.status = 204;
  write_head(head, response, BodyEnd::kNoBody, 0, true, "DATE");
  EXPECT_EQ(head, "HTTP/1.1 204 No Content\r\nDate: DATE\r\nConnection: close\r\n\r\n");
}

TEST(ResponseHead, RefusesWhatWouldEndAHeaderEarly) {
  const std::string kBad[] = {"a\r\nSet-Cookie: b", "a\nb", "a\rb", std::string("a\0b", 3), "\x7f"};
  for (const std::string& bad : kBad) {
    Response response;
    EXPECT_TRUE(is_well_formed(response));
    response.headers = {{"Location", bad}};
    EXPECT_FALSE(is_well_formed(response)) << bad;
    response.headers = {{bad, "x"}};
    EXPECT_FALSE(is_well_formed(response)) << bad;
    response.headers = {};
    response.content_type = bad;
    EXPECT_FALSE(is_well_formed(response)) << bad;
  }
  Response response;
  response.headers = {{"X", "tab\tand \xc3\xa4 are fine"}};
  EXPECT_TRUE(is_well_formed(response));
}

TEST(ChunkSize, IsHexadecimal) {
  std::string out = "x";
  append_chunk_size(out, 500);
  EXPECT_EQ(out, "x1f4\r\n");
}

}  // namespace
}  // namespace verbatim::http
