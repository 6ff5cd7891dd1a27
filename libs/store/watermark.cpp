#include "store/watermark.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "store/bytes.hpp"
#include "store/crc32c.hpp"
#include "store/failures.hpp"

namespace verbatim::store {
namespace {

constexpr const char* kName = "/WATERMARK";
constexpr std::size_t kSlotBytes = 16;
constexpr std::size_t kSlotDistance = 512;
constexpr std::size_t kFileBytes = kSlotDistance + kSlotBytes;

std::string slot_of(std::uint64_t sequence) {
  std::string slot;
  put_le64(slot, sequence);
  const auto crc = crc32c(slot);
  put_le32(slot, crc);
  put_le32(slot, crc);
  return slot;
}

std::optional<std::uint64_t> read_slot(std::string_view slot) {
  const auto sequence = get_le64(slot);
  if (slot != slot_of(sequence)) return std::nullopt;
  return sequence;
}

}  // namespace

Result<void> Watermark::create(rocksdb::FileSystem& files, const std::string& directory) {
  const auto path = directory + kName;
  std::string content = slot_of(0);
  content.resize(kSlotDistance, '\0');
  content += slot_of(0);
  std::unique_ptr<rocksdb::FSWritableFile> file;
  auto status = files.NewWritableFile(path, {}, &file, nullptr);
  if (status.ok()) status = file->Append(content, {}, nullptr);
  if (status.ok()) status = file->Sync({}, nullptr);
  if (status.ok()) status = file->Close({}, nullptr);
  if (!status.ok()) return failure_of(status, "write " + path);
  return {};
}

Result<std::uint64_t> Watermark::read(rocksdb::FileSystem& files, const std::string& directory) {
  const auto path = directory + kName;
  std::unique_ptr<rocksdb::FSSequentialFile> file;
  auto status = files.NewSequentialFile(path, {}, &file, nullptr);
  if (status.IsNotFound() || status.IsPathNotFound()) return 0;
  std::array<char, kFileBytes> buffer;
  rocksdb::Slice content;
  if (status.ok()) status = file->Read(buffer.size(), {}, &content, buffer.data(), nullptr);
  if (!status.ok()) return failure_of(status, "read " + path);

  if (content.size() == kFileBytes) {
    const std::string_view bytes(content.data(), content.size());
    const auto first = read_slot(bytes.substr(0, kSlotBytes));
    const auto second = read_slot(bytes.substr(kSlotDistance, kSlotBytes));
    if (first || second) return std::max(first.value_or(0), second.value_or(0));
  }
  return corrupt(fmt::format("{} is damaged", path));
}

Result<std::unique_ptr<Watermark>> Watermark::open(rocksdb::FileSystem& files,
                                                   const std::string& directory) {
  const auto path = directory + kName;
  if (files.FileExists(path, {}, nullptr).IsNotFound()) {
    if (auto made = create(files, directory); !made) return made.error();
  }
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  std::unique_ptr<rocksdb::MemoryMappedFileBuffer> slots;
  auto status = files.NewRandomRWFile(path, {}, &file, nullptr);
  if (status.ok()) status = files.NewMemoryMappedFileBuffer(path, &slots);
  if (!status.ok()) return failure_of(status, "open " + path);
  if (slots->GetLen() != kFileBytes) return corrupt(fmt::format("{} is damaged", path));
  return std::unique_ptr<Watermark>(new Watermark(std::move(file), std::move(slots), path));
}

void Watermark::raise(std::uint64_t sequence) {
  const auto slot = slot_of(sequence);
  std::memcpy(static_cast<char*>(slots_->GetBase()) + kSlotDistance * slot_, slot.data(),
              slot.size());
  slot_ = 1 - slot_;
}

Result<void> Watermark::sync() {
  const auto status = file_->Sync({}, nullptr);
  if (!status.ok()) return failure_of(status, "sync " + path_);
  return {};
}

}  // namespace verbatim::store
