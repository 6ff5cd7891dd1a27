// One request, one answer, and the next request on the same connection.
#include <gtest/gtest.h>

#include "test_server.hpp"

namespace verbatim::http {
namespace {

TEST(Exchange, KeepsTheConnectionForTheNextRequest) {
  TestServer server;
  RawClient client(server.start());
  for (int i = 0; i < 3; ++i) {
    client.send(get_request("/constant"));
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "constant");
    EXPECT_EQ(answer.header("Content-Type"), "text/plain");
    EXPECT_EQ(answer.header("Content-Length"), "8");
    EXPECT_TRUE(answer.header("Date").ends_with(" GMT"));
    EXPECT_EQ(answer.header("Connection"), "");
  }
}

TEST(Exchange, AnswersPipelinedRequestsInOrder) {
  TestServer server;
  RawClient client(server.start());
  std::string requests;
  for (int i = 0; i < 500; ++i) {
    requests += post_request("/echo", std::to_string(i));
    requests += get_request("/show/" + std::to_string(i) + "/x");
  }
  client.send(requests);
  for (int i = 0; i < 500; ++i) {
    const auto echo = client.answer();
    const auto show = client.answer();
    ASSERT_EQ(echo.body, std::to_string(i));
    ASSERT_EQ(show.body, "[" + std::to_string(i) + "][x]");
  }
}

TEST(Exchange, DoesNotDependOnHowTheBytesAreCut) {
  TestServer server;
  const auto port = server.start();
  const std::string requests = post_request("/echo", "first body") + get_request("/show/a/b?c=d") +
                               post_request("/echo", "");
  for (std::size_t cut = 1; cut < requests.size(); ++cut) {
    RawClient client(port);
    client.send(requests.substr(0, cut));
    // An exchange on another connection gives the server time to have read the first part.
    ASSERT_EQ(server.get("/constant").status, 200);
    client.send(requests.substr(cut));
    const auto first = client.answer();
    const auto second = client.answer();
    const auto third = client.answer();
    EXPECT_EQ(first.body, "first body") << cut;
    EXPECT_EQ(second.body, "[a][b](c=d)") << cut;
    EXPECT_EQ(third.body, "") << cut;
  }
}

TEST(Exchange, ForgivesEmptyLinesBeforeARequest) {
  TestServer server;
  RawClient client(server.start());
  client.send("\r\n\r\n" + get_request("/constant") + "\r\n" + get_request("/constant"));
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(client.answer().status, 200);
}

TEST(Exchange, AnswersHeadWithTheLengthAndWithoutTheBody) {
  TestServer server;
  RawClient client(server.start());
  client.send("HEAD /constant HTTP/1.1\r\nHost: localhost\r\n\r\n" + get_request("/constant"));
  const auto head = client.answer(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), "8");
  const auto get = client.answer();
  EXPECT_EQ(get.body, "constant");
}

TEST(Exchange, DecodesParametersAndQuery) {
  TestServer server;
  server.start();
  EXPECT_EQ(server.get("/show/a%2Fb/%C3%A4?q=x+y&q=%26").body, "[a/b][\xc3\xa4](q=x y)(q=&)");
}

TEST(Exchange, FindsHeadersInAnyCaseAndTheFirstOfTwo) {
  TestServer server;
  server.add(Method::kGet, "/header", [](const Request& request, Reply reply) {
    EXPECT_EQ(request.header("none"), std::nullopt);
    EXPECT_EQ(request.parameter("none"), std::nullopt);
    EXPECT_EQ(request.parameter("p"), "1");
    reply.send(text(std::string(request.header("x-word").value_or("nothing"))));
  });
  const auto answer = ask(server.start(),
                          "GET /header?p=1&p=2 HTTP/1.1\r\nHost: [::1]:8080\r\n"
                          "X-WORD:   first \r\nx-word: second\r\n\r\n");
  EXPECT_EQ(answer.body, "first");
}

TEST(Exchange, SaysWhatIsNotThere) {
  TestServer server;
  RawClient client(server.start());
  client.send(get_request("/nothing"));
  auto answer = client.answer();
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  EXPECT_TRUE(answer.body.starts_with("not_found: ")) << answer.body;

  client.send("DELETE /constant HTTP/1.1\r\nHost: h\r\n\r\n");
  answer = client.answer();
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.header("Allow"), "GET, HEAD, OPTIONS");

  client.send("PATCH /echo HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.answer().status, 405);

  client.send(get_request("/show/%ff/x"));
  EXPECT_EQ(client.answer().status, 400);
  client.send(get_request("/constant?x=%zz"));
  EXPECT_EQ(client.answer().status, 400);

  client.send(get_request("/constant"));
  EXPECT_EQ(client.answer().status, 200);
}

