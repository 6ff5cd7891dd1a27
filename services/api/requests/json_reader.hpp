#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/result.hpp"
#include "base/text.hpp"
#include "http/message.hpp"

// JSON from outside, read so that nothing in it can hurt: bounded nesting, no name twice, no field
// that nobody asked for.
namespace verbatim::api {

inline constexpr std::size_t kNestingMax = 32;

// Parses a body. kMalformedJson with line and column; kInvalidUtf8.
Result<nlohmann::json> parse_json(std::string_view body);

// The body of a request that takes JSON, and no parameters. As parse_json(); kUnsupportedMedia and
// kInvalidValue for what only_media_type() and only_parameters() refuse.
Result<nlohmann::json> json_body(const http::Request& request);

// Reads one object, field by field. The first thing wrong sticks and is what finish() answers;
// until then reads give empty values. Field names are reported as JSON Pointers under `pointer`.
class ObjectReader {
 public:
  // `object` must outlive the reader.
  ObjectReader(const nlohmann::json& object, std::string pointer);

  // An id: see coding::valid_id.
  std::string id(const char* name);
  std::optional<std::string> optional_id(const char* name);
  std::vector<std::string> ids(const char* name);
  std::vector<std::string> optional_ids(const char* name);
  // Text of at most `bytes_max` bytes, not empty.
  std::string text(const char* name, std::size_t bytes_max);
  std::optional<std::string> optional_text(const char* name, std::size_t bytes_max);
  // The same of what people wrote for people to read: without control characters but line breaks
  // and tabs, or but none where it stands on one line.
  std::string prose(const char* name, std::size_t bytes_max, Lines lines = Lines::kMany);
  std::optional<std::string> optional_prose(const char* name, std::size_t bytes_max,
                                            Lines lines = Lines::kMany);
  // Refuses a text that is no such prose; `name` may be a path.
  void is_prose(std::string_view text, std::string_view name, Lines lines);
  // A list of texts of at most `bytes_max` bytes each.
  std::optional<std::vector<std::string>> optional_texts(const char* name, std::size_t bytes_max,
                                                         std::size_t most);
  // Of booleans null is refused: left out and said to be nothing are told apart.
  bool optional_bool(const char* name, bool otherwise);
  std::optional<bool> optional_bool(const char* name);
  std::uint64_t number(const char* name, std::uint64_t most);
  std::optional<std::uint64_t> optional_number(const char* name, std::uint64_t most);
  // Whole numbers that fit in 32 bits.
  std::vector<std::uint32_t> optional_numbers(const char* name);
  // An object, to be read by a reader of its own; an empty one where there is none.
  const nlohmann::json* object(const char* name);
  // The elements of an array of 0 to `most` elements.
  std::vector<const nlohmann::json*> array(const char* name, std::size_t most);
  std::vector<const nlohmann::json*> optional_array(const char* name, std::size_t most);

  // `name` may itself be a path: "segments/0".
  std::string pointer_to(std::string_view name) const { return pointer_ + "/" + std::string(name); }
  void refuse(Failure failure);

  // Nothing, or what is wrong: also a field that was not read.
  std::optional<Failure> finish();

 private:
  const nlohmann::json* find(const char* name, bool required);
  std::string as_text(const nlohmann::json& value, std::string_view name, std::size_t bytes_max);
  std::uint64_t as_number(const nlohmann::json& value, std::string_view name, std::uint64_t most);
  std::string as_id(const nlohmann::json& value, std::string_view name);
  std::vector<std::string> as_ids(const std::vector<const nlohmann::json*>& elements,
                                  const std::string& name);

  const nlohmann::json& object_;
  std::string pointer_;
  std::vector<std::string_view> read_;
  std::optional<Failure> failure_;
};

}  // namespace verbatim::api
