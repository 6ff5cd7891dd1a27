#include "subscriptions/store.hpp"

#include <filesystem>

#include <gtest/gtest.h>

namespace verbatim::subscriptions {
namespace {

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    std::filesystem::remove_all(folder_);
    reopen();
  }
  ~StoreTest() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  void reopen() {
    store_.reset();
    auto opened = Store::open(folder_);
    ASSERT_TRUE(opened) << opened.error().detail;
    store_ = *std::move(opened);
  }

  static Subscription hook(const std::string& name, const std::string& id) {
    Subscription one;
    one.study = "s";
    one.name = name;
    one.id = id;
    one.made_by = "ada";
    one.made_at = 7;
    one.kind = Kind::kWebhook;
    one.url = "https://hooks.example/";
    one.types = {"a", "b"};
    one.secrets = {{"key", std::string("\0\xFF sealed", 9), 0}, {"old", "x", 12}};
    return one;
  }

  const std::string folder_ = testing::TempDir() + "verbatim_subscriptions_" +
                              testing::UnitTest::GetInstance()->current_test_info()->name();
  std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, WhatWasAnsweredIsThereAfterwards) {
  ASSERT_TRUE(store_->add(hook("h", "id1"), 5));
  ASSERT_TRUE(store_->add(hook("i", "id2"), 0));
  ASSERT_EQ(*store_->acknowledge("id1", 9), 9u);
  ASSERT_TRUE(store_->bury("id1", {12, 3, "It answered 500.", 99, false}));
  ASSERT_TRUE(store_->change("id2", [](Subscription& one) { one.paused = true; }));
  reopen();
  const auto first = store_->find("s", "h");
  ASSERT_TRUE(first);
  EXPECT_EQ(first->subscription, hook("h", "id1"));
  EXPECT_EQ(first->checkpoint, 12u);
  EXPECT_EQ(store_->dead("id1"), (std::vector<DeadLetter>{{12, 3, "It answered 500.", 99, false}}));
  EXPECT_TRUE(store_->find("s", "i")->subscription.paused);
  EXPECT_EQ(store_->of_study("s").size(), 2u);
  EXPECT_TRUE(store_->of_study("t").empty());
}

TEST_F(StoreTest, ACheckpointMovesForwardOnly) {
  ASSERT_TRUE(store_->add(hook("h", "id1"), 5));
  EXPECT_EQ(*store_->acknowledge("id1", 4), 5u);
  EXPECT_EQ(*store_->acknowledge("id1", 8), 8u);
  EXPECT_EQ(*store_->acknowledge("id1", 7), 8u);
  reopen();
  EXPECT_EQ(store_->find("s", "h")->checkpoint, 8u);
}

TEST_F(StoreTest, ANameIsTakenOnce) {
  ASSERT_TRUE(store_->add(hook("h", "id1"), 0));
  const auto again = store_->add(hook("h", "id2"), 0);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().fault, Fault::kAlreadyExists);
}

TEST_F(StoreTest, WhatIsRemovedLeavesNothingToItsSuccessor) {
  ASSERT_TRUE(store_->add(hook("h", "id1"), 3));
  ASSERT_TRUE(store_->bury("id1", {4, 1, "x", 1, false}));
  ASSERT_TRUE(store_->remove("id1"));
  ASSERT_TRUE(store_->remove("id1"));
  ASSERT_TRUE(store_->add(hook("h", "id2"), 0));
  ASSERT_TRUE(store_->bury("id1", {5, 1, "x", 1, false}));  // of a delivery that was under way
  EXPECT_FALSE(*store_->change("id1", [](Subscription& one) { one.paused = true; }));
  reopen();
  const auto state = store_->find("s", "h");
  EXPECT_EQ(state->checkpoint, 0u);
  EXPECT_EQ(state->dead, 0u);
  EXPECT_EQ(store_->all().size(), 1u);
}

TEST_F(StoreTest, DeadLettersAreAskedForAgainRevivedOrBuriedAnew) {
  ASSERT_TRUE(store_->add(hook("h", "id1"), 0));
  for (const std::uint64_t position : {2u, 300u, 1u})
    ASSERT_TRUE(store_->bury("id1", {position, 1, "x", 1, false}));
  EXPECT_EQ(store_->find("s", "h")->checkpoint, 300u);
  EXPECT_FALSE(store_->next_again("id1"));
  EXPECT_EQ(*store_->ask_again("id1", {2, 7}), 1u);
  EXPECT_EQ(store_->next_again("id1")->position, 2u);
  EXPECT_EQ(*store_->ask_again("id1", {}), 3u);
  EXPECT_EQ(store_->next_again("id1")->position, 1u);
  ASSERT_TRUE(store_->revive("id1", 2));
  ASSERT_TRUE(store_->rebury("id1", {1, 2, "y", 2, false}));
  EXPECT_EQ(store_->next_again("id1"), (DeadLetter{300, 1, "x", 1, true}));
  ASSERT_TRUE(store_->rebury("id1", {2, 2, "y", 2, false}));  // it is dead no more
  reopen();
  EXPECT_EQ(store_->dead("id1"),
            (std::vector<DeadLetter>{{1, 2, "y", 2, false}, {300, 1, "x", 1, true}}));
  EXPECT_EQ(store_->next_again("id1")->position, 300u);
  ASSERT_TRUE(store_->revive("id1", 300));
  EXPECT_FALSE(store_->next_again("id1"));
  EXPECT_FALSE(store_->next_again("nobody"));
}

}  // namespace
}  // namespace verbatim::subscriptions
