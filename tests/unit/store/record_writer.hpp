#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/bytes.hpp"
#include "store/crc32c.hpp"

namespace verbatim::test {

// Writes the record format that store/record_file.hpp reads, from its description.
class RecordWriter {
 public:
  void add(std::string_view record) {
    bool first = true;
    do {
      const auto room = kBlock - bytes.size() % kBlock;
      if (room < kHeader) {
        bytes.append(room, '\0');
        continue;
      }
      const auto part = record.substr(0, room - kHeader);
      record.remove_prefix(part.size());
      fragment(first ? (record.empty() ? 1 : 2) : (record.empty() ? 4 : 3), part);
      first = false;
      if (record.empty()) return;
    } while (true);
  }

  // A write batch of `count` operations, as far as anyone looks at it here.
  void add_batch(std::uint64_t sequence, std::uint32_t count, std::size_t size = 40) {
    std::string batch;
    store::put_le64(batch, sequence);
    store::put_le32(batch, count);
    while (batch.size() < size) batch.push_back(static_cast<char>('a' + batch.size() % 26));
    add(batch);
  }

  std::string bytes;

 private:
  static constexpr std::size_t kBlock = 32'768, kHeader = 7;

  void fragment(char type, std::string_view part) {
    const auto crc = store::crc32c(type + std::string(part));
    store::put_le32(bytes, ((crc >> 15) | (crc << 17)) + 0xa282ead8U);
    bytes.push_back(static_cast<char>(part.size() & 0xFF));
    bytes.push_back(static_cast<char>(part.size() >> 8));
    bytes.push_back(type);
    bytes += part;
  }
};

}  // namespace verbatim::test
