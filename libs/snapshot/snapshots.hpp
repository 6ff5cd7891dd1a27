#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "snapshot/view_form.hpp"

namespace verbatim::snapshot {

// The folder of all snapshots: DIR/<hash of the study's id>/<position>. All of it is derived from
// the log and may be deleted at any time, also while a server runs.
//
// Thread-safe: a file comes into its place whole, by renaming.
class Snapshots {
 public:
  // How many a study has at most, and one more: who writes them says where (StudySource::wanted).
  static constexpr std::size_t kMost = 128;

  explicit Snapshots(std::string directory) : directory_(std::move(directory)) {}

  // The positions a study has snapshots at, ascending.
  std::vector<std::uint64_t> positions(std::string_view study) const;
  // The bytes of one; nothing where it is not there or cannot be read.
  std::optional<std::string> read(std::string_view study, std::uint64_t position) const;

  // Writes one, synced. kStorageFailed where the disk refused: what was there before is there. What
  // an interrupted write of the study left is removed; one thread writes the snapshots of a study.
  Result<void> write(std::string_view study, std::uint64_t position, std::string_view file) const;
  // Removes one, or all of a study.
  void remove(std::string_view study, std::uint64_t position) const;
  void remove_all(std::string_view study) const;

 private:
  std::string folder_of(std::string_view study) const;

  std::string directory_;
};

}  // namespace verbatim::snapshot
