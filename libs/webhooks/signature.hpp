#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

// Signatures as Standard Webhooks 1.0.0 has them, symmetric
// (https://github.com/standard-webhooks/standard-webhooks): whoever gets a webhook computes
// HMAC-SHA256 over "id.timestamp.body" with the secret that both know.
namespace verbatim::webhooks {

// "whsec_" and the base64 of 32 random bytes.
std::string make_secret();

// The key that a secret stands for: kInvalidValue where it is not "whsec_" and base64 of 24 to 64
// bytes. The failure does not repeat it.
Result<std::string> key_of(std::string_view secret);

// "v1," and the base64 of the signature. Requires that `id` has no '.' in it.
std::string signature(std::string_view key, std::string_view id, std::int64_t timestamp_seconds,
                      std::string_view body);

// The header webhook-signature: one signature a secret, with a space between, so that a receiver
// that knows either takes it while a secret is exchanged. kInvalidValue where one is no secret.
Result<std::string> signatures(std::span<const std::string> secrets, std::string_view id,
                               std::int64_t timestamp_seconds, std::string_view body);

}  // namespace verbatim::webhooks
