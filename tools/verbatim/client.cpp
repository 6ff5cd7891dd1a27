// The one file that knows Boost.Beast. Timeouts of a beast::tcp_stream hold for asynchronous
// operations only, so each operation is started and the io_context run until it is over.
#include "verbatim/client.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <type_traits>

#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace verbatim::tool {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

using Body = http::span_body<const char>;

constexpr auto kConnect = 5s, kProgress = 60s, kFirstByte = 600s;
constexpr std::size_t kPieceBytes = 64 * 1024;

Failure not_a_url(std::string_view url) {
  return {Fault::kInvalidValue, "\"" + std::string(url) + "\" is not the address of a server.",
          "--server", "Give one like http://127.0.0.1:8080 or https://verbatim.example."};
}

bool is_safe(const HttpRequest& request) {
  return request.method == "GET" || request.method == "HEAD";
}

bool may_be_sent_twice(const HttpRequest& request) {
  return is_safe(request) ||
         std::any_of(request.headers.begin(), request.headers.end(), [](const auto& header) {
           return beast::iequals(header.first, "Idempotency-Key");
         });
}

// Whether a connection is gone, in contrast to one that is slow or speaks something else.
// Beast calls it the end of the stream only before the first byte of an answer.
bool is_closed(error_code error) {
  return error == http::error::end_of_stream || error == asio::error::eof ||
         error == asio::error::connection_reset || error == asio::error::connection_aborted ||
         error == asio::error::broken_pipe || error == ssl::error::stream_truncated;
}

bool is_of_tls(error_code error) {
  return error.category() == asio::error::get_ssl_category() ||
         error.category() == ssl::error::get_stream_category();
}

// Names the host that is meant, where several share an address.
bool ask_for(SSL* tls, std::string host) {
  return SSL_ctrl(tls, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, host.data()) == 1;
}

// The certificates that are believed: those of the system, or those of the file.
Result<std::shared_ptr<ssl::context>> trusting(const std::string& ca_file) {
  auto tls = std::make_shared<ssl::context>(ssl::context::tls_client);
  error_code error;
  SSL_CTX_ctrl(tls->native_handle(), SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, nullptr);
  if (ca_file.empty())
    tls->set_default_verify_paths(error);
  else
    tls->load_verify_file(ca_file, error);
  if (!error) return tls;
  return Failure{Fault::kInvalidValue, "No certificate can be read from " + ca_file + ".",
                 "--ca-file", "Name a file of certificates in PEM, as your administrator has it."};
}

}  // namespace

class Client::Connection {
 public:
  // Without `tls` it speaks plain HTTP.
  Connection(std::string host, std::string port, std::string prefix,
             std::shared_ptr<ssl::context> tls)
      : host_(std::move(host)),
        port_(std::move(port)),
        prefix_(std::move(prefix)),
        tls_(std::move(tls)) {}

  Result<HttpAnswer> call(const HttpRequest& request) {
    const bool reused = stream_.has_value();
    error_code error;
    if (!reused) error = connect();
    const bool connected = !error;
    bool answered = false;
    HttpAnswer answer;
    if (connected) error = exchange(request, answer, answered);
    if (!error) return answer;
    stream_.reset();
    // It was closed while idle, or so it seems: the request may have been carried out.
    const bool closed = reused && !answered && is_closed(error);
    if (closed && may_be_sent_twice(request)) return call(request);
    const auto server = (tls_ ? "https://" : "http://") + host_ + ":" + port_ + prefix_;
    if (connected && !is_safe(request))
      return Failure{Fault::kTimeout,
                     "No answer came from " + server + ": " + error.message() +
                         ". It may have done what was asked.",
                     "", "See whether it did, or give the same command again."};
    return Failure{
        Fault::kTimeout, "Cannot reach " + server + ": " + error.message() + ".", "",
        is_of_tls(error)
            ? "Check the address. Where its certificate is of an authority of your own, name that "
              "with --ca-file; a server without TLS is at http://."
            : "Start the server (tools/up, or verbatimd), or name another with --server."};
  }

 private:
  using Stream = beast::ssl_stream<beast::tcp_stream>;  // without TLS, its socket alone is used
  beast::tcp_stream& socket() { return stream_->next_layer(); }

  // Runs one asynchronous operation to its end; `moved`: where the bytes it moved are counted.
  template <class Start>
  error_code wait(std::chrono::seconds limit, Start start, std::size_t* moved = nullptr) {
    error_code outcome;
    socket().expires_after(limit);
    start([&outcome, moved]<class Result>(error_code error, const Result& result) {
      outcome = error;
      if constexpr (std::is_same_v<Result, std::size_t>)
        if (moved != nullptr) *moved += result;
    });
    io_.restart();
    io_.run();
    return outcome;
  }

  // The same for one that moves bytes, over TLS or not.
  template <class Start>
  error_code transfer(std::chrono::seconds limit, Start start, std::size_t* moved = nullptr) {
    return wait(
        limit, [&](auto done) { tls_ ? start(*stream_, done) : start(socket(), done); }, moved);
  }

