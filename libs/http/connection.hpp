#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <boost/beast/core/flat_buffer.hpp>

#include "http/asio.hpp"
#include "http/byte_budget.hpp"
#include "http/edge_rules.hpp"
#include "http/mailbox.hpp"
#include "http/outgoing.hpp"
#include "http/reply.hpp"
#include "http/response_head.hpp"
#include "http/router.hpp"
#include "http/stream_queue.hpp"

namespace verbatim::http {

class IoThread;
struct Engine;

// One client's connection: a state machine that reads a request, has it answered, sends the
// answer, and begins again. Nothing of it is allocated anew for a request that fits into what
// earlier ones needed.
//
// It is driven by its I/O thread alone; step() goes from phase to phase until something must be
// waited for, and each event (bytes, room to write, a letter, the clock) calls advance() again.
// It is its own Reply::Sink: there is one Reply at a time, and the next request is not begun
// before that is used.
class Connection final : public Reply::Sink, public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<IoThread> home, Engine& engine, Socket socket);
  ~Connection() override;

  // --- Its I/O thread.
  // Begins; `turn_away` answers 503 and closes.
  void start(bool turn_away);
  void receive(News news);
  // Does what a passed deadline asks for.
  void on_clock(Clock::time_point now);
  // Closes if idle, tells the stream, or makes the running request the last one.
  void drain();
  // Closes the socket at once. Idempotent.
  void close();

  std::size_t slot = 0;  // where IoThread keeps it

  // --- Any thread: Reply::Sink.
  void send(Response response) override;
  std::shared_ptr<Stream> stream(Response head) override;
  void abandon() override;

  // Any thread: the stream's queue has something to take.
  void wake_stream();

 private:
  enum class Phase {
    kHead,       // a request's head is awaited
    kBody,       // its body is awaited
    kCall,       // the handler is next
    kAnswer,     // the answer is awaited
    kSending,    // the whole answer, or the end of a stream, is being sent
    kStreaming,  // pieces are awaited or being sent
    kSent,       // the answer is out
    kLingering,  // we have said all and read on until the client closes
    kClosed,
  };
  enum class Reading { kNothing, kIntoBuffer, kIntoBody };

  // connection.cpp: the state machine and what comes in.
  void advance();
  bool step();
  bool take_head();
  bool route_request();
  bool begin_body();
  bool take_body();
  void forget_body();  // and lets others have its room
  bool refuse(const Refusal& refusal);
  bool refuse_body_size();
  bool refuse_for_time();
  bool next_request();
  bool linger();
  void read_more();
  void on_read(error_code error, std::size_t bytes);
  std::string_view unread() const;
  void expect_within(Clock::duration time) { deadline_ = Clock::now() + time; }
  // The same, and not beyond what all of what is on its way may take.
  void expect_more_within(Clock::duration time) {
    deadline_ = std::min(Clock::now() + time, transfer_end_);
  }
  void begin_transfer(Clock::duration grace, std::size_t bytes);
  void expect_nothing() { deadline_ = Clock::time_point::max(); }

  // connection_answer.cpp: the handler's call and what goes out.
  bool call();
  void call_on_worker_when_ready();
  void call_on_worker();
  void call_handler() noexcept;
  Response answer_without_route() const;
  bool take_answer();
  void hold_answer();
  void let_answer_go();
  bool flush();
  void write_more();
  void on_written(error_code error, std::size_t bytes);
  void report();

  // connection_stream.cpp: an answer in pieces.
  void begin_stream(StreamBegun begun);
  bool send_pieces();
  void frame_piece();
  void watch();

  // Whose handler this I/O thread is calling: its reply needs no letter.
  static constinit thread_local Connection* calling_;
  class Calling;

  const std::shared_ptr<IoThread> home_;
  Engine& engine_;                         // gone once home_'s thread has ended
  const std::size_t stream_buffer_bytes_;  // a copy, because stream() may come later than that
  Socket socket_;
  std::string peer_;
  Phase phase_ = Phase::kHead;
  Clock::time_point deadline_ = Clock::time_point::max();

  // In.
  boost::beast::flat_buffer buffer_;
  std::string body_;  // of a request that did not fit into what was read with its head
  const std::shared_ptr<ByteBudget> bodies_;
  std::size_t body_bytes_taken_ = 0;  // of bodies_, for body_; given back when it is let go
  Reading reading_ = Reading::kNothing;
  bool out_of_time_ = false;  // a read was cancelled because its deadline passed
  Clock::time_point linger_end_;
  Clock::time_point transfer_end_;  // of the body, answer or piece that is on its way
  std::size_t scanned_ = 0;         // bytes of an incomplete head that were looked at
  std::size_t consumed_ = 0;        // bytes of buffer_ that belong to the present request
  std::size_t body_size_ = 0;       // how much of body_ has come

  // The present request and its answer.
  Request request_;
  Framing framing_;
  Router::Match match_;
  Clock::time_point began_;
  std::optional<Response> answer_;
  const std::shared_ptr<ByteBudget> answers_;
  std::size_t answer_bytes_taken_ = 0;  // of answers_, for answer_; given back when it is let go
  std::shared_ptr<StreamQueue> queue_;
  bool handler_running_ = false;
  bool close_after_ = false;

  // Out.
  std::string head_;
  std::string piece_;
  Outgoing out_;
  bool writing_ = false;
  bool watching_ = false;  // for the client's end, during a stream
};

}  // namespace verbatim::http
