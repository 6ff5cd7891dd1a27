#include "access/token_file.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/permissions.hpp"
#include "base/file.hpp"

namespace verbatim::access {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLineBytesMax = 4096;

FileVersion version_of(const struct stat& status) {
  constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
  return {status.st_mtim.tv_sec * kNanosPerSecond + status.st_mtim.tv_nsec, status.st_size,
          status.st_ino};
}

// Makes the folder where it is missing, on disk when this answers. False: errno says why.
bool make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::create_directories(folder, error)) {
    errno = error.value();
    return !error;
  }
  return sync_folder(std::filesystem::absolute(folder / "..").lexically_normal());
}

std::optional<std::string> text(const Json& object, const char* name) {
  const auto at = object.find(name);
  if (at == object.end() || !at->is_string()) return std::nullopt;
  return at->get<std::string>();
}

std::optional<Digest> digest(const Json& object) {
  const auto hex = text(object, "sha256");
  Digest bytes = {};
  std::size_t size = 0;
  if (!hex || hex->size() != 2 * bytes.size() ||
      sodium_hex2bin(bytes.data(), bytes.size(), hex->data(), hex->size(), nullptr, &size,
                     nullptr) != 0 ||
      size != bytes.size())
    return std::nullopt;
  return bytes;
}

std::optional<TokenRecord> token(const Json& object) {
  const auto id = text(object, "token"), name = text(object, "name"), role = text(object, "role"),
             created = text(object, "created");
  const auto sha256 = digest(object);
  const auto study = object.find("study");
  if (!id || !name || !role || !created || !sha256 || study == object.end()) return std::nullopt;
  const auto known_role = role_from(*role);
  if (!known_role || (!study->is_null() && !study->is_string())) return std::nullopt;
  TokenRecord record{*id, *name, *known_role, std::nullopt, *sha256, *created};
  if (study->is_string()) record.study = study->get<std::string>();
  return record;
}

// Takes one line in. False where it is none of ours.
bool take(std::string_view line, Tokens& tokens) {
  if (line.size() > kLineBytesMax) return false;
  const auto object = Json::parse(line, nullptr, false);
  if (!object.is_object()) return false;
  if (const auto revoked = text(object, "revoked")) {
    std::erase_if(tokens.live, [&](const TokenRecord& one) { return one.id == *revoked; });
    return tokens.ids.contains(*revoked);
  }
  auto record = token(object);
  if (!record || !tokens.ids.insert(record->id).second) return false;
  tokens.live.push_back(*std::move(record));
  return true;
}

}  // namespace

Result<Tokens> parse_tokens(std::string_view bytes) {
  Tokens tokens;
  for (std::size_t line = 1;; ++line) {
    const auto end = bytes.find('\n', tokens.whole_bytes);
    if (end == std::string_view::npos) return tokens;
    if (!take(bytes.substr(tokens.whole_bytes, end - tokens.whole_bytes), tokens))
      return Failure{Fault::kCorruptStore,
                     "Line " + std::to_string(line) + " of tokens.jsonl is not a token line.", "",
                     "Restore the file from a backup, or take that line away."};
    tokens.whole_bytes = end + 1;
  }
}

std::string token_line(const TokenRecord& record) {
  std::string hex(2 * record.sha256.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), record.sha256.data(), record.sha256.size());
  hex.pop_back();
  Json object = {{"token", record.id}, {"name", record.name}, {"role", word_of(record.role)},
                 {"study", nullptr},   {"sha256", hex},       {"created", record.created}};
  if (record.study) object["study"] = *record.study;
  return object.dump();
}

std::string revoked_line(std::string_view id, std::string_view created) {
  return Json{{"revoked", id}, {"created", created}}.dump();
}

TokenFile::TokenFile(const std::string& directory)
    : directory_(directory), path_(directory + "/tokens.jsonl") {}

Failure TokenFile::failure(std::string_view what, int error) const {
  return {Fault::kStorageFailed,
          "Cannot " + std::string(what) + " " + path_ + ": " +
              std::generic_category().message(error) + ".",
          "",
          "Check that the folder is the data folder, that it is yours, and that the disk is "
          "not full."};
}

Result<std::optional<FileVersion>> TokenFile::version() const {
  struct stat status = {};
  if (::stat(path_.c_str(), &status) == 0) return std::optional(version_of(status));
  if (errno == ENOENT) return std::optional<FileVersion>();
  return failure("look at", errno);
}

Result<std::optional<TokenFile::Read>> TokenFile::read() const {
  const File file(path_, O_RDONLY);
  if (!file && errno == ENOENT) return std::optional<Read>();
  struct stat status = {};
  Read read;
  // The version first: what is appended meanwhile is then seen as a change later.
  if (!file || ::fstat(file.descriptor(), &status) != 0) return failure("read", errno);
  auto bytes = file.read_all();
  if (!bytes) return failure("read", errno);
  read.bytes = *std::move(bytes);
  read.version = version_of(status);
  return std::optional(std::move(read));
}

Result<void> TokenFile::append(const Make& make) const {
  if (!make_folder(directory_)) return failure("make the folder of", errno);
  const File file(path_, O_RDWR | O_CREAT | O_APPEND);
  if (!file) return failure("open", errno);
  if (!file.lock()) return failure("lock", errno);
  const auto bytes = file.read_all();
  if (!bytes) return failure("read", errno);
  const auto tokens = parse_tokens(*bytes);
  if (!tokens) return tokens.error();
  const auto line = make(*tokens);
  if (!line) return line.error();
  if (!*line) return {};

  const auto whole = static_cast<off_t>(tokens->whole_bytes);
  const bool written =
      ::fchmod(file.descriptor(), 0600) == 0 && ::ftruncate(file.descriptor(), whole) == 0 &&
      file.write_all(**line + "\n") && file.sync() && (whole > 0 || sync_folder(directory_));
  if (written) return {};
  auto refused = failure("write to", errno);
  if (::ftruncate(file.descriptor(), whole) != 0)
    refused.detail += " Its last line may be torn; the next write takes that away.";
  return refused;
}

}  // namespace verbatim::access
