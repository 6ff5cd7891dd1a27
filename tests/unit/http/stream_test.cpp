// Answers in pieces.
#include <thread>

#include <gtest/gtest.h>

#include "test_server.hpp"

namespace verbatim::http {
namespace {

using StreamPtr = std::shared_ptr<Stream>;

Response head_of(std::string first = {}) {
  Response head = text(std::move(first));
  head.headers = {{"X-Kind", "stream"}};
  return head;
}

// A server whose GET /stream hands its stream to the test.
class Streams : public testing::Test {
 protected:
  void start(ServerOptions options = {}) {
    server_ = std::make_unique<TestServer>(options);
    server_->add(Method::kGet, "/stream",
                 [this](const Request&, Reply reply) { streams_.put(reply.stream(head_of())); });
    server_->start();
  }

  std::unique_ptr<RawClient> ask_for_stream(std::string_view request = {}) {
    auto client = std::make_unique<RawClient>(server_->port());
    client->send(request.empty() ? get_request("/stream") : request);
    return client;
  }

  Handover<StreamPtr> streams_;
  std::unique_ptr<TestServer> server_;
};

TEST_F(Streams, SendPiecesInOrderAndKeepTheConnection) {
  start();
  const auto client = ask_for_stream();
  const StreamPtr stream = streams_.take();
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(stream->write(std::to_string(i) + ","));
  stream->finish();
  EXPECT_FALSE(stream->write("too late"));
  const auto answer = client->answer();
  EXPECT_TRUE(answer.complete);
  EXPECT_EQ(answer.header("X-Kind"), "stream");
  EXPECT_EQ(answer.header("Content-Length"), "");
  std::string expected;
  for (int i = 0; i < 1000; ++i) expected += std::to_string(i) + ",";
  EXPECT_EQ(answer.body, expected);
  client->send(get_request("/constant"));
  EXPECT_EQ(client->answer().body, "constant");
}

TEST_F(Streams, ArriveWhileTheyGoOn) {
  start();
  const auto client = ask_for_stream();
  const StreamPtr stream = streams_.take();
  const std::string_view head = client->peek(1);
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n"));
  stream->write("live");
  std::string_view seen;
  while (seen.find("4\r\nlive\r\n") == seen.npos) seen = client->peek(seen.size() + 1);
  stream->finish();
  EXPECT_EQ(client->answer().body, "live");
}

TEST_F(Streams, BeginWithTheBodyOfTheirHead) {
  start();
  TestServer server;
  server.add(Method::kGet, "/all", [](const Request&, Reply reply) {
    const StreamPtr stream = reply.stream(head_of("first,"));
    stream->write("second,");
    stream->write("");
    stream->write("third");
    stream->finish();
  });
  RawClient client(server.start());
  client.send(get_request("/all") + get_request("/all"));
  EXPECT_EQ(client.answer().body, "first,second,third");
  EXPECT_EQ(client.answer().body, "first,second,third");
}

TEST_F(Streams, MayBeginOnAnotherThread) {
  start();
  RawClient client(server_->port());
  client.send(get_request("/later"));
  const StreamPtr stream = server_->replies.take().stream(head_of());
  stream->write("from afar");
  stream->finish();
  const auto answer = client.answer();
  EXPECT_EQ(answer.body, "from afar");
  EXPECT_TRUE(answer.complete);
}

TEST_F(Streams, AreCutWhenLetGoUnfinished) {
  start();
  const auto client = ask_for_stream();
  StreamPtr stream = streams_.take();
  stream->write("half of it");
  stream.reset();
  const auto answer = client->answer();
  EXPECT_EQ(answer.body, "half of it");
  EXPECT_FALSE(answer.complete);
  EXPECT_TRUE(client->ends());
}

TEST_F(Streams, HaveNoBodyForHead) {
  start();
  const auto client = ask_for_stream("HEAD /stream HTTP/1.1\r\nHost: h\r\n\r\n");
  const StreamPtr stream = streams_.take();
  const auto head = client->answer(true);
  EXPECT_EQ(head.header("X-Kind"), "stream");
  Handover<bool> told;
  stream->on_close([&] { told.put(true); });
  EXPECT_TRUE(told.take());
  EXPECT_FALSE(stream->write("x"));
  stream->finish();
  client->send(get_request("/constant"));
  EXPECT_EQ(client->answer().body, "constant");
}

TEST_F(Streams, EndWithTheConnectionInHttp10) {
  start();
  const auto client = ask_for_stream("GET /stream HTTP/1.0\r\n\r\n");
  const StreamPtr stream = streams_.take();
  stream->write("no ");
  stream->write("chunks");
  stream->finish();
  const auto answer = client->answer();
  EXPECT_EQ(answer.header("Transfer-Encoding"), "");
  EXPECT_EQ(answer.body, "no chunks");
}

TEST_F(Streams, TellTheProducerThatTheClientLeft) {
  start();
  const auto client = ask_for_stream();
  const StreamPtr stream = streams_.take();
  ASSERT_FALSE(client->peek(1).empty());
  Handover<bool> told;
  stream->on_close([&] { told.put(true); });
  client->reset();
  EXPECT_TRUE(told.take());
  EXPECT_FALSE(stream->write("x"));
  EXPECT_EQ(stream->waiting_bytes(), 0U);
  stream->on_close([&] { told.put(true); });
  EXPECT_TRUE(told.take());
  EXPECT_EQ(server_->get("/constant").body, "constant");
}

TEST_F(Streams, SurviveACallbackThatThrows) {
  start();
  const auto client = ask_for_stream();
  const StreamPtr stream = streams_.take();
  Handover<bool> told;
  stream->on_close([&] {
    told.put(true);
    throw std::runtime_error("on purpose");
  });
  client->reset();
  EXPECT_TRUE(told.take());
  EXPECT_EQ(server_->get("/constant").body, "constant");
  server_->server().stop();
}

TEST_F(Streams, KeepWhatAClientSendsMeanwhileForLater) {
  start();
  const auto client = ask_for_stream(get_request("/stream") + get_request("/constant"));
  const StreamPtr stream = streams_.take();
  client->send(get_request("/show/a/b"));
  ASSERT_EQ(server_->get("/constant").status, 200);
  stream->write("x");
  stream->finish();
  EXPECT_EQ(client->answer().body, "x");
  EXPECT_EQ(client->answer().body, "constant");
  EXPECT_EQ(client->answer().body, "[a][b]");
}

TEST_F(Streams, DropAClientThatIsTooSlow) {
  ServerOptions options;
  options.stream_buffer_bytes = 256 * 1024;
  start(options);
  const auto client = ask_for_stream();
  const StreamPtr stream = streams_.take();
  Handover<bool> told;
  stream->on_close([&] { told.put(true); });
  const std::string piece(64 * 1024, 'x');
  std::size_t waiting_max = 0;
  while (stream->write(piece)) waiting_max = std::max(waiting_max, stream->waiting_bytes());
  EXPECT_LE(waiting_max, options.stream_buffer_bytes);
  EXPECT_TRUE(told.take());
  const auto answer = client->answer();
  EXPECT_FALSE(answer.complete);
  EXPECT_EQ(server_->get("/constant").body, "constant");
}

TEST_F(Streams, CanBePacedByWhatWaits) {
  ServerOptions options;
  options.stream_buffer_bytes = 256 * 1024;
  start(options);
  const auto client = ask_for_stream();
  const StreamPtr stream = streams_.take();
  constexpr std::size_t kPieces = 500;
  const std::string piece(40 * 1024, 'x');
  std::thread producer([&] {
    for (std::size_t i = 0; i < kPieces; ++i) {
      while (stream->waiting_bytes() > options.stream_buffer_bytes / 2) std::this_thread::yield();
      ASSERT_TRUE(stream->write(piece));
    }
    stream->finish();
  });
  const auto answer = client->answer();
  producer.join();
  EXPECT_TRUE(answer.complete);
  EXPECT_EQ(answer.body.size(), kPieces * piece.size());
}

TEST_F(Streams, ToManyClientsAtOnceStayApart) {
  start();
  constexpr int kClients = 20;
  std::vector<std::unique_ptr<RawClient>> clients;
  std::vector<StreamPtr> streams;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(ask_for_stream());
    streams.push_back(streams_.take());
  }
  for (int round = 0; round < 100; ++round) {
    for (std::size_t i = 0; i < kClients; ++i) streams[i]->write(std::to_string(i) + ";");
  }
  for (const StreamPtr& stream : streams) stream->finish();
  for (std::size_t i = 0; i < kClients; ++i) {
    std::string expected;
    for (int round = 0; round < 100; ++round) expected += std::to_string(i) + ";";
    EXPECT_EQ(clients[i]->answer().body, expected);
  }
}

TEST_F(Streams, OutliveTheServerWithoutHarm) {
  start();
  const auto client = ask_for_stream();
  const StreamPtr stream = streams_.take();
  server_->destroy();
  EXPECT_FALSE(stream->write("x"));
  bool told = false;
  stream->on_close([&] { told = true; });
  EXPECT_TRUE(told);
  stream->finish();
}

}  // namespace
}  // namespace verbatim::http
