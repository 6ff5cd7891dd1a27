#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <rocksdb/file_system.h>

#include "base/result.hpp"

// Reads the format of RocksDB's write-ahead logs and manifests
// (https://github.com/facebook/rocksdb/wiki/Write-Ahead-Log-File-Format):
//
//   a file is a sequence of blocks of 32,768 bytes; the last may be shorter
//   a block is a sequence of fragments; fewer than 7 bytes at its end are zero and mean nothing
//   zeros to the end of the file are space that was allocated and not yet written
//   a fragment is: checksum (4 bytes) | length (2) | type (1) | that many bytes
//     checksum: CRC-32C of type and bytes, rotated right by 15 and 0xa282ead8 added; little-endian
//     type: 1 a whole record; 2, 3, 4 the first, a middle, the last part of one
//
// Unlike RocksDB's own recovery, which stops at the first damage, this looks behind it: damage at
// the end of what was written is what a crash leaves; damage with records after it is a loss.
namespace verbatim::store {

struct Damage {
  std::uint64_t offset = 0;  // in the file
  std::string what;
};

class RecordFile {
 public:
  // Bytes of a record that are kept: enough for a write batch's sequence number and count.
  static constexpr std::size_t kHeadBytes = 12;

  struct Record {
    std::uint64_t offset = 0;
    std::string head;    // the first kHeadBytes of it, or all of a shorter one
    bool whole = false;  // false: it begins properly, but does not end
  };

  // The status of a missing file is kCorruptStore.
  static Result<RecordFile> open(rocksdb::FileSystem& files, const std::string& path);

  // The next record that can be read, wherever it begins; false at the end of the file.
  bool next(Record& record);

  // The first damage between the record before last and the last one that next() answered (or the
  // end of the file).
  const std::optional<Damage>& damage() const { return damage_; }
  // Why the file could not be read to its end.
  const std::optional<Failure>& read_failure() const { return read_failure_; }

 private:
  static constexpr std::size_t kBlockBytes = 32'768;

  enum Type : std::uint8_t { kWhole = 1, kFirst = 2, kMiddle = 3, kLast = 4 };
  struct Fragment {
    std::uint64_t offset;
    std::uint8_t type;
    std::string_view bytes;
    bool after_damage = false;
  };

  RecordFile(std::unique_ptr<rocksdb::FSSequentialFile> file, std::string path);

  std::optional<Fragment> next_fragment();
  std::optional<Fragment> fragment_at(std::size_t at, const char*& why_not) const;
  bool only_zeros_left() const;
  bool next_block();
  void note(std::uint64_t offset, const char* what);

  std::unique_ptr<rocksdb::FSSequentialFile> file_;
  std::string path_;
  std::unique_ptr<std::array<char, kBlockBytes>> buffer_;
  std::string_view block_;
  std::uint64_t block_offset_ = 0;
  std::size_t at_ = 0;             // in the block
  std::optional<Fragment> ahead_;  // read, but belongs to the next record
  std::optional<Damage> damage_;
  std::optional<Failure> read_failure_;
};

}  // namespace verbatim::store
