#include "decision_table.hpp"

#include <gtest/gtest.h>

#include "coding/decide.hpp"
#include "unit/coding/describe.hpp"

namespace verbatim::coding {
namespace {

std::string text_of(const Events& events) {
  std::string text;
  for (const auto& event : events) text += describe(event) + "\n";
  return text;
}

void expect_events(Study& study, const Command& when, const Decision& decision,
                   const Events& expected) {
  ASSERT_TRUE(decision) << "refused: " << decision.error().detail;
  EXPECT_EQ(text_of(*decision), text_of(expected));
  for (const auto& event : *decision) ASSERT_TRUE(evolve(study, event, study.position + 1));
  const auto again = decide(study, when);
  ASSERT_TRUE(again) << "refused the second time: " << again.error().detail;
  EXPECT_EQ(text_of(*again), "") << "sent again";
}

void expect_refusal(const Decision& decision, const Refused& expected) {
  ASSERT_FALSE(decision) << "accepted: " << text_of(*decision);
  const auto& failure = decision.error();
  EXPECT_EQ(slug_of(failure.fault), slug_of(expected.fault));
  EXPECT_EQ(failure.field, expected.field);
  EXPECT_TRUE(failure.detail.ends_with('.')) << failure.detail;
}

}  // namespace

Study study_of(const Events& events) {
  Study study;
  for (const auto& event : events) {
    const auto done = evolve(study, event, study.position + 1);
    EXPECT_TRUE(done) << done.error().detail;
  }
  return study;
}

void expect_decisions(const std::vector<Decided>& rows) {
  for (const auto& row : rows) {
    SCOPED_TRACE(row.fact);
    auto study = study_of(row.given);
    const auto before = describe(study);
    const auto decision = decide(study, row.when);
    EXPECT_EQ(describe(study), before) << "to decide changes nothing";
    if (const auto* events = std::get_if<Events>(&row.then))
      expect_events(study, row.when, decision, *events);
    else
      expect_refusal(decision, std::get<Refused>(row.then));
  }
}

}  // namespace verbatim::coding
