#include "snapshot/snapshots.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

namespace verbatim::snapshot {
namespace {

constexpr std::string_view kUnfinished = ".unfinished";

class File {
 public:
  File(const std::string& path, int flags) : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  explicit operator bool() const { return fd_ >= 0; }

  bool write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }
  bool sync() const { return ::fsync(fd_) == 0; }
  std::optional<std::string> read() const {
    struct stat about {};
    if (::fstat(fd_, &about) != 0) return std::nullopt;
    std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
    std::size_t have = 0;
    while (have < bytes.size()) {
      const auto got = ::read(fd_, bytes.data() + have, bytes.size() - have);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return std::nullopt;
      have += static_cast<std::size_t>(got);
    }
    return bytes;
  }

 private:
  int fd_;
};

std::string name_of(std::uint64_t position) {
  return fmt::format("{:020}", position);
}

}  // namespace

std::string Snapshots::folder_of(std::string_view study) const {
  const auto hash = XXH3_128bits(study.data(), study.size());
  return fmt::format("{}/{:016x}{:016x}", directory_, hash.high64, hash.low64);
}

std::vector<std::uint64_t> Snapshots::positions(std::string_view study) const {
  std::vector<std::uint64_t> positions;
  std::error_code error;
  std::filesystem::directory_iterator at(folder_of(study), error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error)) {
    const auto name = at->path().filename().string();
    std::uint64_t position = 0;
    const auto [end, bad] = std::from_chars(name.data(), name.data() + name.size(), position);
    if (bad == std::errc() && end == name.data() + name.size()) positions.push_back(position);
  }
  std::sort(positions.begin(), positions.end());
  return positions;
}

std::optional<std::string> Snapshots::read(std::string_view study, std::uint64_t position) const {
  const File file(folder_of(study) + "/" + name_of(position), O_RDONLY);
  if (!file) return std::nullopt;
  return file.read();
}

Result<void> Snapshots::write(std::string_view study, std::uint64_t position,
                              std::string_view bytes) const {
  const auto folder = folder_of(study);
  const auto refused = [&](std::string_view what) {
    return Failure{Fault::kStorageFailed,
                   fmt::format("A snapshot of study '{}' could not be {}: {}.", study, what,
                               std::strerror(errno)),
                   "", "Free space on the disk; until then the study is replayed from before."};
  };
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::filesystem::directory_iterator at(folder, error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error))
    if (at->path().extension() == kUnfinished) ::unlink(at->path().c_str());
  const auto path = folder + "/" + name_of(position);
  const auto unfinished = path + std::string(kUnfinished);
  {
    const File file(unfinished, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file || !file.write(bytes) || !file.sync()) {
      auto failure = refused("written");
      ::unlink(unfinished.c_str());
      return failure;
    }
  }
  if (::rename(unfinished.c_str(), path.c_str()) != 0) {
    auto failure = refused("put in its place");
    ::unlink(unfinished.c_str());
    return failure;
  }
  return {};
}

void Snapshots::remove(std::string_view study, std::uint64_t position) const {
  ::unlink((folder_of(study) + "/" + name_of(position)).c_str());
}

void Snapshots::remove_all(std::string_view study) const {
  std::error_code error;
  std::filesystem::remove_all(folder_of(study), error);
}

}  // namespace verbatim::snapshot
