#include "audit/key_file.hpp"

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include <fcntl.h>

#include "base/file.hpp"

namespace verbatim::audit {
namespace {

Failure failure(const std::string& what, const std::string& path) {
  return {Fault::kStorageFailed, what + " " + path + " failed: " + std::strerror(errno) + "."};
}

Result<SigningKey> make_key(const std::string& path, const std::string& name) {
  auto key = SigningKey::make(name);
  if (!put_file(path, key.text() + "\n", ".new")) return failure("Writing", path);
  return key;
}

Result<std::optional<std::string>> read_text(const std::string& path) {
  const File file(path, O_RDONLY);
  if (!file && errno == ENOENT) return std::optional<std::string>();
  auto text = file ? file.read_all() : std::nullopt;
  if (!text) return failure("Reading", path);
  return text;
}

}  // namespace

Result<SigningKey> open_key_file(const std::string& directory, const std::string& name, bool make) {
  const auto path = directory + "/signing.key";
  auto text = read_text(path);
  if (!text) return std::move(text).error();
  if (!*text) {
    if (make) return make_key(path, name);
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
