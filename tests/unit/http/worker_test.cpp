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
