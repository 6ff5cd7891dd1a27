#include "store/record_file.hpp"

#include <algorithm>
#include <utility>

#include "store/bytes.hpp"
#include "store/crc32c.hpp"
#include "store/failures.hpp"

namespace verbatim::store {
namespace {

constexpr std::size_t kHeaderBytes = 7;
constexpr std::size_t kLengthOffset = 4;
constexpr std::size_t kTypeOffset = 6;

void append_head(std::string& head, std::string_view bytes) {
  head += bytes.substr(0, RecordFile::kHeadBytes - std::min(RecordFile::kHeadBytes, head.size()));
}

}  // namespace

RecordFile::RecordFile(std::unique_ptr<rocksdb::FSSequentialFile> file, std::string path)
    : file_(std::move(file)),
      path_(std::move(path)),
      buffer_(std::make_unique<std::array<char, kBlockBytes>>()) {}

Result<RecordFile> RecordFile::open(rocksdb::FileSystem& files, const std::string& path) {
  std::unique_ptr<rocksdb::FSSequentialFile> file;
  const auto status = files.NewSequentialFile(path, {}, &file, nullptr);
  if (!status.ok()) return failure_of(status, "read " + path);
  return RecordFile(std::move(file), path);
}

bool RecordFile::next(Record& record) {
  damage_.reset();
  bool begun = false;
  for (;;) {
    const auto fragment = ahead_ ? std::exchange(ahead_, std::nullopt) : next_fragment();
    const bool continues = fragment && !fragment->after_damage &&
                           (fragment->type == kMiddle || fragment->type == kLast);
    if (begun && !continues) {
      note(record.offset, "a record does not end");
      begun = false;
      if (record.head.size() == kHeadBytes) {
        ahead_ = fragment;
        return true;
      }
    }
    if (!fragment) return false;
    if (fragment->type == kWhole || fragment->type == kFirst) {
      record = {fragment->offset, {}, fragment->type == kWhole};
      begun = true;
    } else if (!begun) {
      note(fragment->offset, "a record does not begin");
      continue;
    }
    append_head(record.head, fragment->bytes);
    record.whole = fragment->type == kWhole || fragment->type == kLast;
    if (record.whole) return true;
  }
}

std::optional<RecordFile::Fragment> RecordFile::next_fragment() {
  bool after_damage = false;
  std::optional<std::uint64_t> zeros;  // where they begin
  for (;;) {
    // Behind damage nothing says where the next fragment begins: try every byte. Only zeros to the
    // end of the block: space that was allocated and not yet written.
    while (block_.size() - at_ >= kHeaderBytes && !only_zeros_left()) {
      const char* why_not = nullptr;
      if (auto fragment = fragment_at(at_, why_not)) {
        at_ += kHeaderBytes + fragment->bytes.size();
        if (zeros) note(*zeros, "zeros stand where a record should");
        fragment->after_damage = after_damage || zeros;
        return fragment;
      }
      note(block_offset_ + at_, why_not);
      after_damage = true;
      ++at_;
    }
    if (only_zeros_left()) {
      if (block_.size() - at_ >= kHeaderBytes && !zeros) zeros = block_offset_ + at_;
    } else {
      note(block_offset_ + at_, "the file ends inside a record");
      after_damage = true;
    }
    if (!next_block()) return std::nullopt;
  }
}

// Fragments have no zero for a type, so the first one looked at nearly always decides.
bool RecordFile::only_zeros_left() const {
  return block_.find_first_not_of('\0', at_) == std::string_view::npos;
}

std::optional<RecordFile::Fragment> RecordFile::fragment_at(std::size_t at,
                                                            const char*& why_not) const {
  const auto header = block_.substr(at, kHeaderBytes);
  const auto low = static_cast<unsigned char>(header[kLengthOffset]);
  const auto high = static_cast<unsigned char>(header[kLengthOffset + 1]);
  const std::size_t length = low | static_cast<std::size_t>(high) << 8;
  const auto type = static_cast<std::uint8_t>(header[kTypeOffset]);
  if (type < kWhole || type > kLast) {
    why_not = "no record begins where one should";
    return std::nullopt;
  }
  if (at + kHeaderBytes + length > block_.size()) {
    why_not = "a record is longer than its block";
    return std::nullopt;
  }
  if (masked_crc32c(block_.substr(at + kTypeOffset, 1 + length)) != get_le32(header)) {
    why_not = "a checksum does not match";
    return std::nullopt;
  }
  return Fragment{block_offset_ + at, type, block_.substr(at + kHeaderBytes, length)};
}

bool RecordFile::next_block() {
  block_offset_ += block_.size();
  block_ = {};
  at_ = 0;
  rocksdb::Slice read;
  const auto status = file_->Read(kBlockBytes, {}, &read, buffer_->data(), nullptr);
  if (!status.ok()) {
    read_failure_ = failure_of(status, "read " + path_);
    return false;
  }
  block_ = {read.data(), read.size()};
  return !block_.empty();
}

void RecordFile::note(std::uint64_t offset, const char* what) {
  if (!damage_) damage_ = Damage{offset, what};
}

}  // namespace verbatim::store
