// What is asked while the writer is busy: with a large import, or with somebody's command that
// comes first.
#include <future>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "api/reads/shown_events.hpp"
#include "given_app.hpp"

namespace verbatim::api {
namespace {

using namespace std::chrono_literals;
using http::Method;

bool has_come(Answered& answer) {
  return answer.wait_for(0s) == std::future_status::ready;
}

// A thread of its own: whoever keeps the view may not ask for it.
template <class Do>
auto elsewhere(Do what) {
  return std::async(std::launch::async, what).get();
}

TEST(ALongRead, HoldsNoWorkerWhileTheWriterKeepsTheStudy) {
  GivenApp given;
  Answered answer;
  {
    const studies::LiveStudy::Deciding deciding(given.live());
    answer = elsewhere([&] { return given.call(Method::kGet, "/v1/studies/s/questions/q/stale"); });
    std::promise<void> promise;
    auto other = promise.get_future();
    given.app().workers.post([&] { promise.set_value(); });
    EXPECT_EQ(other.wait_for(60s), std::future_status::ready) << "its only worker waits";
    EXPECT_FALSE(has_come(answer));
    if (other.wait_for(0s) != std::future_status::ready) std::abort();
  }
  EXPECT_EQ(answer.get().status, 200U);
}

TEST(WhatSomebodyIsShown, IsNotWaitedForWhileTheWriterKeepsTheStudy) {
  GivenApp given;
  const auto ask = [&] { return shown_soon(given.live(), "ada"); };
  {
    const studies::LiveStudy::Deciding deciding(given.live());
    const auto shown = elsewhere(ask);
    ASSERT_TRUE(shown);
    EXPECT_FALSE(*shown);
  }
  EXPECT_TRUE(ask()->has_value());
  given.live().refuse({Fault::kCorruptStore, "Event 2 is not what was written."});
  EXPECT_EQ(ask().error().fault, Fault::kCorruptStore);
  EXPECT_EQ(shown_now(given.live(), "ada").error().fault, Fault::kCorruptStore);
}

// In a blind round it would tell who else looks at which question.
TEST(Presence, IsToldToNobodyWhereTheStudyCannotBeRead) {
  GivenApp given;
  const std::string presence = "/v1/studies/s/presence";
  EXPECT_EQ(given.call(Method::kPut, presence, R"({"question":"q"})").get().status, 200U);
  given.live().refuse({Fault::kCorruptStore, "Event 2 is not what was written."});
  EXPECT_EQ(given.call(Method::kGet, presence).get().status, 500U);
  EXPECT_EQ(given.call(Method::kPut, presence, R"({"question":"q"})").get().status, 500U);
}

// The key that seals it is that of the respondent whose words it is about; were another taken, it
// could never be read, and would outlive the respondent's erasure.
TEST(AMemo, AboutWhatIsAddedMeanwhileIsSentAgain) {
  GivenApp given;
  const std::string body =
      R"({"about":{"kind":"response","id":"r","question":"q"},"text":"Look at this."})";
  const std::string memo = "/v1/studies/s/memos/m";
  auto go_on = given.keep_writer();
  auto added = given.hand_in({coding::AddComment{"q", "r", "p", {}, 5}});
  auto answer = given.call(Method::kPut, memo, body);  // the response is not there yet
  go_on.set_value();
  ASSERT_TRUE(added.get());
  EXPECT_EQ(answer.get().status, 503U);
  ASSERT_EQ(given.call(Method::kPut, memo, body).get().status, 200U);
  const auto read = nlohmann::json::parse(given.call(Method::kGet, memo).get().body);
  EXPECT_EQ(read["text"], "Look at this.");
}

}  // namespace
}  // namespace verbatim::api
