#pragma once

namespace verbatim::tool {

// What the program tells its caller. Documented in --help; numbers are never given another meaning.
enum class Exit : int {
  kDone = 0,
  kRefused = 1,      // by the server, or a file or data folder that cannot be used
  kUsage = 2,        // the command line is wrong
  kUnreachable = 3,  // no answer from the server
  kDifferences = 4,  // a check found differences
  kNotCompared = 5,  // a check found none, but could not compare all that was named
};

}  // namespace verbatim::tool
