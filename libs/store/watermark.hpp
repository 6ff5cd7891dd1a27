#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <rocksdb/file_system.h>

#include "base/result.hpp"

// How far the store has promised: the file WATERMARK holds the sequence number of the last write
// that was acknowledged. RocksDB cannot tell the end of its log that a crash cut off (nobody was
// promised anything) from an end that was lost later (somebody was); the watermark can.
//
// Two slots, at offsets 0 and 512, written in turn, so that one is whole whatever happens to the
// other: sequence (8 bytes, little-endian) | checksum (8 bytes: CRC-32C of the first 8, twice).
// A slot is valid if and only if its checksum is; the watermark is the greater valid one.
//
// It is written after the log's sync and before the acknowledgement, through a memory mapping, and
// is not synced itself: it costs no system call and no disk wait, is exact whenever the operating
// system survived, and after a power failure may be some seconds old, which makes it weaker and
// never wrong.
namespace verbatim::store {

class Watermark {
 public:
  // Makes the file with 0, on disk when this answers (its name, when the folder is synced).
  static Result<void> create(rocksdb::FileSystem& files, const std::string& directory);

  // The watermark; 0 where the file is missing, which is how an operator accepts a loss.
  // kCorruptStore where neither slot is valid.
  static Result<std::uint64_t> read(rocksdb::FileSystem& files, const std::string& directory);

  // For writing. The file must be there, unless an operator took it away: then it is made.
  static Result<std::unique_ptr<Watermark>> open(rocksdb::FileSystem& files,
                                                 const std::string& directory);

  // `sequence` must not go down. One thread at a time.
  void raise(std::uint64_t sequence);
  // Puts it on disk.
  Result<void> sync();

 private:
  Watermark(std::unique_ptr<rocksdb::FSRandomRWFile> file,
            std::unique_ptr<rocksdb::MemoryMappedFileBuffer> slots, std::string path)
      : file_(std::move(file)), slots_(std::move(slots)), path_(std::move(path)) {}

  std::unique_ptr<rocksdb::FSRandomRWFile> file_;  // to sync
  std::unique_ptr<rocksdb::MemoryMappedFileBuffer> slots_;
  std::string path_;
  unsigned slot_ = 0;
};

}  // namespace verbatim::store
