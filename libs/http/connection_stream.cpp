#include <utility>

#include "http/connection.hpp"
#include "http/engine.hpp"
#include "http/io_thread.hpp"

namespace verbatim::http {
namespace {

// The producer's end of a stream.
class ProducerEnd final : public Stream {
 public:
  ProducerEnd(std::shared_ptr<StreamQueue> queue, std::shared_ptr<Connection> connection)
      : queue_(std::move(queue)), connection_(std::move(connection)) {}
  ~ProducerEnd() override { settle(queue_->abandon()); }

  bool write(std::string piece) override { return settle(queue_->write(std::move(piece))); }
  void finish() override { settle(queue_->finish()); }
  std::size_t waiting_bytes() const override { return queue_->waiting_bytes(); }
  void on_close(std::function<void()> callback) override { queue_->on_close(std::move(callback)); }

 private:
  bool settle(StreamQueue::Outcome outcome) {
    if (outcome.wake) connection_->wake_stream();
    return outcome.taken;
  }

  const std::shared_ptr<StreamQueue> queue_;
  const std::shared_ptr<Connection> connection_;
};

}  // namespace

std::shared_ptr<Stream> Connection::stream(Response head) {
  const auto queue = std::make_shared<StreamQueue>(stream_buffer_bytes_);
  StreamBegun begun{std::move(head), queue};
  if (calling_ == this) {
    begin_stream(std::move(begun));
  } else if (!home_->deliver({shared_from_this(), std::move(begun)})) {
    queue->cut();
  }
  return std::make_shared<ProducerEnd>(queue, shared_from_this());
}

void Connection::wake_stream() {
  home_->deliver({shared_from_this(), StreamWoken{}});
}

void Connection::begin_stream(StreamBegun begun) {
  if (phase_ == Phase::kClosed) return begun.queue->cut();
  queue_ = std::move(begun.queue);
  answer_ = std::move(begun.head);
}

bool Connection::send_pieces() {
  if (!flush()) return false;
  switch (queue_->take(piece_)) {
    case StreamQueue::Taken::kPiece:
      // Not flush(): between pieces other connections have their turn.
      frame_piece();
      begin_transfer(engine_.options.write_timeout, out_.size());
      write_more();
      return false;
    case StreamQueue::Taken::kFinished:
      queue_.reset();
      if (!framing_.http_1_0) out_.set("0\r\n\r\n");
      phase_ = Phase::kSending;
      return true;
    case StreamQueue::Taken::kCut:
      close();
      return false;
    case StreamQueue::Taken::kNothing:
      watch();
      return false;
  }
  return false;
}

void Connection::frame_piece() {
  if (framing_.http_1_0) return out_.set(piece_);
  head_.clear();
  append_chunk_size(head_, piece_.size());
  out_.set(head_, piece_, "\r\n");
}

// A stream may have nothing to send for long; the client's end is noticed by what can be read.
void Connection::watch() {
  if (std::exchange(watching_, true)) return;
  socket_.async_wait(Socket::wait_read, [self = shared_from_this()](error_code error) {
    self->watching_ = false;
    if (self->phase_ != Phase::kStreaming) return;
    error_code failed;
    if (error || self->socket_.available(failed) == 0 || failed) self->close();
  });
}

}  // namespace verbatim::http
