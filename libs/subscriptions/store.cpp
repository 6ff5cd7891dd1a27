// What is stored where, format 1. `id` has 16 characters, so that it ends where the position
// begins.
//
//   family         key              value
//   default        "store"          the text of the file FORMAT
//   subscriptions  id               JSON: what was asked for
//   checkpoints    id               position (8, big-endian)
//   dead           id position (8)  JSON: what could not be delivered, and why

#include "subscriptions/store.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>

#include "store/bytes.hpp"
#include "store/database.hpp"
#include "store/failures.hpp"
#include "subscriptions/rows.hpp"

namespace verbatim::subscriptions {
namespace {

constexpr std::uint32_t kFormat = 1;
enum FamilyIndex : std::size_t { kSubscriptions, kCheckpoints, kDead };
constexpr std::size_t kPositionBytes = 8, kWriteBufferBytes = 1u << 20;

store::DatabaseOptions options_of(const std::string& directory) {
  rocksdb::ColumnFamilyOptions family;
  family.write_buffer_size = kWriteBufferBytes;
  family.compression = rocksdb::kNoCompression;
  store::DatabaseOptions options;
  options.directory = directory;
  options.kind = "subscriptions";
  options.format = kFormat;
  options.families = {{"subscriptions", family}, {"checkpoints", family}, {"dead", family}};
  options.write_buffer_bytes = 2 * kWriteBufferBytes;
  options.wal_bytes_max = 2 * kWriteBufferBytes;
  return options;
}

std::string position_bytes(std::uint64_t position) {
  std::string bytes;
  store::put_be64(bytes, position);
  return bytes;
}

}  // namespace

struct Store::Impl {
  struct Entry {
    Subscription subscription;
    std::uint64_t checkpoint = 0;
    std::map<std::uint64_t, DeadLetter> dead;
    std::set<std::uint64_t> again;  // those of the dead that somebody asked for again

    State state() const { return {subscription, checkpoint, dead.size()}; }
    void put(const DeadLetter& letter) {
      dead[letter.position] = letter;
      if (letter.again)
        again.insert(letter.position);
      else
        again.erase(letter.position);
    }
    void drop(std::uint64_t position) {
      dead.erase(position);
      again.erase(position);
    }
  };

  explicit Impl(std::unique_ptr<store::Database> opened) : database(std::move(opened)) {}

  Result<void> load() {
    auto loaded = each(kSubscriptions, [&](std::string_view key, std::string_view value) {
      auto subscription = subscription_from(value);
      if (!subscription || subscription->id != key) return false;
      entries[std::string(key)].subscription = *std::move(subscription);
      return true;
    });
    if (!loaded) return loaded;
    loaded = each(kCheckpoints, [&](std::string_view key, std::string_view value) {
      const auto at = entries.find(key);
      if (at == entries.end() || value.size() != kPositionBytes) return false;
      at->second.checkpoint = store::get_be64(value);
      return true;
    });
    if (!loaded) return loaded;
    return each(kDead, [&](std::string_view key, std::string_view value) {
      if (key.size() <= kPositionBytes) return false;
      const auto at = entries.find(key.substr(0, key.size() - kPositionBytes));
      auto letter = letter_from(value);
      if (at == entries.end() || !letter) return false;
      letter->position = store::get_be64(key.substr(key.size() - kPositionBytes));
      at->second.put(*letter);
      return true;
    });
  }

  template <class Take>
  Result<void> each(FamilyIndex family, Take take) {
    const std::unique_ptr<rocksdb::Iterator> row(
        database->rocks().NewIterator(rocksdb::ReadOptions(), database->family(family)));
    for (row->SeekToFirst(); row->Valid(); row->Next())
      if (!take(row->key().ToStringView(), row->value().ToStringView()))
        return store::corrupt("a subscription's row is not what was written");
    if (!row->status().ok()) return store::failure_of(row->status(), "read the subscriptions");
    return {};
  }

