#pragma once

#include <functional>
#include <memory>
#include <string>

#include "coding/events.hpp"
#include "studies/live_study.hpp"

namespace verbatim::api {

using Shown = std::function<bool(const coding::Event&)>;

// Which events somebody is shown now: in a blind round, none of what others said. To be asked again
// before each turn; empty: all. Not for an I/O thread where the writer may keep the view.
std::function<Shown()> shown_to(std::shared_ptr<studies::LiveStudy> live, std::string caller);

}  // namespace verbatim::api
