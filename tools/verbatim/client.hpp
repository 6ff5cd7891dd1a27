#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace verbatim::tool {

struct HttpRequest {
  std::string method = "GET";
  std::string target;  // as Target makes it
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string_view body = {};  // must outlive the call

  // Told how many bytes of the body are on their way.
  std::function<void(std::size_t)> on_sent = {};
  // Given the body of a 200 answer piece by piece, as it comes; false ends the call. Without it,
  // and for any other status, the body is in the answer.
  std::function<bool(std::string_view)> on_piece = {};
};

struct HttpAnswer {
  unsigned status = 0;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};

  // The value of a header, named in any case; empty where it is not there.
  std::string_view header(std::string_view name) const;
};

// HTTP/1.1 to one server over one connection, which is kept open between calls; over TLS 1.2 or
// later where the address says https, with the server's certificate verified.
//
// A connection that the server closed while it was idle is opened anew, once, and the request sent
// again: a GET, HEAD, or one with an Idempotency-Key. Nothing else is ever sent twice: where an
// answer is late, or has begun, the request may have been carried out.
//
// Waits at most 5 s for a connection, 60 s without progress in either direction, and 10 minutes for
// the first byte of an answer: a large import is answered when it is done. One thread at a time.
class Client {
 public:
  // `url` is http[s]://HOST[:PORT][/PATH]; kInvalidValue where it is not. `ca_file`: certificates
  // (PEM) of the authorities that are believed; empty: those of the system. Does not connect yet.
  static Result<Client> to(std::string_view url, const std::string& ca_file = {});

  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client();

  // The answer, whatever its status; a Failure only where there is none: the server cannot be
  // reached, is too slow, or does not speak HTTP.
  Result<HttpAnswer> call(const HttpRequest& request);

 private:
  class Connection;
  explicit Client(std::unique_ptr<Connection> connection);

  std::unique_ptr<Connection> connection_;
};

}  // namespace verbatim::tool
