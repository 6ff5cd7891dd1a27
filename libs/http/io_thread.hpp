#pragma once

#include <ctime>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "http/asio.hpp"
#include "http/mailbox.hpp"

namespace verbatim::http {

class Connection;
struct Engine;

// One event loop on one thread, and the connections that live on it.
//
// It outlives its thread while a reply or a stream still points to one of its connections; its
// mailbox is closed then.
class IoThread : public std::enable_shared_from_this<IoThread> {
 public:
  explicit IoThread(Engine& engine);
  ~IoThread();

  // --- Any thread.
  net::io_context& context() { return context_; }
  // Takes over a connected socket made for this context(), counted already; `turn_away` answers
  // 503 on it and closes.
  void adopt(Socket socket, bool turn_away);
  // False once the thread has ended: the letter is left as it was.
  bool deliver(Letter&& letter);
  // Has the mail read that was delivered under a ReplyBatch.
  void wake();

  // --- The server: start(), then drain(), close_all() and join(), each once.
  void start();
  // Closes idle connections, tells streams, and lets each running request be its connection's last.
  void drain();
  // Closes every connection and lets the thread end once they are gone.
  void close_all();
  void join();

  // --- This thread.
  bool draining() const { return draining_; }
  const std::string& date() const { return date_; }
  void forget(Connection& connection);

 private:
  void run();
  void take_in(Socket socket, bool turn_away);
  void read_mail();
  void arm_clock();
  void on_clock();

  Engine& engine_;
  net::io_context context_{1};
  net::steady_timer clock_;
  Clock::duration tick_;
  Mailbox mailbox_;
  std::vector<Letter> letters_;  // those being read; kept for its memory
  std::vector<std::shared_ptr<Connection>> connections_;
  std::time_t date_time_ = 0;
  std::string date_;
  bool draining_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace verbatim::http
