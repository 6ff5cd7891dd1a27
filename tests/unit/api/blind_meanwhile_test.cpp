// A blind round is opened, and somebody codes in it, while others read.
#include <gtest/gtest.h>

#include "api/reads/shown_events.hpp"
#include "given_app.hpp"

namespace verbatim::api {
namespace {

using http::Method;

TEST(WhatSomebodyIsShown, EndsWhereItWasSeenThatTheyAreNotBlind) {
  GivenApp given;
  given.begin_coding();
  const auto before = given.live().durable();
  const auto now = shown_now(given.live(), "ada");
  const auto soon = shown_soon(given.live(), given.app().workers, "ada");
  given.code_blindly();
  ASSERT_EQ(given.live().durable(), before + 2);
  EXPECT_EQ(now->until, before);
  EXPECT_EQ((*soon)->until, before);
  const auto later = shown_now(given.live(), "ada");
  EXPECT_EQ(later->until, before + 2);
  record::Record record;
  ASSERT_TRUE(record::decode(*given.log().read_one("s", before + 2), record));
  EXPECT_FALSE((*later)(record)) << "what bo said";
  EXPECT_FALSE((*now)(record)) << "after the moment at which ada was looked at";
  EXPECT_TRUE((*shown_now(given.live(), "bo"))(record));
}

// The end is asked for by position, or by a time: each is looked up in the log.
TEST(ADifference, UpToAMomentThatComesMeanwhileIsRefusedToWhoIsBlindByThen) {
  GivenApp given;
  given.begin_coding();
  const auto end = given.live().durable() + 2;
  const auto to = "from=1&to=" + std::to_string(end);
  for (const auto& target :
       {"/v1/studies/s/diff?" + to, "/v1/studies/s/questions/q/counts/t/diff?basis=any&" + to}) {
    SCOPED_TRACE(target);
    if (given.live().durable() < end) given.log().at_next_end([&] { given.code_blindly(); });
    const auto answer = given.call(Method::kGet, target).get();
    EXPECT_EQ(answer.status, 403U) << body_of(answer);
    EXPECT_EQ(given.live().durable(), end);
  }
}

TEST(AMoment, ThatComesMeanwhileIsNotShownToWhoIsBlindByThen) {
  for (const std::string target : {"/questions/q/counts", "/history"}) {
    SCOPED_TRACE(target);
    GivenApp given;
    given.begin_coding();
    const auto end = given.live().durable() + 2;
    given.log().at_next_end([&] { given.code_blindly(); });
    const auto as_of = "/v1/studies/s" + target + "?as_of=" + std::to_string(end);
    const auto answer = given.call(Method::kGet, as_of).get();
    EXPECT_EQ(given.live().durable(), end);
    EXPECT_EQ(answer.status, 200U) << body_of(answer);
    for (const std::string bos : {"theme_assigned", R"("assignments":1)"})
      EXPECT_EQ(body_of(answer).find(bos), std::string::npos) << body_of(answer);
  }
}

TEST(APull, GivesNothingBeyondWhereItWasSeenThatNobodyIsBlind) {
  GivenApp given;
  given.begin_coding();
  subscriptions::Subscription pull;
  pull.study = "s";
  pull.name = pull.id = "pull";
  pull.made_by = "ada";
  pull.kind = subscriptions::Kind::kPull;
  const auto before = given.live().durable();
  ASSERT_TRUE(given.app().subscriptions.add(pull, before - 1));
  given.log().at_next_read([&] { given.code_blindly(); });
  const auto answer = given.call(Method::kGet, "/v1/studies/s/subscriptions/pull/events").get();
  EXPECT_EQ(given.live().durable(), before + 2);
  EXPECT_EQ(answer.status, 200U) << body_of(answer);
  EXPECT_NE(body_of(answer).find("comment_added"), std::string::npos) << body_of(answer);
  EXPECT_EQ(body_of(answer).find("theme_assigned"), std::string::npos) << body_of(answer);
}

TEST(ATimeline, DoesNotGoBeyondWhereItWasSeenThatNobodyIsBlind) {
  GivenApp given;
  given.begin_coding();
  const auto end = given.live().durable() + 2;
  const auto target = "/v1/studies/s/questions/q/agreement/timeline?at=" + std::to_string(end);
  std::promise<void> gate;
  ASSERT_TRUE(given.app().workers.post_replay([&] { gate.get_future().wait(); }));
  auto answer = given.call(Method::kGet, target);  // looks at the study, then waits for its turn
  given.code_blindly();
  gate.set_value();
  const auto refused = answer.get();
  EXPECT_NE(body_of(refused).find("future_moment"), std::string::npos) << body_of(refused);
  EXPECT_EQ(given.call(Method::kGet, target).get().status, 403U);
}

}  // namespace
}  // namespace verbatim::api
