#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/result.hpp"
#include "http/asio.hpp"

namespace verbatim::http {

class IoThread;
struct Engine;

// Accepts connections on the first I/O thread and hands them to all in turn.
class Listener {
 public:
  Listener(Engine& engine, std::vector<std::shared_ptr<IoThread>> threads);

  // Binds and listens, without accepting yet. A failure says which address and why.
  Result<void> open();
  std::uint16_t port() const { return port_; }

  // On the first I/O thread (or before it runs): begins to accept; accepts no more.
  void accept();
  void close();

 private:
  void on_accepted(error_code error, IoThread& home, Socket socket);
  void pause();

  Engine& engine_;
  const std::vector<std::shared_ptr<IoThread>> threads_;
  std::size_t next_ = 0;
  net::basic_socket_acceptor<net::ip::tcp, net::io_context::executor_type> acceptor_;
  net::steady_timer pause_;
  std::uint16_t port_ = 0;
};

}  // namespace verbatim::http
