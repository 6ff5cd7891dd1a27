// A view in time: when it was opened, when something happened last, and what is refused.

#include <gtest/gtest.h>

#include "unit/coding/describe.hpp"
#include "unit/projections/figures.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::projections {
namespace {

using namespace coding;

TEST(AView, KnowsWhenItsStudyWasOpenedAndChangedLast) {
  StudyView view;
  EXPECT_EQ(view.position(), 0U);
  ASSERT_TRUE(view.try_apply(StudyOpened{"s", "Study"}, 1000));
  ASSERT_TRUE(view.try_apply(QuestionAdded{"q", ""}, 2000));
  EXPECT_EQ(view.position(), 2U);
  EXPECT_EQ(view.opened_at(), 1000);
  EXPECT_EQ(view.last_event_at(), 2000);
}

TEST(AView, TakesItsTimesBack) {
  StudyView view;
  auto opened = view.try_apply(StudyOpened{"s", "Study"}, 1000);
  ASSERT_TRUE(opened);
  auto asked = view.try_apply(QuestionAdded{"q", ""}, 2000);
  ASSERT_TRUE(asked);
  view.take_back(std::move(*asked));
  EXPECT_EQ(view.opened_at(), 1000);
  EXPECT_EQ(view.last_event_at(), 1000);
  view.take_back(std::move(*opened));
  EXPECT_EQ(view.opened_at(), 0);
  EXPECT_EQ(view.last_event_at(), 0);
  EXPECT_EQ(view.position(), 0U);
}

TEST(AView, RefusesAnEventThatDoesNotFollowAndStaysAsItWas) {
  auto view = live({StudyOpened{"s", "Study"}, QuestionAdded{"q", ""}, RespondentAdded{"p", ""},
                    MemberAdded{"ada", Role::kCoder}, CommentAdded{"q", "c", "p", {}, 3},
                    CodingFinished{"q", "c", "ada"}});
  const auto state = describe(view.study());
  const auto figures = figures_of(view);
  for (const Event& event :
       {Event(ThemeAssigned{"q", "c", "ada", "none", 1}), Event(CodingReopened{"q", "c", "nobody"}),
        Event(QuestionAdded{"q", ""}), Event(CommentAdded{"q", "c", "p", {}, 3})}) {
    const auto refused = view.try_apply(event, 99);
    ASSERT_FALSE(refused) << describe(event);
    EXPECT_EQ(slug_of(refused.error().fault), "corrupt_store");
    EXPECT_EQ(describe(view.study()), state);
    EXPECT_EQ(figures_of(view), figures);
    EXPECT_EQ(view.last_event_at(), 6);
  }
}

}  // namespace
}  // namespace verbatim::projections
