// Which events move a figure.

#include "projections/figure_watch.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/coding/any_command.hpp"
#include "unit/projections/cells.hpp"
#include "unit/projections/story.hpp"
#include "unit/projections/units.hpp"

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
  std::vector<FigureWatch> watches;
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

// A figure that is no cell: a connection, what a coder has done, agreement.
Figure any_figure(const Study& study) {
  const auto any = [](std::size_t size) {
    return size == 0 ? 0 : *rc::gen::inRange<std::size_t>(0, size);
  };
  const auto theme = [&] { return static_cast<ThemeIndex>(any(study.themes.size())); };
  switch (any(4)) {
    case 0:
      if (!study.themes.empty())
        return Cell{theme(), theme(), static_cast<Basis>(any(kBases)), {}, {}, false};
      [[fallthrough]];
    case 1:
      return CoderWork{static_cast<MemberIndex>(any(study.members.size())),
                       *rc::gen::arbitrary<bool>()};
    default:
      auto units = any_units(study);
      units.least = 1 + static_cast<std::uint32_t>(any(2));
      return units;
  }
}

// Whether the study has what the query names already.
bool has_all(const Study& study, const AgreementUnits& units) {
  for (const auto coder : units.coders)
    if (coder >= study.members.size()) return false;
  return (!units.round ||
          (*units.round < study.rounds.size() && !study.round_ids.is_gone(*units.round))) &&
         (!units.group || *units.group < study.groups.size());
}

// Each coefficient of a theme, from what is watched, is the one that agreement has.
void compare_agreement(const StudyView& view, QuestionIndex question, const AgreementUnits& units,
                       const ThemeCodings& said) {
  if (!units.theme || question >= view.study().questions.size()) return;
  if (!has_all(view.study(), units)) return;
  for (const auto& row : agreement_of(view, question, query_of(units)).results) {
    const bool with_single = row.coefficient == Coefficient::kFleissKappa ||
                             row.coefficient == Coefficient::kGwetAc1 ||
                             row.coefficient == Coefficient::kHolsti;
    if (row.theme != units.theme || with_single != (units.least == 1)) continue;
    const auto found = estimate_of_theme(row.coefficient, said);
    RC_ASSERT(found.value == row.estimate.value);
    RC_ASSERT(found.reason == row.estimate.reason);
    RC_ASSERT(found.units == row.estimate.units);
    RC_ASSERT(found.codings == row.estimate.codings);
  }
}

RC_GTEST_PROP(AWatchedFigure, IsThatOfItsEvidenceAndMovesWithTheEventsThatAreTold, ()) {
  const auto events = decided(finishing_commands());
  const auto end = live(events);
  const auto figure = any_figure(end.study());
  const auto question =
      *rc::gen::inRange<QuestionIndex>(0, static_cast<QuestionIndex>(end.study().questions.size()));
  const auto from = *rc::gen::inRange<std::size_t>(0, events.size() + 1);
  const auto* units = std::get_if<AgreementUnits>(&figure);

  StudyView view;
  for (std::size_t i = 0; i < from; ++i) RC_ASSERT(view.try_apply(events[i], 0).has_value());
  FigureWatch watch(view.study(), question, figure);
  for (auto i = from; i <= events.size(); ++i) {
    const auto& study = view.study();
    const auto evidence = question < study.questions.size() ? evidence_of(study, question, figure)
                                                            : std::vector<EvidenceResponse>();
    RC_ASSERT(watch.units() == units_of(study, evidence));
    if (units != nullptr) compare_agreement(view, question, *units, watch.codings());
    if (i == events.size()) break;
    const auto before = watch.units();
    const auto said = watch.codings();
    RC_ASSERT(view.try_apply(events[i], 0).has_value());
    const bool moved = watch.applied(events[i]);
    const auto now = watch.codings();
    const bool differs = !(before == watch.units()) || said.cells != now.cells ||
                         said.table != now.table || said.coders != now.coders;
    RC_ASSERT(moved == differs);
  }
}

// Both are finished with c1, of which ada says that it is about pay.
const std::vector<Event> kBothSaid = {StudyOpened{"s", "Study"},
                                      MemberAdded{"ada", Role::kCoder},
                                      MemberAdded{"bo", Role::kCoder},
                                      QuestionAdded{"q", ""},
                                      RespondentAdded{"p", ""},
                                      FrameworkAdded{"themes", "Themes"},
                                      ThemeAdded{"pay", "themes", "Pay", "", "", {}},
                                      CommentAdded{"q", "c1", "p", {}, 9},
                                      ThemeAssigned{"q", "c1", "ada", "pay", 1},
                                      CodingFinished{"q", "c1", "ada"},
                                      CodingFinished{"q", "c1", "bo"}};

struct Move {
  Event event;
  std::uint32_t units;  // responses of the figure after it
  bool moves = false;   // the figure is told to be another one
};

void expect_moves(const Figure& figure, std::uint32_t units, const std::vector<Move>& moves) {
  auto view = live(kBothSaid);
  FigureWatch watch(view.study(), 0, figure);
  EXPECT_EQ(watch.units().responses, units);
  for (const auto& move : moves) {
    ASSERT_TRUE(view.try_apply(move.event, 0)) << move.event.index();
    EXPECT_EQ(watch.applied(move.event), move.moves) << move.event.index();
    EXPECT_EQ(watch.units().responses, move.units) << move.event.index();
  }
}

TEST(AWatchedFigure, IsWithoutWhoIsErasedWhereTheyAreLeftOut) {
  const std::vector<Move> moves = {
      {PolicySet{SettledBy::kMajority, 0, false, ErasedCounts::kDrop}, 1},
      {ErasureRequested{"e", "p", RequestedBy::kRespondent, "2026-01-02", ""}, 1},
      {ErasureReviewed{"e", ErasureGround::kNoLongerNecessary}, 1},
      {ErasureDecided{"e", true}, 1},
      {ErasureExecuted{"e", "", 0, 0, 0, {}}, 0, true},
      {PolicySet{SettledBy::kMajority, 0, false, ErasedCounts::kKeep}, 1, true}};
  for (const auto& figure : {Figure(Cell{0, {}, Basis::kAny, {}, {}, false}), Figure(CoderWork{0}),
                             Figure(AgreementUnits{})})
    expect_moves(figure, 1, moves);
}

// Also where they are still too few to agree: a coefficient may know how many they are.
TEST(AWatchedFigure, OfARoundMovesWithWhoIsAskedInIt) {
  AgreementUnits units;
  units.round = 0;
  expect_moves(units, 0,
               {{RoundOpened{"r", "", false, 0, {{"q", {"ada"}, 0, 0, {}}}}, 0, true},
                {RoundStaffed{"r", "q", {"ada", "bo"}, {}}, 1, true},
                {RoundStaffed{"r", "q", {"ada"}, {}}, 1}});
}

}  // namespace
}  // namespace verbatim::projections
