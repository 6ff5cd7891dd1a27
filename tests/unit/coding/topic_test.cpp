// Which events belong to the history of something.

#include "coding/topic.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/coding/any_command.hpp"

namespace verbatim::coding {
namespace {

Study after(const std::vector<Event>& events) {
  Study study;
  for (const auto& event : events) EXPECT_TRUE(evolve(study, event, study.position + 1));
  return study;
}

// The places of the events that are about it, by somebody whom nobody asks about.
std::vector<std::size_t> about(const std::vector<Event>& events, const Subject& subject) {
  const auto topic = Topic::of(after(events), subject);
  EXPECT_TRUE(topic) << topic.error().detail;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; topic && i < events.size(); ++i)
    if (topic->is_about(events[i], "somebody")) places.push_back(i);
  return places;
}
using Places = std::vector<std::size_t>;

const std::vector<Event> kEvents = {
    StudyOpened{"s", "Study"},                                                // 0
    MemberAdded{"ada", Role::kCoder},                                         // 1
    MemberAdded{"bo", Role::kCoder},                                          // 2
    QuestionAdded{"q", ""},                                                   // 3
    QuestionAdded{"q2", ""},                                                  // 4
    RespondentAdded{"p", ""},                                                 // 5
    FrameworkAdded{"themes", "Themes"},                                       // 6
    ThemeAdded{"pay", "themes", "Pay", "", "", {}},                           // 7
    ThemeAdded{"wages", "themes", "Wages", "", "", {}},                       // 8
    ThemeAdded{"time", "themes", "Time", "", "", {}},                         // 9
    CommentAdded{"q", "c", "p", {}, 9},                                       // 10
    CommentSegmented{"q", "c", {{"c", 0, 4}, {"d", 4, 9}}},                   // 11
    CommentAdded{"q2", "c", "p", {}, 9},                                      // 12
    ThemeAssigned{"q", "d", "ada", "wages", 3},                               // 13
    CodingFinished{"q", "d", "ada"},                                          // 14
    ThemeAssigned{"q", "d", "bo", "time", 3},                                 // 15
    ThemeAssigned{"q2", "c", "ada", "wages", 3},                              // 16
    ThemeMerged{"wages", "pay"},                                              // 17
    ThemeSplit{"time", {"pay"}},                                              // 18
    ResponseSettled{"q", "d", {"pay"}},                                       // 19
    MemoWritten{"m", "bo", {Kind::kTheme, "time", ""}, Audience::kTeam, {}},  // 20
};

TEST(ATopic, IsWhatIsAskedFor) {
  EXPECT_EQ(about(kEvents, {{Kind::kResponse, "d", "q"}, "ada"}), (Places{13, 14}));
  EXPECT_EQ(about(kEvents, {{Kind::kResponse, "c", "q2"}}), (Places{12, 16}));
  EXPECT_EQ(about(kEvents, {{Kind::kComment, "c", "q"}}), (Places{10, 11, 13, 14, 15, 19}))
      << "with its responses";
  EXPECT_EQ(about(kEvents, {{Kind::kResponse, "d", "q"}}), (Places{10, 11, 13, 14, 15, 19}))
      << "with its comment";
  EXPECT_EQ(about(kEvents, {{Kind::kQuestion, "q2", ""}}), (Places{4, 12, 16}));
  EXPECT_EQ(about(kEvents, {{Kind::kFramework, "themes", ""}}), (Places{6, 7, 8, 9, 17, 18, 20}))
      << "without what was assigned";
  EXPECT_EQ(about(kEvents, {{Kind::kMember, "bo", ""}}), (Places{2, 15, 20}));
  EXPECT_EQ(about(kEvents, {{Kind::kStudy, "", ""}}).size(), kEvents.size());
}

TEST(ATopic, OfAThemeGoesBackThroughMergesAndSplits) {
  EXPECT_EQ(about(kEvents, {{Kind::kTheme, "pay", ""}}),
            (Places{7, 8, 9, 13, 15, 16, 17, 18, 19, 20}));
  EXPECT_EQ(about(kEvents, {{Kind::kTheme, "wages", ""}}), (Places{8, 13, 16, 17}))
      << "what it was merged into has a history of its own";
  auto restored = kEvents;
  restored.push_back(ThemeRestored{"wages"});
  EXPECT_EQ(about(restored, {{Kind::kTheme, "pay", ""}}), (Places{7, 9, 15, 17, 18, 19, 20}));
}

TEST(ATopic, OfAMemberIsAlsoWhatTheyDid) {
  const auto topic = Topic::of(after(kEvents), {{Kind::kMember, "ada", ""}});
  ASSERT_TRUE(topic);
  EXPECT_TRUE(topic->is_about(ThemeRetired{"time"}, "ada"));
  EXPECT_FALSE(topic->is_about(ThemeRetired{"time"}, "bo"));
}

TEST(ATopic, ThatNeverWasIsNamed) {
  const auto study = after(kEvents);
  const auto fault = [&](const Subject& subject) {
    const auto topic = Topic::of(study, subject);
    return topic ? "found" : std::string(slug_of(topic.error().fault)) + " " + topic.error().field;
  };
  EXPECT_EQ(fault({{Kind::kTheme, "x", ""}}), "unknown_theme id");
  EXPECT_EQ(fault({{Kind::kComment, "x", "q"}}), "unknown_comment id");
  EXPECT_EQ(fault({{Kind::kResponse, "c", "x"}}), "unknown_question question");
  EXPECT_EQ(fault({{Kind::kResponse, "c", ""}}), "missing_field question");
  EXPECT_EQ(fault({{Kind::kResponse, "d", "q"}, "x"}), "unknown_member coder");
  auto gone = kEvents;
  gone.push_back(Removed{{Kind::kMember, "bo", ""}});
  EXPECT_TRUE(Topic::of(after(gone), {{Kind::kMember, "bo", ""}})) << "who left has a history";
}

// Every response belongs to the histories of its comment and its question.
RC_GTEST_PROP(TopicLaws, WhatIsAboutAPartIsAboutTheWhole, ()) {
  const auto events = decided(*any_commands());
  const auto study = after(events);
  for (const auto& response : study.responses) {
    const auto& comment = study.comments[response.comment];
    const std::string question(study.question_ids.id(comment.question));
    const auto of_response =
        about(events, {{Kind::kResponse, std::string(study.id_of(response)), question}});
    for (const auto& whole :
         {about(events, {{Kind::kComment, std::string(study.id_of(comment)), question}}),
          about(events, {{Kind::kQuestion, question, ""}})})
      for (const auto place : of_response) {
        // A memo about a response names its question in another place.
        if (std::holds_alternative<MemoWritten>(events[place])) continue;
        if (const auto* removed = std::get_if<Removed>(&events[place]);
            removed && removed->thing.kind != Kind::kComment)
          continue;
        RC_ASSERT(std::find(whole.begin(), whole.end(), place) != whole.end());
      }
  }
}

TEST(ATopic, OfACodingIsAlsoHowItsCoderSplitTheCommentForThemselves) {
  auto events = kEvents;
  events.push_back(LayerSet{"q", "c", "ada", {{0, 4, {}}}, true});   // 21
  events.push_back(LayerSet{"q", "c", "bo", {{0, 9, {}}}, true});    // 22
  events.push_back(LayerSet{"q2", "c", "ada", {{0, 9, {}}}, true});  // 23
  EXPECT_EQ(about(events, {{Kind::kResponse, "d", "q"}, "ada"}), (Places{13, 14, 21}));
  EXPECT_EQ(about(events, {{Kind::kResponse, "c", "q2"}, "ada"}), (Places{16, 23}));
}

}  // namespace
}  // namespace verbatim::coding
