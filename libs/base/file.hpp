#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace verbatim {

// A file that is open, and closed in the end, which also lets go of its locks. Whatever fails says
// so with false or nothing, and errno says why. A call that a signal interrupts is made again.
class File {
 public:
  // As open(2) does it; one that is made is its owner's alone (0600).
  File(const std::string& path, int flags);
  ~File();
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  explicit operator bool() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

  // Everything in it, from its beginning.
  std::optional<std::string> read_all() const;
  // All of it, where the file stands or, with O_APPEND, at its end.
  bool write_all(std::string_view bytes) const;
  // On disk when this answers; of a folder, the list of its names.
  bool sync() const;
  // Waits until nobody else has it locked (flock), and locks it.
  bool lock() const;

 private:
  int descriptor_;
};

bool sync_folder(const std::string& path);

// The file is there with these bytes, whole and on disk, or as it was before: they are written to
// `path` + `unfinished` first, which is gone afterwards.
bool put_file(const std::string& path, std::string_view bytes, std::string_view unfinished);

}  // namespace verbatim
