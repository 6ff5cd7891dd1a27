#include "verbatim/audit/bundle_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include <archive.h>
#include <archive_entry.h>

namespace verbatim::tool {
namespace {

constexpr std::size_t kPiece = 1u << 20;
constexpr std::size_t kSmallMax = 256u << 20;  // of what is read into memory
constexpr std::size_t kLineMax = 128u << 20;

bool is_regular_file(archive_entry* entry) {
  return archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == nullptr &&
         archive_entry_symlink(entry) == nullptr && archive_entry_sparse_count(entry) == 0;
}

}  // namespace

BundleWriter::BundleWriter(std::string path)
    : path_(std::move(path)), unfinished_(path_ + ".part"), archive_(archive_write_new()) {}

BundleWriter::~BundleWriter() {
  archive_write_free(archive_);
  if (!unfinished_.empty()) std::remove(unfinished_.c_str());
}

Failure BundleWriter::failure() const {
  const char* why = archive_error_string(archive_);
  return {Fault::kStorageFailed,
          "Writing " + path_ + " failed: " + (why == nullptr ? std::strerror(errno) : why) + "."};
}

Result<std::unique_ptr<BundleWriter>> BundleWriter::create(const std::string& path) {
  std::unique_ptr<BundleWriter> writer(new BundleWriter(path));
  archive_write_set_format_pax_restricted(writer->archive_);
  if (archive_write_open_filename(writer->archive_, writer->unfinished_.c_str()) != ARCHIVE_OK)
    return writer->failure();
  return writer;
}

Result<void> BundleWriter::begin(const std::string& name, std::uint64_t size) {
  const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(archive_entry_new(),
                                                                            archive_entry_free);
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_mtime(entry.get(), 0, 0);
  if (archive_write_header(archive_, entry.get()) != ARCHIVE_OK) return failure();
  return {};
}

Result<void> BundleWriter::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = archive_write_data(archive_, bytes.data(), bytes.size());
    if (written <= 0) return failure();
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<void> BundleWriter::add(const std::string& name, std::string_view bytes) {
  if (auto begun = begin(name, bytes.size()); !begun) return begun;
  return write(bytes);
}

Result<void> BundleWriter::add_file(const std::string& name, const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file) return Failure{Fault::kStorageFailed, path + " cannot be read."};
  if (auto begun = begin(name, size); !begun) return begun;
  std::string piece(kPiece, '\0');
  for (std::uint64_t left = size; left > 0;) {
    file.read(piece.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(left, kPiece)));
    const auto got = static_cast<std::size_t>(file.gcount());
    if (got == 0) return Failure{Fault::kStorageFailed, path + " became shorter."};
    if (auto written = write(std::string_view(piece).substr(0, got)); !written) return written;
    left -= got;
  }
  return {};
}

Result<void> BundleWriter::finish() {
  if (archive_write_close(archive_) != ARCHIVE_OK) return failure();
  if (std::rename(unfinished_.c_str(), path_.c_str()) != 0) return failure();
  unfinished_.clear();
  return {};
}

BundleReader::BundleReader(std::string path)
    : path_(std::move(path)), archive_(archive_read_new()) {}

BundleReader::~BundleReader() {
  archive_read_free(archive_);
}

Failure BundleReader::failure(std::string_view what) const {
  const char* why = archive_error_string(archive_);
  return refuse(std::string(what) + (why == nullptr ? "" : std::string(": ") + why));
}

Failure BundleReader::refuse(std::string_view what) const {
  return {Fault::kForeignStore, path_ + " " + std::string(what) + ".", "",
          "Name a file that `verbatim audit bundle` wrote."};
}

Result<std::unique_ptr<BundleReader>> BundleReader::open(const std::string& path) {
  std::unique_ptr<BundleReader> reader(new BundleReader(path));
  archive_read_support_format_tar(reader->archive_);
  if (archive_read_open_filename(reader->archive_, path.c_str(), kPiece) != ARCHIVE_OK)
    return reader->failure("cannot be opened");
  archive_entry* entry = nullptr;
  std::size_t bytes = 0;
  for (;;) {
    if (archive_read_next_header(reader->archive_, &entry) != ARCHIVE_OK)
      return reader->failure("is no audit bundle, or ends before its events");
    const char* named = archive_entry_pathname(entry);
    if (named == nullptr) return reader->refuse("has an entry without a name");
    const std::string name = named;
    if (!is_regular_file(entry))
      return reader->refuse(
          "has an entry " + name +
          " that is no regular file: a link, a folder, a device or a sparse file");
    if (name == kEventsEntry) return reader;
    if (auto read = reader->read_small(entry, name, bytes); !read) return std::move(read).error();
  }
}

// `bytes`: of all that was read into memory before, and then with this.
Result<void> BundleReader::read_small(archive_entry* entry, const std::string& name,
                                      std::size_t& bytes) {
  const auto too_much = [&] {
    return refuse("has more than 256 MB before its events, with " + name);
  };
  if (archive_entry_size(entry) > static_cast<la_int64_t>(kSmallMax - bytes)) return too_much();
  std::string text;
  std::string piece(64 * 1024, '\0');
  for (la_ssize_t got = 1; got > 0;) {
    got = archive_read_data(archive_, piece.data(), piece.size());
    if (got < 0) return failure("cannot be read");
    text.append(piece.data(), static_cast<std::size_t>(got));
    if (text.size() > kSmallMax - bytes) return too_much();
  }
  bytes += text.size();
  if (!files_.emplace(name, std::move(text)).second) return refuse("has two entries named " + name);
  return {};
}

const std::string* BundleReader::find(const std::string& name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? nullptr : &found->second;
}

Result<void> BundleReader::read_events(const std::function<bool(std::string_view line)>& visit) {
  std::string rest;  // of the piece before: a line without its end
  std::string piece(kPiece, '\0');
  for (;;) {
    const auto got = archive_read_data(archive_, piece.data(), piece.size());
    if (got < 0) return failure("cannot be read to its end");
    if (got == 0) break;
    std::string_view text(piece.data(), static_cast<std::size_t>(got));
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      const auto line = text.substr(0, end);
      const bool more = rest.empty() ? visit(line) : visit(rest.append(line));
      rest.clear();
      if (!more) return {};
      text.remove_prefix(end + 1);
    }
    rest += text;
    if (rest.size() > kLineMax) return refuse("has a line of more than 128 MB among its events");
  }
  if (!rest.empty()) return failure("ends within a line");
  // What stood behind would not have been looked at, and would replace what was, once unpacked.
  archive_entry* entry = nullptr;
  if (archive_read_next_header(archive_, &entry) != ARCHIVE_EOF)
    return failure("has more behind its events, where a bundle ends");
  return {};
}

}  // namespace verbatim::tool
