#include "client.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace verbatim::bench {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

}  // namespace

Client::Client(std::uint16_t port, std::string token)
    : fd_(::socket(AF_INET, SOCK_STREAM, 0)), token_(std::move(token)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("connect");
  const int on = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

Client::~Client() {
  ::close(fd_);
}

double Client::get(const std::string& target) {
  return ask(fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\r\n",
                         target, token_));
}

double Client::post(const std::string& target, const std::string& json) {
  return send("POST", target, json);
}

double Client::put(const std::string& target, const std::string& json) {
  return send("PUT", target, json);
}

double Client::send(std::string_view method, const std::string& target, const std::string& json) {
  return ask(
      fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n"
                  "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{}",
                  method, target, token_, json.size(), json));
}

void Client::fill() {
  char more[256 * 1024];
  const auto got = ::recv(fd_, more, sizeof more, 0);
  if (got <= 0) fail("the server closed a connection");
  buffer_.append(more, static_cast<std::size_t>(got));
}

double Client::ask(const std::string& request) {
  const auto begin = std::chrono::steady_clock::now();
  buffer_.clear();
  if (::send(fd_, request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size()))
    fail("send");
  auto head = std::string::npos;
  while (head == std::string::npos) {
    fill();
    head = buffer_.find("\r\n\r\n");
  }
  const auto field = buffer_.find("Content-Length: ");
  const auto length = field < head ? std::strtoull(buffer_.c_str() + field + 16, nullptr, 10) : 0;
  while (buffer_.size() < head + 4 + length) fill();
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  body_ = buffer_.substr(head + 4);
  if (const auto status = std::atoi(buffer_.c_str() + 9); status != 200 && status != 201)
    throw std::runtime_error(request.substr(0, request.find("\r\n")) + " was answered " + body_);
  return took.count();
}

}  // namespace verbatim::bench
