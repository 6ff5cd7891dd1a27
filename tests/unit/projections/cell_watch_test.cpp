// Which events move a figure.

#include "projections/cell_watch.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/coding/any_command.hpp"
#include "unit/projections/cells.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::projections {
namespace {

using namespace coding;

// From any moment on, also from before the study was opened, and for every cell that there will be.
RC_GTEST_PROP(AWatchedCell, IsWhatIsCountedAfterEveryEvent, ()) {
  const auto events = decided(*any_commands());
  const auto end = live(events);
  const auto cells = all_cells(end.study());
  const auto question =
      *rc::gen::inRange<QuestionIndex>(0, static_cast<QuestionIndex>(end.study().questions.size()));
  const auto from = *rc::gen::inRange<std::size_t>(0, events.size() + 1);

  StudyView view;
  for (std::size_t i = 0; i < from; ++i) RC_ASSERT(view.try_apply(events[i], 0).has_value());
  std::vector<CellWatch> watches;
  watches.reserve(cells.size());
  for (const auto& cell : cells) watches.emplace_back(view.study(), question, cell);
  for (auto i = from; i <= events.size(); ++i) {
    for (std::size_t c = 0; c < cells.size(); ++c)
      RC_ASSERT(watches[c].units() == counted(view, question, cells[c]));
    if (i == events.size()) break;
    RC_ASSERT(view.try_apply(events[i], 0).has_value());
    for (auto& watch : watches) watch.applied(events[i]);
  }
}

}  // namespace
}  // namespace verbatim::projections
