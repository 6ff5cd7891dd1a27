#include "raw_client.hpp"

#include <array>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace verbatim::http {
namespace {

constexpr int kPatienceMs = 10'000;

}  // namespace

std::string Answer::header(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (field == name) return value;
  }
  return {};
}

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return;
  ::close(socket_);
  socket_ = -1;
}

RawClient::~RawClient() {
  if (socket_ >= 0) ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::finish_sending() {
  ::shutdown(socket_, SHUT_WR);
}

void RawClient::reset() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(socket_);
  socket_ = -1;
}

bool RawClient::receive() {
  pollfd ready{socket_, POLLIN, 0};
  if (::poll(&ready, 1, kPatienceMs) != 1) return false;
  std::array<char, 65536> bytes;
  const ssize_t size = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (size <= 0) {
    ended_ = true;
    return false;
  }
  buffer_.append(bytes.data(), static_cast<std::size_t>(size));
  return true;
}

Answer RawClient::answer(bool to_head) {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
    if (!receive()) return {};
  }
  Answer answer;
  const std::string head = buffer_.substr(0, end + 2);
  buffer_.erase(0, end + 4);
  answer.status = std::stoi(head.substr(9, 3));
  for (std::size_t at = head.find("\r\n") + 2; at < head.size(); at = head.find("\r\n", at) + 2) {
    const std::size_t colon = head.find(": ", at);
    answer.headers.emplace_back(head.substr(at, colon - at),
                                head.substr(colon + 2, head.find("\r\n", at) - colon - 2));
  }
  if (to_head || answer.status / 100 == 1 || answer.status == 204 || answer.status == 304) {
    answer.complete = true;
  } else if (answer.header("Transfer-Encoding") == "chunked") {
    answer.complete = read_chunks(answer.body);
  } else if (const std::string length = answer.header("Content-Length"); !length.empty()) {
    const std::size_t size = std::stoul(length);
    while (buffer_.size() < size && receive()) {
    }
    answer.complete = buffer_.size() >= size;
    answer.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
  } else {
    answer.body = rest();
    answer.complete = ended_;
  }
  return answer;
}

bool RawClient::read_chunks(std::string& body) {
  for (;;) {
    std::size_t line = 0;
    while ((line = buffer_.find("\r\n")) == std::string::npos) {
      if (!receive()) return false;
    }
    const std::size_t size = std::stoul(buffer_.substr(0, line), nullptr, 16);
    while (buffer_.size() < line + 2 + size + 2) {
      if (!receive()) {
        body += buffer_.substr(line + 2);
        return false;
      }
    }
    body += buffer_.substr(line + 2, size);
    buffer_.erase(0, line + 2 + size + 2);
    if (size == 0) return true;
  }
}

std::string_view RawClient::peek(std::size_t bytes) {
  while (buffer_.size() < bytes && receive()) {
  }
  return buffer_;
}

std::string RawClient::rest() {
  while (receive()) {
  }
  return std::exchange(buffer_, {});
}

bool RawClient::ends() {
  return rest().empty() && ended_;
}

Answer ask(std::uint16_t port, std::string_view request) {
  RawClient client(port);
  client.send(request);
  return client.answer();
}

}  // namespace verbatim::http
