#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// One connection that asks and waits, again and again: what one reader of the API waits for.
namespace verbatim::bench {

class Client {
 public:
  // To 127.0.0.1. Throws std::runtime_error if it cannot connect.
  Client(std::uint16_t port, std::string token);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Milliseconds until the whole answer is there. Throws std::runtime_error unless it is 200 or
  // 201, with what was answered.
  double get(const std::string& target);
  double post(const std::string& target, const std::string& json);
  double put(const std::string& target, const std::string& json);
  // Of the last answer.
  const std::string& body() const { return body_; }

 private:
  double send(std::string_view method, const std::string& target, const std::string& json);
  double ask(const std::string& request);
  void fill();

  int fd_;
  std::string token_, buffer_, body_;
};

}  // namespace verbatim::bench
