// How many of each a study takes.

#include <gtest/gtest.h>

#include "coding/decide.hpp"
#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

// A study that has `count` of what `event(i)` adds.
template <class EventOf>
Study filled(const Events& given, std::size_t count, EventOf event) {
  auto study = study_of(given);
  for (std::size_t i = 0; i < count; ++i)
    EXPECT_TRUE(evolve(study, event("n" + std::to_string(i)), study.position + 1));
  return study;
}

void expect_full(const Study& study, const Command& one_more, const Command& known) {
  const auto refused = decide(study, one_more);
  ASSERT_FALSE(refused);
  EXPECT_EQ(slug_of(refused.error().fault), "not_allowed_now");
  const auto again = decide(study, known);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->empty()) << "what is there may be sent again";
}

const Events kOpen = {StudyOpened{"s", "Study"}};

TEST(AStudy, TakesSixtyFiveThousandMembers) {
  const auto study = filled(kOpen, kMembersMax, [](std::string id) {
    return Event(MemberAdded{std::move(id), Role::kCoder});
  });
  expect_full(study, AddMember{"more", Role::kCoder}, AddMember{"n65534", Role::kCoder});
  EXPECT_EQ(study.member_ids.find("n65534"), 65534U);
  EXPECT_LT(*study.member_ids.find("n65534"), kNone16) << "the largest number is kept for none";
}

TEST(AStudy, TakesSixtyFiveThousandGroups) {
  const auto study = filled(kOpen, kGroupsMax, [](std::string id) {
    return Event(GroupAdded{std::move(id), ""});
  });
  expect_full(study, AddGroup{"more", ""}, AddGroup{"n0", ""});
}

TEST(AStudy, TakesSixtyFiveThousandQuestions) {
  const auto study = filled(kOpen, kQuestionsMax, [](std::string id) {
    return Event(QuestionAdded{std::move(id), ""});
  });
  expect_full(study, AddQuestion{"more", ""}, AddQuestion{"n0", ""});
}

TEST(AStudy, TakesSixtyFiveThousandFrameworks) {
  const auto study = filled(kOpen, kFrameworksMax, [](std::string id) {
    return Event(FrameworkAdded{std::move(id), ""});
  });
  expect_full(study, AddFramework{"more", ""}, AddFramework{"n0", ""});
}

TEST(AStudy, TakesSixtyFiveThousandThemes) {
  const auto study =
      filled(after(kOpen, FrameworkAdded{"advice", ""}), kThemesMax, [](std::string id) {
        return Event(ThemeAdded{std::move(id), "advice", "", "", "", {}});
      });
  expect_full(study, AddTheme{"more", "advice", "", "", "", {}},
              AddTheme{"n0", "advice", "", "", "", {}});
  const auto first = decide(study, AddTheme{"more", "themes", "", "", "", {}});
  ASSERT_FALSE(first) << "also where the theme would bring a framework along";
  EXPECT_EQ(slug_of(first.error().fault), "not_allowed_now");
}

TEST(AComment, IsSplitIntoAThousandResponsesAtMost) {
  const auto study = study_of({StudyOpened{"s", "Study"}, QuestionAdded{"q", ""},
                               RespondentAdded{"p", ""}, CommentAdded{"q", "n0", "p", {}, 5000}});
  SegmentComment split{"q", "n0", {}};
  for (std::uint32_t i = 0; i < kSegmentsMax; ++i)
    split.segments.push_back({"n" + std::to_string(i), i, i + 1});
  ASSERT_TRUE(decide(study, split));
  split.segments.push_back({"more", 4000, 4001});
  const auto refused = decide(study, split);
  ASSERT_FALSE(refused);
  EXPECT_EQ(slug_of(refused.error().fault), "invalid_value");
  EXPECT_EQ(refused.error().field, "segments");
}

}  // namespace
}  // namespace verbatim::coding
