#include "http/connection.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <spdlog/spdlog.h>

#include "http/current_exception.hpp"
#include "http/engine.hpp"
#include "http/io_thread.hpp"
#include "http/percent.hpp"

namespace verbatim::http {
namespace {

constexpr std::size_t kReadBytes = 8 * 1024;
constexpr std::size_t kKeptBodyBytes = 64 * 1024;      // more is given back after a request
constexpr std::size_t kUnroutedBodyBytes = 64 * 1024;  // read before a 404, to keep alive

// How long we read on after the last answer: while bytes come, so that a client in the middle of a
// body it should not have sent gets to its end and finds the answer, but not for ever.
constexpr auto kLingerIdleTime = std::chrono::seconds(2);
constexpr auto kLingerTime = std::chrono::seconds(30);

std::string peer_of(const Socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return {};
  return endpoint.address().to_string() + ":" + std::to_string(endpoint.port());
}

}  // namespace

Connection::Connection(std::shared_ptr<IoThread> home, Engine& engine, Socket socket)
    : home_(std::move(home)),
      engine_(engine),
      stream_buffer_bytes_(engine.options.stream_buffer_bytes),
      socket_(std::move(socket)),
      peer_(peer_of(socket_)),
      bodies_(engine.bodies),
      answers_(engine.answers) {
  request_.peer = peer_;
}

// A handler may look at the body for longer than the client waits: it is let go with the rest.
Connection::~Connection() {
  bodies_->give_back(body_bytes_taken_);
  answers_->give_back(answer_bytes_taken_);
}

void Connection::begin_transfer(Clock::duration grace, std::size_t bytes) {
  const auto rate = std::max<std::size_t>(engine_.options.bytes_per_second_min, 1);
  const std::chrono::duration<double> time(static_cast<double>(bytes) / static_cast<double>(rate));
  transfer_end_ = Clock::now() + grace + std::chrono::duration_cast<Clock::duration>(time);
}

void Connection::start(bool turn_away) {
  error_code error;
  socket_.non_blocking(true, error);
  socket_.set_option(net::ip::tcp::no_delay(true), error);
  expect_within(engine_.options.idle_timeout);
  if (turn_away) {
    refuse({503,
            {Fault::kOverloaded,
             "The server has as many connections as it takes.",
             {},
             "Try again shortly, and keep connections alive."}});
  }
  advance();
}

void Connection::advance() {
  try {
    while (step()) {
    }
  } catch (...) {
    spdlog::error("connection from {} closed after: {}", peer_, current_exception_text());
    close();
  }
}

// True if the next phase can begin at once.
bool Connection::step() {
  switch (phase_) {
    case Phase::kHead:
      return take_head();
    case Phase::kBody:
      return take_body();
    case Phase::kCall:
      return call();
    case Phase::kAnswer:
      return take_answer();
    case Phase::kStreaming:
      return send_pieces();
    case Phase::kSending:
      if (!flush()) return false;
      phase_ = Phase::kSent;
      return true;
    case Phase::kSent:
      return next_request();
    case Phase::kLingering:
      return linger();
    case Phase::kClosed:
      return false;
  }
  return false;
}

std::string_view Connection::unread() const {
  return {static_cast<const char*>(buffer_.data().data()), buffer_.size()};
}

bool Connection::take_head() {
  // An empty line before a request is forgiven (RFC 9112, section 2.2).
  while (unread().starts_with("\r\n")) {
    buffer_.consume(2);
    scanned_ = 0;
  }
  const std::string_view bytes = unread();
  const std::size_t end = bytes.find("\r\n\r\n", scanned_ < 3 ? 0 : scanned_ - 3);
  if (end == bytes.npos) {
    if (const auto refusal = judge_partial_head(bytes, scanned_, engine_.limits)) {
      return refuse(*refusal);
    }
    if (!bytes.empty()) {  // the first deadline stands, whatever drips in
      deadline_ = std::min(deadline_, Clock::now() + engine_.options.header_timeout);
    }
    scanned_ = bytes.size();
    read_more();
    return false;
  }
  began_ = Clock::now();
  consumed_ = end + 4;
  const auto refusal = judge_head(bytes.substr(0, consumed_), engine_.limits, request_, framing_);
  return refusal ? refuse(*refusal) : route_request();
}

bool Connection::route_request() {
  expect_nothing();
  close_after_ = !framing_.keep_alive;
  engine_.router.match(request_.method, path_of(request_.target), match_);
  request_.params.swap(match_.params);
  if (!parse_query(request_.target, request_.query)) {
    match_.route = nullptr;
    match_.malformed = true;
  }
  const std::size_t limit = match_.route ? match_.route->body_limit_bytes : kUnroutedBodyBytes;
  if (framing_.content_length > limit) return refuse_body_size();
  return begin_body();
}

// The body is not read: whatever is answered, the connection ends with it.
bool Connection::refuse_body_size() {
  if (!match_.route) {
    close_after_ = true;
    phase_ = Phase::kCall;
    return true;
  }
  return refuse(
      {413,
       {Fault::kTooLarge,
        "The body has " + std::to_string(framing_.content_length) + " bytes; this place takes " +
            std::to_string(match_.route->body_limit_bytes) + ".",
        {},
        "Send less at once."}});
}

bool Connection::begin_body() {
  const std::string_view come = unread().substr(consumed_);
  const std::size_t size = framing_.content_length;
  if (come.size() >= size) {
    request_.body = come.substr(0, size);
    consumed_ += size;
    phase_ = Phase::kCall;
    return true;
  }
  if (match_.route && match_.route->refuse_early) {
    if (auto refusal = match_.route->refuse_early(request_)) {
      close_after_ = true;
      answer_ = std::move(*refusal);
      phase_ = Phase::kAnswer;
      return true;
    }
  }
  if (!bodies_->take(size)) {
    return refuse({503,
                   {Fault::kOverloaded,
                    "The server has as much of others' requests in memory as it takes.",
                    {},
                    "Try again shortly."}});
  }
  body_bytes_taken_ = size;
  consumed_ += come.size();
  body_.assign(come);
  body_size_ = come.size();
  phase_ = Phase::kBody;
  begin_transfer(engine_.options.body_idle_timeout, size);
  if (framing_.expects_continue) {
    // A client that does not get this line (its window is full) sends the body after a moment.
    error_code ignored;
    socket_.write_some(net::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")), ignored);
  }
  return true;
}

bool Connection::take_body() {
  if (body_size_ < framing_.content_length) {
    expect_more_within(engine_.options.body_idle_timeout);
    read_more();
    return false;
  }
  expect_nothing();
  request_.body = body_;
  phase_ = Phase::kCall;
  return true;
}

void Connection::forget_body() {
  if (body_.capacity() > kKeptBodyBytes) std::string().swap(body_);
  bodies_->give_back(std::exchange(body_bytes_taken_, 0));
}

// Nothing after a framing error can be trusted to be a request.
bool Connection::refuse(const Refusal& refusal) {
  if (phase_ == Phase::kHead) began_ = Clock::now();
  expect_nothing();
  match_.route = nullptr;
  close_after_ = true;
  consumed_ = buffer_.size();
  answer_ = engine_.word(refusal);
  phase_ = Phase::kAnswer;
  return true;
}

bool Connection::refuse_for_time() {
  return refuse({408,
                 {Fault::kTimeout,
                  "The request did not come to its end in time.",
                  {},
                  "Send it again, without pauses."}});
}

void Connection::read_more() {
  if (reading_ != Reading::kNothing) return;
  const auto done = [self = shared_from_this()](error_code error, std::size_t bytes) {
    self->on_read(error, bytes);
  };
  if (phase_ != Phase::kBody) {
    reading_ = Reading::kIntoBuffer;
    socket_.async_read_some(buffer_.prepare(kReadBytes), done);
    return;
  }
  // Room is made as bytes come, so that a length that is only claimed costs nothing.
  reading_ = Reading::kIntoBody;
  const std::size_t room = std::max(2 * body_size_, kKeptBodyBytes);
  body_.resize(std::min(framing_.content_length, room));
  socket_.async_read_some(net::buffer(body_.data() + body_size_, body_.size() - body_size_), done);
}

void Connection::on_read(error_code error, std::size_t bytes) {
  const Reading target = std::exchange(reading_, Reading::kNothing);
  if (phase_ == Phase::kClosed) return;
  if (std::exchange(out_of_time_, false)) {
    refuse_for_time();
  } else if (error == net::error::eof && target == Reading::kIntoBody) {
    // Who closed only their own side still hears why nothing came of it.
    refuse({400,
            {Fault::kMalformedRequest,
             "The body ended after " + std::to_string(body_size_) + " of " +
                 std::to_string(framing_.content_length) + " bytes.",
             {},
             "Send it again, whole."}});
  } else if (error) {
    return close();
  } else if (target == Reading::kIntoBody) {
    body_size_ += bytes;
  } else {
    buffer_.commit(bytes);
  }
  advance();
}

bool Connection::next_request() {
  if (handler_running_) return false;  // it may still look at the request
  report();
  let_answer_go();
  match_.route = nullptr;
  request_.method = Method::kOther;
  buffer_.consume(consumed_);
  consumed_ = scanned_ = 0;
  forget_body();
  if (close_after_ || (home_->draining() && buffer_.size() == 0)) {
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    linger_end_ = Clock::now() + kLingerTime;
    phase_ = Phase::kLingering;
  } else {
    expect_within(engine_.options.idle_timeout);
    phase_ = Phase::kHead;
  }
  return true;
}

// Closing with bytes unread would reset the connection, and the client might lose the answer.
bool Connection::linger() {
  deadline_ = std::min(Clock::now() + kLingerIdleTime, linger_end_);
  buffer_.clear();
  read_more();
  return false;
}

void Connection::on_clock(Clock::time_point now) {
  if (now < deadline_) return;
  const bool is_idle = phase_ == Phase::kHead && buffer_.size() == 0;
  const bool is_request = phase_ == Phase::kHead || phase_ == Phase::kBody;
  if (is_idle || !is_request) return close();
  // The cancelled read says when the memory it reads into is free again.
  expect_nothing();
  out_of_time_ = true;
  error_code ignored;
  socket_.cancel(ignored);
}

void Connection::drain() {
  if (phase_ == Phase::kClosed) return;
  if (phase_ == Phase::kHead && buffer_.size() == 0) {
    error_code error;
    if (socket_.available(error) == 0 || error) close();  // else a request is on its way
  } else if (phase_ == Phase::kStreaming) {
    close_after_ = true;
    queue_->close();
    advance();
  }
}

void Connection::close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  expect_nothing();
  error_code ignored;
  socket_.close(ignored);
  if (const auto queue = std::exchange(queue_, nullptr)) queue->cut();
  if (answer_) report();
  home_->forget(*this);
}

}  // namespace verbatim::http
