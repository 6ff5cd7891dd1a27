// What leads from an event back to what was there before it.

#include "coding/inverse.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "coding/decide.hpp"
#include "decision_table.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/coding/describe.hpp"

namespace verbatim::coding {
namespace {

// Not one long list: it would take the compiler gigabytes, as would a table of the rows below.
const Events kGiven =
    after(Events{StudyOpened{"s", "Study"}}, MemberAdded{"ada", Role::kCoder},
          QuestionAdded{"q1", "Why?"}, GroupAdded{"g", "G"}, RespondentAdded{"p", "g"},
          FrameworkAdded{"themes", "Themes"}, ThemeAdded{"t", "themes", "T", "", "D", {"q1"}},
          CommentAdded{"q1", "c", "p", {"sealed"}, 9}, ThemeAssigned{"q1", "c", "ada", "t", 1},
          GroupAdded{"empty", "E"}, MemberCheckRecorded{"k", "q1", "t", "they", {"yes"}},
          MemoWritten{"m", "ada", {}, Audience::kTeam, {"first"}, {}}, SignedOff{"ada", 3, "final"},
          ThemeAdded{"v", "themes", "V", "", "", {}});

// Reads the given events as the log they would make.
EventAt reading(const Events& log) {
  return [&log](std::uint64_t position) -> Result<Event> { return log.at(position - 1); };
}

// Of an event that happens after the given ones.
void expect_back(const char* fact, const Event& event, const Events& back) {
  const auto found = inverse(study_of(kGiven), event, reading(kGiven));
  ASSERT_TRUE(found) << fact << ": " << found.error().detail;
  EXPECT_EQ(*found, back) << fact;
}

TEST(TheInverse, SaysWhatWasThereBefore) {
  const auto gone = [](Kind kind, const char* id, const char* question = "") {
    return Events{Removed{{kind, id, question}}};
  };
  expect_back("who joined leaves", MemberAdded{"bo", Role::kLead}, gone(Kind::kMember, "bo"));
  expect_back("a role", RoleChanged{"ada", Role::kLead}, Events{RoleChanged{"ada", Role::kCoder}});
  expect_back("a first name", MemberNamed{"ada", {"x"}, {}}, Events{MemberNamed{"ada", {}, {}}});
  expect_back("a question goes", QuestionAdded{"q2", ""}, gone(Kind::kQuestion, "q2"));
  expect_back("a comment goes", CommentAdded{"q1", "d", "p", {}, 3},
              gone(Kind::kComment, "d", "q1"));
  expect_back("a theme goes", ThemeAdded{"u", "themes", "U", "", "", {}}, gone(Kind::kTheme, "u"));
  expect_back("a scope", ThemeScoped{"t", {}}, Events{ThemeScoped{"t", {"q1"}}});
  expect_back("segments", CommentSegmented{"q1", "c", {{"c", 0, 3}, {"c2", 3, 9}}},
              Events{CommentSegmented{"q1", "c", {{"c", 0, 9}}}});
  expect_back("a theme comes off", ThemeAssigned{"q1", "c", "ada", "v", 2},
              Events{ThemeWithdrawn{"q1", "c", "ada", "v"}});
  expect_back("a theme under another revision", ThemeAssigned{"q1", "c", "ada", "t", 2},
              Events{ThemeAssigned{"q1", "c", "ada", "t", 1}});
  expect_back("a theme goes on again, with its revision", ThemeWithdrawn{"q1", "c", "ada", "t"},
              Events{ThemeAssigned{"q1", "c", "ada", "t", 1}});
  expect_back("finished", CodingFinished{"q1", "c", "ada"},
              Events{CodingReopened{"q1", "c", "ada"}});
  expect_back("reopened, which it was", CodingReopened{"q1", "c", "ada"}, Events{});
  expect_back("a group comes back", Removed{{Kind::kGroup, "empty", ""}},
              Events{GroupAdded{"empty", "E"}});
  expect_back("a theme comes back", Removed{{Kind::kTheme, "v", ""}},
              Events{ThemeAdded{"v", "themes", "V", "", "", {}}});
  expect_back("a theme comes back, to its place", Removed{{Kind::kTheme, "t", ""}},
              Events{ThemeAdded{"t", "themes", "T", "", "D", {"q1"}}, ThemeMoved{"t", "", "v"}});
  expect_back("a member comes back", Removed{{Kind::kMember, "ada", ""}},
              Events{MemberAdded{"ada", Role::kCoder}});
  expect_back("a new memo goes", MemoWritten{"m2", "ada", {}, Audience::kTeam, {}, {}},
              gone(Kind::kMemo, "m2"));
  expect_back("a memo is as it was, sealed as it was",
              MemoWritten{"m", "ada", {}, Audience::kTeam, {"second"}, {}},
              Events{MemoWritten{"m", "ada", {}, Audience::kTeam, {"first"}, {}}});
  expect_back("a member check comes back", Removed{{Kind::kCheck, "k", ""}},
              Events{MemberCheckRecorded{"k", "q1", "t", "they", {"yes"}}});
  expect_back("a layer goes", LayerSet{"q1", "c", "ada", {{0, 4, {{"t", 1}}}}, true},
              Events{LayerSet{"q1", "c", "ada", {}, false}});
  expect_back("a sign-off", SignedOff{"ada", 4, "now"}, Events{SignOffRevoked{"ada", 4}});
  expect_back("a sign-off stands again", SignOffRevoked{"ada", 3},
              Events{SignedOff{"ada", 3, "final"}});
}

TEST(TheInverse, OfALayerIsTheOneBefore) {
  const LayerSet first{"q1", "c", "ada", {{0, 4, {{"t", 1}, {"v", 2}}}, {5, 9, {}}}, true};
  const auto back = inverse(study_of(after(kGiven, first)), LayerSet{"q1", "c", "ada", {}, true},
                            reading(kGiven));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, Events{first});
}

TEST(TheInverse, OfOpeningAStudyIsRefused) {
  const auto refused = inverse(Study(), StudyOpened{"s", "Study"}, reading(kGiven));
  ASSERT_FALSE(refused);
  EXPECT_EQ(slug_of(refused.error().fault), "not_allowed_now");
}

TEST(AComment, ComesBackWithItsTextAndUnderItsNumber) {
  auto events = kGiven;
  events.push_back(ThemeWithdrawn{"q1", "c", "ada", "t"});
  auto study = study_of(events);
  const auto index = study.find_comment(0, "c");
  const Event removed = Removed{{Kind::kComment, "c", "q1"}};
  const auto back = inverse(study, removed, reading(events));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, (Events{CommentAdded{"q1", "c", "p", {"sealed"}, 9}}));
  ASSERT_TRUE(evolve(study, removed, study.position + 1));
  EXPECT_EQ(study.find_comment(0, "c"), std::nullopt);
  EXPECT_EQ(study.comments_present(), 0U);
  ASSERT_TRUE(evolve(study, back->front(), study.position + 1));
  EXPECT_EQ(study.find_comment(0, "c"), index);
  EXPECT_EQ(study.responses_present(), 1U);
}

// Whatever happens next, its inverse can follow, and doing the one and the other again as well.
RC_GTEST_PROP(InverseLaws, TheInverseFollowsAndCanBeInverted, ()) {
  const auto events = decided(*any_reversible_commands());
  Study study;
  for (const auto& event : events) RC_ASSERT(evolve(study, event, study.position + 1).has_value());
  Events log = events;
  const auto command = *any_reversible_command();
  const auto decision = decide(study, command);
  RC_PRE(decision.has_value());
  RC_PRE(decision->size() == 1U);
  auto next = decision->front();
  for (int round = 0; round < 4; ++round) {
    const auto back = inverse(study, next, reading(log));
    RC_ASSERT(back.has_value());
    RC_ASSERT(evolve(study, next, study.position + 1).has_value());
    log.push_back(next);
    if (back->empty()) return;
    RC_ASSERT(back->size() == 1U);
    next = back->front();
  }
}

}  // namespace
}  // namespace verbatim::coding
