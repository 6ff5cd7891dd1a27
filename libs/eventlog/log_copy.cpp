#include "eventlog/log_copy.hpp"

#include <memory>
#include <optional>
#include <utility>

#include <rocksdb/db.h>

#include "eventlog/rocks_layout.hpp"
#include "store/bytes.hpp"
#include "store/copy.hpp"
#include "store/database.hpp"
#include "store/failures.hpp"

namespace verbatim::eventlog {
namespace {

constexpr std::uint64_t kTellEvery = 8192;

// Which rows of a log go along.
class Selection {
 public:
  explicit Selection(const LogCopy& copy) : copy_(copy) {}

  // Finds the numbers of the studies that are cut.
  Result<void> look_up(const store::Database& log) {
    for (const auto& [study, until] : copy_.until) {
      std::string number;
      const auto status =
          log.rocks().Get(rocksdb::ReadOptions(), log.family(kStudies), study, &number);
      if (status.IsNotFound())
        return Failure{.fault = Fault::kUnknownStudy,
                       .detail = "There is no study '" + study + "'."};
      if (!status.ok()) return store::failure_of(status, "read the event log");
      if (number.size() != kNumberBytes)
        return store::corrupt("the row of study " + study + " is damaged");
      until_[store::get_be64(number)] = until;
    }
    return {};
  }

  bool keeps(std::size_t family, std::string_view key, std::string_view value) {
    switch (family) {
      case kStudies:
        return keeps_study(std::string(key));
      case kEvents:
        return keeps_event(key);
      case kCommands:
        return keeps_command(key, value);
      default:
        return until_.empty();
    }
  }

 private:
  bool keeps_study(const std::string& study) const {
    const auto cut = copy_.until.find(study);
    return cut == copy_.until.end() || cut->second > 0;
  }
  bool keeps_event(std::string_view key) {
    if (++events_ % kTellEvery == 0 && copy_.progress) copy_.progress(events_);
    const auto until = limit_of(key);
    return !until || key.size() != kEventKeyBytes ||
           store::get_be64(key.substr(kNumberBytes)) <= *until;
  }
  bool keeps_command(std::string_view key, std::string_view value) const {
    const auto until = limit_of(key);
    if (!until || value.size() != kCommandRowBytes) return true;
    return *until > 0 && store::get_be64(value) <= *until;
  }
  std::optional<Position> limit_of(std::string_view key) const {
    if (until_.empty() || key.size() < kNumberBytes) return std::nullopt;
    const auto cut = until_.find(store::get_be64(key));
    return cut == until_.end() ? std::nullopt : std::optional(cut->second);
  }

  const LogCopy& copy_;
  std::map<std::uint64_t, Position> until_;  // by the study's number
  std::uint64_t events_ = 0;
};

}  // namespace

Result<void> copy_log(const LogCopy& copy) {
  const auto from =
      store::Database::open(database_options({.directory = copy.from, .read_only = true}));
  if (!from) return from.error();
  Selection selection(copy);
  if (auto found = selection.look_up(**from); !found) return found;

  auto options = database_options({.directory = copy.to});
  options.id = (*from)->identity().id;
  auto to = store::Database::open(std::move(options));
  if (!to) return to.error();
  return store::copy_rows(**from, std::move(*to),
                          [&](std::size_t family, std::string_view key, std::string_view value) {
                            return selection.keeps(family, key, value);
                          });
}

}  // namespace verbatim::eventlog
