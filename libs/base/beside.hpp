#pragma once

#include <future>
#include <system_error>

namespace verbatim {

// Starts `work` on a thread of its own; where none can be had, it is done when its result is asked
// for. Waits for it where nobody asks, so that it may refer to what its caller has.
template <class Work>
auto beside(const Work& work) {
  try {
    return std::async(std::launch::async, work);
  } catch (const std::system_error&) {
    return std::async(std::launch::deferred, work);
  }
}

}  // namespace verbatim
