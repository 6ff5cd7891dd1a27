#include "load.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace verbatim::bench {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

class Connection {
 public:
  explicit Connection(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) fail("connect");
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  ~Connection() { ::close(fd_); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  int fd() const { return fd_; }

  void send(const std::string& request) {
    if (::send(fd_, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size()))
      fail("send");
    sent_at_ = Clock::now();
    ++sent_;
    filled_ = 0;
  }

  // Reads what is there. The status once the answer is whole, 0 before.
  int receive() {
    const auto got = ::recv(fd_, buffer_ + filled_, sizeof buffer_ - filled_, 0);
    if (got <= 0) fail("the server closed a connection");
    filled_ += static_cast<std::size_t>(got);
    const std::string_view text(buffer_, filled_);
    const auto head = text.find("\r\n\r\n");
    if (head == std::string_view::npos) return 0;
    const auto field = text.find("Content-Length: ");
    const auto length =
        field < head ? std::strtoull(buffer_ + field + 16, nullptr, 10) : std::uint64_t{0};
    if (filled_ < head + 4 + std::min<std::uint64_t>(length, sizeof buffer_ - head - 4)) return 0;
    return std::atoi(buffer_ + 9);
  }

  double waited_ms() const {
    return std::chrono::duration<double, std::milli>(Clock::now() - sent_at_).count();
  }
  std::uint64_t sent() const { return sent_; }

 private:
  int fd_;
  char buffer_[64 * 1024];
  std::size_t filled_ = 0;
  std::uint64_t sent_ = 0;
  Clock::time_point sent_at_;
};

}  // namespace

LoadResult run(const Load& load) {
  const int poll = ::epoll_create1(0);
  std::vector<std::unique_ptr<Connection>> connections;
  for (std::size_t i = 0; i < load.connections; ++i) {
    connections.push_back(std::make_unique<Connection>(load.port));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(poll, EPOLL_CTL_ADD, connections[i]->fd(), &event);
  }
  LoadResult result;
  std::vector<float> waits;
  waits.reserve(1u << 20);
  const auto begin = Clock::now();
  const auto end = begin + std::chrono::duration<double>(load.seconds);
  const auto pause = std::chrono::duration_cast<Clock::duration>(
      std::chrono::duration<double>(load.pause_seconds));
  std::deque<std::pair<Clock::time_point, std::size_t>> paused;  // in the order they are due
  std::size_t open = connections.size();
  // Spread over the pause, as people are.
  for (std::size_t i = 0; i < connections.size(); ++i)
    paused.emplace_back(begin + pause * i / connections.size(), i);
  std::vector<epoll_event> events(connections.size());
  while (open > 0) {
    for (; !paused.empty() && paused.front().first <= Clock::now(); paused.pop_front()) {
      const auto i = paused.front().second;
      connections[i]->send(load.next(i, connections[i]->sent()));
    }
    int wait_ms = 10'000;
    if (!paused.empty())
      wait_ms = static_cast<int>(
          std::chrono::ceil<std::chrono::milliseconds>(paused.front().first - Clock::now())
              .count());
    const int ready =
        ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), std::max(wait_ms, 0));
    if (ready < 0 || (ready == 0 && paused.empty())) fail("no answer for ten seconds");
    const bool over = Clock::now() >= end;
    for (int e = 0; e < ready; ++e) {
      const auto i = events[static_cast<std::size_t>(e)].data.u64;
      auto& connection = *connections[i];
      const int status = connection.receive();
      if (status == 0) continue;
      ++result.answers;
      if (status != load.expected_status) ++result.unexpected;
      waits.push_back(static_cast<float>(connection.waited_ms()));
      if (over)
        --open;
      else if (load.pause_seconds > 0)
        paused.emplace_back(Clock::now() + pause, i);
      else
        connection.send(load.next(i, connection.sent()));
    }
    if (!over) continue;
    open -= paused.size();
    paused.clear();
  }
  ::close(poll);
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  result.per_second = static_cast<double>(result.answers) / seconds;
  std::sort(waits.begin(), waits.end());
  result.p50_ms = waits[waits.size() / 2];
  result.p99_ms = waits[waits.size() * 99 / 100];
  return result;
}

}  // namespace verbatim::bench
