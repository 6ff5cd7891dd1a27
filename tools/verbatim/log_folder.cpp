#include "verbatim/log_folder.hpp"

#include <filesystem>

#include "access/data_folder.hpp"
#include "verbatim/backup/backup.hpp"

namespace verbatim::tool {

Result<void> has_log(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  // Also one that is damaged: whoever opens it says how.
  if (fs::exists(fs::path(folder) / "log", error)) return {};
  if (fs::exists(fs::path(folder) / kBackupManifest, error))
    return Failure{Fault::kForeignStore,
                   folder + " is a backup of keys alone: there is no record in it.", "--data",
                   "Name the backup of the log. `verbatim restore BACKUP --keys " + folder +
                       " --data NEW --dry-run` looks at both together."};
  const auto looked = access::existing_data_folder(folder);
  if (!looked) return looked.error();
  return Failure{Fault::kForeignStore,
                 folder + " has no log: no server was ever started with it as its --data.",
                 "--data", "Name the folder that `verbatimd --data` was given."};
}

}  // namespace verbatim::tool
