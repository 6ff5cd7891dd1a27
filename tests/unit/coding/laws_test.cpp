// What holds for any study.

#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "coding/decide.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/coding/describe.hpp"

namespace verbatim::coding {
namespace {

void follow(Study& study, const std::vector<Event>& events) {
  for (const auto& event : events) RC_ASSERT(evolve(study, event, study.position + 1).has_value());
}

TEST(TheFirstCommands, AreAllAccepted) {
  Study study;
  for (const auto& command : first_commands()) {
    const auto decision = decide(study, command);
    ASSERT_TRUE(decision) << describe(command) << ": " << decision.error().detail;
    EXPECT_FALSE(decision->empty()) << describe(command);
    for (const auto& event : *decision) ASSERT_TRUE(evolve(study, event, study.position + 1));
  }
}

RC_GTEST_PROP(DecisionLaws, AnAcceptedCommandSentAgainYieldsNoEvents, ()) {
  Study study;
  for (const auto& command : *any_commands()) {
    const auto decision = decide(study, command);
    RC_CLASSIFY(!decision, "refused");
    if (!decision) continue;
    RC_CLASSIFY(decision->empty(), "changes nothing");
    follow(study, *decision);
    const auto again = decide(study, command);
    RC_ASSERT(again.has_value());
    RC_ASSERT(again->empty());
  }
}

RC_GTEST_PROP(DecisionLaws, ToDecideChangesNothing, ()) {
  Study study;
  for (const auto& command : *any_commands()) {
    const auto before = describe(study);
    const auto decision = decide(study, command);
    RC_ASSERT(describe(study) == before);
    if (decision) follow(study, *decision);
  }
}

RC_GTEST_PROP(DecisionLaws, ARefusalSaysWhyAndWhere, ()) {
  Study study;
  for (const auto& command : *any_commands()) {
    const auto decision = decide(study, command);
    if (decision) {
      follow(study, *decision);
      continue;
    }
    RC_ASSERT(!decision.error().detail.empty());
    RC_ASSERT(!decision.error().field.empty());
  }
}

RC_GTEST_PROP(DecisionLaws, ASetCodingStandsAsItWasSet, ()) {
  Study study;
  follow(study, decided(*any_commands()));
  const auto themes = *rc::gen::container<std::vector<std::string>>(
      rc::gen::element<std::string>("food", "long talks", "more tea"));
  const auto finished = *rc::gen::arbitrary<bool>();
  const auto decision = decide(study, SetCoding{"q1", "c1", "ada", themes, finished});
  RC_PRE(decision.has_value());
  follow(study, *decision);
  const auto ada = static_cast<MemberIndex>(*study.member_ids.find("ada"));
  const auto& codings = study.responses[*study.find_response(0, "c1")].codings;
  std::set<ThemeIndex> wanted;  // merged themes are what they were merged into
  for (const auto& theme : themes) wanted.insert(study.counts_as[*study.theme_ids.find(theme)]);
  const auto standing = counted_themes(study, codings, ada);
  RC_ASSERT(std::set<ThemeIndex>(standing.begin(), standing.end()) == wanted);
  const auto* coding = codings.find(ada);
  RC_ASSERT((coding != nullptr && coding->finished == 1) == finished);
}

RC_GTEST_PROP(StateLaws, AFrameworkShowsEachOfItsThemesOnceBehindItsParent, ()) {
  Study study;
  follow(study, decided(*any_commands()));
  std::size_t shown = 0;
  for (std::size_t f = 0; f < study.frameworks.size(); ++f) {
    std::vector<ThemeIndex> path;  // from the top to the theme shown last
    for (const auto theme : study.frameworks[f].order) {
      RC_ASSERT(study.themes[theme].framework == f);
      while (!path.empty() && path.back() != study.themes[theme].parent) path.pop_back();
      RC_ASSERT(path.empty() == (study.themes[theme].parent == kNone16));
      path.push_back(theme);
      ++shown;
    }
  }
  RC_ASSERT(shown == study.themes.size());
}

RC_GTEST_PROP(StateLaws, WhatAThemeCountsAsIsNotMergedItself, ()) {
  Study study;
  follow(study, decided(*any_commands()));
  for (std::size_t t = 0; t < study.themes.size(); ++t) {
    const auto as = study.counts_as[t];
    RC_ASSERT(study.themes[as].status != ThemeStatus::kMerged);
    RC_ASSERT((as == t) == (study.themes[t].status != ThemeStatus::kMerged));
    RC_ASSERT(study.themes[as].framework == study.themes[t].framework);
  }
}

RC_GTEST_PROP(StateLaws, TheSameEventsGiveTheSameState, ()) {
  Study live, replayed;
  std::vector<Event> log;
  for (const auto& command : *any_commands()) {
    const auto decision = decide(live, command);
    if (!decision) continue;
    for (const auto& event : *decision) {
      RC_ASSERT(evolve_with_undo(live, event, live.position + 1).has_value());
      log.push_back(event);
    }
  }
  follow(replayed, log);
  RC_ASSERT(describe(replayed) == describe(live));
  RC_ASSERT(replayed.position == log.size());
}

// Takes back every event of `events`, one by one, and looks at the state each time.
void assert_taken_back(Study& study, const std::vector<Event>& events) {
  std::vector<std::string> before;
  std::vector<std::pair<Event, Undo>> done;
  for (const auto& event : events) {
    auto text = describe(study);
    auto undo = evolve_with_undo(study, event, study.position + 1);
    if (!undo) {
      RC_ASSERT(describe(study) == text);
      continue;
    }
    before.push_back(std::move(text));
    done.emplace_back(event, std::move(*undo));
  }
  for (; !done.empty(); done.pop_back(), before.pop_back()) {
    revert(study, done.back().second);
    RC_ASSERT(describe(study) == before.back());
  }
}

RC_GTEST_PROP(UndoLaws, WhatWasDecidedCanBeTakenBackStepByStep, ()) {
  Study study;
  assert_taken_back(study, decided(*any_commands()));
  RC_ASSERT(describe(study) == describe(Study()));
}

RC_GTEST_PROP(UndoLaws, AnyEventIsRefusedWithoutATraceOrCanBeTakenBack, ()) {
  Study study;
  follow(study, decided(first_commands()));
  assert_taken_back(study, *rc::gen::container<std::vector<Event>>(any_event()));
}

RC_GTEST_PROP(UndoLaws, WhatWasTakenBackCanHappenAgain, ()) {
  const auto events = decided(*any_commands());
  Study study, straight;
  follow(straight, events);
  const auto kept = *rc::gen::inRange<std::size_t>(0, events.size());
  follow(study, {events.begin(), events.begin() + static_cast<std::ptrdiff_t>(kept)});
  assert_taken_back(study, {events.begin() + static_cast<std::ptrdiff_t>(kept), events.end()});
  follow(study, {events.begin() + static_cast<std::ptrdiff_t>(kept), events.end()});
  RC_ASSERT(describe(study) == describe(straight));
}

}  // namespace
}  // namespace verbatim::coding
