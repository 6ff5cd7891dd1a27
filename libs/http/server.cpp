#include "http/server.hpp"

#include <algorithm>
#include <future>
#include <mutex>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>

#include "http/engine.hpp"
#include "http/io_thread.hpp"
#include "http/listener.hpp"

namespace verbatim::http {

struct Server::Impl {
  Impl(ServerOptions options, Router router, Problem problem, Observer observer)
      : engine(std::move(options), std::move(router), std::move(problem), std::move(observer)) {
    const unsigned count = std::max(1U, engine.options.io_threads);
    for (unsigned i = 0; i < count; ++i) threads.push_back(std::make_shared<IoThread>(engine));
    listener = std::make_unique<Listener>(engine, threads);
  }

  void stop() {
    const std::lock_guard lock(mutex);
    if (!std::exchange(running, false)) return;
    close_listener();
    for (const auto& thread : threads) thread->drain();
    engine.connections.wait_for_none(engine.options.drain_timeout);
    for (const auto& thread : threads) thread->close_all();
    for (const auto& thread : threads) thread->join();
    engine.workers.stop();
    engine.workers.join();
  }

  void close_listener() {
    std::promise<void> closed;
    boost::asio::post(threads.front()->context(), [&] {
      listener->close();
      closed.set_value();
    });
    closed.get_future().wait();
  }

  Engine engine;
  std::vector<std::shared_ptr<IoThread>> threads;
  std::unique_ptr<Listener> listener;
  std::mutex mutex;
  bool running = false;
};

Server::Server(ServerOptions options, Router router, Problem problem, Observer observer)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(router), std::move(problem),
                                   std::move(observer))) {}

Server::~Server() {
  impl_->stop();
}

Result<void> Server::start() {
  const std::lock_guard lock(impl_->mutex);
  auto opened = impl_->listener->open();
  if (!opened) return opened;
  impl_->listener->accept();
  for (const auto& thread : impl_->threads) thread->start();
  impl_->running = true;
  return {};
}

std::uint16_t Server::port() const {
  return impl_->listener->port();
}

void Server::stop() {
  impl_->stop();
}

}  // namespace verbatim::http