TEST(Exchange, AnswersOptionsWithTheMethods) {
  TestServer server;
  RawClient client(server.start());
  client.send(
      "OPTIONS /echo HTTP/1.1\r\nHost: h\r\n\r\nOPTIONS /nothing HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto known = client.answer();
  EXPECT_EQ(known.status, 204);
  EXPECT_EQ(known.header("Allow"), "POST, OPTIONS");
  EXPECT_EQ(known.header("Content-Length"), "");
  EXPECT_EQ(client.answer().status, 404);
}

TEST(Exchange, ReadsABodyNobodyWantsBeforeItSaysSo) {
  TestServer server;
  RawClient client(server.start());
  client.send(post_request("/nothing", std::string(20'000, 'x')) + get_request("/constant"));
  EXPECT_EQ(client.answer().status, 404);
  EXPECT_EQ(client.answer().status, 200);
  client.send(post_request("/nothing", std::string(100'000, 'x')));
  const auto answer = client.answer();
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(client.ends());
}

TEST(Exchange, HoldsEachRouteToItsOwnBodyLimit) {
  TestServer server;
  const auto port = server.start();
  EXPECT_EQ(ask(port, post_request("/echo", std::string(1024, 'x'))).body.size(), 1024U);
  const auto refused = ask(port, post_request("/echo", std::string(1025, 'x')));
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(refused.header("Connection"), "close");
  EXPECT_EQ(ask(port, post_request("/upload", std::string(1025, 'x'))).body, "1025");
}

TEST(Exchange, RefusesABodyOverItsLimitBeforeItIsSent) {
  TestServer server;
  RawClient client(server.start());
  client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1025\r\n\r\n");
  EXPECT_EQ(client.answer().status, 413);
  EXPECT_EQ(server.calls, 0);
}

TEST(Exchange, LetsAClientFindTheAnswerBehindABodyItShouldNotHaveSent) {
  TestServer server;
  RawClient client(server.start());
  client.send(post_request("/echo", std::string(16 * 1024 * 1024, 'x')));
  client.finish_sending();
  const auto answer = client.answer();
  EXPECT_EQ(answer.status, 413);
  EXPECT_TRUE(client.ends());
}

TEST(Exchange, ReadsOnAfterTheLastAnswerInsteadOfResetting) {
  TestServer server;
  RawClient client(server.start());
  client.send("bad\r\n\r\n");
  EXPECT_EQ(client.answer().status, 400);
  EXPECT_TRUE(client.ends());
  // A closed socket would answer the first of these with a reset, which the second would meet.
  EXPECT_TRUE(client.send("what was on its way"));
  EXPECT_TRUE(client.send("already"));
}

TEST(Exchange, HoldsAHeadToItsLimitHoweverItComes) {
  TestServer server;
  RawClient client(server.start());
  const std::string head = "GET /constant HTTP/1.1\r\nHost: h\r\nX: " + std::string(17'000, 'x');
  client.send(head.substr(0, 16'000));
  ASSERT_EQ(server.get("/constant").status, 200);
  client.send(head.substr(16'000) + "\r\n\r\n");
  EXPECT_EQ(client.answer().status, 431);
}

TEST(Exchange, TakesALargeBodyInManyPieces) {
  TestServer server;
  RawClient client(server.start());
  const std::string body(3'000'000, 'x');
  const std::string request = post_request("/upload", body);
  for (std::size_t at = 0; at < request.size(); at += 77'777)
    client.send(request.substr(at, 77'777));
  EXPECT_EQ(client.answer().body, "3000000");
  client.send(post_request("/echo", "small again"));
  EXPECT_EQ(client.answer().body, "small again");
}

TEST(Exchange, SendsALargeAndASharedBodyWhole) {
  TestServer server;
  const auto big = std::make_shared<const std::string>(5'000'000, 'b');
  server.add(Method::kGet, "/big", [big](const Request&, Reply reply) {
    Response response;
    response.shared_body = big;
    reply.send(std::move(response));
  });
  RawClient client(server.start());
  client.send(get_request("/big") + get_request("/big") + get_request("/constant"));
  EXPECT_EQ(client.answer().body, *big);
  EXPECT_EQ(client.answer().body, *big);
  EXPECT_EQ(client.answer().body, "constant");
}

TEST(Exchange, TakesAMissingLengthForAnEmptyBody) {
  TestServer server;
  const auto handler = [](const Request& request, Reply reply) {
    reply.send(text("<" + std::string(request.body) + ">"));
  };
  for (const Method method : {Method::kPost, Method::kPut, Method::kDelete}) {
    server.add(method, "/body", handler);
  }
  RawClient client(server.start());
  for (const std::string method : {"POST", "PUT", "DELETE"}) {
    client.send(method + " /body HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(client.answer().body, "<>") << method;
  }
}

TEST(Exchange, InvitesABodyThatIsHeldBack) {
  TestServer server;
  RawClient client(server.start());
  const std::string head = "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\n";
  client.send(head + "Content-Length: 4\r\n\r\n");
  EXPECT_EQ(client.answer().status, 100);
  client.send("body");
  EXPECT_EQ(client.answer().body, "body");
  // Not when it is there already, and not when it will be refused.
  client.send(head + "Content-Length: 4\r\n\r\nhere");
  EXPECT_EQ(client.answer().body, "here");
  client.send(head + "Content-Length: 5000\r\n\r\n");
  EXPECT_EQ(client.answer().status, 413);
}

TEST(Exchange, ClosesWhenTheClientAsksFor) {
  TestServer server;
  RawClient client(server.start());
  client.send("GET /constant HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n" +
              get_request("/constant"));
  const auto answer = client.answer();
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(client.ends());
  EXPECT_EQ(server.calls, 1);
}

TEST(Exchange, AnswersHttp10AndCloses) {
  TestServer server;
  RawClient client(server.start());
  client.send("GET /constant HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const auto answer = client.answer();
  EXPECT_EQ(answer.body, "constant");
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(client.ends());
}

TEST(Exchange, AnswersAClientThatHasFinishedSending) {
  TestServer server;
  RawClient client(server.start());
  client.send(get_request("/constant") + get_request("/constant"));
  client.finish_sending();
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_TRUE(client.ends());
}

TEST(Exchange, TellsTheObserverThePatternAndNeverTheId) {
  TestServer server;
  RawClient client(server.start());
  client.send(get_request("/show/secret/id") + get_request("/nothing") + "bad\r\n\r\n");
  const Seen known = server.seen.take();
  EXPECT_EQ(known.method, Method::kGet);
  EXPECT_EQ(known.route, "/show/{a}/{b}");
  EXPECT_EQ(known.status, 200U);
  const Seen unknown = server.seen.take();
  EXPECT_EQ(unknown.route, "");
  EXPECT_EQ(unknown.status, 404U);
  const Seen malformed = server.seen.take();
  EXPECT_EQ(malformed.method, Method::kOther);
  EXPECT_EQ(malformed.status, 400U);
}

TEST(Exchange, ServesOnEveryIoThread) {
  ServerOptions options;
  options.io_threads = 3;
  TestServer server(options);
  const auto port = server.start();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 6; ++i) clients.push_back(std::make_unique<RawClient>(port));
  for (const auto& client : clients) client->send(get_request("/constant"));
  for (const auto& client : clients) EXPECT_EQ(client->answer().body, "constant");
}

TEST(Server, SaysWhyItCannotListen) {
  TestServer server;
  ServerOptions options;
  options.port = server.start();
  Server second(options, Router(), {});
  const auto taken = second.start();
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().detail.find("127.0.0.1:" + std::to_string(options.port)),
            std::string::npos);
  EXPECT_NE(taken.error().detail.find("in use"), std::string::npos) << taken.error().detail;
  options.address = "not an address";
  EXPECT_FALSE(Server(options, Router(), {}).start());
}

TEST(Server, AnswersBareProblemsWithoutAWording) {
  Server server({}, Router(), {});
  ASSERT_TRUE(server.start());
  const auto answer = ask(server.port(), get_request("/nothing"));
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(answer.body, R"({"type":"about:blank","title":"Not Found","status":404})");
}

TEST(Server, SurvivesAWordingAndAnObserverThatThrow) {
  for (const bool known : {true, false}) {
    const auto fail = [known] {
      if (known) throw std::runtime_error("on purpose");
      throw 7;
    };
    const auto word = [fail](const Failure&, unsigned) {
      fail();
      return Response();
    };
    Server server({}, Router(), word, [fail](const Finished&) { fail(); });
    ASSERT_TRUE(server.start());
    EXPECT_EQ(ask(server.port(), get_request("/nothing")).status, 404);
    EXPECT_EQ(ask(server.port(), "bad\r\n\r\n").status, 400);
  }
}

TEST(Server, TurnsAwayConnectionsOverItsLimit) {
  ServerOptions options;
  options.connections_max = 2;
  TestServer server(options);
  const auto port = server.start();
  RawClient first(port);
  first.send(get_request("/constant"));
  ASSERT_EQ(first.answer().status, 200);
  {
    RawClient second(port);
    second.send(get_request("/constant"));
    ASSERT_EQ(second.answer().status, 200);
    RawClient third(port);
    third.send(get_request("/constant"));
    const auto answer = third.answer();
    EXPECT_EQ(answer.status, 503);
    EXPECT_TRUE(third.ends());
    // Those inside go on.
    second.send(get_request("/constant"));
    EXPECT_EQ(second.answer().status, 200);
  }
  // Room again, as soon as the server has seen the others leave.
  while (server.get("/constant").status != 200) {
  }
}

}  // namespace
}  // namespace verbatim::http
