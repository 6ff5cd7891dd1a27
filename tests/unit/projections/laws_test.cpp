// What holds for the figures of any study.

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "coding/decide.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/coding/describe.hpp"
#include "unit/projections/figures.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::projections {
namespace {

// Compares line by line, so that a counterexample shows the figures that differ and no others.
void assert_same(const Figures& found, const Figures& expected) {
  Figures wrong, right;
  for (const auto& [name, value] : found)
    if (!expected.contains(name) || expected.at(name) != value) wrong[name] = value;
  for (const auto& [name, value] : expected)
    if (!found.contains(name) || found.at(name) != value) right[name] = value;
  RC_ASSERT(wrong == right);
}

TEST(ARecount, OfTheFirstCommandsFindsSomething) {
  auto commands = coding::first_commands();
  commands.push_back(coding::SetCoding{"q1", "c1", "bo", {"food", "long talks"}, true});
  commands.push_back(coding::SetCoding{"q1", "c2", "bo", {"food"}, true});
  const auto figures = recount(live(coding::decided(commands)).study());
  EXPECT_EQ(figures.at("q1 majority food: responses"), 2U);
  EXPECT_EQ(figures.at("q1 majority food: comments"), 2U);
  EXPECT_EQ(figures.at("q1 majority food: respondents"), 1U);
  EXPECT_EQ(figures.at("q1 any base: assignments"), 3U);
  EXPECT_EQ(figures.at("q1 food on 1 of 1"), 2U);
}

RC_GTEST_PROP(FigureLaws, LiveFiguresAreThoseOfARecount, ()) {
  StudyView view;
  for (const auto& event : coding::decided(*coding::any_commands())) {
    RC_ASSERT(view.try_apply(event, 0).has_value());
    assert_same(figures_of(view), recount(view.study()));
  }
}

RC_GTEST_PROP(FigureLaws, RebuiltFiguresAreThoseOfARecount, ()) {
  const auto view = rebuilt(coding::decided(*coding::any_commands()));
  assert_same(figures_of(view), recount(view.study()));
}

RC_GTEST_PROP(FigureLaws, ARebuiltStudyGoesOnAsALiveOne, ()) {
  const auto events = coding::decided(*coding::any_commands());
  const auto cut = *rc::gen::inRange<std::size_t>(0, events.size() + 1);
  auto view = rebuilt({events.begin(), events.begin() + static_cast<std::ptrdiff_t>(cut)});
  for (auto i = cut; i < events.size(); ++i) {
    RC_ASSERT(view.try_apply(events[i], 0).has_value());
    assert_same(figures_of(view), recount(view.study()));
  }
}

// Goes forward and back at random: each number is how many events to take back after a command.
RC_GTEST_PROP(FigureLaws, WhatIsTakenBackGivesTheFiguresBack, ()) {
  std::vector<StudyView::Applied> done;
  StudyView view;
  for (const auto& command : *coding::any_commands()) {
    const auto decision = coding::decide(view.study(), command);
    if (decision) {
      for (const auto& event : *decision) {
        auto applied = view.try_apply(event, static_cast<Micros>(view.position() + 1));
        RC_ASSERT(applied.has_value());
        done.push_back(std::move(*applied));
      }
    }
    auto back = *rc::gen::weightedElement<std::size_t>({{8, 0}, {2, 1}, {1, 3}, {1, 12}});
    if (done.size() < 20) back = 0;  // until there is something to count
    for (; back > 0; --back) {
      view.take_back(std::move(done.back()));
      done.pop_back();
    }
    assert_same(figures_of(view), recount(view.study()));
    RC_ASSERT(view.last_event_at() == static_cast<Micros>(view.position()));
  }
  for (; !done.empty(); done.pop_back()) view.take_back(std::move(done.back()));
  RC_ASSERT(coding::describe(view.study()) == coding::describe(coding::Study()));
  RC_ASSERT(figures_of(view).empty());
  RC_ASSERT(view.opened_at() == 0);
  RC_ASSERT(view.last_event_at() == 0);
}

RC_GTEST_PROP(FigureLaws, AnEventThatIsRefusedLeavesEveryFigure, ()) {
  auto view = live(coding::decided(*coding::any_commands()));
  const auto figures = figures_of(view);
  const auto state = coding::describe(view.study());
  for (const auto& event : *rc::gen::container<std::vector<coding::Event>>(coding::any_event())) {
    auto applied = view.try_apply(event, 99);
    if (applied) view.take_back(std::move(*applied));
    RC_ASSERT(coding::describe(view.study()) == state);
    assert_same(figures_of(view), figures);
  }
}

}  // namespace
}  // namespace verbatim::projections
