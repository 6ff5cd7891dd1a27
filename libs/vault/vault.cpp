#include "vault/vault.hpp"

#include <utility>

#include <fmt/format.h>

#include "vault/key_store.hpp"
#include "vault/sealing.hpp"

namespace verbatim::vault {

struct Vault::Impl {
  std::unique_ptr<KeyStore> keys;
};

Vault::Vault(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Vault::~Vault() = default;

namespace {

// A place without the control characters that tell memos and quotes from comments.
std::string shown(std::string_view place) {
  std::string words;
  for (const char c : place)
    if (static_cast<unsigned char>(c) >= ' ') words += c;
  return words;
}

}  // namespace

Result<std::unique_ptr<Vault>> Vault::open(const std::string& directory, bool read_only,
                                           std::shared_ptr<rocksdb::FileSystem> files,
                                           const std::string& key_file) {
  auto keys = KeyStore::open(directory, read_only, std::move(files), key_file);
  if (!keys) return keys.error();
  return std::unique_ptr<Vault>(new Vault(std::make_unique<Impl>(Impl{std::move(*keys)})));
}

Result<std::vector<Vault::SealedText>> Vault::seal(std::span<const Text> texts) {
  std::vector<Owner> owners;
  owners.reserve(texts.size());
  for (const auto& text : texts) owners.push_back({text.study, text.respondent});
  const auto keys = impl_->keys->find_or_make(owners);
  if (!keys) return keys.error();

  std::vector<SealedText> sealed;
  sealed.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto& text = texts[i];
    const auto& key = (*keys)[i];
    sealed.push_back({seal_text(key, {text.study, text.respondent, text.place}, text.plain),
                      mark_text(key, text.plain)});
  }
  return sealed;
}

Result<std::vector<Vault::SealedText>> Vault::mark(std::span<const Text> texts) const {
  std::vector<SealedText> marked(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto key = impl_->keys->find({texts[i].study, texts[i].respondent});
    if (!key) return key.error();
    if (*key) marked[i].mark = mark_text(**key, texts[i].plain);
  }
  return marked;
}

Result<void> Vault::verify() const {
  return impl_->keys->verify_tables();
}

std::optional<Failure> Vault::write_failure() const {
  return impl_->keys->write_failure();
}

Result<std::optional<std::string>> Vault::open_text(std::string_view study,
                                                    std::string_view respondent,
                                                    std::string_view place,
                                                    std::string_view sealed) const {
  const Sealed one{place, sealed};
  auto texts = open_texts(study, respondent, {&one, 1});
  if (!texts) return std::move(texts).error();
  return std::move(texts->front());
}

Result<std::vector<std::optional<std::string>>> Vault::open_texts(
    std::string_view study, std::string_view respondent, std::span<const Sealed> texts) const {
  const auto key = impl_->keys->find({study, respondent});
  if (!key) return key.error();
  std::vector<std::optional<std::string>> plain;
  plain.reserve(texts.size());
  for (const auto& text : texts) {
    const auto damaged = [&] {
      return Failure{
          .fault = Fault::kCorruptStore,
          .detail = fmt::format("the sealed text of {} is not what was sealed", shown(text.place))};
    };
    const auto id = key_id_of(text.bytes);
    if (!id) return damaged();
    const bool is_its_key = *key && std::string_view((*key)->id.data(), kKeyIdBytes) == *id;
    plain.push_back(is_its_key ? unseal_text(**key, {study, respondent, text.place}, text.bytes)
                               : std::nullopt);
    if (is_its_key && !plain.back()) return damaged();
  }
  return plain;
}

Result<void> Vault::erase(std::string_view study, std::string_view respondent,
                          std::string_view erasure) {
  return impl_->keys->erase({study, respondent}, erasure);
}

Result<std::optional<std::string>> Vault::erased_by(std::string_view study,
                                                    std::string_view respondent) const {
  return impl_->keys->erased_by({study, respondent});
}

Result<std::optional<std::string>> Vault::key_id(std::string_view study,
                                                 std::string_view respondent) const {
  const auto key = impl_->keys->find({study, respondent});
  if (!key) return key.error();
  if (!*key) return std::optional<std::string>();
  std::string digits;
  for (const char byte : (*key)->id)
    digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return std::optional(digits);
}

Result<void> Vault::destroy(std::string_view study, std::string_view respondent) {
  return impl_->keys->destroy({study, respondent});
}

Result<std::uint64_t> copy_vault(const std::string& from, const std::string& to) {
  return copy_key_store(from, to);
}

}  // namespace verbatim::vault
