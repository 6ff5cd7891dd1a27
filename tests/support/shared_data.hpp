#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "support/csv.hpp"

// Real codings and reference values that may not stand in this repository. They lie in a folder
// beside it; where that is absent, a test that needs them skips and says so.
namespace verbatim::test {

// $VERBATIM_SHARED, or else the folder `shared` beside the source folder; nothing if there is none.
std::optional<std::filesystem::path> shared_folder();

// The bytes of a file, decompressed where they are gzip. Throws std::runtime_error, which fails the
// test with the path, if it cannot be read.
std::string read_file(const std::filesystem::path& path);

}  // namespace verbatim::test

// Ends the test as skipped unless the shared folder is there; otherwise names it.
#define VERBATIM_SHARED_OR_SKIP(name)                                             \
  const auto name##_or_none = ::verbatim::test::shared_folder();                  \
  if (!name##_or_none) {                                                          \
    GTEST_SKIP() << "needs the shared data: set VERBATIM_SHARED to their folder"; \
  }                                                                               \
  const auto& name = *name##_or_none
