#include "access/tokens.hpp"

#include <array>
#include <cstring>
#include <mutex>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>
#include <sodium.h>

#include "base/time.hpp"
#include "coding/decide.hpp"
#include "coding/wording.hpp"

namespace verbatim::access {
namespace {

constexpr std::string_view kPrefix = "vbt_";
constexpr std::size_t kIdLength = 8, kSecretBytes = 32, kSecretLength = 43;
constexpr std::size_t kTokenLength = kPrefix.size() + kIdLength + 1 + kSecretLength;

// Without letters that are easily mistaken, and nothing a command line takes for an option.
constexpr std::string_view kIdLetters = "0123456789abcdefghjkmnpqrstvwxyz";

std::string new_id() {
  std::string id;
  for (std::size_t i = 0; i < kIdLength; ++i)
    id += kIdLetters[randombytes_uniform(static_cast<std::uint32_t>(kIdLetters.size()))];
  return id;
}

std::string new_secret() {
  std::array<unsigned char, kSecretBytes> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  std::string text(kSecretLength + 1, '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero(bytes.data(), bytes.size());
  text.pop_back();
  return text;
}

Digest digest_of(std::string_view token) {
  Digest digest;
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(token.data()),
                     token.size());
  return digest;
}

Failure bad_id(const char* field) {
  return {Fault::kInvalidValue,
          "The " + std::string(field) +
              " of a token is an id: 1 to 128 bytes of UTF-8 without control characters.",
          field, "Choose another."};
}

// A keyed hash, a tenth of SHA-256's cost. Nobody who lacks the key, which never leaves this
// process, can tell a token's mark or find another token that has it.
using Mark = std::array<unsigned char, crypto_shorthash_siphashx24_BYTES>;
using MarkKey = std::array<unsigned char, crypto_shorthash_siphashx24_KEYBYTES>;

Mark mark_of(std::string_view token, const MarkKey& key) {
  Mark mark;
  crypto_shorthash_siphashx24(mark.data(), reinterpret_cast<const unsigned char*>(token.data()),
                              token.size(), key.data());
  return mark;
}

struct Hash {
  template <std::size_t size>
  std::size_t operator()(const std::array<unsigned char, size>& digest) const {
    std::size_t first = 0;  // any part of a digest is as good as random
    std::memcpy(&first, digest.data(), sizeof first);
    return first;
  }
};
struct Equal {
  template <std::size_t size>
  bool operator()(const std::array<unsigned char, size>& a,
                  const std::array<unsigned char, size>& b) const {
    return sodium_memcmp(a.data(), b.data(), size) == 0;
  }
};

}  // namespace

// Its tokens never change: a new table takes its place. What grows is which of them were met, so
// that a client's token goes through SHA-256 once, not with each of its requests.
struct TokenStore::Table {
  std::vector<TokenInfo> tokens;
  boost::unordered_flat_map<Digest, std::size_t, Hash, Equal> by_digest;  // index in tokens
  MarkKey mark_key;
  mutable std::mutex meeting;                                             // guards the next
  mutable boost::unordered_flat_map<Mark, std::size_t, Hash, Equal> met;  // index in tokens

