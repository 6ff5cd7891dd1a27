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

TEST(AStudy, TakesTenThousandThemes) {
  auto study = filled(after(kOpen, FrameworkAdded{"advice", ""}), kThemesMax, [](std::string id) {
    return Event(ThemeAdded{std::move(id), "advice", "", "", "", {}});
  });
  expect_full(study, AddTheme{"more", "advice", "", "", "", {}},
              AddTheme{"n0", "advice", "", "", "", {}});
  const auto first = decide(study, AddTheme{"more", "themes", "", "", "", {}});
  ASSERT_FALSE(first) << "also where the theme would bring a framework along";
  EXPECT_EQ(slug_of(first.error().fault), "not_allowed_now");
  ASSERT_TRUE(evolve(study, Removed{{Kind::kTheme, "n1", ""}}, study.position + 1));
  EXPECT_TRUE(decide(study, AddTheme{"more", "advice", "", "", "", {}}))
      << "what was taken back leaves its place";
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

// --- What is decided in one go -------------------------------------------------------------------

void expect_too_much(const Study& study, const Command& command, const std::string& field) {
  const auto refused = decide(study, command);
  ASSERT_FALSE(refused);
  EXPECT_EQ(slug_of(refused.error().fault), "invalid_value");
  EXPECT_EQ(refused.error().field, field);
  EXPECT_FALSE(refused.error().fix.empty());
}

std::vector<std::string> ids(std::size_t count, const std::string& stem) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) ids.push_back(stem + std::to_string(i));
  return ids;
}

// A question with a comment, as many themes as a coding takes and one more, and the coder ada.
Study codebook() {
  auto study = study_of({StudyOpened{"s", "Study"}, MemberAdded{"ada", Role::kCoder},
                         QuestionAdded{"q", ""}, RespondentAdded{"p", ""},
                         CommentAdded{"q", "c", "p", {}, 5000}, FrameworkAdded{"themes", ""}});
  for (const auto& id : ids(kCodingThemesMax + 1, "t"))
    EXPECT_TRUE(evolve(study, ThemeAdded{id, "themes", "", "", "", {}}, study.position + 1));
  return study;
}

void apply(Study& study, const Command& command) {
  const auto events = decide(study, command);
  ASSERT_TRUE(events) << events.error().detail;
  for (const auto& event : *events) ASSERT_TRUE(evolve(study, event, study.position + 1));
}

TEST(ACoding, HasTwoHundredThemesAtMost) {
  auto study = codebook();
  auto themes = ids(kCodingThemesMax + 1, "t");
  expect_too_much(study, SetCoding{"q", "c", "ada", themes}, "themes");
  const auto one_more = themes.back();
  themes.pop_back();
  apply(study, SetCoding{"q", "c", "ada", themes});
  expect_too_much(study, AssignTheme{"q", "c", "ada", one_more}, "theme");
  const auto known = decide(study, AssignTheme{"q", "c", "ada", "t0"});
  ASSERT_TRUE(known);
  EXPECT_TRUE(known->empty()) << "what is said may be said again";
  apply(study, WithdrawTheme{"q", "c", "ada", "t0"});
  apply(study, AssignTheme{"q", "c", "ada", one_more});
}

TEST(ASettlement, HasTwoHundredThemesAtMost) {
  auto study = codebook();
  auto themes = ids(kCodingThemesMax + 1, "t");
  expect_too_much(study, SettleResponse{"q", "c", themes}, "themes");
  themes.pop_back();
  apply(study, SettleResponse{"q", "c", themes});
}

TEST(ALayer, NamesTenThousandThemesAtMost) {
  auto study = codebook();
  apply(study, OpenRound{"r", "", true, 0, {{"q", {"ada"}, 0, 0, {}}}, true});
  auto themes = ids(kCodingThemesMax + 1, "t");
  expect_too_much(study, SetLayer{"q", "c", "ada", {{0, 1, {"t0"}}, {1, 2, themes}}},
                  "units/1/themes");
  themes.pop_back();
  SetLayer layer{"q", "c", "ada", {}};
  for (std::uint32_t i = 0; i < kLayerThemesMax / kCodingThemesMax; ++i)
    layer.units.push_back({i, i + 1, themes});
  apply(study, layer);
  layer.units.push_back({4000, 4001, {"t0"}});
  expect_too_much(study, layer, "units");
}

TEST(ARound, HasAThousandCodersAQuestionAtMost) {
  auto study = filled({StudyOpened{"s", "Study"}, QuestionAdded{"q", ""}}, kPartCodersMax + 1,
                      [](std::string id) {
                        return Event(MemberAdded{std::move(id), Role::kCoder});
                      });
  auto coders = ids(kPartCodersMax + 1, "n");
  expect_too_much(study, OpenRound{"r", "", false, 0, {{"q", coders, 0, 0, {}}}}, "parts/0/coders");
  const auto one_more = coders.back();
  coders.pop_back();
  apply(study, OpenRound{"r", "", false, 0, {{"q", coders, 0, 0, {}}}});
  coders.push_back(one_more);
  expect_too_much(study, StaffRound{"r", "q", coders, {}}, "coders");
}

// 1,000 coders times 100,000 responses are looked at, and one response more is not.
TEST(ARound, ReachesAHundredMillionPlacesAtMost) {
  constexpr std::size_t kResponses = kPartReachMax / kPartCodersMax + 1;
  auto study = filled({StudyOpened{"s", "Study"}, QuestionAdded{"q", ""}, RespondentAdded{"p", ""}},
                      kResponses, [](std::string id) {
                        return Event(CommentAdded{"q", std::move(id), "p", {}, 1});
                      });
  const auto coders = ids(kPartCodersMax, "m");
  for (const auto& id : coders)
    ASSERT_TRUE(evolve(study, MemberAdded{id, Role::kCoder}, study.position + 1));
  expect_too_much(study, OpenRound{"r", "", false, 0, {{"q", coders, 0, 0, {}}}}, "parts/0/coders");
  constexpr std::uint32_t kSample = kResponses - 1;
  EXPECT_TRUE(decide(study, OpenRound{"r", "", false, 0, {{"q", coders, 0, kSample, {}}}}));
  const auto fewer = ids(kPartCodersMax - 1, "m");
  ASSERT_TRUE(
      evolve(study, RoundOpened{"r", "", false, 0, {{"q", {"m0"}, 0, 0, {}}}}, study.position + 1));
  EXPECT_TRUE(decide(study, StaffRound{"r", "q", fewer, {}}));
  expect_too_much(study, StaffRound{"r", "q", coders, {}}, "coders");
}

}  // namespace
}  // namespace verbatim::coding
