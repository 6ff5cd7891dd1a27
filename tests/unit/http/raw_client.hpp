#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace verbatim::http {

struct Answer {
  int status = 0;  // 0: the connection ended before an answer began
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  bool complete = false;  // whether the body came to the end that its framing promises

  // The value of the first header of that name (as written by the server), or "".
  std::string header(std::string_view name) const;
};

// A client that sends any bytes whatever. No call waits for ever: after ten seconds without a byte
// the connection counts as silent, which no test takes for an answer.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  bool connected() const { return socket_ >= 0; }
  // Sends all of it. False if the server has closed the connection.
  bool send(std::string_view bytes);
  // Tells the server that nothing more will be sent.
  void finish_sending();
  // Closes with a reset, as a client that died does.
  void reset();

  // The next answer. `to_head` for requests
  // whose answer has no body.
  Answer answer(bool to_head = false);
  // Waits until at least so many bytes have come, and answers them without taking them.
  std::string_view peek(std::size_t bytes);
  // Everything up to the end of the connection.
  std::string rest();
  // Whether the server ends the connection without another byte.
  bool ends();

 private:
  bool receive();
  bool read_chunks(std::string& body);

  int socket_ = -1;
  bool ended_ = false;  // by the server, not by our patience
  std::string buffer_;
};

// One connection, one request, one answer.
Answer ask(std::uint16_t port, std::string_view request);

}  // namespace verbatim::http