  explicit Table(std::vector<TokenRecord> records) {
    randombytes_buf(mark_key.data(), mark_key.size());
    for (auto& record : records) {
      by_digest.emplace(record.sha256, tokens.size());
      tokens.push_back({std::move(record.id),
                        {std::move(record.name), record.role, std::move(record.study)},
                        std::move(record.created)});
    }
  }
  const Caller* find(std::string_view token) const {
    const auto mark = mark_of(token, mark_key);
    {
      const std::lock_guard lock(meeting);
      if (const auto at = met.find(mark); at != met.end()) return &tokens[at->second].caller;
    }
    const auto at = by_digest.find(digest_of(token));
    if (at == by_digest.end()) return nullptr;
    const std::lock_guard lock(meeting);
    met.emplace(mark, at->second);
    return &tokens[at->second].caller;
  }
};

TokenStore::TokenStore(const std::string& directory, std::chrono::nanoseconds look_every)
    : file_(directory),
      look_every_(look_every),
      next_look_(std::chrono::steady_clock::time_point()),
      table_(std::make_shared<const Table>(std::vector<TokenRecord>())) {}

Result<std::unique_ptr<TokenStore>> TokenStore::open(std::string directory,
                                                     std::chrono::nanoseconds look_every) {
  if (sodium_init() < 0) return Failure{Fault::kInternal, "libsodium cannot be used here."};
  std::unique_ptr<TokenStore> store(new TokenStore(directory, look_every));
  if (auto read = store->look(); !read) return std::move(read).error();
  return store;
}

Result<std::string> TokenStore::create(const std::string& name, coding::Role role,
                                       const std::optional<std::string>& study) {
  if (!coding::valid_id(name)) return bad_id("name");
  if (auto wrong = coding::wrong_new_id(name, "name")) return std::move(*wrong);
  if (study && !coding::valid_id(*study)) return bad_id("study");
  std::string token;
  auto appended = file_.append([&](const Tokens& tokens) -> Result<std::optional<std::string>> {
    std::string id;
    do id = new_id();
    while (tokens.ids.contains(id));
    token = std::string(kPrefix) + id + "_" + new_secret();
    return std::optional(token_line({id, name, role, study, digest_of(token), to_rfc3339(now())}));
  });
  if (!appended) return std::move(appended).error();
  if (auto read = look(); !read) return std::move(read).error();
  return token;
}

Result<void> TokenStore::revoke(const std::string& id) {
  auto appended = file_.append([&](const Tokens& tokens) -> Result<std::optional<std::string>> {
    if (!tokens.ids.contains(id))
      return Failure{Fault::kNotFound, "There is no token with this public id.", "token",
                     "The public id is the part of a token between its two underscores."};
    for (const auto& token : tokens.live)
      if (token.id == id) return std::optional(revoked_line(id, to_rfc3339(now())));
    return std::optional<std::string>();
  });
  return appended ? look() : std::move(appended);
}

std::vector<TokenInfo> TokenStore::list() {
  (void)look();  // where that fails, trouble() says so and the last tokens stand
  return table()->tokens;
}

std::optional<Caller> TokenStore::authenticate(std::string_view token) {
  if (token.size() != kTokenLength || !token.starts_with(kPrefix)) return std::nullopt;
  look_if_due();
  if (const auto known = table(); const auto* caller = known->find(token)) return *caller;
  (void)look();  // it may have been made a moment ago
  if (const auto known = table(); const auto* caller = known->find(token)) return *caller;
  return std::nullopt;
}

std::optional<Failure> TokenStore::trouble() const {
  const std::lock_guard lock(swapping_);
  return trouble_;
}

std::shared_ptr<const TokenStore::Table> TokenStore::table() const {
  const std::lock_guard lock(swapping_);
  return table_;
}

// One caller a second looks; the others go on with what is there.
void TokenStore::look_if_due() {
  const auto now = std::chrono::steady_clock::now();
  auto due = next_look_.load(std::memory_order_relaxed);
  if (now >= due && next_look_.compare_exchange_strong(due, now + look_every_)) (void)look();
}

// Reads the file again if it has changed since it was last read.
Result<void> TokenStore::look() {
  const std::lock_guard one_at_a_time(looking_);
  const auto version = file_.version();
  if (version && looked_ && *version == version_) {
    const auto known = trouble();
    return known ? Result<void>(*known) : Result<void>();
  }
  looked_ = false;
  if (!version) return settle(nullptr, version.error());
  auto read = file_.read();
  if (!read) return settle(nullptr, std::move(read).error());
  looked_ = true;
  version_ = *read ? std::optional((*read)->version) : std::nullopt;
  auto tokens = parse_tokens(*read ? std::string_view((*read)->bytes) : std::string_view());
  if (!tokens) return settle(nullptr, std::move(tokens).error());
  return settle(std::make_shared<const Table>(std::move(tokens->live)), std::nullopt);
}

Result<void> TokenStore::settle(std::shared_ptr<const Table> table,
                                std::optional<Failure> trouble) {
  const std::lock_guard lock(swapping_);
  if (table) table_ = std::move(table);
  trouble_ = std::move(trouble);
  return trouble_ ? Result<void>(*trouble_) : Result<void>();
}

}  // namespace verbatim::access
