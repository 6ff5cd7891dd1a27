#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "coding/events.hpp"

// The file that remembers tokens, DIR/tokens.jsonl. It is only ever appended to, one JSON object a
// line, each line one of
//
//   {"token":"k3v9qd0x","name":"ada","role":"coder","study":null,"sha256":"<64 hex digits>",
//    "created":"2026-11-22T23:51:32.000001Z"}
//   {"revoked":"k3v9qd0x","created":"2026-11-23T08:00:00.000000Z"}
//
// `sha256` is over the whole token as its bearer sends it: the file lets nobody in. Further names
// in an object are skipped. What stands after the last line end was never acknowledged: it is not
// read, and the next append takes it away. Mode 0600.
namespace verbatim::access {

using Digest = std::array<std::uint8_t, 32>;

struct TokenRecord {
  std::string id, name;
  coding::Role role = coding::Role::kViewer;
  std::optional<std::string> study;
  Digest sha256 = {};
  std::string created;  // RFC 3339
};

struct Tokens {
  std::vector<TokenRecord> live;  // in the order they were made
  std::set<std::string> ids;      // of every token there ever was
  std::size_t whole_bytes = 0;    // up to the last line end
};

// Reads the file's bytes; kCorruptStore names the line that is not one of the two.
Result<Tokens> parse_tokens(std::string_view bytes);

// The lines above, without their ends.
std::string token_line(const TokenRecord& record);
std::string revoked_line(std::string_view id, std::string_view created);

// What changes whenever the file does.
struct FileVersion {
  std::int64_t modified_ns = 0;
  std::int64_t size = 0;
  std::uint64_t inode = 0;
  bool operator==(const FileVersion&) const = default;
};

// Access to the file on disk, from any thread and any process at once.
class TokenFile {
 public:
  explicit TokenFile(const std::string& directory);

  // Nothing where there is no file.
  Result<std::optional<FileVersion>> version() const;

  struct Read {
    FileVersion version;  // the bytes are those of this version or of a later one
    std::string bytes;
  };
  Result<std::optional<Read>> read() const;

  // Appends the line that `make` says for what is in the file, or nothing where it says nothing.
  // Appends of all processes are one after the other, and `make` sees all earlier ones. When this
  // answers, the line is on disk. On failure the file holds what it did before, unless the disk
  // refused even that: then the line may be there, whole or torn.
  using Make = std::function<Result<std::optional<std::string>>(const Tokens&)>;
  Result<void> append(const Make& make) const;

 private:
  Failure failure(std::string_view what, int error) const;

  std::string directory_, path_;
};

}  // namespace verbatim::access
