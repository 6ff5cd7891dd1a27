#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include <boost/asio/buffer.hpp>

#include "http/asio.hpp"

namespace verbatim::http {

// What is on its way to the client: up to three pieces of memory, sent in order. The memory is its
// owner's and must stay until all is sent.
class Outgoing {
 public:
  void set(std::string_view first, std::string_view second = {}, std::string_view third = {}) {
    pieces_ = {net::buffer(first), net::buffer(second), net::buffer(third)};
    size_ = first.size() + second.size() + third.size();
  }

  std::size_t size() const { return size_; }
  const std::array<net::const_buffer, 3>& pieces() const { return pieces_; }

  void consume(std::size_t bytes) {
    size_ -= bytes;
    for (net::const_buffer& piece : pieces_) {
      const std::size_t taken = std::min(bytes, piece.size());
      piece += taken;
      bytes -= taken;
    }
  }

  // Hands over what the kernel takes without waiting, and answers how much that was.
  std::size_t send_some(Socket& socket, error_code& error) const {
    const bool is_one = pieces_[0].size() == size_;
    return is_one ? socket.write_some(pieces_[0], error) : socket.write_some(pieces_, error);
  }

 private:
  std::array<net::const_buffer, 3> pieces_;
  std::size_t size_ = 0;
};

}  // namespace verbatim::http
