#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json_fwd.hpp>

namespace verbatim::api {

// Writes JSON as text, byte for byte as nlohmann's dump() does, without a document in between: in
// an answer of thousands of rows, building the document takes longer than counting what is in it.
//
// Whoever writes keeps to the grammar: name() and then one value in an object, values in an array,
// each closed as it was opened. Texts are valid UTF-8 and numbers finite.
class JsonText {
 public:
  JsonText& begin_object() { return begin('{'); }
  JsonText& end_object() { return end('}'); }
  JsonText& begin_array() { return begin('['); }
  JsonText& end_array() { return end(']'); }
  JsonText& name(std::string_view name);

  JsonText& value(std::string_view text);
  JsonText& value(const std::string& text) { return value(std::string_view(text)); }
  JsonText& value(const char* text) { return value(std::string_view(text)); }
  JsonText& value(double number);
  JsonText& value(std::uint64_t number);
  JsonText& value(std::uint32_t number) { return value(std::uint64_t{number}); }
  JsonText& value(bool flag) { return literal(flag ? "true" : "false"); }
  JsonText& value(std::nullopt_t) { return literal("null"); }
  JsonText& value(const nlohmann::ordered_json& document);
  template <class T>
  JsonText& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : value(std::nullopt);
  }

  template <class T>
  JsonText& field(std::string_view key, const T& content) {
    return name(key).value(content);
  }
  // A field whose value is JSON already.
  JsonText& field_as_written(std::string_view key, std::string_view content) {
    return name(key).literal(content);
  }
  // The fields of an object that is a document.
  JsonText& fields(const nlohmann::ordered_json& object);

  // What was written. Ends the writing.
  std::string take() { return std::move(text_); }
  // That about so many bytes will be written.
  void expect(std::size_t bytes) { text_.reserve(bytes); }

 private:
  JsonText& begin(char bracket);
  JsonText& end(char bracket);
  JsonText& literal(std::string_view text);
  void quoted(std::string_view plain, std::string_view behind);  // separated, as it is
  void separate();                                               // from what stands before

  std::string text_;
  bool first_ = true;  // of what is open, or behind a name: no comma stands before
};

}  // namespace verbatim::api
