#include "snapshot/snapshots.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/file.hpp"

namespace verbatim::snapshot {
namespace {

constexpr std::string_view kUnfinished = ".unfinished";

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
  return file.read_all();
}

Result<void> Snapshots::write(std::string_view study, std::uint64_t position,
                              std::string_view bytes) const {
  const auto folder = folder_of(study);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::filesystem::directory_iterator at(folder, error);
  for (; !error && at != std::filesystem::directory_iterator(); at.increment(error))
    if (at->path().extension() == kUnfinished) ::unlink(at->path().c_str());
  if (put_file(folder + "/" + name_of(position), bytes, kUnfinished)) return {};
  return Failure{Fault::kStorageFailed,
                 fmt::format("A snapshot of study '{}' could not be written: {}.", study,
                             std::strerror(errno)),
                 "", "Free space on the disk; until then the study is replayed from before."};
}

void Snapshots::remove(std::string_view study, std::uint64_t position) const {
  ::unlink((folder_of(study) + "/" + name_of(position)).c_str());
}

void Snapshots::remove_all(std::string_view study) const {
  std::error_code error;
  std::filesystem::remove_all(folder_of(study), error);
}

}  // namespace verbatim::snapshot
