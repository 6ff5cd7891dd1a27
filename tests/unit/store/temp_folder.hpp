#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace verbatim::test {

// A folder of its own under the system's folder for temporary files; gone with the object.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

std::string read_bytes(const std::string& path);
void write_bytes(const std::string& path, const std::string& bytes);
void flip_bit(const std::string& path, std::uint64_t byte, unsigned bit);

// The files of a folder whose names end so, sorted, with path.
std::vector<std::string> files_ending(const std::string& folder, const std::string& suffix);

// An exact copy of the folder `from` at `to`, in place of what is there. A file that a store
// removes meanwhile is left out.
void copy_folder(const std::string& from, const std::string& to);

// $VERBATIM_TEST_SEED, or a new one. A test prints it, so that a failure can be run again.
std::uint64_t test_seed();

}  // namespace verbatim::test
