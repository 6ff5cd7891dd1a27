#pragma once

#include <chrono>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

// The names of Asio that this folder uses. The socket names its executor, which spares each
// operation the type-erased one.
namespace verbatim::http {

namespace net = boost::asio;
using boost::system::error_code;
using Socket = net::basic_stream_socket<net::ip::tcp, net::io_context::executor_type>;
using Clock = std::chrono::steady_clock;

}  // namespace verbatim::http
