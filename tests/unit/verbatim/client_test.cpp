#include "verbatim/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "one_shot_server.hpp"
#include "verbatim/commands/key.hpp"
#include "verbatim/target.hpp"

namespace verbatim::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using tool::Client;
using tool::Target;

const std::string kOk = http_answer("200 OK", "application/json", "{}", "Verbatim-Position: 7\r\n");

TEST(TargetTest, IsPercentEncoded) {
  EXPECT_EQ(Target({"v1", "studies", "a/b"}).text(), "/v1/studies/a%2Fb");
  EXPECT_EQ(Target({"q", "t->u", "Caf\u00e9 ?#"}).text(), "/q/t-%3Eu/Caf%C3%A9%20%3F%23");
  EXPECT_EQ(
      Target({"c"}).with("basis", "coder:a&b").with("by", std::nullopt).with("as_of", "12").text(),
      "/c?basis=coder%3Aa%26b&as_of=12");
}

TEST(CommandKeyTest, FollowsFromWhatIsAskedAndFromNothingElse) {
  const auto key = tool::command_key({"import", "ada", "x"});
  EXPECT_EQ(key, tool::command_key({"import", "ada", "x"}));
  EXPECT_EQ(key.size(), 41u);
  EXPECT_THAT(key, StartsWith("verbatim-"));
  EXPECT_NE(key, tool::command_key({"import", "adax", ""}));
  EXPECT_NE(key, tool::command_key({"import", "ada", "y"}));
}

TEST(ClientTest, AddressesThatAreNotOnesAreRefused) {
  for (const auto* url : {"", "127.0.0.1:8080", "http://", "https://", "https://u:p@x", "http://x?y", "ftp://x",
                          "http://u:p@x", "http://x#y", "http://x y"}) {
    const auto client = Client::to(url);
    ASSERT_FALSE(client) << url;
    EXPECT_EQ(client.error().fault, Fault::kInvalidValue);
  }
  for (const auto* url : {"http://127.0.0.1:8080", "http://[::1]:80/", "http://host/verbatim/",
                          "https://host", "https://host:8443/verbatim"})
    EXPECT_TRUE(Client::to(url)) << url;
  const auto none = Client::to("https://host", "/no/such/file");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().field, "--ca-file");
}

TEST(ClientTest, SendsWhatIsAskedAndReadsTheAnswer) {
  OneShotServer server({{kOk}});
  auto client = Client::to(server.url() + "/base/");
  tool::HttpRequest request{.method = "POST", .target = "/v1/studies?x=1", .body = "hello"};
  request.headers = {{"Idempotency-Key", "k"}};
  std::vector<std::size_t> sent;
  request.on_sent = [&](std::size_t bytes) { sent.push_back(bytes); };
  const auto answer = client->call(request);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->status, 200u);
  EXPECT_EQ(answer->body, "{}");
  EXPECT_EQ(answer->header("verbatim-position"), "7");
  EXPECT_EQ(answer->header("none"), "");
  EXPECT_EQ(sent.back(), 5u);
  const auto got = server.requests().at(0);
  EXPECT_THAT(got, StartsWith("POST /base/v1/studies?x=1 HTTP/1.1\r\n"));
  EXPECT_THAT(got, HasSubstr("Host: 127.0.0.1:"));
  EXPECT_THAT(got, HasSubstr("Idempotency-Key: k\r\n"));
  EXPECT_THAT(got, testing::EndsWith("\r\n\r\nhello"));
}

TEST(ClientTest, ALargeBodyIsSentInPieces) {
  OneShotServer server({{kOk}});
  auto client = Client::to(server.url());
  const std::string body(3'000'000, 'x');
  tool::HttpRequest request{.method = "POST", .target = "/", .body = body};
  std::size_t calls = 0, sent = 0;
  request.on_sent = [&](std::size_t bytes) {
    EXPECT_GE(bytes, sent);
    sent = bytes;
    ++calls;
  };
  ASSERT_TRUE(client->call(request));
  EXPECT_EQ(sent, body.size());
  EXPECT_GT(calls, 10u);
  EXPECT_THAT(server.requests().at(0), testing::EndsWith(body));
}

