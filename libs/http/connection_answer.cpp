#include <string_view>
#include <utility>

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "http/connection.hpp"
#include "http/current_exception.hpp"
#include "http/engine.hpp"
#include "http/io_thread.hpp"

namespace verbatim::http {
namespace {

// A small body is copied behind its head: one piece of memory is cheaper to send than two.
constexpr std::size_t kCopiedBodyBytes = 4 * 1024;
// So many a connection are no burden.
constexpr std::size_t kUncountedBytes = 64 * 1024;

Refusal unanswered() {
  return {500,
          {Fault::kInternal,
           "The request was not answered because of a defect in the server.",
           {},
           "Try again; if it stays, tell whoever runs this server."}};
}

std::string allow_of(const std::vector<Method>& methods) {
  std::string allow;
  for (const Method method : methods) {
    allow.append(name_of(method)).append(", ");
    if (method == Method::kGet) allow.append("HEAD, ");
  }
  return allow.append("OPTIONS");
}

}  // namespace

constinit thread_local Connection* Connection::calling_ = nullptr;

class Connection::Calling {
 public:
  explicit Calling(Connection* connection) { calling_ = connection; }
  ~Calling() { calling_ = nullptr; }
  Calling(const Calling&) = delete;
  Calling& operator=(const Calling&) = delete;
};

void Connection::send(Response response) {
  if (calling_ == this) {
    answer_ = std::move(response);
  } else {
    home_->deliver({shared_from_this(), std::move(response)});
  }
}

void Connection::abandon() {
  if (calling_ == this) {
    answer_ = engine_.word(unanswered());
  } else {
    home_->deliver({shared_from_this(), ReplyAbandoned{}});
  }
}

void Connection::receive(News news) {
  if (auto* begun = std::get_if<StreamBegun>(&news)) begin_stream(std::move(*begun));
  if (std::holds_alternative<HandlerReturned>(news)) handler_running_ = false;
  if (phase_ == Phase::kClosed) return;
  if (std::holds_alternative<WorkerMayBegin>(news)) return call_on_worker();
  if (auto* response = std::get_if<Response>(&news)) answer_ = std::move(*response);
  if (std::holds_alternative<ReplyAbandoned>(news)) answer_ = engine_.word(unanswered());
  advance();
}

bool Connection::call() {
  phase_ = Phase::kAnswer;
  if (!match_.route) {
    answer_ = answer_without_route();
    return true;
  }
  handler_running_ = true;
  const auto& route = *match_.route;
  if (route.where == Where::kWorker || (route.waits && route.waits(request_))) {
    call_on_worker_when_ready();
    return false;
  }
  {
    const Calling calling(this);
    call_handler();
  }
  handler_running_ = false;
  return true;
}

void Connection::call_on_worker_when_ready() {
  if (!match_.route->when_ready) return call_on_worker();
  const Calling calling(this);
  match_.route->when_ready(request_, [self = shared_from_this()] {
    if (calling_ == self.get())
      self->call_on_worker();
    else
      self->home_->deliver({self, WorkerMayBegin{}});
  });
}

void Connection::call_on_worker() {
  net::post(engine_.workers, [self = shared_from_this()] {
    self->call_handler();
    self->home_->deliver({self, HandlerReturned{}});
  });
}

// An exception destroys the reply on its way, which answers.
void Connection::call_handler() noexcept {
  const Route& route = *match_.route;
  try {
    route.handler(request_, Reply(shared_from_this()));
  } catch (...) {
    spdlog::error("{} {} failed: {}", name_of(route.method), route.pattern,
                  current_exception_text());
  }
}

Response Connection::answer_without_route() const {
  if (match_.malformed) {
    return engine_.word({400,
                         {Fault::kMalformedRequest,
                          "The path or query does not decode to text.",
                          {},
                          "Percent-encode UTF-8."}});
  }
  if (match_.allowed.empty()) {
    return engine_.word({404,
                         {Fault::kNotFound,
                          "Nothing is served at this path.",
                          {},
                          "See /v1/openapi.json for what is."}});
  }
  Response response;
  const std::string allow = allow_of(match_.allowed);
  if (framing_.is_options) {
    response.status = 204;
  } else {
    response = engine_.word({405,
                             {Fault::kMethodNotAllowed,
                              "This path does not take this method.",
                              {},
                              "It takes " + allow + "."}});
  }
  response.headers.emplace_back("Allow", allow);
  return response;
}

// Whoever does not take their answer keeps it in our memory; the sum of such is bounded.
void Connection::hold_answer() {
  const std::size_t size = answer_->shared_body ? 0 : answer_->body.size();
  if (queue_ || size <= kUncountedBytes) return;
  if (answers_->take(size)) {
    answer_bytes_taken_ = size;
    return;
  }
  answer_ = engine_.word({503,
                          {Fault::kOverloaded,
                           "The server has as many answers in memory, which others have not taken "
                           "yet, as it takes.",
                           {},
                           "Try again shortly, or ask for smaller pages."}});
}

void Connection::let_answer_go() {
  answer_.reset();
  answers_->give_back(std::exchange(answer_bytes_taken_, 0));
}

bool Connection::take_answer() {
  if (!answer_) return false;
  // Whoever has the answer may send the next body at once, and another's: there is room for it.
  if (!handler_running_) forget_body();
  if (!is_well_formed(*answer_)) {
    spdlog::error("an answer had a control character in its headers");
    if (const auto queue = std::exchange(queue_, nullptr)) queue->cut();
    answer_ = engine_.word(unanswered());
  }
  hold_answer();
  close_after_ = close_after_ || home_->draining();
  const unsigned status = answer_->status;
  const std::string_view content = answer_->content();
  const bool has_body = request_.method != Method::kHead && status != 204 && status != 304;
  BodyEnd end = status == 204 || status == 304 ? BodyEnd::kNoBody : BodyEnd::kLength;
  if (queue_) end = framing_.http_1_0 ? BodyEnd::kClose : BodyEnd::kChunked;
  write_head(head_, *answer_, end, content.size(), close_after_, home_->date());

  if (!has_body || content.empty()) {
    out_.set(head_);
  } else if (end == BodyEnd::kChunked) {
    append_chunk_size(head_, content.size());
    out_.set(head_, content, "\r\n");
  } else if (content.size() <= kCopiedBodyBytes) {
    head_.append(content);
    out_.set(head_);
  } else {
    out_.set(head_, content);
  }
  if (queue_ && !has_body) std::exchange(queue_, nullptr)->cut();
  if (queue_ && home_->draining()) queue_->close();
  phase_ = queue_ ? Phase::kStreaming : Phase::kSending;
  return true;
}

// True once everything is with the kernel.
bool Connection::flush() {
  if (writing_) return false;
  if (out_.size() == 0) return true;
  error_code error;
  out_.consume(out_.send_some(socket_, error));
  if (error && error != net::error::would_block) {
    close();
    return false;
  }
  if (out_.size() == 0) return true;
  begin_transfer(engine_.options.write_timeout, out_.size());
  write_more();
  return false;
}

void Connection::write_more() {
  writing_ = true;
  expect_more_within(engine_.options.write_timeout);
  socket_.async_write_some(out_.pieces(),
                           [self = shared_from_this()](error_code error, std::size_t bytes) {
                             self->on_written(error, bytes);
                           });
}

void Connection::on_written(error_code error, std::size_t bytes) {
  writing_ = false;
  if (phase_ == Phase::kClosed) return;
  if (error) return close();
  out_.consume(bytes);
  if (queue_) queue_->set_unsent(out_.size());
  if (out_.size() > 0) return write_more();
  expect_nothing();
  advance();
}

void Connection::report() {
  if (!engine_.observer) return;
  const std::chrono::duration<double> took = Clock::now() - began_;
  try {
    engine_.observer({request_.method,
                      match_.route ? std::string_view(match_.route->pattern) : std::string_view(),
                      answer_->status, took.count()});
  } catch (...) {
    spdlog::error("the observer of requests failed: {}", current_exception_text());
  }
}

}  // namespace verbatim::http
