#pragma once

#include <string>

#include "base/result.hpp"

namespace verbatim::tool {

// Whether `folder`, which was named with --data, has a log that can be read: a data folder, or a
// backup that is not of keys alone. Says in plain words what it is otherwise.
//   kNotFound       it is missing
//   kForeignStore   it has no log
//   kStorageFailed  it cannot be looked into
Result<void> has_log(const std::string& folder);

}  // namespace verbatim::tool
