// The queue of adjudication: where finished coders differ, in what and by how much.

#include "projections/disagreements.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "unit/coding/any_command.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::projections {
namespace {

using namespace coding;

const std::vector<Event> kReady = {
    StudyOpened{"s", "S"},
    MemberAdded{"ada", Role::kCoder},
    MemberAdded{"bo", Role::kCoder},
    QuestionAdded{"q", "Why?"},
    RespondentAdded{"p", ""},
    FrameworkAdded{"themes", "Themes"},
    FrameworkAdded{"moods", "Moods"},
    ThemeAdded{"t", "themes", "T", "", "", {}},
    ThemeAdded{"u", "themes", "U", "", "", {}},
    ThemeAdded{"glad", "moods", "Glad", "", "", {}},
    CommentAdded{"q", "r1", "p", {}, 1},
    CommentAdded{"q", "r2", "p", {}, 1},
    CommentAdded{"q", "r3", "p", {}, 1},
};

// What a coder says of a response.
void say(std::vector<Event>& events, const char* response, const char* coder,
         const std::vector<const char*>& themes, bool finished = true) {
  for (const auto* theme : themes) events.push_back(ThemeAssigned{"q", response, coder, theme, 1});
  if (finished) events.push_back(CodingFinished{"q", response, coder});
}

std::vector<std::string> responses(const StudyView& view, const DisagreementsQuery& query) {
  std::vector<std::string> ids;
  for (const auto& one : disagreements(view, 0, query).page)
    ids.emplace_back(view.study().id_of(view.study().responses[one.response]));
  return ids;
}

using Ids = std::vector<std::string>;

TEST(TheQueue, HasTheResponsesThatFinishedCodersSeeDifferently) {
  auto events = kReady;
  say(events, "r1", "ada", {"t", "u"});
  say(events, "r1", "bo", {"t"});
  say(events, "r2", "ada", {"t"});
  say(events, "r2", "bo", {"t"});
  say(events, "r3", "ada", {"t"});
  say(events, "r3", "bo", {"u"}, false);
  const auto view = live(events);
  const auto queue = disagreements(view, 0, {}).page;
  ASSERT_EQ(queue.size(), 1U) << "not where they agree, nor where one is not finished";
  EXPECT_EQ(queue[0].coders.size(), 2U);
  EXPECT_EQ(queue[0].distance, 0.5);
  ASSERT_EQ(queue[0].themes.size(), 1U);
  EXPECT_EQ(queue[0].themes[0].theme, theme(view, "u"));
  EXPECT_EQ(queue[0].themes[0].applying, 1U);
}

TEST(TheQueue, IsInTheOrderOfDistanceOrOfTheQuestion) {
  auto events = kReady;
  say(events, "r1", "ada", {"t", "u"});
  say(events, "r1", "bo", {"t"});
  say(events, "r2", "ada", {"t"});
  say(events, "r2", "bo", {});
  const auto view = live(events);
  EXPECT_EQ(responses(view, {}), (Ids{"r2", "r1"}));
  EXPECT_EQ(responses(view, {{}, {}, false}), (Ids{"r1", "r2"}));
}

TEST(TheQueue, IsOfOneFrameworkOrOfWhatIsNotSettled) {
  auto events = kReady;
  say(events, "r1", "ada", {"t", "glad"});
  say(events, "r1", "bo", {"t"});
  say(events, "r2", "ada", {"u"});
  say(events, "r2", "bo", {"t"});
  events.push_back(ResponseSettled{"q", "r2", {"t"}});
  const auto view = live(events);
  EXPECT_EQ(responses(view, {FrameworkIndex{0}, {}, true}), Ids{"r2"});
  EXPECT_EQ(responses(view, {FrameworkIndex{1}, {}, true}), Ids{"r1"});
  EXPECT_EQ(responses(view, {{}, true, true}), Ids{"r2"});
  EXPECT_EQ(responses(view, {{}, false, true}), Ids{"r1"});
}

// Once more from the definition: the sets as sets of ids.
RC_GTEST_PROP(QueueLaws, AResponseIsThereWhereTwoFinishedSetsDiffer, ()) {
  const auto view = rebuilt(decided(*any_commands()));
  const auto& study = view.study();
  for (QuestionIndex q = 0; q < study.questions.size(); ++q) {
    std::set<ResponseIndex> expected, found;
    for (const auto r : study.questions[q].responses) {
      if (study.is_dropped(study.responses[r])) continue;
      std::set<std::set<ThemeIndex>> sets;
      const auto& codings = study.responses[r].codings;
      for (const auto& coding : codings.codings()) {
        if (!coding.finished) continue;
        // What was said of a merged theme counts for the one it was merged into.
        const auto said = counted_themes(study, codings, coding.coder);
        sets.insert({said.begin(), said.end()});
      }
      if (sets.size() > 1) expected.insert(r);
    }
    double before = 1;
    for (const auto& one : disagreements(view, q, {}).page) {
      found.insert(one.response);
      RC_ASSERT(one.distance > 0 && one.distance <= before);
      before = one.distance;
    }
    RC_ASSERT(found == expected);
  }
}

}  // namespace
}  // namespace verbatim::projections
