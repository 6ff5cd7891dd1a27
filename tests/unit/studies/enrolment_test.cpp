// Whoever changes a study becomes a member of it with the change.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "desk.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/coding/describe.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::studies {
namespace {

using namespace coding;
using projections::StudyView;

StudyView opened() {
  return projections::live(decided(first_commands()));
}

// The events of a request of zoe, who is no member; or the word of its refusal. The view must show
// the events, and stay as it was where there are none.
std::string events_of(std::vector<Command> commands, bool dry_run = false,
                      StudyView view = opened()) {
  const auto before = seen(view);
  auto asked = request(std::move(commands), "zoe", Role::kLead);
  asked.dry_run = dry_run;
  const auto records = carry_out(view, asked, 7'000);
  if (!records || records->empty()) {
    EXPECT_EQ(seen(view), before);
  }
  if (!records) return std::string(slug_of(records.error().fault));
  std::string text;
  for (const auto& record : *records) {
    EXPECT_EQ(record.actor, "zoe");
    text += describe(record.event) + "\n";
  }
  return text;
}

std::string text(const std::vector<Event>& events) {
  std::string text;
  for (const auto& event : events) text += describe(event) + "\n";
  return text;
}

const Event kJoined = MemberAdded{"zoe", Role::kLead};

TEST(AStranger, JoinsWithTheFirstChange) {
  EXPECT_EQ(events_of({AddQuestion{"q9", ""}}), text({kJoined, QuestionAdded{"q9", ""}}));
}

TEST(AStranger, MayCodeAtOnce) {
  EXPECT_EQ(events_of({FinishCoding{"q1", "c1", "zoe"}}),
            text({kJoined, CodingFinished{"q1", "c1", "zoe"}}));
}

TEST(AStranger, JoinsOnce) {
  EXPECT_EQ(events_of({AddQuestion{"q9", ""}, AddGroup{"g9", ""}}),
            text({kJoined, QuestionAdded{"q9", ""}, GroupAdded{"g9", ""}}));
}

TEST(AStranger, DoesNotJoinByWhatChangesNothing) {
  EXPECT_EQ(events_of({AddQuestion{"q1", "What helped?"}}), "");
  EXPECT_EQ(events_of({}), "");
  EXPECT_EQ(events_of({ReopenCoding{"q1", "c1", "zoe"}}), "");
}

TEST(AStranger, DoesNotJoinByWhatIsRefused) {
  EXPECT_EQ(events_of({AddQuestion{"q9", ""}, FinishCoding{"q1", "none", "zoe"}}),
            "unknown_response");
}

TEST(AStranger, DoesNotJoinInADryRun) {
  EXPECT_EQ(events_of({AddQuestion{"q9", ""}}, true), "");
}

TEST(AStranger, WhoOpensAStudyJoinsAfterIt) {
  EXPECT_EQ(events_of({OpenStudy{"s", "Study"}}, false, StudyView()),
            text({StudyOpened{"s", "Study"}, kJoined}));
}

TEST(AStranger, WhoOpensAStudyAndGoesOnJoinsInBetween) {
  EXPECT_EQ(events_of({OpenStudy{"s", "Study"}, AddQuestion{"q", ""}}, false, StudyView()),
            text({StudyOpened{"s", "Study"}, kJoined, QuestionAdded{"q", ""}}));
}

TEST(WhoAddsThemselves, IsAddedAsTheySay) {
  EXPECT_EQ(events_of({AddMember{"zoe", Role::kLead}}), text({kJoined}));
  EXPECT_EQ(events_of({AddMember{"zoe", Role::kCoder}}), text({MemberAdded{"zoe", Role::kCoder}}));
  EXPECT_EQ(events_of({AddMember{"zoe", Role::kCoder}, AddQuestion{"q9", ""}}),
            text({MemberAdded{"zoe", Role::kCoder}, QuestionAdded{"q9", ""}}));
}

TEST(WhoAddsThemselves, AfterSomethingElseHasJoinedWithThat) {
  EXPECT_EQ(events_of({AddQuestion{"q9", ""}, AddMember{"zoe", Role::kLead}}),
            text({kJoined, QuestionAdded{"q9", ""}}));
  EXPECT_EQ(events_of({AddQuestion{"q1", "What helped?"}, AddMember{"zoe", Role::kLead}}),
            text({kJoined}));
  EXPECT_EQ(events_of({AddQuestion{"q9", ""}, AddMember{"zoe", Role::kCoder}}), "already_exists");
}

TEST(WhoAddsSomebodyElse, JoinsFirst) {
  EXPECT_EQ(events_of({AddMember{"yan", Role::kCoder}}),
            text({kJoined, MemberAdded{"yan", Role::kCoder}}));
}

TEST(AMember, WhoRemovesThemselvesIsGone) {
  auto view = opened();
  const auto records = carry_out(view, request({RemoveMember{"bo"}}, "bo", Role::kLead), 7'000);
  ASSERT_TRUE(records);
  ASSERT_EQ(records->size(), 1U) << "nobody joins by leaving";
  EXPECT_EQ(records->front().event, Event(Removed{{Kind::kMember, "bo", ""}}));
  EXPECT_FALSE(view.study().member_ids.find("bo"));
}

TEST(AMember, StaysWithTheRoleTheyJoinedWith) {
  auto view = opened();
  const auto records = carry_out(view, request({AddQuestion{"q9", ""}}, "bo", Role::kOwner), 7'000);
  ASSERT_TRUE(records);
  EXPECT_EQ(records->size(), 1U);
}

}  // namespace
}  // namespace verbatim::studies
