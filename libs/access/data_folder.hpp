#pragma once

#include <string>

#include "base/result.hpp"

// Whether a folder is one that Verbatim may write into, before anything is written.
namespace verbatim::access {

enum class DataFolder {
  kMissing,  // there is no folder
  kNew,      // nothing is in it, or nothing but tokens
  kServed,   // a server has made its log in it
};

// What the folder is. A disk's own `lost+found`, and the files of `tools/up`, count as nothing.
//   kForeignStore   it has something else in it, is a backup, or is no folder: nothing is to be
//                   written there. `field` is "--data".
//   kStorageFailed  it cannot be looked into
Result<DataFolder> look_at_data_folder(const std::string& directory);

// The same for whoever needs a data folder that is there: kNotFound where it is missing.
Result<DataFolder> existing_data_folder(const std::string& directory);

}  // namespace verbatim::access
