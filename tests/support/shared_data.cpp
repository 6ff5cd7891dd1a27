#include "support/shared_data.hpp"

#include <array>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include <zlib.h>

namespace verbatim::test {
namespace {

struct GzipCloser {
  void operator()(gzFile file) const { gzclose(file); }
};

}  // namespace

std::optional<std::filesystem::path> shared_folder() {
  const char* const given = std::getenv("VERBATIM_SHARED");
  const auto folder = given != nullptr
                          ? std::filesystem::path(given)
                          : std::filesystem::path(VERBATIM_SOURCE_DIR).parent_path() / "shared";
  std::error_code ignored;
  if (!std::filesystem::is_directory(folder, ignored)) return std::nullopt;
  return folder;
}

std::string read_file(const std::filesystem::path& path) {
  // zlib reads a file that is not gzip as it is.
  const std::unique_ptr<gzFile_s, GzipCloser> file(gzopen(path.c_str(), "rb"));
  if (!file) throw std::runtime_error("cannot open " + path.string());
  std::string text;
  std::array<char, 1 << 16> block;
  for (;;) {
    const int size = gzread(file.get(), block.data(), static_cast<unsigned>(block.size()));
    if (size < 0) throw std::runtime_error("cannot read " + path.string());
    if (size == 0) return text;
    text.append(block.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace verbatim::test
