#include "one_shot_server.hpp"

#include <cstdlib>
#include <mutex>
#include <thread>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>

namespace verbatim::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

struct OneShotServer::Impl {
  explicit Impl(std::vector<Connection> connections)
      : script(std::move(connections)), acceptor(io, {asio::ip::address_v4::loopback(), 0}) {
    thread = std::thread([this] { serve(); });
  }

  void serve() {
    for (const auto& connection : script) {
      tcp::socket socket(io);
      error_code error;
      acceptor.accept(socket, error);
      if (error || stopping()) return;
      asio::streambuf buffer;
      for (const auto& answer : connection) {
        if (!read_request(socket, buffer)) break;
        asio::write(socket, asio::buffer(answer), error);
      }
      socket.shutdown(tcp::socket::shutdown_both, error);
    }
  }

  bool read_request(tcp::socket& socket, asio::streambuf& buffer) {
    error_code error;
    const auto head_size = asio::read_until(socket, buffer, "\r\n\r\n", error);
    if (error) return false;
    std::string request(static_cast<const char*>(buffer.data().data()), head_size);
    buffer.consume(head_size);
    const auto length = request.find("Content-Length: ");
    const auto size =
        length == std::string::npos ? 0 : std::strtoul(request.c_str() + length + 16, nullptr, 10);
    if (buffer.size() < size)
      asio::read(socket, buffer, asio::transfer_exactly(size - buffer.size()), error);
    request.append(static_cast<const char*>(buffer.data().data()), size);
    buffer.consume(size);
    const std::scoped_lock lock(mutex);
    requests.push_back(std::move(request));
    return !error;
  }

  bool stopping() {
    const std::scoped_lock lock(mutex);
    return stop;
  }

  const std::vector<Connection> script;
  asio::io_context io;
  tcp::acceptor acceptor;
  std::mutex mutex;
  std::vector<std::string> requests;
  bool stop = false;
  std::thread thread;
};

OneShotServer::OneShotServer(std::vector<Connection> connections)
    : impl_(std::make_unique<Impl>(std::move(connections))) {}

OneShotServer::~OneShotServer() {
  {
    const std::scoped_lock lock(impl_->mutex);
    impl_->stop = true;
  }
  // accept() waits for one more connection; here it is.
  asio::io_context io;
  tcp::socket socket(io);
  error_code ignored;
  socket.connect(impl_->acceptor.local_endpoint(), ignored);
  impl_->thread.join();
}

std::string OneShotServer::url() const {
  return "http://127.0.0.1:" + std::to_string(impl_->acceptor.local_endpoint().port());
}

std::vector<std::string> OneShotServer::requests() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->requests;
}

std::string http_answer(const std::string& status, const std::string& content_type,
                        const std::string& body, const std::string& headers) {
  return "HTTP/1.1 " + status + "\r\nContent-Type: " + content_type +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

}  // namespace verbatim::test