TEST(ClientTest, KeepsItsConnection) {
  OneShotServer server({{kOk, kOk, kOk}});
  auto client = Client::to(server.url());
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(client->call({.target = "/"}));
  EXPECT_EQ(server.requests().size(), 3u);
}

TEST(ClientTest, OpensAnotherConnectionWhereTheServerClosedTheIdleOne) {
  OneShotServer server({{kOk}, {kOk}});
  auto client = Client::to(server.url());
  ASSERT_TRUE(client->call({.target = "/1"}));
  const auto again = client->call({.target = "/2"});
  ASSERT_TRUE(again) << again.error().detail;
  EXPECT_EQ(server.requests().size(), 2u);
}

TEST(ClientTest, AWriteIsSentTwiceOnlyWithItsKey) {
  for (const bool keyed : {true, false}) {
    OneShotServer server({{kOk}, {kOk}});
    auto client = Client::to(server.url());
    ASSERT_TRUE(client->call({.target = "/1"}));
    tool::HttpRequest request{.method = "POST", .target = "/2", .body = "x"};
    if (keyed) request.headers = {{"idempotency-key", "k"}};
    const auto again = client->call(request);
    EXPECT_EQ(bool(again), keyed);
    EXPECT_EQ(server.requests().size(), keyed ? 2u : 1u);
    if (!keyed) {
      EXPECT_THAT(again.error().detail, HasSubstr("may have done what was asked"));
    }
  }
}

TEST(ClientTest, NothingIsSentTwiceOnceAnAnswerHasBegun) {
  for (const std::string begun : {"H", "HTTP/1.1 200 OK\r\n", "hello\r\n\r\n"}) {
    OneShotServer server({{kOk, begun}, {kOk}});
    auto client = Client::to(server.url());
    ASSERT_TRUE(client->call({.target = "/1"}));
    EXPECT_FALSE(client->call({.target = "/2"})) << begun;
    EXPECT_EQ(server.requests().size(), 2u) << begun;
  }
}

TEST(ClientTest, SaysThatThereIsNobody) {
  std::string url;
  {
    OneShotServer server({});
    url = server.url();
  }
  const auto answer = Client::to(url)->call({.target = "/"});
  ASSERT_FALSE(answer);
  EXPECT_THAT(answer.error().detail, HasSubstr("Cannot reach " + url));
  EXPECT_THAT(answer.error().fix, HasSubstr("--server"));
}

TEST(ClientTest, AnswersThatAreNotHttpOrEndTooEarlyAreFailures) {
  const std::vector<std::string> answers = {"", "hello\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Le",
                                            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n123"};
  for (const auto& text : answers) {
    OneShotServer server({{text}});
    EXPECT_FALSE(Client::to(server.url())->call({.target = "/"})) << text;
  }
}

TEST(ClientTest, GivesTheBodyInPiecesAsItComes) {
  OneShotServer server(
      {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "4\r\none\n\r\n8\r\ntwo\nthre\r\n2\r\ne\n\r\n0\r\n\r\n",
        kOk}});
  auto client = Client::to(server.url());
  std::string body;
  tool::HttpRequest request{.target = "/"};
  request.on_piece = [&](std::string_view piece) {
    body += piece;
    return true;
  };
  const auto answer = client->call(request);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(body, "one\ntwo\nthree\n");
  EXPECT_EQ(answer->body, "");
  EXPECT_TRUE(client->call({.target = "/"}));  // on the same connection
}

TEST(ClientTest, StopsReadingWhenToldTo) {
  OneShotServer server(
      {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\none\n\r\n"}, {kOk}});
  auto client = Client::to(server.url());
  tool::HttpRequest request{.target = "/"};
  request.on_piece = [](std::string_view) { return false; };
  EXPECT_TRUE(client->call(request));  // though the stream never ends well
  EXPECT_TRUE(client->call({.target = "/"}));
}

TEST(ClientTest, AProblemIsNeverGivenInPieces) {
  OneShotServer server(
      {{http_answer("404 Not Found", "application/problem+json", "{\"status\":404}")}});
  auto client = Client::to(server.url());
  tool::HttpRequest request{.target = "/"};
  request.on_piece = [](std::string_view) -> bool { throw std::logic_error("a piece"); };
  const auto answer = client->call(request);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 404u);
  EXPECT_EQ(answer->body, "{\"status\":404}");
}

}  // namespace
}  // namespace verbatim::test
