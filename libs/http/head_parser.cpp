#include "http/head_parser.hpp"

#include <cstdint>
#include <limits>

#include <boost/beast/http/basic_parser.hpp>

namespace verbatim::http {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
using beast::http::field;
using beast::http::verb;

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

Method method_of(verb method) {
  switch (method) {
    case verb::get:
      return Method::kGet;
    case verb::head:
      return Method::kHead;
    case verb::post:
      return Method::kPost;
    case verb::put:
      return Method::kPut;
    case verb::delete_:
      return Method::kDelete;
    default:
      return Method::kOther;
  }
}

class HeadParser final : public beast::http::basic_parser<true> {
 public:
  HeadParser(Request& request, Head& head) : request_(request), head_(head) {
    header_limit(std::numeric_limits<std::uint32_t>::max());  // the connection has its own limit
    skip(true);                                               // never a body
  }

 private:
  using Error = beast::error_code;

  void on_request_impl(verb method, beast::string_view, beast::string_view target, int version,
                       Error&) override {
    request_.method = method_of(method);
    request_.target = view(target);
    head_.is_options = method == verb::options;
    head_.version = static_cast<unsigned>(version);
  }

  void on_field_impl(field name, beast::string_view name_text, beast::string_view value,
                     Error&) override {
    request_.headers.emplace_back(view(name_text), view(value));
    switch (name) {
      case field::host:
        ++head_.hosts;
        head_.host = view(value);
        break;
      case field::content_length:
        ++head_.lengths;
        head_.length = view(value);
        break;
      case field::transfer_encoding:
        head_.transfer_encoding = true;
        break;
      case field::expect:
        head_.expect = view(value);
        break;
      default:
        break;
    }
  }

  void on_header_impl(Error&) override {}
  void on_finish_impl(Error&) override {}
  void on_response_impl(int, beast::string_view, int, Error&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, Error&) override {}
  std::size_t on_body_impl(beast::string_view body, Error&) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, Error&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view body, Error&) override {
    return body.size();
  }

  Request& request_;
  Head& head_;
};

}  // namespace

std::optional<std::string> parse_head(std::string_view bytes, Request& request, Head& head) {
  request.headers.clear();
  head = {};
  HeadParser parser(request, head);
  beast::error_code error;
  parser.put(net::const_buffer(bytes.data(), bytes.size()), error);
  if (error == beast::http::error::bad_transfer_encoding) head.transfer_encoding = true;
  if (error) return error.message();
  if (!parser.is_header_done()) return "the head ends early";
  head.keep_alive = parser.keep_alive();
  return std::nullopt;
}

}  // namespace verbatim::http
