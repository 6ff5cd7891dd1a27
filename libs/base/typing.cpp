#include "base/typing.hpp"

#include <algorithm>
#include <vector>

namespace verbatim {

std::size_t typing_errors(std::string_view typed, std::string_view meant) {
  std::vector<std::size_t> before, last(meant.size() + 1), now(meant.size() + 1);
  for (std::size_t m = 0; m <= meant.size(); ++m) last[m] = m;
  for (std::size_t t = 1; t <= typed.size(); ++t) {
    now[0] = t;
    for (std::size_t m = 1; m <= meant.size(); ++m) {
      const bool same = typed[t - 1] == meant[m - 1];
      now[m] = std::min({last[m] + 1, now[m - 1] + 1, last[m - 1] + (same ? 0 : 1)});
      if (t > 1 && m > 1 && typed[t - 1] == meant[m - 2] && typed[t - 2] == meant[m - 1])
        now[m] = std::min(now[m], before[m - 2] + 1);
    }
    before = last;
    last = now;
  }
  return last[meant.size()];
}

}  // namespace verbatim
