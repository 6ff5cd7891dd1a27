#include "test_server.hpp"

#include <gtest/gtest.h>

namespace verbatim::http {
namespace {

Response show(const Request& request) {
  std::string shown;
  for (const auto& param : request.params) shown += "[" + param + "]";
  for (const auto& [name, value] : request.query) shown += "(" + name + "=" + value + ")";
  return text(shown + (request.peer.starts_with("127.0.0.1:") ? "" : " no peer"));
}

Response word(const Failure& failure, unsigned status) {
  Response response = text(std::string(slug_of(failure.fault)) + ": " + failure.detail);
  response.status = status;
  response.content_type = "application/problem+json";
  return response;
}

}  // namespace

Response text(std::string body) {
  Response response;
  response.content_type = "text/plain";
  response.body = std::move(body);
  return response;
}

std::string get_request(std::string_view target) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

std::string post_request(std::string_view target, std::string_view body) {
  return "POST " + std::string(target) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + std::string(body);
}

TestServer::TestServer(ServerOptions options) : options_(std::move(options)) {
  add(Method::kGet, "/constant", [this](const Request&, Reply reply) {
    ++calls;
    reply.send(text("constant"));
  });
  add(Method::kGet, "/show/{a}/{b}", [this](const Request& request, Reply reply) {
    ++calls;
    reply.send(show(request));
  });
  add(Method::kGet, "/later",
      [this](const Request&, Reply reply) { replies.put(std::move(reply)); });
  const auto echo = [this](const Request& request, Reply reply) {
    ++calls;
    reply.send(text(std::string(request.body)));
  };
  router_.add({Method::kPost, "/echo", echo, 1024});
  const auto upload = [this](const Request& request, Reply reply) {
    ++calls;
    reply.send(text(std::to_string(request.body.size())));
  };
  router_.add({Method::kPost, "/upload", upload, 4 * 1024 * 1024});
}

void TestServer::add(Method method, std::string pattern, Handler handler, Where where) {
  router_.add({method, std::move(pattern), std::move(handler), 64 * 1024, where});
}

std::uint16_t TestServer::start() {
  server_ = std::make_unique<Server>(options_, std::move(router_), word, [this](const Finished& f) {
    seen.put({f.method, std::string(f.route), f.status});
  });
  const auto started = server_->start();
  EXPECT_TRUE(started) << started.error().detail;
  return server_->port();
}

Answer TestServer::get(std::string_view target) const {
  return ask(port(), get_request(target));
}

}  // namespace verbatim::http
