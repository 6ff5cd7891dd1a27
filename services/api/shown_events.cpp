#include "api/shown_events.hpp"

#include <utility>
#include <vector>

#include "coding/blindness.hpp"

namespace verbatim::api {

std::function<Shown()> shown_to(std::shared_ptr<studies::LiveStudy> live, std::string caller) {
  return [live = std::move(live), caller = std::move(caller)]() -> Shown {
    Shown shown;
    live->read(
        [&](const projections::StudyView& view) {
          auto viewpoint = coding::viewpoint_of(view.study(), caller);
          if (viewpoint.sees_all()) return;
          std::vector<std::string> blind;
          for (const auto question : viewpoint.blind)
            blind.emplace_back(view.study().question_ids.id(question));
          shown = [caller, blind = std::move(blind)](const coding::Event& event) {
            return coding::shows(caller, blind, event);
          };
        },
        [](const Result<eventlog::Position>&) {});
    return shown;
  };
}

}  // namespace verbatim::api
