#include "store/table_check.hpp"

#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "store/bytes.hpp"
#include "store/crc32c.hpp"
#include "store/failures.hpp"

namespace verbatim::store {
namespace {

// checksum type (1) | handle of the metaindex | handle of the index | zeros to 41 bytes |
// format version (4) | magic number (8)
constexpr std::size_t kFooterBytes = 53;
constexpr std::uint64_t kMagic = 0x88e241b785f4cff7;
constexpr char kCrc32c = 1;
constexpr std::size_t kTrailerBytes = 5;          // of a block: compression type (1) | checksum (4)
constexpr std::size_t kBlockBytesMax = 1u << 20;  // neither block is ever that large
constexpr std::string_view kProperties = "rocksdb.properties";

struct Handle {
  std::uint64_t offset = 0, size = 0;
};

std::optional<std::uint64_t> take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !bytes.empty(); shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

std::optional<Handle> take_handle(std::string_view& bytes) {
  const auto offset = take_varint(bytes);
  const auto size = offset ? take_varint(bytes) : std::nullopt;
  if (!size || *size > kBlockBytesMax) return std::nullopt;
  return Handle{*offset, *size};
}

// The value of a key in a block whose keys are stored whole, as those of a metaindex are.
std::optional<std::string_view> find_in_block(std::string_view block, std::string_view wanted) {
  while (!block.empty()) {
    const auto shared = take_varint(block);
    const auto key_size = shared ? take_varint(block) : std::nullopt;
    const auto value_size = key_size ? take_varint(block) : std::nullopt;
    if (!value_size || *shared != 0 || *key_size > block.size()) return std::nullopt;
    const auto key = block.substr(0, *key_size);
    block.remove_prefix(*key_size);
    if (*value_size > block.size()) return std::nullopt;
    if (key == wanted) return block.substr(0, *value_size);
    block.remove_prefix(*value_size);
  }
  return std::nullopt;
}

class Table {
 public:
  static std::optional<Table> open(rocksdb::FileSystem& files, const std::string& path) {
    Table table;
    if (!files.GetFileSize(path, {}, &table.bytes_, nullptr).ok()) return std::nullopt;
    if (!files.NewRandomAccessFile(path, {}, &table.file_, nullptr).ok()) return std::nullopt;
    return table;
  }

  std::uint64_t size() const { return bytes_; }

  // Nothing where the file does not have so many bytes there.
  std::optional<std::string> read(std::uint64_t offset, std::size_t size) const {
    if (offset > bytes_ || size > bytes_ - offset) return std::nullopt;
    std::string bytes(size, '\0');
    rocksdb::Slice got;
    if (!file_->Read(offset, size, {}, &got, bytes.data(), nullptr).ok() || got.size() != size)
      return std::nullopt;
    return std::string(got.data(), got.size());
  }

 private:
  std::unique_ptr<rocksdb::FSRandomAccessFile> file_;
  std::uint64_t bytes_ = 0;
};

// Whether the properties are whole; also where it cannot be told, since RocksDB can then.
bool has_whole_properties(const Table& table) {
  if (table.size() < kFooterBytes) return true;
  const auto footer = table.read(table.size() - kFooterBytes, kFooterBytes);
  if (!footer || get_le64(std::string_view(*footer).substr(kFooterBytes - 8)) != kMagic ||
      footer->front() != kCrc32c)
    return true;
  auto handles = std::string_view(*footer).substr(1);
  const auto metaindex = take_handle(handles);
  if (!metaindex) return true;
  const auto index = table.read(metaindex->offset, metaindex->size);
  if (!index) return true;
  auto found = find_in_block(*index, kProperties);
  const auto properties = found ? take_handle(*found) : std::nullopt;
  if (!properties) return true;
  const auto block = table.read(properties->offset, properties->size + kTrailerBytes);
  if (!block) return true;
  const auto checked = std::string_view(*block).substr(0, block->size() - 4);
  return masked_crc32c(checked) == get_le32(std::string_view(*block).substr(checked.size()));
}

}  // namespace

Result<void> check_tables(rocksdb::FileSystem& files, const std::string& directory) {
  std::vector<std::string> names;
  const auto status = files.GetChildren(directory, {}, &names, nullptr);
  if (!status.ok()) return failure_of(status, "read the folder " + directory);
  for (const auto& name : names) {
    if (!name.ends_with(".sst")) continue;
    const auto path = directory + "/" + name;
    const auto table = Table::open(files, path);
    if (table && !has_whole_properties(*table))
      return corrupt(
          fmt::format("{} is damaged: the checksum of its properties does not match", path));
  }
  return {};
}

}  // namespace verbatim::store