  error_code connect() {
    error_code error;
    const auto endpoints = tcp::resolver(io_).resolve(host_, port_, error);
    if (error) return error;
    stream_.emplace(io_, tls_ ? *tls_ : no_tls_);
    buffer_.clear();
    error = wait(kConnect, [&](auto done) { socket().async_connect(endpoints, done); });
    // The head and the body of a request are two writes: the second must not wait for an ack.
    if (!error) socket().socket().set_option(tcp::no_delay(true), error);
    if (!error && tls_) error = shake_hands();
    return error;
  }

  // The server's certificate has to be of the host that was asked for.
  error_code shake_hands() {
    error_code not_an_address;
    asio::ip::make_address(host_, not_an_address);
    if (not_an_address && !ask_for(stream_->native_handle(), host_))
      return ssl::error::unspecified_system_error;
    stream_->set_verify_mode(ssl::verify_peer);
    stream_->set_verify_callback(ssl::host_name_verification(host_));
    return wait(kConnect, [&](auto done) {
      stream_->async_handshake(ssl::stream_base::client,
                               [done](error_code error) mutable { done(error, nullptr); });
    });
  }

  error_code exchange(const HttpRequest& request, HttpAnswer& answer, bool& answered) {
    const auto sent = send(request);
    // A server may refuse a body before it has all of it: its answer says more than the broken
    // pipe.
    const auto error = receive(request, answer, answered);
    if (sent) stream_.reset();
    return answered || !sent ? error : sent;
  }

  error_code send(const HttpRequest& request) {
    http::request<Body> message;
    message.method_string(request.method);
    message.target(prefix_ + request.target);
    message.set(http::field::host, host_.find(':') == std::string::npos
                                       ? host_ + ":" + port_
                                       : "[" + host_ + "]:" + port_);
    for (const auto& [name, value] : request.headers) message.set(name, value);
    message.body() = {request.body.data(), request.body.size()};
    message.prepare_payload();

    http::request_serializer<Body> serializer(message);
    serializer.split(true);
    serializer.limit(kPieceBytes);
    auto error = transfer(kProgress, [&](auto& stream, auto done) {
      http::async_write_header(stream, serializer, done);
    });
    for (std::size_t sent = 0; !error && !serializer.is_done();) {
      const auto write = [&](auto& stream, auto done) {
        http::async_write_some(stream, serializer, done);
      };
      error = transfer(kProgress, write, &sent);
      if (request.on_sent) request.on_sent(sent);
    }
    return error;
  }

  error_code receive(const HttpRequest& request, HttpAnswer& answer, bool& answered) {
    http::response_parser<http::buffer_body> parser;
    parser.body_limit(boost::none);
    auto error = transfer(kFirstByte, [&](auto& stream, auto done) {
      http::async_read_header(stream, buffer_, parser, done);
    });
    answered = parser.got_some() || buffer_.size() > 0;
    if (error) return error;
    const auto& head = parser.get();
    answer.status = head.result_int();
    for (const auto& field : head) answer.headers.emplace_back(field.name_string(), field.value());
    const bool in_pieces = request.on_piece && answer.status == 200;

    std::array<char, kPieceBytes> piece;
    while (!parser.is_done()) {
      auto& body = parser.get().body();
      body.data = piece.data();
      body.size = piece.size();
      error = transfer(kProgress, [&](auto& stream, auto done) {
        http::async_read_some(stream, buffer_, parser, done);
      });
      if (error == http::error::need_buffer) error = {};  // the piece is full
      if (error) return error;
      const std::string_view got(piece.data(), piece.size() - body.size);
      if (!in_pieces) {
        answer.body.append(got);
      } else if (!got.empty() && !request.on_piece(got)) {
        stream_.reset();
        return {};
      }
    }
    if (!parser.keep_alive()) stream_.reset();
    return {};
  }

  const std::string host_, port_, prefix_;
  const std::shared_ptr<ssl::context> tls_;
  ssl::context no_tls_{ssl::context::tls_client};  // a stream wants one, used or not
  asio::io_context io_{1};
  std::optional<Stream> stream_;  // where there is a connection
  beast::flat_buffer buffer_;     // what came of the next answer
};

std::string_view HttpAnswer::header(std::string_view name) const {
  for (const auto& [known, value] : headers)
    if (beast::iequals(known, name)) return value;
  return {};
}

Client::Client(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Result<Client> Client::to(std::string_view url, const std::string& ca_file) {
  const auto parsed = boost::urls::parse_uri(url);
  const bool secure = parsed && parsed->scheme() == "https";
  if (!parsed || (!secure && parsed->scheme() != "http") || parsed->host_address().empty() ||
      parsed->has_query() || parsed->has_fragment() || parsed->has_userinfo())
    return not_a_url(url);
  std::string path(parsed->encoded_path());
  while (path.ends_with('/')) path.pop_back();
  std::string port(parsed->port());
  if (port.empty()) port = secure ? "443" : "80";
  std::shared_ptr<ssl::context> tls;
  if (secure) {
    auto trusted = trusting(ca_file);
    if (!trusted) return std::move(trusted).error();
    tls = std::move(*trusted);
  }
  return Client(std::make_unique<Connection>(parsed->host_address(), std::move(port),
                                             std::move(path), std::move(tls)));
}

Result<HttpAnswer> Client::call(const HttpRequest& request) {
  return connection_->call(request);
}

}  // namespace verbatim::tool
