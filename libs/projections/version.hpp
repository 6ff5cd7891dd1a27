#pragma once

#include <cstdint>

namespace verbatim::projections {

// Which projections of the log these are. One more whenever the same events give other figures or
// another state than before: snapshots that were made before are then passed over, and studies
// rebuilt from the log. Fields that come or go need nothing: the layout says so by itself
// (snapshot/view_form.hpp).
inline constexpr std::uint32_t kProjectionVersion = 1;

}  // namespace verbatim::projections
