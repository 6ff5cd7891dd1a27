#include "api/forms/event_json.hpp"

#include <optional>

#include <nlohmann/json.hpp>

#include "access/permissions.hpp"
#include "api/forms/domain_words.hpp"
#include "api/forms/json_text.hpp"
#include "api/forms/layer_json.hpp"
#include "record/fields.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

void put(JsonText& json, const char* name, const std::string& text) {
  json.field(name, text);
}
void put(JsonText& json, const char* name, std::uint32_t number) {
  json.field(name, number);
}
void put(JsonText& json, const char* name, std::uint64_t number) {
  json.field(name, number);
}
void put(JsonText& json, const char* name, bool yes) {
  json.field(name, yes);
}
void put(JsonText& json, const char* name, coding::Role role) {
  json.field(name, access::word_of(role));
}
template <class Word>
requires std::is_enum_v<Word>
void put(JsonText& json, const char* name, Word word) {
  json.field(name, word_of(word));
}
void put(JsonText& json, const char* name, const coding::Thing& thing) {
  json.field(name, thing_json(thing));
}
void put(JsonText& json, const char* name, const std::vector<std::uint32_t>& numbers) {
  json.field(name, ordered_json(numbers));
}
void put(JsonText& json, const char* name, const std::vector<std::string>& ids) {
  json.field(name, ordered_json(ids));
}
void put(JsonText& json, const char* name, const std::vector<coding::Unit>& units) {
  json.field(name, units_json(units));
}
void put(JsonText& json, const char* name, const std::vector<coding::RoundPart>& parts) {
  auto list = ordered_json::array();
  for (const auto& part : parts)
    list.push_back({{"question", part.question},
                    {"coders", part.coders},
                    {"per_response", part.per_response},
                    {"sample", part.sample},
                    {"weights", part.weights}});
  json.field(name, list);
}
void put(JsonText& json, const char* name, const std::vector<coding::Segment>& segments) {
  auto list = ordered_json::array();
  for (const auto& s : segments)
    list.push_back({{"response", s.response}, {"begin", s.begin}, {"end", s.end}});
  json.field(name, list);
}
// What is sealed is never shown; that there is something is: "has_why" of "sealed_why".
void put(JsonText& json, const char* name, const coding::Sealed& sealed) {
  const auto what = std::string_view(name).substr(std::string_view("sealed_").size());
  const bool own = what == "why" || what == "outcome" || what == "name";
  json.field(own ? std::string("has_").append(what) : "has_text", !sealed.empty());
}
void put(JsonText&, const char*, const coding::TextMark&) {}  // says nothing to a reader

// Texts that are not there are null, so that every event of a type has the same fields.
template <class T>
void put_optional(JsonText& json, const char* name, const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    if (value.empty()) {
      json.field(name, std::nullopt);
      return;
    }
  }
  put(json, name, value);
}

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
  JsonText json;
  json.expect(512);  // most have less
  json.begin_object();
  put(json, "position", record.position);
  json.field("type", record::name_of(record.event));
  json.field("time", to_rfc3339(record.time));
  put(json, "actor", record.actor);
  const auto coder = std::visit([](const auto& e) { return coder_of(e); }, record.event);
  const bool is_whole = record.commit_count > 0;
  put_optional(json, "on_behalf_of", !is_whole || coder == record.actor ? std::string() : coder);
  put_optional(json, "command", record.command);
  json.name("commit").begin_object();
  put(json, "first", record.position - record.commit_offset);
  json.field("count", is_whole ? std::optional(record.commit_count) : std::nullopt);
  json.end_object();
  json.field("undoes", record.undoes == 0 ? std::nullopt : std::optional(record.undoes));
  put_optional(json, "client", record.client);
  put_optional(json, "reason", record.reason);
  json.name("data").begin_object();
  std::visit(
      [&](const auto& body) {
        record::each_field(body, [&](auto, const char* name, const auto& value, auto presence) {
          if (presence == record::Presence::kOptional)
            put_optional(json, name, value);
          else
            put(json, name, value);
        });
      },
      record.event);
  json.end_object().end_object();
  return json.take();
}

std::string known_event_types() {
  std::string types;
  for (const auto name : record::event_names())
    types.append(types.empty() ? "Types are " : ", ").append(name);
  return types + ".";
}

}  // namespace verbatim::api
