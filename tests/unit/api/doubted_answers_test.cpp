// A rebuild finds that what was read of a study was not what its log says.
#include <thread>

#include <gtest/gtest.h>

#include "given_app.hpp"
#include "studies/replay.hpp"

namespace verbatim::api {
namespace {

using namespace std::chrono_literals;
using http::Method;

std::string etag_in(const http::Response& response) {
  for (const auto& [name, value] : response.headers)
    if (name == "ETag") return value;
  return "";
}

// The study in memory is that of another log, up to the same position: there r2 was never added.
void make_wrong(GivenApp& given) {
  GivenApp other;
  other.begin_coding({"r1"});
  ASSERT_TRUE(other.hand_in({coding::AddRespondent{"p2", ""}}).get());
  auto wrong = studies::replay(other.app().studies.log(), "s");
  ASSERT_TRUE(wrong);
  ASSERT_EQ(wrong->position(), given.live().durable());
  const studies::LiveStudy::Deciding deciding(given.live());
  deciding.exchange(*wrong);
}

void rebuild(GivenApp& given) {
  ASSERT_TRUE(given.app().studies.rebuild("s"));
  while (given.app().studies.rebuild_state("s")->is_running()) std::this_thread::sleep_for(1ms);
  ASSERT_FALSE(given.app().studies.rebuild_state("s")->failure);
}

TEST(AnAnswer, ThatARebuildFoundWrongIsNotGivenAgain) {
  GivenApp given;
  given.begin_coding();
  make_wrong(given);
  const std::string counts = "/v1/studies/s/questions/q/counts";
  const auto wrong = given.call(Method::kGet, counts).get();
  ASSERT_NE(body_of(wrong).find(R"("comments":1)"), std::string::npos) << body_of(wrong);
  ASSERT_EQ(body_of(given.call(Method::kGet, counts).get()), body_of(wrong)) << "it is kept";
  ASSERT_EQ(given.call(Method::kGet, counts, "", etag_in(wrong)).get().status, 304U);
  rebuild(given);
  ASSERT_FALSE(given.app().studies.rebuild_state("s")->differences.empty());
  const auto again = given.call(Method::kGet, counts, "", etag_in(wrong)).get();
  EXPECT_EQ(again.status, 200U) << "its ETag stood for what was wrong";
  EXPECT_NE(etag_in(again), etag_in(wrong));
  EXPECT_NE(body_of(again).find(R"("comments":2)"), std::string::npos) << body_of(again);
}

// The keeper still has to remove the snapshots, and to doubt what was made of them.
TEST(AnAnswer, ThatARebuildFoundWrongIsNotGivenAgainFromThatMomentOn) {
  GivenApp given;
  given.begin_coding();
  make_wrong(given);
  const std::string counts = "/v1/studies/s/questions/q/counts";
  const auto etag = etag_in(given.call(Method::kGet, counts).get());
  auto& studies = given.app().studies;
  std::promise<void> begin, go_on;
  const auto keep_keeper = [&](std::promise<void>& gate) {
    ASSERT_TRUE(studies.when_kept([&gate] { gate.get_future().wait(); }));
  };
  keep_keeper(begin);
  ASSERT_TRUE(studies.rebuild("s"));
  keep_keeper(go_on);  // behind the rebuild, and before what comes of it
  begin.set_value();
  while (studies.rebuild_state("s")->is_running()) std::this_thread::sleep_for(1ms);
  const auto again = given.call(Method::kGet, counts, "", etag).get();
  EXPECT_EQ(again.status, 200U) << "its ETag stood for what was wrong";
  EXPECT_NE(body_of(again).find(R"("comments":2)"), std::string::npos) << body_of(again);
  go_on.set_value();
}

TEST(AnAnswer, WithAnETagOfItsOwnIsSentWholeOnceSomethingWasFoundWrong) {
  GivenApp given;
  given.begin_coding();
  make_wrong(given);
  const std::string coding = "/v1/studies/s/questions/q/responses/r1/codings/ada";
  const auto etag = etag_in(given.call(Method::kGet, coding).get());
  ASSERT_EQ(given.call(Method::kGet, coding, "", etag).get().status, 304U) << etag;
  rebuild(given);
  EXPECT_EQ(given.call(Method::kGet, coding, "", etag).get().status, 200U);
}

TEST(AnAnswer, ThatARebuildFoundRightIsGivenAgain) {
  GivenApp given;
  given.begin_coding();
  const std::string counts = "/v1/studies/s/questions/q/counts";
  const auto etag = etag_in(given.call(Method::kGet, counts).get());
  rebuild(given);
  ASSERT_TRUE(given.app().studies.rebuild_state("s")->differences.empty());
  EXPECT_EQ(given.call(Method::kGet, counts, "", etag).get().status, 304U);
}

}  // namespace
}  // namespace verbatim::api
