#include "api/forms/cloud_event.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/forms/event_json.hpp"
#include "api/requests/lookup.hpp"
#include "base/time.hpp"

namespace verbatim::api {
namespace {

std::string path_of(std::string_view kind, std::string_view id) {
  return id.empty() ? "" : std::string(kind) + "/" + percent_encoded(id);
}

std::string path_in(std::string_view question, std::string_view kind, std::string_view id) {
  return path_of("questions", question) + "/" + path_of(kind, id);
}

// The most particular thing that an event names.
template <class E>
std::string subject_of(const E& e) {
  if constexpr (requires { e.memo; })
    return path_of("memos", e.memo);
  else if constexpr (requires { e.quote; })
    return path_of("quotes", e.quote);
  else if constexpr (requires { e.check; })
    return path_of("member-checks", e.check);
  else if constexpr (requires {
                       e.question;
                       e.response;
                     })
    return path_in(e.question, "responses", e.response);
  else if constexpr (requires {
                       e.question;
                       e.comment;
                     })
    return path_in(e.question, "comments", e.comment);
  else if constexpr (requires { e.round; })
    return path_of("rounds", e.round);
  else if constexpr (requires { e.question; })
    return path_of("questions", e.question);
  else if constexpr (requires { e.theme; })
    return path_of("themes", e.theme);
  else if constexpr (requires { e.framework; })
    return path_of("frameworks", e.framework);
  else if constexpr (requires { e.respondent; })
    return path_of("respondents", e.respondent);
  else if constexpr (requires { e.group; })
    return path_of("groups", e.group);
  else if constexpr (requires { e.member; })
    return path_of("members", e.member);
  else
    return {};
}

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump();
}

}  // namespace

std::string cloud_source(std::string_view study, std::string_view public_url) {
  return std::string(public_url) + "/v1/studies/" + percent_encoded(study);
}

std::string cloud_event_json(const record::Record& record, std::string_view study,
                             std::string_view public_url) {
  const auto subject = std::visit([](const auto& e) { return subject_of(e); }, record.event);
  auto json = fmt::format(R"({{"specversion":"1.0","id":"{}","source":{},"type":"verbatim.{}",)",
                          record.position, quoted(cloud_source(study, public_url)),
                          record::name_of(record.event));
  if (!subject.empty()) json += "\"subject\":" + quoted(subject) + ",";
  json +=
      fmt::format(R"("time":"{}","datacontenttype":"application/json",)", to_rfc3339(record.time));
  if (!public_url.empty())
    json += "\"dataschema\":" +
            quoted(std::string(public_url) + "/v1/openapi.json#/components/schemas/Event") + ",";
  json += fmt::format(R"("sequence":"{:016}","data":)", record.position);
  return json + event_json(record) + "}";
}

}  // namespace verbatim::api
