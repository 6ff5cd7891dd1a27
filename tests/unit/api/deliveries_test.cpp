#include "api/feed/deliveries.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "given_app.hpp"

namespace verbatim::api {
namespace {

using namespace std::chrono_literals;

// Until the webhooks were looked at once more from the beginning.
void wait_for_a_look(GivenApp& given) {
  const auto before = given.metric("verbatim_webhook_looks_total");
  given.app().deliveries.wake("nobody");
  while (given.metric("verbatim_webhook_looks_total") < before + 2) {
    given.app().deliveries.wake("nobody");
    std::this_thread::sleep_for(1ms);
  }
}

TEST(AWebhook, ThatHasGotAllThereIsLetsItsStudyLeaveMemory) {
  GivenApp given;
  given.add_hook(given.live().durable());
  wait_for_a_look(given);
  given.live().was_touched();
  wait_for_a_look(given);
  EXPECT_FALSE(given.live().was_touched());
}

TEST(AWebhook, WithDeadLettersThatNobodyAsksForLetsItsStudyLeaveMemory) {
  GivenApp given;
  const auto hook = given.add_hook(given.live().durable());
  ASSERT_TRUE(given.app().subscriptions.bury(hook, {1, 3, "It answered 500.", 1, false}));
  wait_for_a_look(given);
  given.live().was_touched();
  wait_for_a_look(given);
  EXPECT_FALSE(given.live().was_touched());
  ASSERT_TRUE(given.app().subscriptions.ask_again(hook, {}));
  wait_for_a_look(given);
  EXPECT_TRUE(given.live().was_touched()) << "one that is asked for is looked at";
}

// A worker brings it into memory, and the others are served meanwhile.
TEST(AWebhook, OfAStudyThatIsNotInMemoryHoldsUpNoOther) {
  GivenApp given;
  auto go_on = given.keep_worker();
  ASSERT_TRUE(given.live().drop());
  given.add_hook(0);
  wait_for_a_look(given);
  EXPECT_FALSE(given.live().is_loaded());
  go_on.set_value();
  while (!given.live().is_loaded()) std::this_thread::sleep_for(1ms);
}

// What it cannot see whether to send is not passed over in silence.
TEST(AWebhook, OfAStudyThatCannotBeReadIsPausedWhereItIs) {
  GivenApp given;
  given.live().refuse({Fault::kCorruptStore, "Event 2 is not what was written."});
  given.add_hook(0);
  wait_for_a_look(given);
  const auto state = *given.app().subscriptions.find("s", "hook");
  EXPECT_TRUE(state.subscription.paused);
  EXPECT_NE(state.subscription.paused_because.find("Event 2"), std::string::npos);
  EXPECT_EQ(state.checkpoint, 0U);
}

// Its maker is in a blind round by the time the log is read: what bo says there is none of theirs.
TEST(AWebhook, IsSentNothingBeyondWhereItWasSeenThatItsMakerIsNotBlind) {
  GivenApp given;
  given.begin_coding();
  const auto before = given.live().durable();
  given.log().at_next_read([&] { given.code_blindly(); });
  const auto hook = given.add_hook(before - 1, {"theme_assigned"});
  const auto state = [&] { return *given.app().subscriptions.find("s", hook); };
  const auto is_tried = [&] { return state().subscription.paused; };  // it has no secret
  while (state().checkpoint < before + 2 && !is_tried()) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(given.live().durable(), before + 2);
  EXPECT_FALSE(is_tried()) << state().subscription.paused_because;
  EXPECT_EQ(state().checkpoint, before + 2);
}

}  // namespace
}  // namespace verbatim::api
