#pragma once

#include <cstdint>
#include <string_view>

#include <boost/crc.hpp>

namespace verbatim::store {

// CRC-32C (Castagnoli), as RocksDB's log files and iSCSI (RFC 3720) have it.
inline std::uint32_t crc32c(std::string_view bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

// As RocksDB stores it, so that the checksum of bytes that hold one is no special case: rotated
// right by 15, and a constant added.
inline std::uint32_t masked_crc32c(std::string_view bytes) {
  const auto crc = crc32c(bytes);
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8U;
}

}  // namespace verbatim::store
