#include "webhooks/sender.hpp"

#include <charconv>
#include <optional>
#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <spdlog/spdlog.h>

namespace verbatim::webhooks {
namespace {

namespace net = boost::asio;
namespace ssl = net::ssl;
namespace http = boost::beast::http;
using boost::system::error_code;
using net::ip::tcp;

constexpr std::uint32_t kHeadBytesMax = 8 * 1024;
constexpr unsigned kHttp11 = 11;

Address plain(const net::ip::address& address) {
  if (address.is_v6()) return address.to_v6().to_bytes();
  return net::ip::make_address_v6(net::ip::v4_mapped, address.to_v4()).to_bytes();
}

std::string host_header(const Endpoint& endpoint) {
  const bool is_v6 = endpoint.host.find(':') != std::string::npos;
  const auto host = is_v6 ? "[" + endpoint.host + "]" : endpoint.host;
  const bool usual = endpoint.port == (endpoint.tls ? "443" : "80");
  return usual ? host : host + ":" + endpoint.port;
}

// Names the host whose certificate is wanted (SNI). OpenSSL's macro for it has an old-style cast.
bool ask_for(SSL* tls, std::string host) {
  return SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) == 1;
}

std::chrono::seconds seconds_from(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return std::chrono::seconds(number);  // a date is not read: our own waits are longer than most
}

// One delivery on its way; kept alive by the operation that runs.
class Attempt : public std::enable_shared_from_this<Attempt> {
 public:
  Attempt(net::io_context& io, ssl::context& tls, const AddressRules& rules, Delivery delivery,
          std::function<void(Outcome)> done)
      : rules_(rules),
        delivery_(std::move(delivery)),
        done_(std::move(done)),
        resolver_(io),
        deadline_(io),
        stream_(io, tls) {}

  void start(std::chrono::milliseconds timeout) {
    deadline_.expires_after(timeout);
    deadline_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->finish({0, "There was no answer in time.", {}});
    });
    resolver_.async_resolve(delivery_.endpoint.host, delivery_.endpoint.port,
                            [self = shared_from_this()](error_code error, const auto& found) {
                              self->connect(error, found);
                            });
  }

 private:
  void connect(error_code error, const tcp::resolver::results_type& found) {
    if (is_over(error, "Its name cannot be resolved")) return;
    std::vector<tcp::endpoint> allowed;
    for (const auto& entry : found)
      if (rules_.allows(delivery_.endpoint.host, plain(entry.endpoint().address())))
        allowed.push_back(entry.endpoint());
    if (allowed.empty())
      return finish({0, "Its name leads to no public address, and webhooks go to no other.", {}});
    net::async_connect(socket(), allowed,
                       [self = shared_from_this()](error_code failed, const tcp::endpoint&) {
                         self->shake_hands(failed);
                       });
  }

  void shake_hands(error_code error) {
    if (is_over(error, "It cannot be connected to")) return;
    if (!delivery_.endpoint.tls) return write({});
    const auto& host = delivery_.endpoint.host;
    if (!address_from(host) && !ask_for(stream_.native_handle(), host))
      return finish({0, "Its name cannot be asked for over TLS.", {}});
    stream_.set_verify_mode(ssl::verify_peer);
    stream_.set_verify_callback(ssl::host_name_verification(host));
    stream_.async_handshake(
        ssl::stream_base::client,
        [self = shared_from_this()](error_code failed) { self->write(failed); });
  }

  void write(error_code error) {
    if (is_over(error, "TLS failed")) return;
    request_.emplace(http::verb::post, delivery_.endpoint.target, kHttp11);
    request_->set(http::field::host, host_header(delivery_.endpoint));
    request_->set(http::field::user_agent, "Verbatim");
    request_->set(http::field::connection, "close");
    for (const auto& [name, value] : delivery_.headers) request_->set(name, value);
    request_->body() = std::move(delivery_.body);
    request_->prepare_payload();
    const auto then = [self = shared_from_this()](error_code failed, std::size_t) {
      self->read(failed);
    };
    if (delivery_.endpoint.tls)
      http::async_write(stream_, *request_, then);
    else
      http::async_write(socket(), *request_, then);
  }

  void read(error_code error) {
    if (is_over(error, "The connection broke")) return;
    parser_.emplace();
    parser_->header_limit(kHeadBytesMax);
    const auto then = [self = shared_from_this()](error_code failed, std::size_t) {
      self->answer(failed);
    };
    if (delivery_.endpoint.tls)
      http::async_read_header(stream_, buffer_, *parser_, then);
    else
      http::async_read_header(socket(), buffer_, *parser_, then);
  }

  void answer(error_code error) {
    if (is_over(error, "It did not answer in HTTP")) return;
    const auto& head = parser_->get();
    finish({head.result_int(), "", seconds_from(head[http::field::retry_after])});
  }

  bool is_over(error_code error, const char* what) {
    if (!done_) return true;  // the time is up
    if (!error) return false;
    finish({0, std::string(what) + ": " + error.message() + ".", {}});
    return true;
  }

  void finish(Outcome outcome) {
    if (!done_) return;
    const auto done = std::exchange(done_, nullptr);
    error_code ignored;
    deadline_.cancel();
    resolver_.cancel();
    socket().close(ignored);
    done(std::move(outcome));
  }

  tcp::socket& socket() { return stream_.next_layer(); }

  const AddressRules& rules_;
  Delivery delivery_;
  std::function<void(Outcome)> done_;  // empty once it was called
  tcp::resolver resolver_;
  net::steady_timer deadline_;
  ssl::stream<tcp::socket> stream_;  // without TLS, its socket alone is used
  std::optional<http::request<http::string_body>> request_;
  boost::beast::flat_buffer buffer_{kHeadBytesMax + 4096};
  std::optional<http::response_parser<http::empty_body>> parser_;
};

}  // namespace

struct Sender::Impl {
  Impl(AddressRules where, std::chrono::milliseconds longest)
      : rules(std::move(where)), timeout(longest) {
    tls.set_default_verify_paths();
    SSL_CTX_ctrl(tls.native_handle(), SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, nullptr);
    thread = std::thread([this] { run(); });
  }

  void run() {
    for (;;) {
      try {
        context.run();
        return;
      } catch (const std::exception& error) {
        spdlog::error("a webhook's delivery failed: {}", error.what());
      }
    }
  }

  const AddressRules rules;
  const std::chrono::milliseconds timeout;
  ssl::context tls{ssl::context::tls_client};
  net::io_context context{1};
  net::executor_work_guard<net::io_context::executor_type> work{context.get_executor()};
  std::thread thread;
};

Sender::Sender(AddressRules rules, std::chrono::milliseconds timeout)
    : impl_(std::make_unique<Impl>(std::move(rules), timeout)) {}

Sender::~Sender() {
  stop();
}

void Sender::send(Delivery delivery, std::function<void(Outcome)> done) {
  auto& impl = *impl_;
  net::post(impl.context,
            [&impl, delivery = std::move(delivery), done = std::move(done)]() mutable {
              std::make_shared<Attempt>(impl.context, impl.tls, impl.rules, std::move(delivery),
                                        std::move(done))
                  ->start(impl.timeout);
            });
}

void Sender::stop() {
  impl_->context.stop();
  if (impl_->thread.joinable()) impl_->thread.join();
}

}  // namespace verbatim::webhooks
