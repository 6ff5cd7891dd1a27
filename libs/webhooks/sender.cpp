#include "webhooks/sender.hpp"

#include <charconv>
#include <map>
#include <optional>
#include <thread>

#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
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
constexpr std::size_t kLookUpThreads = 8;

Address plain(const net::ip::address& address) {
  if (address.is_v6()) return address.to_v6().to_bytes();
  return net::ip::make_address_v6(net::ip::v4_mapped, address.to_v4()).to_bytes();
}

tcp::endpoint endpoint_of(const Address& address, std::string_view port) {
  std::uint16_t number = 0;
  std::from_chars(port.data(), port.data() + port.size(), number);
  const net::ip::address_v6 v6(address);
  if (!v6.is_v4_mapped()) return {v6, number};
  return {net::ip::make_address_v4(net::ip::v4_mapped, v6), number};
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
        deadline_(io),
        stream_(io, tls) {}

  void start(std::chrono::milliseconds timeout) {
    deadline_.expires_after(timeout);
    deadline_.async_wait([self = shared_from_this()](error_code error) {
      if (!error) self->finish({0, "There was no answer in time.", {}});
    });
  }

  const std::string& host() const { return delivery_.endpoint.host; }

  // Goes on with what the host was resolved to.
  void connect(const Result<std::vector<Address>>& found) {
    if (!done_) return;  // the time is up
    if (!found) return finish({0, found.error().detail, {}});
    std::vector<tcp::endpoint> allowed;
    for (const auto& address : *found)
      if (rules_.allows(host(), address))
        allowed.push_back(endpoint_of(address, delivery_.endpoint.port));
    if (allowed.empty())
      return finish({0, "Its name leads to no public address, and webhooks go to no other.", {}});
    net::async_connect(socket(), allowed,
                       [self = shared_from_this()](error_code failed, const tcp::endpoint&) {
                         self->shake_hands(failed);
                       });
  }

 private:
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
    socket().close(ignored);
    done(std::move(outcome));
  }

  tcp::socket& socket() { return stream_.next_layer(); }

  const AddressRules& rules_;
  Delivery delivery_;
  std::function<void(Outcome)> done_;  // empty once it was called
  net::steady_timer deadline_;
  ssl::stream<tcp::socket> stream_;  // without TLS, its socket alone is used
  std::optional<http::request<http::string_body>> request_;
  boost::beast::flat_buffer buffer_{kHeadBytesMax + 4096};
  std::optional<http::response_parser<http::empty_body>> parser_;
};

}  // namespace

struct Sender::Impl {
  Impl(AddressRules where, std::chrono::milliseconds longest, LookUp found_by)
      : rules(std::move(where)), timeout(longest), look_up(std::move(found_by)) {
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

  // On the sender's thread, like all of an attempt.
  void start(const std::shared_ptr<Attempt>& attempt) {
    attempt->start(timeout);
    if (const auto address = address_from(attempt->host()))
      return attempt->connect(std::vector<Address>{*address});
    auto& waiting = resolving[attempt->host()];
    waiting.push_back(attempt);
    if (waiting.size() > 1) return;
    net::post(look_ups, [this, host = attempt->host()] {
      auto found = resolved(host);
      net::post(context, [this, host, found = std::move(found)] {
        const auto waited = std::move(resolving.extract(host).mapped());
        for (const auto& one : waited) one->connect(found);
      });
    });
  }

  Result<std::vector<Address>> resolved(const std::string& host) const {
    try {
      return look_up(host);
    } catch (const std::exception& error) {
      return Failure{Fault::kInternal, std::string("Its name cannot be resolved: ") + error.what()};
    }
  }

  const AddressRules rules;
  const std::chrono::milliseconds timeout;
  const LookUp look_up;
  std::map<std::string, std::vector<std::shared_ptr<Attempt>>> resolving;  // who waits for a host
  ssl::context tls{ssl::context::tls_client};
  net::io_context context{1};
  net::executor_work_guard<net::io_context::executor_type> work{context.get_executor()};
  net::thread_pool look_ups{kLookUpThreads};
  std::thread thread;
};

LookUp system_look_up() {
  return [](const std::string& host) -> Result<std::vector<Address>> {
    net::io_context unused;
    error_code error;
    const auto found = tcp::resolver(unused).resolve(host, "", error);
    if (error)
      return Failure{Fault::kInvalidValue, "Its name cannot be resolved: " + error.message() + "."};
    std::vector<Address> addresses;
    for (const auto& entry : found) addresses.push_back(plain(entry.endpoint().address()));
    return addresses;
  };
}

Sender::Sender(AddressRules rules, std::chrono::milliseconds timeout, LookUp look_up)
    : impl_(std::make_unique<Impl>(std::move(rules), timeout, std::move(look_up))) {}

Sender::~Sender() {
  stop();
}

void Sender::send(Delivery delivery, std::function<void(Outcome)> done) {
  auto& impl = *impl_;
  net::post(impl.context,
            [&impl, delivery = std::move(delivery), done = std::move(done)]() mutable {
              impl.start(std::make_shared<Attempt>(impl.context, impl.tls, impl.rules,
                                                   std::move(delivery), std::move(done)));
            });
}

void Sender::stop() {
  impl_->context.stop();
  impl_->look_ups.stop();
  if (impl_->thread.joinable()) impl_->thread.join();
  impl_->look_ups.join();
}

}  // namespace verbatim::webhooks
