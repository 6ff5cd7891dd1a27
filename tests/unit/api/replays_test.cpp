// Reads that play a study from its first event take long: others do not wait for them.
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "given_app.hpp"

namespace verbatim::api {
namespace {

using namespace std::chrono_literals;
using http::Method;

const std::string kTimeline = "/v1/studies/s/questions/q/agreement/timeline";
const std::string kMoves = "/v1/studies/s/questions/q/counts/t/diff?basis=any&from=1";
const std::string kShort = "/v1/studies/s/questions/q/stale";

// Something that plays a study, until the gate opens.
bool occupy(GivenApp& given, const std::shared_future<void>& gate) {
  return given.app().workers.post_replay([gate] { gate.wait(); });
}

TEST(AReplay, HoldsUpNoOtherRead) {
  GivenApp given;
  given.begin_coding();
  std::promise<void> open;
  ASSERT_TRUE(occupy(given, open.get_future().share()));
  auto timeline = given.call(Method::kGet, kTimeline), moves = given.call(Method::kGet, kMoves);
  auto other = given.call(Method::kGet, kShort);
  const bool came = other.wait_for(60s) == std::future_status::ready;
  EXPECT_NE(timeline.wait_for(0s), std::future_status::ready);
  EXPECT_NE(moves.wait_for(0s), std::future_status::ready);
  open.set_value();
  EXPECT_TRUE(came) << "the only worker was kept";
  EXPECT_EQ(timeline.get().status, 200U);
  EXPECT_EQ(moves.get().status, 200U);
  EXPECT_EQ(other.get().status, 200U);
}

TEST(AReplay, IsRefusedWhereTooManyWait) {
  GivenApp given;
  given.begin_coding();
  std::promise<void> open;
  const auto gate = open.get_future().share();
  for (std::size_t i = 0; i < Workers::kReplaysMost; ++i) ASSERT_TRUE(occupy(given, gate));
  auto timeline = given.call(Method::kGet, kTimeline), moves = given.call(Method::kGet, kMoves);
  open.set_value();
  for (auto* refused : {&timeline, &moves}) {
    const auto answer = refused->get();
    EXPECT_EQ(answer.status, 503U);
    EXPECT_NE(body_of(answer).find("overloaded"), std::string::npos) << body_of(answer);
    bool says_when = false;
    for (const auto& [name, value] : answer.headers) says_when |= name == "Retry-After";
    EXPECT_TRUE(says_when);
  }
  std::promise<void> done;
  while (!given.app().workers.post_replay([&] { done.set_value(); })) std::this_thread::yield();
  done.get_future().wait();
  EXPECT_EQ(given.call(Method::kGet, kTimeline).get().status, 200U) << "there is room again";
}

}  // namespace
}  // namespace verbatim::api
