#include "base/file.hpp"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace verbatim {
namespace {

template <class Call>
auto retried(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

// The folder that a path is in.
std::string folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool write_new(const std::string& path, std::string_view bytes) {
  const File file(path, O_WRONLY | O_CREAT | O_EXCL);
  return file && file.write_all(bytes) && file.sync();
}

}  // namespace

File::File(const std::string& path, int flags)
    : descriptor_(
          retried([&] { return ::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR); })) {}

File::~File() {
  const int error = errno;  // of what failed before, which the owner may still want to tell
  if (descriptor_ >= 0) ::close(descriptor_);
  errno = error;
}

std::optional<std::string> File::read_all() const {
  constexpr std::size_t kStep = 64 * 1024;
  std::string bytes;
  struct stat about {};
  if (::fstat(descriptor_, &about) == 0 && about.st_size > 0)
    bytes.reserve(static_cast<std::size_t>(about.st_size) + kStep);
  for (std::size_t size = 0;;) {
    bytes.resize(size + kStep);
    const auto got = retried(
        [&] { return ::pread(descriptor_, bytes.data() + size, kStep, static_cast<off_t>(size)); });
    if (got < 0) return std::nullopt;
    size += static_cast<std::size_t>(got);
    bytes.resize(size);
    if (got == 0) return bytes;
  }
}

bool File::write_all(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto put = retried([&] { return ::write(descriptor_, bytes.data(), bytes.size()); });
    if (put < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return true;
}

bool File::sync() const {
  return retried([&] { return ::fsync(descriptor_); }) == 0;
}

bool File::lock() const {
  return retried([&] { return ::flock(descriptor_, LOCK_EX); }) == 0;
}

bool sync_folder(const std::string& path) {
  const File folder(path, O_RDONLY | O_DIRECTORY);
  return folder && folder.sync();
}

bool put_file(const std::string& path, std::string_view bytes, std::string_view unfinished) {
  const auto first = path + std::string(unfinished);
  ::unlink(first.c_str());  // of a run that was interrupted; and none that is anybody else's
  if (write_new(first, bytes) && std::rename(first.c_str(), path.c_str()) == 0)
    return sync_folder(folder_of(path));
  const int error = errno;
  ::unlink(first.c_str());
  errno = error;
  return false;
}

}  // namespace verbatim
