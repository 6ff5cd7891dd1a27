#include "http/bare_problem.hpp"

#include <boost/beast/http/status.hpp>

namespace verbatim::http {

Response bare_problem(unsigned status) {
  namespace beast_http = boost::beast::http;
  const auto title = beast_http::obsolete_reason(beast_http::int_to_status(status));
  Response response;
  response.status = status;
  response.content_type = "application/problem+json";
  response.body = R"({"type":"about:blank","title":")";
  response.body.append(title.data(), title.size());
  response.body += R"(","status":)" + std::to_string(status) + "}";
  return response;
}

}  // namespace verbatim::http
