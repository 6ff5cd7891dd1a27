#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
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

// The addresses a name leads to; a failure says in `detail` why there are none.
using LookUp = std::function<Result<std::vector<Address>>(const std::string& host)>;
// As this machine resolves names. Takes as long as that does, half a minute where nobody answers.
LookUp system_look_up();

// Sends webhooks, each over a connection of its own, on one thread.
//
// - A name is resolved anew for each delivery (deliveries to it that wait meanwhile share what is
//   found). Only addresses that the rules allow are connected to: a name that leads elsewhere later
//   than when it was looked at is no way around them.
// - Names are looked up on eight threads of their own, each name on one of them at a time: one that
//   nobody answers for holds up no delivery to another. An address needs no look-up.
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
  Sender(AddressRules rules, std::chrono::milliseconds timeout, LookUp look_up = system_look_up());
  ~Sender();  // stop()

  // `done` is called once, on the sender's thread; never after stop().
  void send(Delivery delivery, std::function<void(Outcome)> done);
  // Drops what is under way, and joins; look-ups that have begun are waited for. Idempotent.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace verbatim::webhooks
