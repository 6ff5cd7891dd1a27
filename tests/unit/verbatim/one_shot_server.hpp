#pragma once

#include <memory>
#include <string>
#include <vector>

namespace verbatim::test {

// A server that says exactly what a test wants, byte for byte, on a free port of the loopback.
//
// Each connection is a list of answers: for each, one request is read (its head, and as much body
// as its Content-Length says) and the answer sent as it is. Then the connection is closed.
class OneShotServer {
 public:
  using Connection = std::vector<std::string>;
  explicit OneShotServer(std::vector<Connection> connections);
  ~OneShotServer();  // waits for nothing: connections that did not come are given up

  std::string url() const;
  // The requests so far, whole.
  std::vector<std::string> requests() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// An answer with a body, of a connection that stays open.
std::string http_answer(const std::string& status, const std::string& content_type,
                        const std::string& body, const std::string& headers = "");

}  // namespace verbatim::test
