#include "api/event_json.hpp"

#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

#include "access/permissions.hpp"
#include "api/domain_words.hpp"
#include "api/layer_json.hpp"
#include "record/fields.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

// Most texts are written as they are; the library knows what else there is.
bool is_plain(std::string_view text) {
  for (const char c : text)
    if (c < 0x20 || c > 0x7E || c == '"' || c == '\\') return false;
  return true;
}

// Writes an object's fields one behind the other, without building it first: events are written by
// the million. The bytes are those of ordered_json::dump().
class Fields {
 public:
  explicit Fields(std::string& out) : out_(out) { out_ += '{'; }
  void end() { out_ += '}'; }

  // Begins the field; its value is to follow.
  std::string& name(std::string_view name) {
    if (!is_first_) out_ += ',';
    is_first_ = false;
    return out_.append("\"").append(name).append("\":");
  }
  void put(std::string_view field, std::string_view text) {
    name(field);
    if (is_plain(text))
      out_.append("\"").append(text).append("\"");
    else
      out_ += ordered_json(text).dump();
  }
  void put(std::string_view field, const char* text) { put(field, std::string_view(text)); }
  void put(std::string_view field, const std::string& text) { put(field, std::string_view(text)); }
  void put(std::string_view field, std::uint64_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    name(field).append(digits.data(), end);
  }
  void put(std::string_view field, std::uint32_t number) { put(field, std::uint64_t{number}); }
  void put(std::string_view field, bool yes) { name(field) += yes ? "true" : "false"; }
  void put_null(std::string_view field) { name(field) += "null"; }
  void put(std::string_view field, const ordered_json& value) { name(field) += value.dump(); }

  void put(std::string_view field, coding::Role role) { put(field, access::word_of(role)); }
  template <class Word>
  requires std::is_enum_v<Word>
  void put(std::string_view field, Word word) { put(field, word_of(word)); }
  void put(std::string_view field, const coding::Thing& thing) { put(field, thing_json(thing)); }
  void put(std::string_view field, const std::vector<std::uint32_t>& numbers) {
    put(field, ordered_json(numbers));
  }
  void put(std::string_view field, const std::vector<std::string>& ids) {
    put(field, ordered_json(ids));
  }
  void put(std::string_view field, const std::vector<coding::Unit>& units) {
    put(field, units_json(units));
  }
  void put(std::string_view field, const std::vector<coding::RoundPart>& parts) {
    auto list = ordered_json::array();
    for (const auto& part : parts)
      list.push_back({{"question", part.question},
                      {"coders", part.coders},
                      {"per_response", part.per_response},
                      {"sample", part.sample},
                      {"weights", part.weights}});
    put(field, list);
  }
  void put(std::string_view field, const std::vector<coding::Segment>& segments) {
    auto list = ordered_json::array();
    for (const auto& s : segments)
      list.push_back({{"response", s.response}, {"begin", s.begin}, {"end", s.end}});
    put(field, list);
  }
  // What is sealed is never shown; that there is something is: "has_why" of "sealed_why".
  void put(std::string_view field, const coding::Sealed& sealed) {
    const auto what = field.substr(std::string_view("sealed_").size());
    const bool own = what == "why" || what == "outcome" || what == "name";
    put(own ? std::string("has_").append(what) : std::string("has_text"), !sealed.empty());
  }
  void put(std::string_view, const coding::TextMark&) {}  // says nothing to a reader

  // Texts that are not there are null, so that every event of a type has the same fields.
  template <class T>
  void put_optional(std::string_view field, const T& value) {
    if constexpr (std::is_same_v<T, std::string>) {
      if (value.empty()) return put_null(field);
    }
    put(field, value);
  }

 private:
  std::string& out_;
  bool is_first_ = true;
};

template <class E>
std::string coder_of(const E& event) {
  if constexpr (requires { event.coder; })
    return event.coder;
  else
    return {};
}

}  // namespace

bool is_shown_to(const record::Record& record, std::string_view caller) {
  const auto* memo = std::get_if<coding::MemoWritten>(&record.event);
  return memo == nullptr || memo->audience == coding::Audience::kTeam || memo->author == caller;
}

std::string event_json(const record::Record& record) {
  std::string text;
  text.reserve(512);
  Fields event(text);
  event.put("position", record.position);
  event.put("type", record::name_of(record.event));
  event.put("time", to_rfc3339(record.time));
  event.put("actor", record.actor);
  const auto coder = std::visit([](const auto& e) { return coder_of(e); }, record.event);
  event.put_optional("on_behalf_of", coder == record.actor ? std::string() : coder);
  event.put_optional("command", record.command);
  Fields commit(event.name("commit"));
  commit.put("first", record.position - record.commit_offset);
  commit.put("count", record.commit_count);
  commit.end();
  if (record.undoes == 0)
    event.put_null("undoes");
  else
    event.put("undoes", record.undoes);
  event.put_optional("client", record.client);
  event.put_optional("reason", record.reason);
  Fields data(event.name("data"));
  std::visit(
      [&](const auto& body) {
        record::each_field(body, [&](auto, const char* name, const auto& value, auto presence) {
          if (presence == record::Presence::kOptional)
            data.put_optional(name, value);
          else
            data.put(name, value);
        });
      },
      record.event);
  data.end();
  event.end();
  return text;
}

}  // namespace verbatim::api
