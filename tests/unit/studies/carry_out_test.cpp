// One request against one view: what is recorded, and that it happens as a whole or not at all.

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

std::vector<std::string> texts(const std::vector<record::Record>& records) {
  std::vector<std::string> events;
  for (const auto& record : records) events.push_back(describe(record.event));
  return events;
}

TEST(ARequest, BecomesOneRecordForEachEvent) {
  auto view = opened();
  const auto before = view.position();
  auto asked = named("k-1", "0123456789abcdef", {SetCoding{"q1", "c1", "ada", {"food"}, true}});
  asked.conditions = {{"q1", "c1", "ada", 0}};
  const auto records = carry_out(view, asked, 7'000);
  ASSERT_TRUE(records) << records.error().detail;
  ASSERT_EQ(records->size(), 2U);
  EXPECT_EQ(view.position(), before + 2);
  for (std::uint32_t i = 0; i < 2; ++i) {
    const auto& record = (*records)[i];
    EXPECT_EQ(record.position, before + 1 + i);
    EXPECT_EQ(record.time, 7'000);
    EXPECT_EQ(record.actor, "ada");
    EXPECT_EQ(record.command, "k-1");
    EXPECT_EQ(record.commit_offset, i);
    EXPECT_EQ(record.commit_count, 2U);
  }
  EXPECT_EQ((*records)[0].conditions, asked.conditions);
  EXPECT_TRUE((*records)[1].conditions.empty());
}

TEST(ARequest, SaysWhyOnTheFirstEventOfWhatWasAskedFor) {
  auto view = opened();
  const auto reasons = [&](Request asked) {
    asked.reason = "as agreed";
    asked.client = "a client";
    const auto records = carry_out(view, asked, 7'000);
    std::vector<std::string> found;
    if (!records) return found;
    for (const auto& record : *records) found.push_back(record.reason);
    EXPECT_EQ(records->front().client, "a client");
    return found;
  };
  using Reasons = std::vector<std::string>;
  EXPECT_EQ(reasons(request({SetCoding{"q1", "c1", "ada", {"food"}, true}})),
            (Reasons{"as agreed", ""}));
  EXPECT_EQ(reasons(request({SettleResponse{"q1", "c1", {"food"}}}, "new", Role::kLead)),
            (Reasons{"", "as agreed"}))
      << "not on that which enrols them";
  EXPECT_EQ(reasons(request({AddMember{"newer", Role::kLead}}, "newer", Role::kOwner)),
            (Reasons{"as agreed"}));
}

TEST(ARequest, WithoutAnIdLeavesItOut) {
  auto view = opened();
  const auto records = carry_out(view, request({FinishCoding{"q1", "c1", "ada"}}), 7'000);
  ASSERT_TRUE(records);
  EXPECT_EQ(records->front().command, "");
}

TEST(Time, NeverGoesBackWithinAStudy) {
  auto view = opened();
  ASSERT_TRUE(carry_out(view, request({FinishCoding{"q1", "c1", "ada"}}), 9'000));
  const auto late = carry_out(view, request({FinishCoding{"q1", "c2", "ada"}}), 8'000);
  ASSERT_TRUE(late);
  EXPECT_EQ(late->front().time, 9'000) << "the clock was set back in between";
  EXPECT_EQ(view.last_event_at(), 9'000);
}

TEST(Commands, SeeWhatThoseBeforeThemDid) {
  auto view = opened();
  const auto records = carry_out(
      view,
      request({AddQuestion{"q9", "More?"}, AddRespondent{"p9", ""},
               AddComment{"q9", "c", "p9", {}, 3}, AssignTheme{"q9", "c", "ada", "food"}}),
      7'000);
  ASSERT_TRUE(records) << records.error().detail;
  EXPECT_EQ(records->size(), 4U);
}

TEST(ARefusedCommand, TakesTheWholeRequestBack) {
  const std::vector<Command> good = {
      AddTheme{"queues", "themes", "Queues", "", "", {}},
      SegmentComment{"q1", "c3", {{"c3", 1, 2}, {"c3.b", 2, 6}}},
      SetCoding{"q1", "c1", "ada", {"food", "queues"}, true},
      ScopeTheme{"food", {"q2"}},
      AddQuestion{"q9", ""},
      AddComment{"q1", "c9", "p1", {}, 3},
      SetCoding{"q1", "c9", "bo", {"talks"}, false},
  };
  for (std::size_t accepted = 0; accepted <= good.size(); ++accepted) {
    auto view = opened();
    const auto before = seen(view);
    auto commands = std::vector(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(accepted));
    commands.push_back(AssignTheme{"q1", "c1", "ada", "none such"});
    const auto refused = carry_out(view, request(commands), 7'000);
    ASSERT_FALSE(refused);
    EXPECT_EQ(slug_of(refused.error().fault), "unknown_theme");
    EXPECT_EQ(seen(view), before) << accepted << " commands before it";
  }
}

TEST(ARefusedCommand, IsFoundInTheCallersOwnWords) {
  auto view = opened();
  auto asked = request({FinishCoding{"q1", "c1", "ada"}, FinishCoding{"q1", "none", "ada"},
                        FinishCoding{"q1", "c2", "ada"}});
  asked.locate = [](Failure failure, std::size_t command) {
    failure.field = "line " + std::to_string(command) + " " + failure.field;
    return failure;
  };
  const auto refused = carry_out(view, asked, 7'000);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "line 1 response");
}

TEST(Conditions, AreThoseOfTheStateBeforeTheRequest) {
  auto view = opened();
  auto asked = request({FinishCoding{"q1", "c1", "ada"}});
  asked.conditions = {{"q1", "c1", "ada", 0}};
  ASSERT_TRUE(carry_out(view, asked, 7'000));
  const auto revision = view.position();
  const auto before = seen(view);
  asked.commands = {ReopenCoding{"q1", "c1", "ada"}};
  const auto stale = carry_out(view, asked, 8'000);
  ASSERT_FALSE(stale);
  EXPECT_EQ(slug_of(stale.error().fault), "stale_condition");
  EXPECT_EQ(stale.error().position, revision);
  EXPECT_EQ(seen(view), before);
  asked.conditions[0].revision = revision;
  EXPECT_TRUE(carry_out(view, asked, 8'000));
}

TEST(Conditions, AllHoldOrNothingHappens) {
  auto view = opened();
  auto asked = request({FinishCoding{"q1", "c1", "ada"}});
  asked.conditions = {{"q1", "c1", "ada", 0}, {"q1", "c2", "bo", 3}};
  const auto stale = carry_out(view, asked, 7'000);
  ASSERT_FALSE(stale);
  EXPECT_EQ(slug_of(stale.error().fault), "stale_condition");
  EXPECT_NE(stale.error().field.find("/conditions/1"), std::string::npos);
}

TEST(AStudyThatIsNotThere, IsOnlyMetByOpeningIt) {
  const auto fault = [](Request asked) {
    StudyView view;
    const auto records = carry_out(view, asked, 7'000);
    EXPECT_EQ(view.position(), records ? records->size() : 0U);
    return records ? "accepted" : std::string(slug_of(records.error().fault));
  };
  EXPECT_EQ(fault(request({OpenStudy{"s", "Study"}})), "accepted");
  EXPECT_EQ(fault(request({OpenStudy{"s", "Study"}, AddQuestion{"q", ""}})), "accepted");
  EXPECT_EQ(fault(request({AddQuestion{"q", ""}})), "unknown_study");
  EXPECT_EQ(fault(request({AddQuestion{"q", ""}, OpenStudy{"s", "Study"}})), "unknown_study");
  EXPECT_EQ(fault(request({})), "unknown_study") << "nothing to do is no reason to say yes";
  auto conditional = request({FinishCoding{"q", "c", "ada"}});
  conditional.conditions = {{"q", "c", "ada", 0}};
  EXPECT_EQ(fault(conditional), "unknown_study") << "and not that the question is unknown";
  auto planned = request({});
  planned.plan = [](const Study&) -> Result<CommandSource> { return CommandSource{}; };
  EXPECT_EQ(fault(planned), "unknown_study");
}

TEST(APlan, MakesTheCommandsFromTheStateTheyAreDecidedOn) {
  auto view = opened();
  auto asked = request({FinishCoding{"q1", "none", "ada"}});
  asked.plan = [](const Study& study) -> Result<CommandSource> {
    return CommandSource{
        study.questions.size(), [&study](std::size_t i) -> Command {
          return AddTheme{
              "theme of " + std::string(study.question_ids.id(static_cast<std::uint32_t>(i))),
              "themes",
              "T",
              "",
              "",
              {}};
        }};
  };
  const auto records = carry_out(view, asked, 7'000);
  ASSERT_TRUE(records) << records.error().detail;
  EXPECT_EQ(records->size(), 2U) << "in place of the commands of the request";
}

TEST(APlan, MayRefuse) {
  auto view = opened();
  const auto before = seen(view);
  auto asked = request({});
  asked.plan = [](const Study&) -> Result<CommandSource> {
    return Failure{Fault::kInvalidValue, "Line 3 makes no sense."};
  };
  const auto refused = carry_out(view, asked, 7'000);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "Line 3 makes no sense.");
  EXPECT_EQ(seen(view), before);
}

TEST(WhoWantsToKnow, IsToldWhatWasDecidedOnTheStudyWithIt) {
  auto view = opened();
  auto asked = request({FinishCoding{"q1", "c1", "ada"}});
  std::vector<std::string> told;
  std::uint64_t position = 0;
  asked.on_decided = [&](const StudyView& then, const std::vector<record::Record>& records) {
    told = texts(records);
    position = then.position();
  };
  ASSERT_TRUE(carry_out(view, asked, 7'000));
  EXPECT_EQ(told, (std::vector<std::string>{describe(Event(CodingFinished{"q1", "c1", "ada"}))}));
  EXPECT_EQ(position, view.position());
  ASSERT_TRUE(carry_out(view, asked, 7'000));
  EXPECT_TRUE(told.empty()) << "sent again, nothing happens";
}

TEST(ADryRun, TellsWhatWouldHappenAndChangesNothing) {
  auto view = opened();
  const auto before = seen(view);
  auto asked = request({SetCoding{"q1", "c1", "ada", {"food"}, true}, AddQuestion{"q9", ""}});
  asked.dry_run = true;
  std::vector<std::string> told;
  asked.on_decided = [&](const StudyView&, const std::vector<record::Record>& records) {
    told = texts(records);
  };
  const auto records = carry_out(view, asked, 7'000);
  ASSERT_TRUE(records);
  EXPECT_TRUE(records->empty());
  EXPECT_EQ(told.size(), 3U);
  EXPECT_EQ(seen(view), before);
}

TEST(ADryRun, IsRefusedAsTheRealOneWouldBe) {
  auto view = opened();
  const auto before = seen(view);
  auto asked = request({AddQuestion{"q9", ""}, FinishCoding{"q9", "none", "ada"}});
  asked.dry_run = true;
  EXPECT_FALSE(carry_out(view, asked, 7'000));
  EXPECT_EQ(seen(view), before);
}

}  // namespace
}  // namespace verbatim::studies
