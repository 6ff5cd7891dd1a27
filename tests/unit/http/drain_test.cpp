// stop(): what is let finish, what is told, what is cut.
#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "test_server.hpp"

namespace verbatim::http {
namespace {

using std::chrono::milliseconds;

// stop() on a thread of its own.
class Stopping {
 public:
  explicit Stopping(TestServer& server) : thread_([&] { server.server().stop(); }) {}
  ~Stopping() { join(); }
  void join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::thread thread_;
};

ServerOptions one_io_thread() {
  ServerOptions options;
  options.io_threads = 1;
  return options;
}

TEST(Drain, LetsARunningRequestFinishAsTheLastOfItsConnection) {
  TestServer server(one_io_thread());
  const auto port = server.start();
  RawClient idle(port);
  RawClient busy(port);
  busy.send(get_request("/later"));
  Reply reply = server.replies.take();
  Stopping stopping(server);
  EXPECT_TRUE(idle.ends());
  reply.send(text("finished"));
  const auto answer = busy.answer();
  EXPECT_EQ(answer.body, "finished");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(busy.ends());
  busy.reset();  // the server waits for that, for a while
}

TEST(Drain, AnswersARequestThatIsOnItsWayAsTheLastOfItsConnection) {
  TestServer server(one_io_thread());
  const auto port = server.start();
  RawClient busy(port);
  busy.send(get_request("/later"));
  Reply reply = server.replies.take();
  RawClient half(port);
  half.send("GET /constant HTTP/1.1\r\nHo");
  RawClient idle(port);
  ASSERT_EQ(server.get("/constant").status, 200);
  Stopping stopping(server);
  EXPECT_TRUE(idle.ends());
  half.send("st: h\r\n\r\n");
  const auto answer = half.answer();
  EXPECT_EQ(answer.body, "constant");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(half.ends());
  half.reset();
  reply.send(text("last"));
  EXPECT_EQ(busy.answer().body, "last");
  busy.reset();
}

TEST(Drain, EndsWithItsTimeoutWhateverARequestDoes) {
  ServerOptions options;
  options.drain_timeout = milliseconds(50);
  TestServer server(options);
  RawClient client(server.start());
  client.send(get_request("/later"));
  Reply reply = server.replies.take();
  server.server().stop();
  EXPECT_EQ(client.answer().status, 0);
  reply.send(text("too late for anyone"));
}

TEST(Drain, AcceptsNobodyAnyMore) {
  TestServer server;
  const auto port = server.start();
  server.server().stop();
  EXPECT_FALSE(RawClient(port).connected());
  server.server().stop();
}

TEST(Drain, TellsStreamsAndLetsThemFinish) {
  TestServer server;
  RawClient client(server.start());
  client.send(get_request("/later"));
  const auto stream = server.replies.take().stream(text("first,"));
  stream->on_close([&] { stream->finish(); });
  stream->write("second");
  Stopping stopping(server);
  const auto answer = client.answer();
  EXPECT_EQ(answer.body, "first,second");
  EXPECT_TRUE(answer.complete);
  EXPECT_TRUE(client.ends());
  client.reset();
}

TEST(Drain, CutsStreamsThatDoNotFinish) {
  TestServer server;
  RawClient client(server.start());
  client.send(get_request("/later"));
  const auto stream = server.replies.take().stream(text(""));
  stream->write("some");
  Handover<bool> told;
  stream->on_close([&] {
    EXPECT_FALSE(stream->write("more"));
    told.put(true);
  });
  server.server().stop();
  EXPECT_TRUE(told.take());
  const auto answer = client.answer();
  EXPECT_EQ(answer.body, "some");
  EXPECT_FALSE(answer.complete);
}

TEST(Drain, TellsAStreamThatBeginsDuringIt) {
  ServerOptions options = one_io_thread();
  options.drain_timeout = std::chrono::hours(1);
  TestServer server(options);
  const auto port = server.start();
  RawClient idle(port);
  RawClient client(port);
  client.send(get_request("/later"));
  Reply reply = server.replies.take();
  Stopping stopping(server);
  EXPECT_TRUE(idle.ends());
  const auto stream = reply.stream(text("all there is"));
  Handover<bool> told;
  stream->on_close([&] { told.put(true); });
  EXPECT_TRUE(told.take());
  const auto answer = client.answer();
  EXPECT_EQ(answer.body, "all there is");
  EXPECT_FALSE(answer.complete);
}

TEST(Drain, WaitsForAHandlerOnAWorker) {
  ServerOptions options;
  options.drain_timeout = milliseconds(50);
  TestServer server(options);
  std::promise<void> go_on;
  std::shared_future<void> gate = go_on.get_future().share();
  Handover<bool> begun;
  std::atomic<bool> ended{false};
  server.add(
      Method::kGet, "/long",
      [&](const Request& request, Reply reply) {
        begun.put(true);
        gate.wait();
        ended = request.target == "/long";
        reply.send(text("too late"));
      },
      Where::kWorker);
  RawClient client(server.start());
  client.send(get_request("/long"));
  begun.take();
  {
    Stopping stopping(server);
    EXPECT_EQ(client.answer().status, 0);
    go_on.set_value();
  }
  EXPECT_TRUE(ended);
}

TEST(Drain, LeavesRepliesThatOutliveTheServerHarmless) {
  ServerOptions options;
  options.drain_timeout = milliseconds(1);
  TestServer server(options);
  const auto port = server.start();
  RawClient first(port);
  RawClient second(port);
  RawClient third(port);
  for (RawClient* client : {&first, &second, &third}) client->send(get_request("/later"));
  Reply sent = server.replies.take();
  Reply streamed = server.replies.take();
  auto dropped = std::make_unique<Reply>(server.replies.take());
  server.destroy();
  sent.send(text("nobody"));
  dropped.reset();
  const auto stream = streamed.stream(text("nobody"));
  EXPECT_FALSE(stream->write("x"));
}

TEST(Drain, ComesInTheMiddleOfLoadWithoutATornAnswer) {
  TestServer server;
  const auto port = server.start();
  std::atomic<int> answered{0};
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      RawClient client(port);
      for (;;) {
        client.send(get_request("/constant"));
        const auto answer = client.answer();
        if (answer.status == 0) return;
        EXPECT_TRUE(answer.complete);
        EXPECT_EQ(answer.body, "constant");
        ++answered;
        if (answer.header("Connection") == "close") return;
      }
    });
  }
  while (answered < 100) std::this_thread::yield();
  server.server().stop();
  for (std::thread& client : clients) client.join();
}

}  // namespace
}  // namespace verbatim::http
