#pragma once

#include <cstdint>
#include <functional>

namespace verbatim::test {

// Runs `scenario(n)` for n = 1, 2, 3, ... until it answers false or something has failed. RocksDB
// lets a background thread wait a second after a failure; so several scenarios run at once, each
// on its own folder.
void for_every_operation(const std::function<bool(std::uint64_t)>& scenario);

}  // namespace verbatim::test
