#include "verbatim/backup/folder_files.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.hpp"

namespace verbatim::tool {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUnfinished = ".unfinished";
constexpr const char* kProbe = "ROOM";
constexpr off_t kRoomBytes = 16 << 20;

Failure failed(const std::string& what, const fs::path& path, int error) {
  return {Fault::kStorageFailed,
          what + " " + path.string() + " failed: " + std::strerror(error) + ".", "",
          error == ENOSPC || error == EDQUOT ? "Make room, or name another disk." : ""};
}

Result<void> sync_one(const fs::path& path, int flags) {
  const File file(path, flags);
  if (!file || !file.sync()) return failed("Syncing", path, errno);
  return {};
}

}  // namespace

Result<void> write_synced(const fs::path& path, std::string_view bytes) {
  const File file(path, O_CREAT | O_EXCL | O_WRONLY);
  if (!file) return failed("Making", path, errno);
  if (!file.write_all(bytes)) return failed("Writing", path, errno);
  if (!file.sync()) return failed("Syncing", path, errno);
  return {};
}

Result<std::string> read_whole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return failed("Reading", path, errno);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return failed("Reading", path, EIO);
  return bytes;
}

Result<void> copy_if_there(const fs::path& from, const fs::path& to) {
  std::error_code error;
  if (!fs::exists(from, error)) return {};
  const auto bytes = read_whole(from);
  return bytes ? write_synced(to, *bytes) : bytes.error();
}

Result<void> sync_folder(const fs::path& folder) {
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    const bool is_folder = at->is_directory();
    if (auto synced = sync_one(at->path(), is_folder ? O_RDONLY | O_DIRECTORY : O_RDONLY); !synced)
      return synced;
  }
  if (error) return failed("Reading", folder, error.value());
  return sync_one(folder, O_RDONLY | O_DIRECTORY);
}

Result<void> has_room(const fs::path& folder) {
  const auto probe = folder / kProbe;
  int error = 0;
  {
    const File file(probe, O_CREAT | O_WRONLY);
    error = file ? ::posix_fallocate(file.descriptor(), 0, kRoomBytes) : errno;
  }
  ::unlink(probe.c_str());
  if (error != 0) return failed("Taking room for", folder, error);
  return {};
}

Result<std::string> sha256_of(const fs::path& path,
                              const std::function<void(std::uint64_t)>& progress) {
  const File file(path, O_RDONLY);
  if (!file) return failed("Reading", path, errno);
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  std::string buffer(std::size_t{1} << 20, '\0');
  for (;;) {
    const auto read = ::read(file.descriptor(), buffer.data(), buffer.size());
    if (read < 0 && errno == EINTR) continue;
    if (read < 0) return failed("Reading", path, errno);
    if (read == 0) break;
    const auto bytes = static_cast<std::uint64_t>(read);
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(buffer.data()), bytes);
    if (progress) progress(bytes);
  }
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256_final(&state, hash.data());
  std::array<char, 2 * crypto_hash_sha256_BYTES + 1> digits{};
  sodium_bin2hex(digits.data(), digits.size(), hash.data(), hash.size());
  return std::string(digits.data());
}

Result<std::map<std::string, std::uint64_t>> files_under(const fs::path& folder) {
  std::map<std::string, std::uint64_t> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_directory() && !at->is_symlink()) continue;
    const auto size = at->is_regular_file() ? at->file_size(error) : 0;
    files.emplace(at->path().lexically_relative(folder).generic_string(), size);
  }
  if (error) return failed("Reading", folder, error.value());
  return files;
}

UnfinishedFolder::UnfinishedFolder(fs::path path)
    : path_(std::move(path)), unfinished_(path_.string() + kUnfinished) {}

UnfinishedFolder::UnfinishedFolder(UnfinishedFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), unfinished_(std::exchange(other.unfinished_, {})) {}

UnfinishedFolder::~UnfinishedFolder() {
  std::error_code ignored;  // what is left is named as what it is
  if (!unfinished_.empty()) fs::remove_all(unfinished_, ignored);
}

Result<UnfinishedFolder> UnfinishedFolder::make(const fs::path& at) {
  std::error_code error;
  auto path = fs::absolute(at).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // written with a '/' at its end
  if (fs::exists(fs::symlink_status(path, error)) &&
      !(fs::is_directory(path, error) && fs::is_empty(path, error)))
    return Failure{Fault::kAlreadyExists, path.string() + " is there already, and not empty.", "",
                   "Name a folder that is not there: nothing is ever overwritten."};
  const fs::path unfinished = path.string() + kUnfinished;
  if (::mkdir(unfinished.c_str(), S_IRWXU) == 0) return UnfinishedFolder(path);
  if (errno != EEXIST) return failed("Making", unfinished, errno);
  return Failure{Fault::kAlreadyExists,
                 unfinished.string() + " is there: another run is at work, or was interrupted.", "",
                 "If none is, remove it: nothing in it is whole."};
}

Result<void> UnfinishedFolder::finish() {
  if (auto synced = sync_folder(unfinished_); !synced) return synced;
  if (::rename(unfinished_.c_str(), path_.c_str()) != 0) return failed("Making", path_, errno);
  unfinished_.clear();
  return sync_one(path_.parent_path(), O_RDONLY | O_DIRECTORY);
}

}  // namespace verbatim::tool
