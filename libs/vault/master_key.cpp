#include "vault/master_key.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

namespace verbatim::vault {
namespace {

constexpr std::size_t kDigits = 2 * kKeyBytes;

const unsigned char* bytes_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

class OpenFile {
 public:
  OpenFile(const std::string& path, int flags)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }
  bool ok() const { return fd_ >= 0; }

 private:
  int fd_;
};

Failure file_failure(const std::string& file, std::string_view what) {
  return {
      .fault = Fault::kStorageFailed,
      .detail = fmt::format("cannot {} the master key {}: {}", what, file, std::strerror(errno)),
      .fix =
          "name the file by --key-file or VERBATIM_KEY_FILE, or restore it; without it no "
          "text can be read"};
}

MasterKey named(Key key) {
  std::array<unsigned char, crypto_generichash_BYTES_MIN> hash{};
  constexpr std::string_view kWhat = "verbatim master key";
  crypto_generichash(hash.data(), hash.size(), bytes_of(kWhat), kWhat.size(), key.secret.data(),
                     key.secret.size());
  MasterKey master{{}, key};
  for (std::size_t i = 0; i < kMasterIdBytes; ++i) master.id += fmt::format("{:02x}", hash[i]);
  return master;
}

// Additional data of a wrapped key.
std::string wrapped_for(std::string_view key_id, std::string_view row) {
  return std::string(key_id).append(row);
}

}  // namespace

Result<MasterKey> read_master_key(const std::string& file) {
  const OpenFile in(file, O_RDONLY);
  if (!in.ok()) return file_failure(file, "open");
  std::string text(kDigits + 2, '\0');
  const auto size = ::read(in.fd(), text.data(), text.size());
  if (size < 0) return file_failure(file, "read");
  text.resize(static_cast<std::size_t>(size));
  if (text.ends_with('\n')) text.pop_back();
  Key key;
  std::size_t made = 0;
  const bool whole = text.size() == kDigits &&
                     sodium_hex2bin(key.secret.data(), key.secret.size(), text.data(), text.size(),
                                    nullptr, &made, nullptr) == 0 &&
                     made == key.secret.size();
  wipe(text);
  if (!whole)
    return Failure{.fault = Fault::kForeignStore,
                   .detail = fmt::format("{} is no master key: 64 hexadecimal digits", file),
                   .fix = "name the right file by --key-file or VERBATIM_KEY_FILE"};
  return named(key);
}

Result<MasterKey> make_master_key(const std::string& file) {
  const auto key = Key::make();
  std::string text(kDigits + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), key.secret.data(), key.secret.size());
  text.back() = '\n';
  const auto unfinished = file + ".unfinished";
  bool written = false;
  {
    const OpenFile out(unfinished, O_WRONLY | O_CREAT | O_TRUNC);
    written = out.ok() &&
              ::write(out.fd(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
              ::fsync(out.fd()) == 0;
  }
  wipe(text);
  // Whole or not at all under its name, and never in place of another.
  written = written && ::link(unfinished.c_str(), file.c_str()) == 0;
  ::unlink(unfinished.c_str());
  if (!written) return file_failure(file, "make");
  const auto folder = std::filesystem::path(file).parent_path();
  const OpenFile in(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
  if (!in.ok() || ::fsync(in.fd()) != 0) return file_failure(file, "make");
  return named(key);
}

std::string wrap_key(const MasterKey& master, const Key& key, std::string_view row) {
  const auto bound = wrapped_for({key.id.data(), key.id.size()}, row);
  std::string wrapped(kWrappedBytes, '\0');
  auto* nonce = reinterpret_cast<unsigned char*>(wrapped.data());
  randombytes_buf(nonce, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + kNonceBytes, nullptr, key.secret.data(),
                                             key.secret.size(), bytes_of(bound), bound.size(),
                                             nullptr, nonce, master.key.secret.data());
  return wrapped;
}

std::optional<Key> unwrap_key(const MasterKey& master, std::string_view key_id,
                              std::string_view row, std::string_view wrapped) {
  if (wrapped.size() != kWrappedBytes || key_id.size() != kKeyIdBytes) return std::nullopt;
  const auto bound = wrapped_for(key_id, row);
  Key key;
  std::copy_n(key_id.begin(), kKeyIdBytes, key.id.begin());
  const auto cipher = wrapped.substr(kNonceBytes);
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      key.secret.data(), nullptr, nullptr, bytes_of(cipher), cipher.size(), bytes_of(bound),
      bound.size(), bytes_of(wrapped), master.key.secret.data());
  if (failed != 0) return std::nullopt;
  return key;
}

}  // namespace verbatim::vault
