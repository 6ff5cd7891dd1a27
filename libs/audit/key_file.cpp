#include "audit/key_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace verbatim::audit {
namespace {

Failure failure(const std::string& what, const std::string& path) {
  return {Fault::kStorageFailed, what + " " + path + " failed: " + std::strerror(errno) + "."};
}

// Writes and syncs one file or, with no bytes, syncs a folder.
bool write_synced(const std::string& path, int flags, std::string_view bytes) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return false;
  const bool written = bytes.empty() || ::write(file, bytes.data(), bytes.size()) ==
                                            static_cast<ssize_t>(bytes.size());
  const bool synced = written && ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  errno = error;
  return synced;
}

Result<SigningKey> make_key(const std::string& directory, const std::string& path,
                            const std::string& name) {
  auto key = SigningKey::make(name);
  const auto unfinished = path + ".new";  // a key is there whole, or not
  ::unlink(unfinished.c_str());
  if (!write_synced(unfinished, O_CREAT | O_EXCL | O_WRONLY, key.text() + "\n"))
    return failure("Writing", unfinished);
  if (::rename(unfinished.c_str(), path.c_str()) != 0) return failure("Making", path);
  if (!write_synced(directory, O_RDONLY | O_DIRECTORY, "")) return failure("Syncing", directory);
  return key;
}

Result<std::optional<std::string>> read_text(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return std::optional<std::string>();
    return failure("Reading", path);
  }
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return failure("Reading", path);
  return std::optional(std::move(text));
}

}  // namespace

Result<SigningKey> open_key_file(const std::string& directory, const std::string& name, bool make) {
  const auto path = directory + "/signing.key";
  auto text = read_text(path);
  if (!text) return std::move(text).error();
  if (!*text) {
    if (make) return make_key(directory, path, name);
    return Failure{Fault::kNotFound, "There is no key " + path + ".", "",
                   "A server makes it when it is started on this folder."};
  }
  if ((*text)->ends_with('\n')) (*text)->pop_back();
  auto key = SigningKey::parse(**text);
  if (!key)
    return Failure{Fault::kCorruptStore, path + " holds no signing key: " + key.error().detail, "",
                   "Restore it from a backup; without it, nothing can be signed as before."};
  if (key->verifier().name != name)
    return Failure{
        Fault::kForeignStore,
        path + " is the key of " + key->verifier().name + ", but the log is " + name + ".", "",
        "Put back the key that belongs to this log, from its backup."};
  return key;
}

}  // namespace verbatim::audit
