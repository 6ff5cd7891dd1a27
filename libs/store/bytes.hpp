#pragma once

#include <cstdint>
#include <string>
#include <string_view>

// Fixed-width integers in bytes. Reading requires enough bytes.
namespace verbatim::store {

namespace detail {

template <class Unsigned>
void put_be(std::string& out, Unsigned value) {
  for (int shift = 8 * sizeof(Unsigned) - 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift));
  }
}

template <class Unsigned>
void put_le(std::string& out, Unsigned value) {
  for (unsigned shift = 0; shift < 8 * sizeof(Unsigned); shift += 8) {
    out.push_back(static_cast<char>(value >> shift));
  }
}

template <class Unsigned>
Unsigned get_be(std::string_view in) {
  Unsigned value = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    value = static_cast<Unsigned>(value << 8 | static_cast<unsigned char>(in[i]));
  }
  return value;
}

template <class Unsigned>
Unsigned get_le(std::string_view in) {
  Unsigned value = 0;
  for (std::size_t i = sizeof(Unsigned); i-- > 0;) {
    value = static_cast<Unsigned>(value << 8 | static_cast<unsigned char>(in[i]));
  }
  return value;
}

}  // namespace detail

// Big-endian: bytes in the order of the numbers, so that keys sort as the numbers do.
inline void put_be64(std::string& out, std::uint64_t value) {
  detail::put_be(out, value);
}
inline void put_be32(std::string& out, std::uint32_t value) {
  detail::put_be(out, value);
}
inline std::uint64_t get_be64(std::string_view in) {
  return detail::get_be<std::uint64_t>(in);
}
inline std::uint32_t get_be32(std::string_view in) {
  return detail::get_be<std::uint32_t>(in);
}

// Little-endian: as RocksDB writes its own.
inline void put_le64(std::string& out, std::uint64_t value) {
  detail::put_le(out, value);
}
inline void put_le32(std::string& out, std::uint32_t value) {
  detail::put_le(out, value);
}
inline std::uint64_t get_le64(std::string_view in) {
  return detail::get_le<std::uint64_t>(in);
}
inline std::uint32_t get_le32(std::string_view in) {
  return detail::get_le<std::uint32_t>(in);
}

}  // namespace verbatim::store
