// Bodies of all requests together are bounded, so that nobody fills the memory with what is waited
// for.
#include <gtest/gtest.h>

#include "http/byte_budget.hpp"
#include "test_server.hpp"

namespace verbatim::http {
namespace {

constexpr std::size_t kBody = 100'000;

std::string upload(std::size_t bytes) {
  return "POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(bytes) +
         "\r\n\r\n";
}

ServerOptions with_room_for(std::size_t bodies) {
  ServerOptions options;
  options.bodies_bytes_max = bodies * kBody;
  return options;
}

TEST(AByteBudget, GivesWhatIsLeftAndOneAloneAllItAsksFor) {
  ByteBudget budget(10);
  EXPECT_TRUE(budget.take(25));
  EXPECT_FALSE(budget.take(1));
  budget.give_back(25);
  EXPECT_TRUE(budget.take(4));
  EXPECT_FALSE(budget.take(7));
  EXPECT_TRUE(budget.take(6));
  budget.give_back(4);
  EXPECT_TRUE(budget.take(4));
}

TEST(Bodies, BeyondWhatTheServerTakesAreRefusedBeforeTheyCome) {
  TestServer server(with_room_for(2));
  const auto port = server.start();
  RawClient first(port), second(port);
  first.send(upload(kBody) + "x");
  second.send(upload(kBody) + "x");
  RawClient probe(port);  // as soon as both are waited for
  Answer refused;
  do {
    refused = ask(port, upload(kBody));
  } while (refused.status != 503);
  EXPECT_TRUE(refused.body.starts_with("overloaded: ")) << refused.body;
  EXPECT_EQ(server.get("/constant").status, 200) << "what has no body is answered";
  probe.send(post_request("/echo", "small"));
  EXPECT_EQ(probe.answer().body, "small") << "so is what came with its head";

  first.send(std::string(kBody - 1, 'x'));
  EXPECT_EQ(first.answer().body, std::to_string(kBody));
  first.send(upload(kBody) + std::string(kBody, 'x'));
  EXPECT_EQ(first.answer().body, std::to_string(kBody)) << "there is room again";
}

TEST(Bodies, OfWhoWentAwayLeaveRoomForOthers) {
  TestServer server(with_room_for(1));
  const auto port = server.start();
  for (int i = 0; i < 10; ++i) {
    RawClient client(port);
    client.send(upload(kBody) + "x");
    client.reset();
  }
  Answer answer;
  do {
    answer = ask(port, upload(kBody) + std::string(kBody, 'x'));
  } while (answer.status == 503);
  EXPECT_EQ(answer.body, std::to_string(kBody));
}

TEST(ABody, OfWhatItsRouteTakesIsTakenWhereItIsAlone) {
  TestServer server(with_room_for(0));
  const auto port = server.start();
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(ask(port, upload(kBody) + std::string(kBody, 'x')).body, std::to_string(kBody));
}

// --- Answers that nobody takes
// ---------------------------------------------------------------------

// More than the kernel takes for a client that does not read.
constexpr std::size_t kAnswer = 32u << 20;

TEST(Answers, BeyondWhatTheServerHoldsAreRefused) {
  ServerOptions options;
  options.answers_bytes_max = kAnswer + kAnswer / 2;
  TestServer server(options);
  server.add(Method::kGet, "/big",
             [](const Request&, Reply reply) { reply.send(text(std::string(kAnswer, 'b'))); });
  const auto shared = std::make_shared<const std::string>(kAnswer, 's');
  server.add(Method::kGet, "/shared", [&](const Request&, Reply reply) {
    Response response;
    response.shared_body = shared;
    reply.send(std::move(response));
  });
  const auto port = server.start();
  RawClient slow(port);
  slow.send(get_request("/big"));
  ASSERT_TRUE(slow.peek(1).starts_with("HTTP/1.1 200"));
  RawClient second(port);
  second.send(get_request("/big"));
  const auto refused = second.answer();
  EXPECT_EQ(refused.status, 503);
  EXPECT_TRUE(refused.body.starts_with("overloaded: ")) << refused.body;
  EXPECT_EQ(server.get("/constant").body, "constant") << "small ones are answered";
  EXPECT_EQ(server.get("/shared").body.size(), kAnswer) << "so is what is in memory in any case";
  EXPECT_EQ(slow.answer().body.size(), kAnswer);
  second.send(get_request("/big"));
  EXPECT_EQ(second.answer().body.size(), kAnswer) << "there is room again";
}

TEST(Answers, OfWhoWentAwayLeaveRoomForOthers) {
  ServerOptions options;
  options.answers_bytes_max = kAnswer;
  TestServer server(options);
  server.add(Method::kGet, "/big",
             [](const Request&, Reply reply) { reply.send(text(std::string(kAnswer, 'b'))); });
  const auto port = server.start();
  for (int i = 0; i < 3; ++i) {
    RawClient client(port);
    client.send(get_request("/big"));
    ASSERT_FALSE(client.peek(1).empty());
    client.reset();
  }
  Answer answer;
  do {
    answer = ask(port, get_request("/big"));
  } while (answer.status == 503);
  EXPECT_EQ(answer.body.size(), kAnswer);
}

}  // namespace
}  // namespace verbatim::http
