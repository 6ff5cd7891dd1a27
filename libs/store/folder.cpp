#include "store/folder.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <random>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <rocksdb/env.h>
#include <unistd.h>

#include "store/failures.hpp"

namespace verbatim::store {
namespace {

constexpr const char* kFormat = "FORMAT";
constexpr const char* kFormatNew = "FORMAT.new";
constexpr const char* kWriter = "WRITER";
constexpr std::size_t kFormatBytesMax = 1024;

Failure foreign(std::string detail) {
  return {.fault = Fault::kForeignStore,
          .detail = std::move(detail),
          .fix = "name another folder, or an empty one"};
}

// Puts the folder's list of names on disk.
Result<void> sync_names(rocksdb::FileSystem& files, const std::string& directory) {
  std::unique_ptr<rocksdb::FSDirectory> handle;
  auto status = files.NewDirectory(directory, {}, &handle, nullptr);
  if (status.ok()) status = handle->Fsync({}, nullptr);
  if (!status.ok()) return failure_of(status, "sync the folder " + directory);
  return {};
}

Result<void> write_synced(rocksdb::FileSystem& files, const std::string& path,
                          const std::string& text) {
  std::unique_ptr<rocksdb::FSWritableFile> file;
  auto status = files.NewWritableFile(path, {}, &file, nullptr);
  if (status.ok()) status = file->Append(text, {}, nullptr);
  if (status.ok()) status = file->Sync({}, nullptr);
  if (status.ok()) status = file->Close({}, nullptr);
  if (!status.ok()) return failure_of(status, "write " + path);
  return {};
}

std::string random_id() {
  std::random_device device;
  return fmt::format("{:08x}{:08x}{:08x}{:08x}", device(), device(), device(), device());
}

struct flock whole_file_lock() {
  struct flock lock = {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

// The rest of a line that begins with `name` and a space; empty where it does not.
std::string_view field(std::string_view& text, std::string_view name) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return {};
  auto line = text.substr(0, end);
  text.remove_prefix(end + 1);
  if (!line.starts_with(name) || line.size() <= name.size() + 1) return {};
  line.remove_prefix(name.size() + 1);
  return line;
}

}  // namespace

std::string to_text(const Identity& identity) {
  return fmt::format("verbatim {}\nformat {}\nstore {}\n", identity.kind, identity.format,
                     identity.id);
}

Result<FolderState> look_into(rocksdb::FileSystem& files, const std::string& directory) {
  std::vector<std::string> names;
  const auto status = files.GetChildren(directory, {}, &names, nullptr);
  if (status.IsNotFound() || status.IsPathNotFound()) return FolderState::kMissing;
  if (!status.ok()) return failure_of(status, "read the folder " + directory);

  const auto has = [&](const char* name) { return std::ranges::find(names, name) != names.end(); };
  if (has(kFormat)) return FolderState::kStore;
  if (has(kFormatNew)) return FolderState::kUnfinished;
  const auto ours = [](const std::string& name) {
    return name == "." || name == ".." || name == kWriter;
  };
  return std::ranges::all_of(names, ours) ? FolderState::kEmpty : FolderState::kForeign;
}

Result<Identity> read_identity(rocksdb::FileSystem& files, const std::string& directory,
                               std::string_view kind, std::uint32_t format_max) {
  const auto path = directory + "/" + kFormat;
  std::unique_ptr<rocksdb::FSSequentialFile> file;
  std::string buffer(kFormatBytesMax, '\0');
  rocksdb::Slice content;
  auto status = files.NewSequentialFile(path, {}, &file, nullptr);
  if (status.ok()) {
    status = file->Read(buffer.size(), {}, &content, buffer.data(), nullptr);
  }
  if (!status.ok()) return failure_of(status, "read " + path);

  auto text = std::string_view(content.data(), content.size());
  Identity found{std::string(field(text, "verbatim")), 0, {}};
  const auto format = field(text, "format");
  const auto [end, error] =
      std::from_chars(format.data(), format.data() + format.size(), found.format);
  if (found.kind.empty() || error != std::errc{} || end != format.data() + format.size()) {
    return foreign(fmt::format("{} is not one that Verbatim wrote", path));
  }
  if (found.kind != kind) {
    return foreign(fmt::format("{} holds a store of kind {}, not {}", directory, found.kind, kind));
  }
  if (found.format > format_max) {
    return Failure{.fault = Fault::kNewerStore,
                   .detail = fmt::format("{} has format {}; this program knows formats up to {}",
                                         directory, found.format, format_max),
                   .fix = "open it with the version of Verbatim that wrote it, or a later one"};
  }
  found.id = field(text, "store");
  if (found.format == 0 || found.id.empty() || !text.empty()) {
    return corrupt(fmt::format("{} is damaged", path));
  }
  return found;
}

Result<void> make_folder(rocksdb::FileSystem& files, const std::string& directory) {
  const auto path = std::filesystem::absolute(directory).lexically_normal();
  std::vector<std::filesystem::path> missing;
  for (auto at = path; !at.empty() && !std::filesystem::exists(at); at = at.parent_path()) {
    missing.push_back(at);
  }
  while (!missing.empty()) {
    const auto next = missing.back();
    missing.pop_back();
    const auto status = files.CreateDirIfMissing(next.string(), {}, nullptr);
    if (!status.ok()) return failure_of(status, "make the folder " + next.string());
    if (auto synced = sync_names(files, next.parent_path().string()); !synced) return synced;
  }
  return {};
}

Result<Identity> begin_store(rocksdb::FileSystem& files, const std::string& directory,
                             std::string_view kind, std::uint32_t format, std::string id) {
  const Identity identity{std::string(kind), format, id.empty() ? random_id() : std::move(id)};
  auto done = write_synced(files, directory + "/" + kFormatNew, to_text(identity));
  if (done) done = sync_names(files, directory);
  if (!done) return done.error();
  return identity;
}

Result<void> finish_store(rocksdb::FileSystem& files, const std::string& directory) {
  const auto path = directory + "/" + kFormat;
  const auto status = files.RenameFile(directory + "/" + kFormatNew, path, {}, nullptr);
  if (!status.ok()) return failure_of(status, "write " + path);
  return sync_names(files, directory);
}

// Locks of the open file, not of the process: they hold between two holders in one process too.
Result<std::unique_ptr<WriterLock>> WriterLock::take(const std::string& directory) {
  const auto path = directory + "/" + kWriter;
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
  if (descriptor < 0) {
    return Failure{.fault = Fault::kStorageFailed,
                   .detail = fmt::format("cannot open {}: {}", path, std::strerror(errno)),
                   .fix = "let this user write to the folder"};
  }
  auto lock = whole_file_lock();
  if (::fcntl(descriptor, F_OFD_SETLK, &lock) == 0) {
    return std::unique_ptr<WriterLock>(new WriterLock(descriptor));
  }
  const bool held = errno == EAGAIN || errno == EACCES;
  const std::string reason = std::strerror(errno);
  ::close(descriptor);
  if (!held) {
    return Failure{.fault = Fault::kStorageFailed,
                   .detail = fmt::format("cannot lock {}: {}", path, reason),
                   .fix = "keep the folder on a local disk"};
  }
  return Failure{.fault = Fault::kStoreInUse,
                 .detail = fmt::format("another process has {} open", directory),
                 .fix = "stop the other server, or name another folder"};
}

bool WriterLock::is_held(const std::string& directory) {
  const auto path = directory + "/" + kWriter;
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  auto lock = whole_file_lock();
  const bool held = ::fcntl(descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  ::close(descriptor);
  return held;
}

WriterLock::~WriterLock() {
  ::close(descriptor_);
}

}  // namespace verbatim::store
