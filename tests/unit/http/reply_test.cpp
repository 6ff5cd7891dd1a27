// The right to answer: from where, when, and what happens when it is not used.
#include <optional>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "test_server.hpp"

namespace verbatim::http {
namespace {

TEST(Reply, MayBeSentFromAnotherThread) {
  TestServer server;
  RawClient client(server.start());
  client.send(get_request("/later"));
  Reply reply = server.replies.take();
  reply.send(text("from the test's thread"));
  EXPECT_EQ(client.answer().body, "from the test's thread");
  client.send(get_request("/constant"));
  EXPECT_EQ(client.answer().body, "constant");
}

TEST(Reply, OfManyConnectionsMayBeSentAtOnce) {
  TestServer server;
  const auto port = server.start();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 64; ++i) clients.push_back(std::make_unique<RawClient>(port));
  for (int round = 0; round < 20; ++round) {
    for (const auto& client : clients) client->send(get_request("/later"));
    std::vector<Reply> replies;
    for (std::size_t i = 0; i < clients.size(); ++i) replies.push_back(server.replies.take());
    for (Reply& reply : replies) reply.send(text("round " + std::to_string(round)));
    for (const auto& client : clients) {
      const auto answer = client->answer();
      ASSERT_EQ(answer.body, "round " + std::to_string(round));
    }
  }
}

TEST(Reply, HoldsBackTheRequestsBehindIt) {
  TestServer server;
  RawClient client(server.start());
  client.send(get_request("/later") + get_request("/constant") + get_request("/later"));
  Reply first = server.replies.take();
  ASSERT_EQ(server.get("/constant").status, 200);
  EXPECT_EQ(server.calls, 1);  // that of the other connection
  first.send(text("first"));
  EXPECT_EQ(client.answer().body, "first");
  EXPECT_EQ(client.answer().body, "constant");
  server.replies.take().send(text("third"));
  EXPECT_EQ(client.answer().body, "third");
}

TEST(Reply, ThatIsLateForItsClientIsDropped) {
  TestServer server;
  const auto port = server.start();
  RawClient client(port);
  client.send(get_request("/later"));
  Reply reply = server.replies.take();
  client.reset();
  ASSERT_EQ(server.get("/constant").status, 200);
  reply.send(text(std::string(1'000'000, 'x')));
  EXPECT_EQ(server.get("/constant").body, "constant");
}

TEST(Reply, ThatIsLetGoAnswersFiveHundred) {
  TestServer server;
  server.add(Method::kGet, "/silent", [](const Request&, Reply) {});
  RawClient client(server.start());
  client.send(get_request("/silent"));
  auto answer = client.answer();
  EXPECT_EQ(answer.status, 500);
  EXPECT_TRUE(answer.body.starts_with("internal: ")) << answer.body;

  client.send(get_request("/later"));
  { const Reply dropped = server.replies.take(); }
  EXPECT_EQ(client.answer().status, 500);

  client.send(get_request("/constant"));
  EXPECT_EQ(client.answer().status, 200);
}

TEST(Reply, ThatIsOverwrittenAnswersFiveHundred) {
  TestServer server;
  const auto port = server.start();
  RawClient first(port);
  RawClient second(port);
  first.send(get_request("/later"));
  Reply reply = server.replies.take();
  second.send(get_request("/later"));
  reply = server.replies.take();
  EXPECT_EQ(first.answer().status, 500);
  reply.send(text("second"));
  EXPECT_EQ(second.answer().body, "second");
}

TEST(Reply, OfAHandlerThatThrowsAnswersFiveHundred) {
  TestServer server;
  server.add(Method::kGet, "/throw",
             [](const Request&, Reply) { throw std::runtime_error("on purpose"); });
  server.add(Method::kGet, "/throw-anything", [](const Request&, Reply) { throw 7; });
  server.add(
      Method::kGet, "/throw-late",
      [](const Request&, Reply reply) {
        reply.send(text("sent"));
        throw std::runtime_error("on purpose");
      },
      Where::kIoThread);
  RawClient client(server.start());
  client.send(get_request("/throw") + get_request("/throw-anything") + get_request("/throw-late") +
              get_request("/constant"));
  EXPECT_EQ(client.answer().status, 500);
  EXPECT_EQ(client.answer().status, 500);
  EXPECT_EQ(client.answer().body, "sent");
  EXPECT_EQ(client.answer().status, 200);
}

TEST(Reply, WithALineBreakInAHeaderAnswersFiveHundred) {
  TestServer server;
  server.add(Method::kGet, "/split", [](const Request&, Reply reply) {
    Response response = text("x");
    response.headers = {{"Location", "/a\r\nSet-Cookie: b"}};
    reply.send(std::move(response));
  });
  server.add(Method::kGet, "/stream", [](const Request&, Reply reply) {
    Response response = text("x");
    response.headers = {{"Location", "/a\r\nSet-Cookie: b"}};
    reply.stream(std::move(response))->write("more");
  });
  RawClient client(server.start());
  for (const std::string_view target : {"/split", "/stream"}) {
    client.send(get_request(target));
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.header("Set-Cookie"), "");
  }
  client.send(get_request("/constant"));
  EXPECT_EQ(client.answer().status, 200);
}

// A sink of a test, as handlers are tested without a server.
struct Kept final : Reply::Sink {
  void send(Response response) override { sent = std::move(response); }
  std::shared_ptr<Stream> stream(Response) override { return nullptr; }
  std::optional<Response> sent;
};

TEST(Reply, SendsABareProblemToASinkThatKnowsNoBetter) {
  const auto sink = std::make_shared<Kept>();
  { const Reply dropped(sink); }
  ASSERT_TRUE(sink->sent);
  EXPECT_EQ(sink->sent->status, 500U);
  EXPECT_EQ(sink->sent->content_type, "application/problem+json");
}

TEST(Reply, AnswersOnceThroughItsSink) {
  const auto sink = std::make_shared<Kept>();
  {
    Reply reply(sink);
    Reply moved = std::move(reply);
    moved.send(text("once"));
  }
  ASSERT_TRUE(sink->sent);
  EXPECT_EQ(sink->sent->body, "once");
}

}  // namespace
}  // namespace verbatim::http
