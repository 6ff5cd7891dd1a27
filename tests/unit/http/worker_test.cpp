// Handlers that take long.
#include <future>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "test_server.hpp"

namespace verbatim::http {
namespace {

TEST(Worker, LeavesTheIoThreadsFree) {
  ServerOptions options;
  options.io_threads = 1;
  TestServer server(options);
  std::promise<void> go_on;
  std::shared_future<void> gate = go_on.get_future().share();
  server.add(
      Method::kGet, "/long",
      [gate](const Request&, Reply reply) {
        gate.wait();
        reply.send(text("done"));
      },
      Where::kWorker);
  RawClient client(server.start());
  client.send(get_request("/long"));
  EXPECT_EQ(server.get("/constant").body, "constant");
  go_on.set_value();
  EXPECT_EQ(client.answer().body, "done");
  client.send(get_request("/constant"));
  EXPECT_EQ(client.answer().body, "constant");
}

TEST(Worker, KeepsTheRequestUntilTheHandlerReturns) {
  TestServer server;
  std::promise<void> go_on;
  std::shared_future<void> gate = go_on.get_future().share();
  Handover<std::string> after;
  server.add(
      Method::kGet, "/work/{name}",
      [&, gate](const Request& request, Reply reply) {
        reply.send(text(request.params[0]));
        gate.wait();
        after.put(request.params[0] + " " + std::string(request.target) + " " +
                  std::string(request.header("X").value_or("")));
      },
      Where::kWorker);
  RawClient client(server.start());
  client.send("GET /work/first HTTP/1.1\r\nHost: h\r\nX: one\r\n\r\n");
  EXPECT_EQ(client.answer().body, "first");
  client.send("GET /work/second HTTP/1.1\r\nHost: h\r\nX: two\r\n\r\n");
  ASSERT_EQ(server.get("/constant").status, 200);
  ASSERT_EQ(server.get("/constant").status, 200);
  go_on.set_value();
  EXPECT_EQ(after.take(), "first /work/first one");
  EXPECT_EQ(client.answer().body, "second");
  EXPECT_EQ(after.take(), "second /work/second two");
}

TEST(Worker, MayStreamWhileItRuns) {
  TestServer server;
  std::promise<void> go_on;
  std::shared_future<void> gate = go_on.get_future().share();
  server.add(
      Method::kGet, "/export",
      [gate](const Request& request, Reply reply) {
        const auto stream = reply.stream(text("begun,"));
        gate.wait();
        stream->write(std::string(request.target));
        stream->finish();
      },
      Where::kWorker);
  RawClient client(server.start());
  client.send(get_request("/export") + get_request("/constant"));
  std::string_view seen;
  while (seen.find("begun,") == seen.npos) seen = client.peek(seen.size() + 1);
  go_on.set_value();
  EXPECT_EQ(client.answer().body, "begun,/export");
  EXPECT_EQ(client.answer().body, "constant");
}

Response answer_of(const Request& request) {
  return text(std::string(request.target) + " " + std::string(request.body));
}

Route ready_when(std::function<void(const Request&, std::function<void()>)> when_ready) {
  Route route{Method::kPost, "/ready",
              [](const Request& request, Reply reply) { reply.send(answer_of(request)); }};
  route.where = Where::kWorker;
  route.when_ready = std::move(when_ready);
  return route;
}

TEST(Worker, IsTakenByNoRequestThatIsNotReady) {
  ServerOptions options;
  options.worker_threads = 1;
  TestServer server(options);
  Handover<std::function<void()>> waiting;
  server.add(ready_when([&](const Request&, std::function<void()> go) { waiting.put(go); }));
  server.add(
      Method::kGet, "/work", [](const Request&, Reply reply) { reply.send(text("done")); },
      Where::kWorker);
  RawClient first(server.start()), second(server.port());
  first.send(post_request("/ready", "one"));
  auto go = waiting.take();
  second.send(post_request("/ready", "two") + get_request("/constant"));
  auto go_too = waiting.take();
  EXPECT_EQ(server.get("/work").body, "done");
  go_too();
  EXPECT_EQ(second.answer().body, "/ready two");
  EXPECT_EQ(second.answer().body, "constant");
  go();
  EXPECT_EQ(first.answer().body, "/ready one");
}

TEST(Worker, IsTakenAtOnceByARequestThatIsReady) {
  TestServer server;
  server.add(ready_when([](const Request&, const std::function<void()>& go) { go(); }));
  RawClient client(server.start());
  for (int i = 0; i < 3; ++i) {
    client.send(post_request("/ready", "now"));
    EXPECT_EQ(client.answer().body, "/ready now");
  }
}

TEST(Worker, IsNotTakenByARequestThatOutlivesTheServer) {
  ServerOptions options;
  options.drain_timeout = std::chrono::milliseconds(1);
  TestServer server(options);
  Handover<std::function<void()>> waiting;
  server.add(ready_when([&](const Request&, std::function<void()> go) { waiting.put(go); }));
  RawClient client(server.start());
  client.send(post_request("/ready", "late"));
  const auto go = waiting.take();
  server.destroy();
  go();
}

TEST(Worker, AnswersFiveHundredWhenItThrows) {
  TestServer server;
  server.add(
      Method::kGet, "/throw", [](const Request&, Reply) { throw std::runtime_error("on purpose"); },
      Where::kWorker);
  RawClient client(server.start());
  client.send(get_request("/throw") + get_request("/constant"));
  EXPECT_EQ(client.answer().status, 500);
  EXPECT_EQ(client.answer().body, "constant");
}

}  // namespace
}  // namespace verbatim::http
