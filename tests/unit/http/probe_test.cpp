// Requests whose framing two readers could understand differently, and those that kill a careless
// server. Each gets exactly one answer of the right status, reaches no handler, ends its
// connection, and leaves the server as it was.
#include <vector>

#include <gtest/gtest.h>

#include "test_server.hpp"

namespace verbatim::http {
namespace {

struct Probe {
  std::string name;
  std::string bytes;
  int status;
};

const std::string kPost = "POST /echo HTTP/1.1\r\nHost: localhost\r\n";
const std::string kGet = "GET /constant HTTP/1.1\r\n";
// What would be answered as a second request if the first were framed wrongly.
const std::string kSmuggled = "GET /constant HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::vector<Probe> transfer_encodings() {
  const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n";
  const std::string long_text(100 * 1024, 'x');
  return {
      {"chunked", kPost + chunked + "4\r\nbody\r\n0\r\n\r\n" + kSmuggled, 411},
      {"oversized trailer", kPost + chunked + "0\r\nX-Trailer: " + long_text + "\r\n\r\n", 411},
      {"oversized chunk extension", kPost + chunked + "4;x=" + long_text + "\r\nbody\r\n0\r\n\r\n",
       411},
      {"malformed quoted extension", kPost + chunked + "4;x=\"a\\\r\nbody\r\n0\r\n\r\n", 411},
      {"chunk size overflow", kPost + chunked + "FFFFFFFFFFFFFFFFF\r\nbody\r\n0\r\n\r\n", 411},
      {"length, then chunked", kPost + "Content-Length: 5\r\n" + chunked + "0\r\n\r\n" + kSmuggled,
       411},
      {"chunked, then length",
       kPost + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + kSmuggled, 411},
      {"gzip, then length",
       kPost + "Transfer-Encoding: gzip\r\nContent-Length: 4\r\n\r\nbody" + kSmuggled, 411},
      {"chunked, gzip", kPost + "Transfer-Encoding: chunked, gzip\r\n\r\n" + kSmuggled, 411},
      {"xchunked", kPost + "Transfer-Encoding: xchunked\r\n\r\n" + kSmuggled, 411},
      {"identity", kPost + "Transfer-Encoding: identity\r\n\r\n" + kSmuggled, 411},
      {"empty", kPost + "Transfer-Encoding:\r\n\r\n" + kSmuggled, 411},
      {"twice", kPost + "Transfer-Encoding: chunked\r\n" + chunked + "0\r\n\r\n" + kSmuggled, 411},
      {"in HTTP/1.0",
       "POST /echo HTTP/1.0\r\nHost: localhost\r\n" + chunked + "0\r\n\r\n" + kSmuggled, 411},
      {"on a GET", kGet + "Host: localhost\r\n" + chunked + "0\r\n\r\n" + kSmuggled, 411},
      {"folded", kPost + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n" + kSmuggled, 411},
      {"hidden in a fold", kPost + "X: y\r\n Transfer-Encoding: chunked\r\n\r\n" + kSmuggled, 400},
      {"space before the colon", kPost + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + kSmuggled,
       400},
  };
}

std::vector<Probe> lengths() {
  std::vector<Probe> probes = {
      {"differing", kPost + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody!" + kSmuggled, 400},
      {"identical", kPost + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nbody" + kSmuggled, 400},
      {"over the limit",
       kPost + "Content-Length: 1025\r\n\r\n" + std::string(1025, 'x') + kSmuggled, 413},
      {"far over the limit", kPost + "Content-Length: 9223372036854775807\r\n\r\n" + kSmuggled,
       413},
  };
  for (const std::string value : {"+5", "0x5", "-5", "5, 5", "5,", "", "5 5", "5.0", "five", "'5'",
                                  "99999999999999999999999"}) {
    probes.push_back(
        {"of " + value, kPost + "Content-Length: " + value + "\r\n\r\nbody!" + kSmuggled, 400});
  }
  return probes;
}

std::vector<Probe> hosts() {
  std::vector<Probe> probes = {
      {"none", kGet + "\r\n" + kSmuggled, 400},
      {"two", kGet + "Host: localhost\r\nHost: localhost\r\n\r\n" + kSmuggled, 400},
  };
  for (const std::string value : {"", "a b", "user@localhost", "localhost/path", "localhost:port",
                                  "[::1", "http://localhost", "\xff"}) {
    probes.push_back({"of " + value, kGet + "Host: " + value + "\r\n\r\n" + kSmuggled, 400});
  }
  probes.back().name = "of a byte that is no text";
  return probes;
}

std::vector<Probe> request_lines() {
  const std::string host = "Host: localhost\r\n\r\n";
  return {
      {"absolute form", "GET http://localhost/constant HTTP/1.1\r\n" + host + kSmuggled, 400},
      {"authority form", "CONNECT localhost:80 HTTP/1.1\r\n" + host + kSmuggled, 400},
      {"asterisk form", "OPTIONS * HTTP/1.1\r\n" + host + kSmuggled, 400},
      {"fragment", "GET /constant#x HTTP/1.1\r\n" + host + kSmuggled, 400},
      {"non-ASCII target", "GET /constant?\xc3\xa4 HTTP/1.1\r\n" + host + kSmuggled, 400},
      {"two spaces", "GET  /constant HTTP/1.1\r\n" + host + kSmuggled, 400},
      {"tab for a space", "GET\t/constant HTTP/1.1\r\n" + host + kSmuggled, 400},
      {"space in the target", "GET /con stant HTTP/1.1\r\n" + host + kSmuggled, 400},
      {"no target", "GET HTTP/1.1\r\n" + host + kSmuggled, 400},
      {"no version", "GET /constant\r\n\r\n", 400},
      {"no method", " /constant HTTP/1.1\r\n" + host + kSmuggled, 400},
      {"trailing text", "GET /constant HTTP/1.1 x\r\n" + host + kSmuggled, 400},
      {"HTTP/2.0", "GET /constant HTTP/2.0\r\n" + host + kSmuggled, 505},
      {"HTTP/1.2", "GET /constant HTTP/1.2\r\n" + host + kSmuggled, 505},
      {"HTTP/0.9", "GET /constant HTTP/0.9\r\n" + host + kSmuggled, 505},
      {"HTTP/x", "GET /constant HTTP/x\r\n" + host + kSmuggled, 400},
      {"lower case", "GET /constant http/1.1\r\n" + host + kSmuggled, 400},
      {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
      {"long target", "GET /" + std::string(9 * 1024, 'x') + " HTTP/1.1\r\n" + host, 414},
      {"endless target", "GET /" + std::string(20 * 1024, 'x'), 414},
  };
}

std::vector<Probe> header_lines() {
  const std::string head = kGet + "Host: localhost\r\n";
  std::string many = head;
  while (many.size() < 20 * 1024) many += "X: y\r\n";
  return {
      {"20 KB in one", head + "X: " + std::string(20 * 1024, 'x') + "\r\n\r\n", 431},
      {"20 KB in many", many + "\r\n", 431},
      {"20 KB without an end", many, 431},
      {"bare LF", kGet + "Host: localhost\nX: y\r\n\r\n" + kSmuggled, 400},
      {"bare LF everywhere", "GET /constant HTTP/1.1\nHost: localhost\n\n", 400},
      {"bare CR in a value", head + "X: a\rb\r\n\r\n" + kSmuggled, 400},
      {"bare CR for a line end", kGet + "Host: localhost\rX: y\r\n\r\n" + kSmuggled, 400},
      {"NUL in a value", head + "X: a" + std::string(1, '\0') + "b\r\n\r\n" + kSmuggled, 400},
      {"NUL in a name", head + "X" + std::string(1, '\0') + ": b\r\n\r\n" + kSmuggled, 400},
      {"NUL without an end", "GET /" + std::string(1, '\0'), 400},
      {"DEL in a value", head + "X: a\x7f\r\n\r\n" + kSmuggled, 400},
      {"folded", head + "X: a\r\n b\r\n\r\n" + kSmuggled, 400},
      {"folded by a tab", head + "X: a\r\n\tb\r\n\r\n" + kSmuggled, 400},
      {"folded first line", kGet + " Host: localhost\r\n\r\n" + kSmuggled, 400},
      {"no colon", head + "nonsense\r\n\r\n" + kSmuggled, 400},
      {"no name", head + ": value\r\n\r\n" + kSmuggled, 400},
      {"space in a name", head + "a b: c\r\n\r\n" + kSmuggled, 400},
      {"unmet expectation", kPost + "Expect: a miracle\r\nContent-Length: 4\r\n\r\nbody", 417},
      {"a TLS client", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400},
  };
}

class Probes : public testing::Test {
 protected:
  void expect_refused(const std::vector<Probe>& probes) {
    TestServer server;
    const auto port = server.start();
    for (const Probe& probe : probes) {
      SCOPED_TRACE(probe.name);
      RawClient client(port);
      client.send(probe.bytes);
      const auto answer = client.answer();
      EXPECT_EQ(answer.status, probe.status) << answer.body;
      EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
      EXPECT_EQ(answer.header("Connection"), "close");
      EXPECT_TRUE(answer.complete);
      EXPECT_TRUE(client.ends());
      EXPECT_EQ(server.calls, 0);
      const auto next = server.get("/constant");
      EXPECT_EQ(next.body, "constant");
      server.calls = 0;
    }
  }
};

TEST_F(Probes, AnyTransferEncodingIsRefused) {
  expect_refused(transfer_encodings());
}
TEST_F(Probes, AnyLengthButOneNumberIsRefused) {
  expect_refused(lengths());
}
TEST_F(Probes, AnyHostButOneIsRefused) {
  expect_refused(hosts());
}
TEST_F(Probes, AnyOtherRequestLineIsRefused) {
  expect_refused(request_lines());
}
TEST_F(Probes, AnyOtherHeaderLineIsRefused) {
  expect_refused(header_lines());
}

// The counterpart: what looks odd and is fine.
TEST(Probe, WhatIsAllowedIsTaken) {
  TestServer server;
  const auto port = server.start();
  const std::string kRequests[] = {
      kGet + "Host: localhost:8080\r\n\r\n",
      kGet + "Host: [::1]:8080\r\n\r\n",
      kGet + "host:h\r\n\r\n",
      kGet + "Host: h\r\nX-Empty:\r\nX-Tab:\ta\tb \t\r\nX-Text: \xc3\xa4\r\n\r\n",
      kGet + "Host: h\r\nContent-Length: 0\r\n\r\n",
      kGet + "Host: h\r\nContent-Length: 4\r\n\r\nbody",
      kGet + "Host: h\r\nTransferEncoding: chunked\r\nTE: trailers\r\n\r\n",
      kGet + "Host: h\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
      "GET /constant? HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET /constant?a=http://b/c HTTP/1.1\r\nHost: h\r\n\r\n",
  };
  for (const std::string& request : kRequests) {
    const auto answer = ask(port, request);
    EXPECT_EQ(answer.status, 200) << request << answer.body;
  }
}

}  // namespace
}  // namespace verbatim::http
