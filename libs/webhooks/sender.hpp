#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "webhooks/address_rules.hpp"
#include "webhooks/endpoint.hpp"

namespace verbatim::webhooks {

// One POST.
struct Delivery {
  Endpoint endpoint;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// What became of it.
struct Outcome {
  unsigned status = 0;                  // 0: there was no answer, and `failure` says why
  std::string failure;                  // for people; never anything that the other side sent
  std::chrono::seconds retry_after{0};  // as the other side asks; 0: it does not

  bool delivered() const { return status >= 200 && status < 300; }
};

// Sends webhooks, each over a connection of its own, on one thread.
//
// - A name is resolved anew for each delivery, and only addresses that the rules allow are
// connected
//   to: a name that leads elsewhere later than when it was looked at is no way around them.
// - Over TLS 1.2 or newer the other side proves its name with a certificate that this machine
//   trusts (OpenSSL's defaults; SSL_CERT_FILE and SSL_CERT_DIR).
// - A redirection is an answer like others, and not followed.
// - Of the answer the head is read, 8 KB of it at most, and the connection closed: nothing of its
//   body.
// - From the first look-up to the head of the answer, all of it takes `timeout` at most.
//
// Thread-safe.
class Sender {
 public:
  Sender(AddressRules rules, std::chrono::milliseconds timeout);
  ~Sender();  // stop()

  // `done` is called once, on the sender's thread; never after stop().
  void send(Delivery delivery, std::function<void(Outcome)> done);
  // Drops what is under way, and joins. Idempotent.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim::webhooks
