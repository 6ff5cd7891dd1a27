#include "http/listener.hpp"

#include <chrono>
#include <string>
#include <utility>

#include <spdlog/spdlog.h>

#include "http/current_exception.hpp"
#include "http/engine.hpp"
#include "http/io_thread.hpp"

namespace verbatim::http {
namespace {

// How many clients beyond the limit are told so; any further ones are just closed.
constexpr std::size_t kToldMax = 64;

}  // namespace

Listener::Listener(Engine& engine, std::vector<std::shared_ptr<IoThread>> threads)
    : engine_(engine),
      threads_(std::move(threads)),
      acceptor_(threads_.front()->context()),
      pause_(threads_.front()->context()) {}

Result<void> Listener::open() {
  const ServerOptions& options = engine_.options;
  error_code error;
  const auto address = net::ip::make_address(options.address, error);
  const net::ip::tcp::endpoint endpoint(address, options.port);
  if (!error) acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(Socket::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(net::socket_base::max_listen_connections, error);
  if (!error) port_ = acceptor_.local_endpoint(error).port();
  if (!error) return {};
  return Failure{Fault::kInvalidValue,
                 "cannot listen on " + options.address + ":" + std::to_string(options.port) + ": " +
                     error.message(),
                 "listen", "choose another address or port, or stop what uses this one"};
}

void Listener::accept() {
  IoThread& home = *threads_[next_++ % threads_.size()];
  acceptor_.async_accept(home.context(), [this, &home](error_code error, Socket socket) {
    on_accepted(error, home, std::move(socket));
  });
}

void Listener::on_accepted(error_code error, IoThread& home, Socket socket) {
  if (!acceptor_.is_open()) return;
  if (error == net::error::connection_aborted) return accept();
  if (error) {
    spdlog::error("accepting a connection failed: {}", error.message());
    return pause();
  }
  const std::size_t open = engine_.connections.add();
  const std::size_t limit = engine_.options.connections_max;
  if (open <= limit + kToldMax) {
    try {
      home.adopt(std::move(socket), open > limit);
    } catch (...) {
      engine_.connections.remove();
      spdlog::error("a connection was not taken in: {}", current_exception_text());
    }
  } else {
    engine_.connections.remove();
  }
  accept();
}

// Out of file descriptors, most likely: some must close before another try can succeed.
void Listener::pause() {
  pause_.expires_after(std::chrono::milliseconds(100));
  pause_.async_wait([this](error_code error) {
    if (!error && acceptor_.is_open()) accept();
  });
}

void Listener::close() {
  error_code ignored;
  acceptor_.close(ignored);
  pause_.cancel();
}

}  // namespace verbatim::http
