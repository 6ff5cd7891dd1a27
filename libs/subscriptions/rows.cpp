#include "subscriptions/rows.hpp"

#include <nlohmann/json.hpp>
#include <sodium.h>

namespace verbatim::subscriptions {
namespace {

using Json = nlohmann::ordered_json;

std::string hex(const std::string& bytes) {
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                 bytes.size());
  text.pop_back();
  return text;
}

std::string bytes_of(const std::string& hex) {
  std::string bytes(hex.size() / 2, '\0');
  std::size_t size = 0;
  if (sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), hex.data(),
                     hex.size(), nullptr, &size, nullptr) != 0)
    return {};
  bytes.resize(size);
  return bytes;
}

}  // namespace

std::string row_of(const Subscription& one) {
  auto secrets = Json::array();
  for (const auto& secret : one.secrets)
    secrets.push_back(
        {{"key", secret.key}, {"sealed", hex(secret.sealed)}, {"until", secret.until}});
  return Json{{"study", one.study},
              {"name", one.name},
              {"id", one.id},
              {"made_by", one.made_by},
              {"made_at", one.made_at},
              {"kind", one.kind == Kind::kWebhook ? "webhook" : "pull"},
              {"url", one.url},
              {"types", one.types},
              {"paused", one.paused},
              {"paused_because", one.paused_because},
              {"secrets", std::move(secrets)}}
      .dump();
}

std::string row_of(const DeadLetter& letter) {
  return Json{{"attempts", letter.attempts},
              {"reason", letter.reason},
              {"failed_at", letter.failed_at},
              {"again", letter.again}}
      .dump();
}

// The library throws where a name is missing or of another type.
std::optional<Subscription> subscription_from(std::string_view row) try {
  const auto json = Json::parse(row);
  Subscription one;
  one.study = json.at("study").get<std::string>();
  one.name = json.at("name").get<std::string>();
  one.id = json.at("id").get<std::string>();
  one.made_by = json.at("made_by").get<std::string>();
  one.made_at = json.at("made_at").get<Micros>();
  const auto kind = json.at("kind").get<std::string>();
  if (kind != "webhook" && kind != "pull") return std::nullopt;
  one.kind = kind == "webhook" ? Kind::kWebhook : Kind::kPull;
  one.url = json.at("url").get<std::string>();
  one.types = json.at("types").get<std::vector<std::string>>();
  one.paused = json.at("paused").get<bool>();
  one.paused_because = json.at("paused_because").get<std::string>();
  for (const auto& secret : json.at("secrets"))
    one.secrets.push_back({secret.at("key").get<std::string>(),
                           bytes_of(secret.at("sealed").get<std::string>()),
                           secret.at("until").get<Micros>()});
  return one;
} catch (const nlohmann::json::exception&) {
  return std::nullopt;
}

std::optional<DeadLetter> letter_from(std::string_view row) try {
  const auto json = Json::parse(row);
  return DeadLetter{0, json.at("attempts").get<std::uint32_t>(),
                    json.at("reason").get<std::string>(), json.at("failed_at").get<Micros>(),
                    json.at("again").get<bool>()};
} catch (const nlohmann::json::exception&) {
  return std::nullopt;
}

}  // namespace verbatim::subscriptions
