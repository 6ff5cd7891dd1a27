// Whatever comes, the server answers the next client.
#include <random>

#include <gtest/gtest.h>

#include "test_server.hpp"

namespace verbatim::http {
namespace {

constexpr unsigned kSeed = 20261122;

std::string random_bytes(std::mt19937& random, std::size_t size) {
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random() % 256);
  return bytes;
}

// A request with a few bytes changed, removed, doubled or cut off.
std::string mutated(std::mt19937& random, std::string request) {
  const auto somewhere = [&] { return random() % (request.size() + 1); };
  for (unsigned edits = 1 + random() % 4; edits > 0; --edits) {
    const std::size_t at = somewhere();
    switch (random() % 5) {
      case 0:
        request.insert(at, random_bytes(random, 1 + random() % 3));
        break;
      case 1:
        request.erase(at, 1 + random() % 8);
        break;
      case 2:
        request.insert(at, request.substr(somewhere(), random() % 40));
        break;
      case 3:
        request.resize(at);
        break;
      default:
        request.insert(at, random() % 2 == 0 ? "\r\n" : "\n");
        break;
    }
  }
  return request;
}

// Sends `bytes` and ends; reads all that comes back. The server must be as it was afterwards.
void survive(const TestServer& server, const std::string& bytes) {
  RawClient client(server.port());
  ASSERT_TRUE(client.connected());
  client.send(bytes);
  client.finish_sending();
  const std::string answers = client.rest();
  EXPECT_TRUE(answers.empty() || answers.starts_with("HTTP/1.1 ")) << answers;
}

TEST(Garbage, RandomBytesNeverHarmTheServer) {
  TestServer server;
  server.start();
  std::mt19937 random(kSeed);
  for (int round = 0; round < 200; ++round) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + ", round " + std::to_string(round));
    survive(server, random_bytes(random, random() % 3000));
  }
  EXPECT_EQ(server.get("/constant").body, "constant");
}

TEST(Garbage, NearlyValidRequestsNeverHarmTheServer) {
  TestServer server;
  server.start();
  const std::string requests[] = {
      get_request("/show/a%20b/%C3%A4?x=1&y=%26"),
      post_request("/echo", "some body"),
      post_request("/echo", "one") + get_request("/constant") + post_request("/echo", "two"),
      "HEAD /constant HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close, x\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
      "OPTIONS /echo HTTP/1.0\r\n\r\n",
  };
  std::mt19937 random(kSeed);
  for (int round = 0; round < 600; ++round) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + ", round " + std::to_string(round));
    survive(server, mutated(random, requests[random() % std::size(requests)]));
  }
  EXPECT_EQ(server.get("/constant").body, "constant");
}

TEST(Garbage, ClientsThatDieNeverHarmTheServer) {
  TestServer server;
  server.start();
  const std::string request =
      post_request("/echo", std::string(1000, 'x')) + get_request("/constant");
  for (std::size_t sent = 0; sent <= request.size(); sent += 37) {
    RawClient client(server.port());
    client.send(request.substr(0, sent));
    client.reset();
  }
  EXPECT_EQ(server.get("/constant").body, "constant");
}

}  // namespace
}  // namespace verbatim::http
