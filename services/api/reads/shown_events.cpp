#include "api/reads/shown_events.hpp"

#include <utility>
#include <vector>

#include "api/forms/event_json.hpp"

namespace verbatim::api {

Shown shown_to(const coding::Study& study, const coding::Viewpoint& viewpoint,
               eventlog::Position durable) {
  std::vector<std::string> blind;
  for (const auto question : viewpoint.blind) blind.emplace_back(study.question_ids.id(question));
  const bool in_part = !blind.empty();
  auto shows = [caller = viewpoint.name, blind = std::move(blind)](const record::Record& record) {
    return is_shown_to(record, caller) &&
           (blind.empty() || coding::shows(caller, blind, record.event));
  };
  return {std::move(shows), durable, in_part};
}

Result<Shown> shown_now(studies::LiveStudy& live, const std::string& caller) {
  return studies::look_now(live, [&](const projections::StudyView& view) {
    return shown_to(view.study(), coding::viewpoint_of(view.study(), caller), live.durable());
  });
}

Result<std::optional<Shown>> shown_soon(studies::LiveStudy& live, Workers& workers,
                                        const std::string& caller) {
  return studies::look_soon(live, workers.as_post(), [&](const projections::StudyView& view) {
    return shown_to(view.study(), coding::viewpoint_of(view.study(), caller), live.durable());
  });
}

}  // namespace verbatim::api
