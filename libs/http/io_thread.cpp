#include "http/io_thread.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "http/connection.hpp"
#include "http/current_exception.hpp"
#include "http/engine.hpp"
#include "http/reply_batch.hpp"
#include "http/response_head.hpp"

namespace verbatim::http {
namespace {

// Deadlines are kept by one look around every now and then, not by a timer each: a quarter of the
// shortest timeout late at most, and nothing to arm or cancel for an operation.
Clock::duration tick_for(const ServerOptions& options) {
  const auto shortest = std::min({options.header_timeout, options.body_idle_timeout,
                                  options.idle_timeout, options.write_timeout});
  return std::clamp(shortest / 4, std::chrono::milliseconds(5), std::chrono::milliseconds(250));
}

}  // namespace

IoThread::IoThread(Engine& engine)
    : engine_(engine), clock_(context_), tick_(tick_for(engine.options)) {}

IoThread::~IoThread() = default;

void IoThread::start() {
  on_clock();
  thread_ = std::thread([this] { run(); });
}

void IoThread::run() {
  for (bool again = true; again;) {
    try {
      context_.run();
      again = false;
    } catch (...) {
      spdlog::error("an event loop goes on after: {}", current_exception_text());
    }
  }
  for (Letter& letter : mailbox_.close()) letter.to->receive(std::move(letter.news));
}

void IoThread::join() {
  if (thread_.joinable()) thread_.join();
}

void IoThread::adopt(Socket socket, bool turn_away) {
  net::post(context_, [this, turn_away, taken = std::move(socket)]() mutable {
    take_in(std::move(taken), turn_away);
  });
}

void IoThread::take_in(Socket socket, bool turn_away) {
  auto connection = std::make_shared<Connection>(shared_from_this(), engine_, std::move(socket));
  connection->slot = connections_.size();
  connections_.push_back(connection);
  connection->start(turn_away);
  if (ending_) connection->close();
  if (draining_) connection->drain();
}

void IoThread::forget(Connection& connection) {
  const std::size_t slot = connection.slot;
  connections_.back()->slot = slot;
  std::swap(connections_[slot], connections_.back());
  connections_.pop_back();
  engine_.connections.remove();
}

bool IoThread::deliver(Letter&& letter) {
  const auto posted = mailbox_.post(std::move(letter));
  if (posted == Mailbox::Posted::kFirst) {
    if (auto* batch = ReplyBatch::of_this_thread()) {
      batch->to_wake_.push_back(shared_from_this());
    } else {
      wake();
    }
  }
  return posted != Mailbox::Posted::kClosed;
}

void IoThread::wake() {
  net::post(context_, [this] { read_mail(); });
}

void IoThread::read_mail() {
  mailbox_.take(letters_);
  for (Letter& letter : letters_) {
    try {
      letter.to->receive(std::move(letter.news));
    } catch (...) {
      spdlog::error("a connection closed after: {}", current_exception_text());
      letter.to->close();
    }
  }
  letters_.clear();
}

void IoThread::arm_clock() {
  clock_.expires_after(tick_);
  clock_.async_wait([this](error_code error) {
    if (!error && !ending_) on_clock();
  });
}

void IoThread::on_clock() {
  arm_clock();
  if (const std::time_t now = std::time(nullptr); now != date_time_) {
    date_time_ = now;
    date_ = http_date(now);
  }
  // From the back, because a connection that closes gives its slot to the last one.
  const auto now = Clock::now();
  for (std::size_t i = connections_.size(); i-- > 0;) {
    const auto connection = connections_[i];
    connection->on_clock(now);
  }
}

void IoThread::drain() {
  net::post(context_, [this] {
    draining_ = true;
    const auto open = connections_;
    for (const auto& connection : open) connection->drain();
  });
}

void IoThread::close_all() {
  net::post(context_, [this] {
    ending_ = true;
    const auto open = connections_;
    for (const auto& connection : open) connection->close();
    clock_.cancel();
  });
}

}  // namespace verbatim::http
