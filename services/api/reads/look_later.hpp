#pragma once

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "api/workers.hpp"
#include "studies/live_study.hpp"

namespace verbatim::api {

// Calls `then` on a worker with what `find` makes of the study as it is now, or why it cannot be
// read: a Result. No thread waits for the writer where it keeps the study; `find` is brief, and
// runs on this thread, a worker or the writer's.
template <class Find, class Then>
void look_later(Workers& workers, const std::shared_ptr<studies::LiveStudy>& live, Find find,
                Then then) {
  using Found = std::invoke_result_t<Find, const projections::StudyView&>;
  const auto found = std::make_shared<std::optional<Found>>();
  const auto look = [&workers, live, found, find = std::move(find), then = std::move(then)] {
    live->look_when_free(
        [found, find](const projections::StudyView& view) { found->emplace(find(view)); },
        [&workers, live, found, then](const Result<void>& looked) {
          workers.post([found, then, looked] {
            if (looked)
              then(Result<Found>(std::move(**found)));
            else
              then(Result<Found>(looked.error()));
          });
        });
  };
  if (live->is_loaded()) return look();
  workers.post(look);
}

}  // namespace verbatim::api
