#include "api/shown_events.hpp"

#include <utility>
#include <vector>

#include "api/event_json.hpp"

namespace verbatim::api {

Shown shown_to(const coding::Study& study, const coding::Viewpoint& viewpoint) {
  std::vector<std::string> blind;
  for (const auto question : viewpoint.blind) blind.emplace_back(study.question_ids.id(question));
  return [caller = viewpoint.name, blind = std::move(blind)](const record::Record& record) {
    return is_shown_to(record, caller) &&
           (blind.empty() || coding::shows(caller, blind, record.event));
  };
}

Shown shown_now(studies::LiveStudy& live, const std::string& caller) {
  Shown shown;
  live.read(
      [&](const projections::StudyView& view) {
        shown = shown_to(view.study(), coding::viewpoint_of(view.study(), caller));
      },
      [](const Result<eventlog::Position>&) {});
  if (!shown) shown = [](const record::Record&) { return false; };  // the study cannot be read
  return shown;
}

}  // namespace verbatim::api
