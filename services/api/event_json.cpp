#include "api/event_json.hpp"

#include <nlohmann/json.hpp>

#include "access/permissions.hpp"
#include "api/domain_words.hpp"
#include "api/layer_json.hpp"
#include "record/fields.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

void put(ordered_json& data, const char* name, const std::string& text) {
  data[name] = text;
}
void put(ordered_json& data, const char* name, std::uint32_t number) {
  data[name] = number;
}
void put(ordered_json& data, const char* name, std::uint64_t number) {
  data[name] = number;
}
void put(ordered_json& data, const char* name, bool yes) {
  data[name] = yes;
}
void put(ordered_json& data, const char* name, coding::Role role) {
  data[name] = access::word_of(role);
}
template <class Word>
requires std::is_enum_v<Word>
void put(ordered_json& data, const char* name, Word word) {
  data[name] = word_of(word);
}
void put(ordered_json& data, const char* name, const coding::Thing& thing) {
  data[name] = thing_json(thing);
}
void put(ordered_json& data, const char* name, const std::vector<std::uint32_t>& numbers) {
  data[name] = numbers;
}
void put(ordered_json& data, const char* name, const std::vector<coding::RoundPart>& parts) {
  auto list = ordered_json::array();
  for (const auto& part : parts)
    list.push_back({{"question", part.question},
                    {"coders", part.coders},
                    {"per_response", part.per_response},
                    {"sample", part.sample},
                    {"weights", part.weights}});
  data[name] = std::move(list);
}
// What is sealed is never shown; that there is something is: "has_why" of "sealed_why".
void put(ordered_json& data, const char* name, const coding::Sealed& sealed) {
  const std::string_view what = std::string_view(name).substr(std::string_view("sealed_").size());
  const bool own = what == "why" || what == "outcome" || what == "name";
  data[own ? "has_" + std::string(what) : "has_text"] = !sealed.empty();
}
void put(ordered_json&, const char*, const coding::TextMark&) {}  // says nothing to a reader
void put(ordered_json& data, const char* name, const std::vector<std::string>& ids) {
  data[name] = ids;
}
void put(ordered_json& data, const char* name, const std::vector<coding::Segment>& segments) {
  auto list = ordered_json::array();
  for (const auto& s : segments)
    list.push_back({{"response", s.response}, {"begin", s.begin}, {"end", s.end}});
  data[name] = std::move(list);
}

void put(ordered_json& data, const char* name, const std::vector<coding::Unit>& units) {
  data[name] = units_json(units);
}

// Optional ids that are not there are null, so that every event of a type has the same fields.
template <class T>
void put_optional(ordered_json& data, const char* name, const T& value) {
  if constexpr (std::is_same_v<T, std::string>) {
    if (value.empty()) {
      data[name] = nullptr;
      return;
    }
  }
  put(data, name, value);
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
  ordered_json json;
  json["position"] = record.position;
  json["type"] = record::name_of(record.event);
  json["time"] = to_rfc3339(record.time);
  json["actor"] = record.actor;
  const auto coder = std::visit([](const auto& e) { return coder_of(e); }, record.event);
  json["on_behalf_of"] =
      coder.empty() || coder == record.actor ? ordered_json() : ordered_json(coder);
  json["command"] = record.command.empty() ? ordered_json() : ordered_json(record.command);
  json["commit"] = {{"first", record.position - record.commit_offset},
                    {"count", record.commit_count}};
  json["undoes"] = record.undoes == 0 ? ordered_json() : ordered_json(record.undoes);
  json["client"] = record.client.empty() ? ordered_json() : ordered_json(record.client);
  json["reason"] = record.reason.empty() ? ordered_json() : ordered_json(record.reason);
  auto data = ordered_json::object();
  std::visit(
      [&](const auto& event) {
        record::each_field(event, [&](auto, const char* name, const auto& value, auto presence) {
          if (presence == record::Presence::kOptional)
            put_optional(data, name, value);
          else
            put(data, name, value);
        });
      },
      record.event);
  json["data"] = std::move(data);
  return json.dump();
}

}  // namespace verbatim::api