  Entry* find(std::string_view id) {
    const auto at = entries.find(id);
    return at == entries.end() ? nullptr : &at->second;
  }

  // Puts one row, and with it the checkpoint where one is given.
  Result<void> put(FamilyIndex family, const std::string& key, const std::string& value,
                   std::string_view id = {}, std::uint64_t checkpoint = 0) {
    auto batch = store::protected_batch();
    batch.Put(database->family(family), key, value);
    if (!id.empty())
      batch.Put(database->family(kCheckpoints), rocksdb::Slice(id.data(), id.size()),
                position_bytes(checkpoint));
    return database->write(batch);
  }

  Result<void> put_letter(Entry& entry, const DeadLetter& letter, bool with_checkpoint) {
    const auto& id = entry.subscription.id;
    const auto further = std::max(entry.checkpoint, letter.position);
    auto written = put(kDead, id + position_bytes(letter.position), row_of(letter),
                       with_checkpoint ? std::string_view(id) : std::string_view(), further);
    if (!written) return written;
    entry.put(letter);
    if (with_checkpoint) entry.checkpoint = further;
    return {};
  }

  mutable std::mutex mutex;
  std::unique_ptr<store::Database> database;
  std::map<std::string, Entry, std::less<>> entries;  // by id; guarded by mutex
};

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::open(const std::string& directory) {
  auto database = store::Database::open(options_of(directory));
  if (!database) return std::move(database).error();
  std::error_code error;
  std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
  if (error)
    return Failure{Fault::kStorageFailed,
                   "Cannot close " + directory + " to other users: " + error.message() + "."};
  auto impl = std::make_unique<Impl>(std::move(*database));
  if (auto loaded = impl->load(); !loaded) return std::move(loaded).error();
  return std::unique_ptr<Store>(new Store(std::move(impl)));
}

std::optional<State> Store::find(std::string_view study, std::string_view name) const {
  const std::lock_guard lock(impl_->mutex);
  for (const auto& [id, entry] : impl_->entries)
    if (entry.subscription.study == study && entry.subscription.name == name) return entry.state();
  return std::nullopt;
}

std::vector<State> Store::of_study(std::string_view study) const {
  auto states = all();
  std::erase_if(states, [&](const State& one) { return one.subscription.study != study; });
  return states;
}

std::vector<State> Store::all() const {
  std::vector<State> states;
  {
    const std::lock_guard lock(impl_->mutex);
    for (const auto& [id, entry] : impl_->entries) states.push_back(entry.state());
  }
  std::sort(states.begin(), states.end(), [](const State& a, const State& b) {
    return std::tie(a.subscription.study, a.subscription.name) <
           std::tie(b.subscription.study, b.subscription.name);
  });
  return states;
}

Result<void> Store::add(const Subscription& subscription, std::uint64_t checkpoint) {
  const std::lock_guard lock(impl_->mutex);
  for (const auto& [id, entry] : impl_->entries)
    if (entry.subscription.study == subscription.study &&
        entry.subscription.name == subscription.name)
      return Failure{Fault::kAlreadyExists,
                     "There is a subscription '" + subscription.name + "' already.", "subscription",
                     "Use another name."};
  auto written = impl_->put(kSubscriptions, subscription.id, row_of(subscription), subscription.id,
                            checkpoint);
  if (!written) return written;
  impl_->entries[subscription.id] = {subscription, checkpoint, {}, {}};
  return {};
}

Result<std::optional<State>> Store::change(std::string_view id,
                                           const std::function<void(Subscription&)>& how) {
  const std::lock_guard lock(impl_->mutex);
  auto* entry = impl_->find(id);
  if (entry == nullptr) return std::optional<State>();
  auto changed = entry->subscription;
  how(changed);
  if (changed != entry->subscription) {
    auto written = impl_->put(kSubscriptions, changed.id, row_of(changed));
    if (!written) return std::move(written).error();
    entry->subscription = std::move(changed);
  }
  return std::optional(entry->state());
}

Result<void> Store::remove(std::string_view id) {
  const std::lock_guard lock(impl_->mutex);
  const auto* entry = impl_->find(id);
  if (entry == nullptr) return {};
  auto batch = store::protected_batch();
  const rocksdb::Slice key(id.data(), id.size());
  batch.Delete(impl_->database->family(kSubscriptions), key);
  batch.Delete(impl_->database->family(kCheckpoints), key);
  for (const auto& [position, letter] : entry->dead)
    batch.Delete(impl_->database->family(kDead), std::string(id) + position_bytes(position));
  if (auto written = impl_->database->write(batch); !written) return written;
  impl_->entries.erase(impl_->entries.find(id));
  return {};
}

Result<std::uint64_t> Store::acknowledge(std::string_view id, std::uint64_t position) {
  const std::lock_guard lock(impl_->mutex);
  auto* entry = impl_->find(id);
  if (entry == nullptr) return position;
  if (position > entry->checkpoint) {
    auto written = impl_->put(kCheckpoints, std::string(id), position_bytes(position));
    if (!written) return std::move(written).error();
    entry->checkpoint = position;
  }
  return entry->checkpoint;
}

Result<void> Store::bury(std::string_view id, const DeadLetter& letter) {
  const std::lock_guard lock(impl_->mutex);
  auto* entry = impl_->find(id);
  if (entry == nullptr) return {};
  return impl_->put_letter(*entry, letter, true);
}

Result<void> Store::rebury(std::string_view id, const DeadLetter& letter) {
  const std::lock_guard lock(impl_->mutex);
  auto* entry = impl_->find(id);
  if (entry == nullptr || !entry->dead.contains(letter.position)) return {};
  return impl_->put_letter(*entry, letter, false);
}

std::vector<DeadLetter> Store::dead(std::string_view id) const {
  const std::lock_guard lock(impl_->mutex);
  std::vector<DeadLetter> letters;
  if (const auto* entry = impl_->find(id))
    for (const auto& [position, letter] : entry->dead) letters.push_back(letter);
  return letters;
}

std::optional<DeadLetter> Store::next_again(std::string_view id) const {
  const std::lock_guard lock(impl_->mutex);
  const auto* entry = impl_->find(id);
  if (entry == nullptr || entry->again.empty()) return std::nullopt;
  return entry->dead.at(*entry->again.begin());
}

Result<std::size_t> Store::ask_again(std::string_view id,
                                     const std::vector<std::uint64_t>& positions) {
  const std::lock_guard lock(impl_->mutex);
  auto* entry = impl_->find(id);
  if (entry == nullptr) return std::size_t{0};
  std::vector<DeadLetter> asked;
  auto batch = store::protected_batch();
  for (const auto& [position, letter] : entry->dead) {
    const bool meant = positions.empty() ||
                       std::find(positions.begin(), positions.end(), position) != positions.end();
    if (!meant) continue;
    asked.push_back(letter);
    asked.back().again = true;
    batch.Put(impl_->database->family(kDead), std::string(id) + position_bytes(position),
              row_of(asked.back()));
  }
  if (asked.empty()) return std::size_t{0};
  if (auto written = impl_->database->write(batch); !written) return std::move(written).error();
  for (const auto& letter : asked) entry->put(letter);
  return asked.size();
}

Result<void> Store::revive(std::string_view id, std::uint64_t position) {
  const std::lock_guard lock(impl_->mutex);
  auto* entry = impl_->find(id);
  if (entry == nullptr || !entry->dead.contains(position)) return {};
  auto batch = store::protected_batch();
  batch.Delete(impl_->database->family(kDead), std::string(id) + position_bytes(position));
  if (auto written = impl_->database->write(batch); !written) return written;
  entry->drop(position);
  return {};
}

std::optional<Failure> Store::write_failure() const {
  return impl_->database->write_failure();
}

}  // namespace verbatim::subscriptions
