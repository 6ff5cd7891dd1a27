#include "api/requests/json_reader.hpp"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "api/requests/parameters.hpp"
#include "coding/decide.hpp"
#include "coding/wording.hpp"

namespace verbatim::api {
namespace {

using nlohmann::json;

std::string place(std::string_view body, std::size_t byte) {
  const auto before = body.substr(0, std::min(byte, body.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto last = before.rfind('\n');
  const auto column = last == std::string_view::npos ? before.size() : before.size() - last - 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

// A first pass that builds nothing: a document that passes is safe to build, copy and dump.
class Checker final : public nlohmann::json_sax<json> {
 public:
  explicit Checker(std::string_view body) : body_(body) {}

  const std::optional<Failure>& failure() const { return failure_; }

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    names_.emplace_back();
    return deeper();
  }
  bool key(string_t& name) override {
    if (names_.back().insert(name).second) return true;
    return refuse("The name \"" + name + "\" stands twice in one object.");
  }
  bool end_object() override {
    names_.pop_back();
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override { return deeper(); }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool parse_error(std::size_t byte, const std::string&,
                   const nlohmann::detail::exception&) override {
    return refuse("The body stops being JSON at " + place(body_, byte) + ".");
  }

 private:
  bool deeper() {
    if (++depth_ <= kNestingMax) return true;
    return refuse("Arrays and objects are nested more than " + std::to_string(kNestingMax) +
                  " deep.");
  }
  bool refuse(std::string detail) {
    failure_ = Failure{Fault::kMalformedJson, std::move(detail), "", "Send one JSON object."};
    return false;
  }

  std::string_view body_;
  std::size_t depth_ = 0;
  std::vector<std::set<std::string>> names_;
  std::optional<Failure> failure_;
};

// A name as a JSON Pointer has it (RFC 6901).
std::string escaped(std::string_view name) {
  std::string text;
  for (const char c : name) {
    if (c == '~')
      text += "~0";
    else if (c == '/')
      text += "~1";
    else
      text += c;
  }
  return text;
}

Failure wrong_type(std::string pointer, std::string_view wanted) {
  return {Fault::kInvalidValue, "The field must be " + std::string(wanted) + ".",
          std::move(pointer), ""};
}

}  // namespace

Result<json> parse_json(std::string_view body) {
  if (const auto valid = utf8_valid_prefix(body); valid != body.size())
    return Failure{Fault::kInvalidUtf8, "The body is not UTF-8 at " + place(body, valid) + ".", "",
                   "Encode the text as UTF-8."};
  Checker checker(body);
  if (!json::sax_parse(body, &checker))
    return checker.failure().value_or(
        Failure{Fault::kMalformedJson, "The body is not JSON.", "", "Send one JSON object."});
  auto document = json::parse(body, nullptr, false);
  if (!document.is_object())
    return Failure{Fault::kMalformedJson, "The body is not a JSON object.", "",
                   "Send one JSON object."};
  return document;
}

Result<json> json_body(const http::Request& request) {
  if (auto known = only_parameters(request, {}); !known) return std::move(known).error();
  if (auto media = only_media_type(request, "application/json"); !media)
    return std::move(media).error();
  return parse_json(request.body);
}

ObjectReader::ObjectReader(const json& object, std::string pointer)
    : object_(object), pointer_(std::move(pointer)) {
  if (!object.is_object()) refuse(wrong_type(pointer_, "an object"));
}

void ObjectReader::refuse(Failure failure) {
  if (!failure_) failure_ = std::move(failure);
}

const json* ObjectReader::find(const char* name, bool required) {
  read_.emplace_back(name);
  if (failure_) return nullptr;
  const auto found = object_.find(name);
  if (found != object_.end() && !found->is_null()) return &*found;
  if (required)
    refuse({Fault::kMissingField, "The field \"" + std::string(name) + "\" is missing.",
            pointer_to(name), ""});
  return nullptr;
}

std::string ObjectReader::as_id(const json& value, std::string_view name) {
  if (!value.is_string()) return refuse(wrong_type(pointer_to(name), "a string")), "";
  const auto& text = value.get_ref<const std::string&>();
  if (!coding::valid_id(text)) {
    refuse({Fault::kInvalidValue, "An id is 1 to 128 bytes of UTF-8 without control characters.",
            pointer_to(name), ""});
    return "";
  }
  return text;
}

std::string ObjectReader::id(const char* name) {
  const auto* value = find(name, true);
  return value ? as_id(*value, name) : "";
}

std::optional<std::string> ObjectReader::optional_id(const char* name) {
  const auto* value = find(name, false);
  if (!value) return std::nullopt;
  return as_id(*value, name);
}

std::vector<std::string> ObjectReader::as_ids(const std::vector<const json*>& elements,
                                              const std::string& name) {
  std::vector<std::string> ids;
  for (const auto* element : elements)
    ids.push_back(as_id(*element, name + "/" + std::to_string(ids.size())));
  return ids;
}

std::vector<std::string> ObjectReader::ids(const char* name) {
  return as_ids(array(name, 100'000), name);
}

std::vector<std::string> ObjectReader::optional_ids(const char* name) {
  return as_ids(optional_array(name, 100'000), name);
}

std::string ObjectReader::as_text(const json& value, std::string_view name, std::size_t bytes_max) {
  if (!value.is_string()) return refuse(wrong_type(pointer_to(name), "a string")), "";
  auto text = value.get<std::string>();
  if (text.size() > bytes_max)
    refuse({Fault::kTooLarge,
            "The text has " + std::to_string(text.size()) + " bytes; at most " +
                std::to_string(bytes_max) + " are taken.",
            pointer_to(name), "Shorten it."});
  return text;
}

std::optional<std::string> ObjectReader::optional_text(const char* name, std::size_t bytes_max) {
  const auto* value = find(name, false);
  if (!value) return std::nullopt;
  return as_text(*value, name, bytes_max);
}

std::string ObjectReader::text(const char* name, std::size_t bytes_max) {
  if (!find(name, true)) return "";
  auto text = optional_text(name, bytes_max).value_or("");
  if (text.empty())
    refuse({Fault::kInvalidValue, "The text must not be empty.", pointer_to(name), ""});
  return text;
}

void ObjectReader::is_prose(std::string_view text, std::string_view name, Lines lines) {
  if (auto wrong = coding::wrong_text(text, lines, pointer_to(name))) refuse(std::move(*wrong));
}

std::optional<std::string> ObjectReader::optional_prose(const char* name, std::size_t bytes_max,
                                                        Lines lines) {
  auto text = optional_text(name, bytes_max);
  if (text) is_prose(*text, name, lines);
  return text;
}

std::string ObjectReader::prose(const char* name, std::size_t bytes_max, Lines lines) {
  if (!find(name, true)) return "";
  auto text = optional_prose(name, bytes_max, lines).value_or("");
  if (text.empty())
    refuse({Fault::kInvalidValue, "The text must not be empty.", pointer_to(name), ""});
  return text;
}

std::optional<std::vector<std::string>> ObjectReader::optional_texts(const char* name,
                                                                     std::size_t bytes_max,
                                                                     std::size_t most) {
  if (!find(name, false)) return std::nullopt;
  std::vector<std::string> texts;
  for (const auto* element : optional_array(name, most)) {
    const auto where = std::string(name) + "/" + std::to_string(texts.size());
    texts.push_back(as_text(*element, where, bytes_max));
  }
  return texts;
}

// null is not the same as leaving the field out: whoever sends it may mean either of the two.
std::optional<bool> ObjectReader::optional_bool(const char* name) {
  const auto* value = find(name, false);
  if (!failure_ && object_.contains(name) && (value == nullptr || !value->is_boolean())) {
    auto wrong = wrong_type(pointer_to(name), "true or false");
    wrong.fix = "Say one of the two, or leave the field out.";
    refuse(std::move(wrong));
    return std::nullopt;
  }
  if (value == nullptr) return std::nullopt;
  return value->get<bool>();
}

bool ObjectReader::optional_bool(const char* name, bool otherwise) {
  return optional_bool(name).value_or(otherwise);
}

std::uint64_t ObjectReader::as_number(const json& value, std::string_view name,
                                      std::uint64_t most) {
  if (value.is_number_unsigned() && value.get<std::uint64_t>() <= most)
    return value.get<std::uint64_t>();
  refuse(wrong_type(pointer_to(name), "a whole number from 0 to " + std::to_string(most)));
  return 0;
}

std::uint64_t ObjectReader::number(const char* name, std::uint64_t most) {
  const auto* value = find(name, true);
  return value ? as_number(*value, name, most) : 0;
}

std::optional<std::uint64_t> ObjectReader::optional_number(const char* name, std::uint64_t most) {
  const auto* value = find(name, false);
  if (!value) return std::nullopt;
  return as_number(*value, name, most);
}

std::vector<std::uint32_t> ObjectReader::optional_numbers(const char* name) {
  std::vector<std::uint32_t> numbers;
  for (const auto* element : optional_array(name, 100'000)) {
    const auto at = std::string(name) + "/" + std::to_string(numbers.size());
    numbers.push_back(static_cast<std::uint32_t>(as_number(*element, at, 0xFFFF'FFFF)));
  }
  return numbers;
}

const json* ObjectReader::object(const char* name) {
  static const auto kEmpty = json::object();
  const auto* value = find(name, true);
  if (value == nullptr) return &kEmpty;
  if (value->is_object()) return value;
  refuse(wrong_type(pointer_to(name), "an object"));
  return &kEmpty;
}

std::vector<const json*> ObjectReader::array(const char* name, std::size_t most) {
  if (!find(name, true)) return {};
  return optional_array(name, most);
}

std::vector<const json*> ObjectReader::optional_array(const char* name, std::size_t most) {
  std::vector<const json*> elements;
  const auto* value = find(name, false);
  if (!value) return elements;
  if (!value->is_array()) return refuse(wrong_type(pointer_to(name), "an array")), elements;
  if (value->size() > most) {
    refuse({Fault::kTooLarge, "At most " + std::to_string(most) + " elements are taken here.",
            pointer_to(name), "Send several requests."});
    return elements;
  }
  for (const auto& element : *value) elements.push_back(&element);
  return elements;
}

std::optional<Failure> ObjectReader::finish() {
  if (failure_) return failure_;
  for (const auto& [name, value] : object_.items())
    if (std::find(read_.begin(), read_.end(), name) == read_.end())
      return Failure{Fault::kInvalidValue, "There is no field \"" + name + "\" here.",
                     pointer_to(escaped(name)), "Check the spelling, or leave it out."};
  return std::nullopt;
}

}  // namespace verbatim::api
