#include "api/writes/command_fingerprint.hpp"

#include <algorithm>

#include "api/requests/command_id.hpp"

namespace verbatim::api {

Result<std::string> command_fingerprint(const vault::Vault& vault, std::string_view study,
                                        std::vector<std::string> sealed_for,
                                        std::span<const std::string_view> parts) {
  const auto plain = fingerprint(parts);
  if (sealed_for.empty()) return plain;
  std::sort(sealed_for.begin(), sealed_for.end());
  sealed_for.erase(std::unique(sealed_for.begin(), sealed_for.end()), sealed_for.end());
  const auto said = "command " + plain;  // no text is that
  std::vector<vault::Vault::Text> texts;
  texts.reserve(sealed_for.size());
  for (const auto& key : sealed_for) texts.push_back({study, key, {}, said});
  const auto marks = vault.mark(texts);
  if (!marks) return marks.error();
  std::vector<std::string_view> keyed;
  keyed.reserve(marks->size());
  for (const auto& one : *marks) keyed.push_back(one.mark);
  return fingerprint(keyed);
}

}  // namespace verbatim::api
