// Clients that are too slow. The server's patience is short here, the tests' is long.
#include <atomic>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "test_server.hpp"

namespace verbatim::http {
namespace {

using std::chrono::milliseconds;

TEST(Timeout, ClosesAConnectionThatStaysIdle) {
  ServerOptions options;
  options.idle_timeout = milliseconds(50);
  TestServer server(options);
  const auto port = server.start();
  RawClient fresh(port);
  EXPECT_TRUE(fresh.ends());
  RawClient used(port);
  used.send(get_request("/constant"));
  EXPECT_EQ(used.answer().status, 200);
  EXPECT_TRUE(used.ends());
}

TEST(Timeout, EndsAHeadThatNeverEnds) {
  ServerOptions options;
  options.header_timeout = milliseconds(50);
  TestServer server(options);
  RawClient client(server.start());
  client.send("GET /constant HTTP/1.1\r\nHost: loc");
  const auto answer = client.answer();
  EXPECT_EQ(answer.status, 408);
  EXPECT_TRUE(answer.body.starts_with("timeout: ")) << answer.body;
  EXPECT_TRUE(client.ends());
}

// Sends `bytes` again and again until it goes out of scope.
class Drip {
 public:
  Drip(RawClient& client, std::string bytes)
      : thread_([this, &client, drop = std::move(bytes)] {
          while (!done_) {
            client.send(drop);
            std::this_thread::sleep_for(milliseconds(2));
          }
        }) {}
  ~Drip() {
    done_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> done_{false};
  std::thread thread_;
};

TEST(Timeout, IsNotPutOffByADripOfBytes) {
  ServerOptions options;
  options.header_timeout = milliseconds(50);
  TestServer server(options);
  RawClient client(server.start());
  client.send("GET /constant HTTP/1.1\r\nX: ");
  const Drip drip(client, "x");
  EXPECT_EQ(client.answer().status, 408);
}

TEST(Timeout, IsNotPutOffByEmptyLines) {
  ServerOptions options;
  options.idle_timeout = milliseconds(50);
  TestServer server(options);
  RawClient client(server.start());
  const Drip drip(client, "\r\n");
  EXPECT_TRUE(client.ends());
}

TEST(Timeout, EndsABodyThatStops) {
  ServerOptions options;
  options.body_idle_timeout = milliseconds(50);
  TestServer server(options);
  const auto port = server.start();
  for (const std::string_view come : {"", "some", "nearly all of i"}) {
    RawClient client(port);
    client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 16\r\n\r\n" + std::string(come));
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 408);
    EXPECT_TRUE(client.ends());
  }
  EXPECT_EQ(server.calls, 0);
}

TEST(Timeout, EndsAnAnswerThatNobodyTakes) {
  ServerOptions options;
  options.write_timeout = milliseconds(50);
  TestServer server(options);
  const auto big = std::make_shared<const std::string>(64 * 1024 * 1024, 'b');
  server.add(Method::kGet, "/big", [big](const Request&, Reply reply) {
    Response response;
    response.shared_body = big;
    reply.send(std::move(response));
  });
  RawClient client(server.start());
  client.send(get_request("/big"));
  EXPECT_EQ(server.seen.take().route, "/big");  // the server is done with it
  const auto answer = client.answer();
  EXPECT_FALSE(answer.complete);
}

TEST(Timeout, EndsAStreamThatNobodyTakes) {
  ServerOptions options;
  options.write_timeout = milliseconds(50);
  TestServer server(options);
  RawClient client(server.start());
  client.send(get_request("/later"));
  const auto stream = server.replies.take().stream(text(""));
  Handover<bool> told;
  stream->on_close([&] { told.put(true); });
  stream->write(std::string(64 * 1024 * 1024, 'b'));
  EXPECT_TRUE(told.take());
}

// --- However its bytes come ----------------------------------------------------------------------

// So patient with silence that none of these tests waits for it.
ServerOptions with_a_rate(std::size_t bytes_per_second) {
  ServerOptions options;
  options.bytes_per_second_min = bytes_per_second;
  return options;
}

TEST(Rate, EndsABodyThatDrips) {
  auto options = with_a_rate(1u << 30);
  options.body_idle_timeout = milliseconds(200);
  TestServer server(options);
  RawClient client(server.start());
  client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
  const Drip drip(client, "x");
  EXPECT_EQ(client.answer().status, 408);
  EXPECT_EQ(server.calls, 0);
}

TEST(Rate, LeavesABodyAllTheTimeItTakesAtIt) {
  auto options = with_a_rate(1);
  options.body_idle_timeout = milliseconds(200);
  TestServer server(options);
  RawClient client(server.start());
  client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 300\r\n\r\n");
  for (int i = 0; i < 300; ++i) {  // longer than the silence that is borne
    client.send("x");
    std::this_thread::sleep_for(milliseconds(2));
  }
  EXPECT_EQ(client.answer().body, "300");
}

constexpr std::size_t kMuch = 64 * 1024 * 1024;

// Takes a little again and again, and never all in time: 2 s for kMuch at most would be.
void sip(RawClient& client) {
  std::size_t had = 0;
  for (std::size_t wanted = 1;; wanted = had + 32 * 1024) {
    const auto has = client.peek(wanted).size();
    if (has < wanted) return;
    had = has;
    std::this_thread::sleep_for(milliseconds(2));
  }
}

TEST(Rate, EndsAnAnswerThatIsSipped) {
  auto options = with_a_rate(1u << 30);
  options.write_timeout = milliseconds(200);
  TestServer server(options);
  server.add(Method::kGet, "/big",
             [](const Request&, Reply reply) { reply.send(text(std::string(kMuch, 'b'))); });
  RawClient client(server.start());
  client.send(get_request("/big"));
  sip(client);
  EXPECT_FALSE(client.answer().complete);
}

TEST(Rate, EndsAStreamThatIsSipped) {
  auto options = with_a_rate(1u << 30);
  options.write_timeout = milliseconds(200);
  TestServer server(options);
  RawClient client(server.start());
  client.send(get_request("/later"));
  const auto stream = server.replies.take().stream(text(""));
  stream->write(std::string(kMuch, 'b'));
  sip(client);
  EXPECT_FALSE(client.answer().complete);
  EXPECT_FALSE(stream->write("more"));
}

TEST(Timeout, DoesNotRunWhileTheServerThinksOrAStreamIsQuiet) {
  ServerOptions options;
  options.header_timeout = options.body_idle_timeout = options.idle_timeout =
      options.write_timeout = milliseconds(20);
  TestServer server(options);
  const auto port = server.start();
  RawClient thinking(port);
  thinking.send(get_request("/later"));
  Reply reply = server.replies.take();
  RawClient quiet(port);
  quiet.send(get_request("/later"));
  const auto stream = server.replies.take().stream(text("begun,"));
  stream->write("going,");
  std::string_view seen;
  while (seen.find("going,") == seen.npos) seen = quiet.peek(seen.size() + 1);
  // A third connection, opened later, runs into its timeout: so would these two have.
  EXPECT_TRUE(RawClient(port).ends());
  EXPECT_TRUE(RawClient(port).ends());
  reply.send(text("thought"));
  EXPECT_EQ(thinking.answer().body, "thought");
  stream->write("said");
  stream->finish();
  EXPECT_EQ(quiet.answer().body, "begun,going,said");
}

}  // namespace
}  // namespace verbatim::http
