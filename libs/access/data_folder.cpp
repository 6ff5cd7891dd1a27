#include "access/data_folder.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace verbatim::access {
namespace {

namespace fs = std::filesystem;

// What a server, `verbatim token create` and `tools/up` make, also one that was interrupted before
// it had made its log.
constexpr std::array<std::string_view, 10> kNames = {
    "log",           "keys",         "keys.master", "signing.key",     "snapshots",
    "subscriptions", "tokens.jsonl", "owner.token", "owner.token.new", "demo.unfinished"};

bool may_be_in_a_new_one(const std::string& name) {
  constexpr std::string_view kOfTheDisk = "lost+found";
  return name == kOfTheDisk || std::ranges::find(kNames, name) != kNames.end();
}

Failure foreign(std::string detail, std::string fix) {
  return {Fault::kForeignStore, std::move(detail), "--data", std::move(fix)};
}

Failure unreadable(const std::string& directory, const std::error_code& error) {
  return {Fault::kStorageFailed, "Cannot look into " + directory + ": " + error.message() + ".",
          "--data", "Let this user read it, or name another folder."};
}

}  // namespace

Result<DataFolder> look_at_data_folder(const std::string& directory) {
  const fs::path folder = directory;
  std::error_code error;
  const auto status = fs::status(folder, error);
  if (status.type() == fs::file_type::not_found) return DataFolder::kMissing;
  if (error) return unreadable(directory, error);
  if (!fs::is_directory(status))
    return foreign(directory + " is not a folder.", "Name the data folder, or a new one.");
  if (fs::exists(folder / "BACKUP.json", error))
    return foreign(directory + " is a backup, which stays as it is.",
                   "Make a data folder of it (`verbatim restore`), and name that.");
  if (fs::exists(folder / "log/FORMAT", error) || fs::exists(folder / "log/FORMAT.new", error))
    return DataFolder::kServed;
  std::string other;  // the first in the alphabet, so that the message is the same every time
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const auto name = at->path().filename().string();
    if (!may_be_in_a_new_one(name) && (other.empty() || name < other)) other = name;
  }
  if (error) return unreadable(directory, error);
  if (other.empty()) return DataFolder::kNew;
  return foreign(directory + " is not a data folder of Verbatim: it holds " + other + ".",
                 "Name the data folder, or for a new one a folder that is empty or not there yet.");
}

Result<DataFolder> existing_data_folder(const std::string& directory) {
  auto looked = look_at_data_folder(directory);
  if (looked && *looked == DataFolder::kMissing)
    return Failure{Fault::kNotFound, "There is no folder " + directory + ".", "--data",
                   "Name the folder that the server has as its --data; for a new one, make the "
                   "folder first."};
  return looked;
}

}  // namespace verbatim::access
