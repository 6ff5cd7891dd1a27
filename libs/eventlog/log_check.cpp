#include "eventlog/log_check.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <rocksdb/db.h>

#include "eventlog/rocks_layout.hpp"
#include "merkle/tree.hpp"
#include "store/bytes.hpp"
#include "store/database.hpp"
#include "store/failures.hpp"

namespace verbatim::eventlog {
namespace {

constexpr std::size_t kFindingsMax = 20;  // of one family
constexpr std::size_t kHashBytes = std::tuple_size_v<merkle::Hash>;

class LogCheck {
 public:
  explicit LogCheck(const store::Database& log) : log_(log) {}

  std::vector<std::string> run() {
    if (auto whole = log_.verify_tables(); !whole) findings_.push_back(whole.error().detail);
    each_row(kStudies, [&](auto key, auto value) { check_study(key, value); });
    each_row(kEvents, [&](auto key, auto value) { check_event(key, value); });
    each_row(kCommands, [&](auto key, auto value) { check_command(key, value); });
    end_commands();
    if (log_.family(kTree) != nullptr)
      each_row(kTree, [&](auto key, auto value) { check_tree(key, value); });
    return std::move(findings_);
  }

 private:
  struct Study {
    std::string id;
    Position last = 0;
  };
  struct Commit {
    Position first, last;
    std::string command;
  };

  void find(std::string what) {
    if (++of_family_ <= kFindingsMax) findings_.push_back(std::move(what));
  }

  template <class Visit>
  void each_row(FamilyIndex family, Visit visit) {
    of_family_ = 0;
    rocksdb::ReadOptions options;
    options.fill_cache = false;
    const std::unique_ptr<rocksdb::Iterator> row(
        log_.rocks().NewIterator(options, log_.family(family)));
    for (row->SeekToFirst(); row->Valid(); row->Next())
      visit(std::string_view(row->key().data(), row->key().size()),
            std::string_view(row->value().data(), row->value().size()));
    if (of_family_ > kFindingsMax)
      findings_.push_back(fmt::format("and {} more of the kind", of_family_ - kFindingsMax));
    if (!row->status().ok())
      findings_.push_back(store::failure_of(row->status(), "read the event log").detail);
  }

  Study* study_of(std::string_view key) {
    if (key.size() < kNumberBytes) return nullptr;
    const auto found = studies_.find(store::get_be64(key));
    return found == studies_.end() ? nullptr : &found->second;
  }

  void check_study(std::string_view key, std::string_view value) {
    if (value.size() != kNumberBytes || store::get_be64(value) == 0)
      return find(fmt::format("the row of study {} is damaged", key));
    const auto [there, added] =
        studies_.try_emplace(store::get_be64(value), Study{std::string(key)});
    if (!added) find(fmt::format("studies {} and {} have one number", there->second.id, key));
  }

  void check_event(std::string_view key, std::string_view /*value*/) {
    auto* study = study_of(key);
    if (study == nullptr || key.size() != kEventKeyBytes)
      return find("there is an event of no study");
    const auto position = store::get_be64(key.substr(kNumberBytes));
    if (position != study->last + 1)
      find(
          fmt::format("study {}: after event {} comes event {}", study->id, study->last, position));
    study->last = position;
  }

  void check_command(std::string_view key, std::string_view value) {
    const auto* study = study_of(key);
    if (study == nullptr || key.size() == kNumberBytes)
      return find("there is a command id of no study");
    if (study != of_commands_) end_commands();
    of_commands_ = study;
    const std::string id(key.substr(kNumberBytes));
    if (value.size() != kCommandRowBytes)
      return find(fmt::format("study {}: the row of command id '{}' is damaged", study->id, id));
    const auto last = store::get_be64(value);
    const auto events = store::get_be32(value.substr(sizeof(Position)));
    if (last > study->last || events > last)
      return find(
          fmt::format("study {}: command id '{}' says that it wrote {} events up to "
                      "position {}, but the study is at {}",
                      study->id, id, events, last, study->last));
    if (events > 0) commits_.push_back({last - events + 1, last, id});
  }

  // No two commands wrote one event.
  void end_commands() {
    std::ranges::sort(commits_, {}, &Commit::first);
    for (std::size_t i = 1; i < commits_.size(); ++i)
      if (commits_[i].first <= commits_[i - 1].last)
        find(fmt::format("study {}: command ids '{}' and '{}' both say that they wrote event {}",
                         of_commands_->id, commits_[i - 1].command, commits_[i].command,
                         commits_[i].first));
    commits_.clear();
  }

  void check_tree(std::string_view key, std::string_view value) {
    if (key == kKeptKey) return;
    const auto* study = study_of(key);
    if (study == nullptr) return find("there is a hash of no study");
    const auto rest = key.substr(kNumberBytes);
    const bool is_edge = rest == std::string_view(&kEdge, 1);
    if (is_edge) {
      if (value.size() % kHashBytes != kNumberBytes || store::get_be64(value) != study->last)
        find(fmt::format("study {}: the right edge of its tree is damaged", study->id));
      return;
    }
    if (rest.size() != 1 + sizeof(std::uint64_t))
      return find(fmt::format("study {}: a row of its tree is damaged", study->id));
    const auto tier = static_cast<unsigned char>(rest[0]);
    const auto n = store::get_be64(rest.substr(1));
    // A row of tier 0 is a tile of leaves, one above the root over as many as that tier has.
    const auto shift = merkle::kTileHeight * std::max<unsigned>(tier, 1);
    const auto bytes = tier == 0 ? merkle::kTileWidth * kHashBytes : kHashBytes;
    if (shift >= 64 || n >= study->last >> shift || value.size() != bytes)
      find(fmt::format("study {}: row {} of tier {} of its tree is damaged", study->id, n, tier));
  }

  const store::Database& log_;
  std::vector<std::string> findings_;
  std::size_t of_family_ = 0;
  std::map<std::uint64_t, Study> studies_;  // by number
  const Study* of_commands_ = nullptr;
  std::vector<Commit> commits_;  // of that study
};

}  // namespace

Result<std::vector<std::string>> check_log(const std::string& directory) {
  const auto log =
      store::Database::open(database_options({.directory = directory, .read_only = true}));
  if (!log) return log.error();
  return LogCheck(**log).run();
}

}  // namespace verbatim::eventlog
