#include "unit/store/temp_folder.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

namespace verbatim::test {

namespace fs = std::filesystem;

TempFolder::TempFolder() {
  auto pattern = (fs::temp_directory_path() / "verbatim-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string read_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_bytes(const std::string& path, const std::string& bytes) {
  fs::remove(path);  // some file systems sync a file that is cut and written again
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

void flip_bit(const std::string& path, std::uint64_t byte, unsigned bit) {
  auto bytes = read_bytes(path);
  bytes.at(byte) = static_cast<char>(bytes.at(byte) ^ (1 << bit));
  write_bytes(path, bytes);
}

std::vector<std::string> files_ending(const std::string& folder, const std::string& suffix) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().string().ends_with(suffix)) paths.push_back(entry.path().string());
  }
  std::ranges::sort(paths);
  return paths;
}

void copy_folder(const std::string& from, const std::string& to) {
  fs::remove_all(to);
  fs::create_directories(to);
  for (const auto& entry : fs::recursive_directory_iterator(from)) {
    const auto copy = to / fs::relative(entry.path(), from);
    std::error_code error;
    if (entry.is_directory(error))
      fs::create_directories(copy);
    else if (!fs::copy_file(entry.path(), copy, error) && entry.exists())
      throw fs::filesystem_error("copying", entry.path(), copy, error);
  }
}

std::uint64_t test_seed() {
  if (const char* given = std::getenv("VERBATIM_TEST_SEED")) {
    return std::strtoull(given, nullptr, 10);
  }
  return std::random_device{}();
}

}  // namespace verbatim::test
