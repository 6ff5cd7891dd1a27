#include "http/stream_queue.hpp"

#include <memory>

#include <gtest/gtest.h>

namespace verbatim::http {
namespace {

using Taken = StreamQueue::Taken;

TEST(StreamQueue, GivesAllThatWaitsAtOnceAndInOrder) {
  StreamQueue queue(100);
  EXPECT_TRUE(queue.write("one ").wake);
  EXPECT_FALSE(queue.write("two ").wake);
  EXPECT_FALSE(queue.write("three").wake);
  EXPECT_EQ(queue.waiting_bytes(), 13U);
  std::string piece;
  EXPECT_EQ(queue.take(piece), Taken::kPiece);
  EXPECT_EQ(piece, "one two three");
  EXPECT_EQ(queue.waiting_bytes(), 13U);
  queue.set_unsent(3);
  EXPECT_EQ(queue.waiting_bytes(), 3U);
  EXPECT_EQ(queue.take(piece), Taken::kNothing);
  EXPECT_EQ(queue.waiting_bytes(), 0U);
  EXPECT_TRUE(queue.write("four").wake);
}

TEST(StreamQueue, EndsAfterItsLastPiece) {
  StreamQueue queue(100);
  std::string piece;
  queue.write("last");
  EXPECT_TRUE(queue.finish().taken);
  EXPECT_FALSE(queue.write("too late").taken);
  EXPECT_FALSE(queue.finish().taken);
  EXPECT_EQ(queue.take(piece), Taken::kPiece);
  EXPECT_EQ(queue.take(piece), Taken::kFinished);
}

TEST(StreamQueue, IsCutAfterItsLastPieceWhenTheProducerLeaves) {
  StreamQueue queue(100);
  std::string piece;
  queue.write("last");
  queue.abandon();
  EXPECT_EQ(queue.take(piece), Taken::kPiece);
  EXPECT_EQ(queue.take(piece), Taken::kCut);
}

TEST(StreamQueue, TakesOnePieceOfAnySizeButNoMoreBehindIt) {
  StreamQueue queue(10);
  EXPECT_TRUE(queue.write(std::string(1000, 'x')).taken);
  EXPECT_FALSE(queue.write("y").taken);
  std::string piece;
  EXPECT_EQ(queue.take(piece), Taken::kCut);
  EXPECT_FALSE(queue.finish().taken);
}

TEST(StreamQueue, CountsWhatTheKernelHasNotGotAsWaiting) {
  StreamQueue queue(10);
  std::string piece;
  queue.write("12345678");
  queue.take(piece);
  queue.set_unsent(6);
  EXPECT_TRUE(queue.write("1234").taken);
  EXPECT_FALSE(queue.write("5").taken);
}

TEST(StreamQueue, CallsBackOnceAndAtOnceWhenItIsTooLate) {
  StreamQueue queue(10);
  int calls = 0;
  queue.on_close([&] { ++calls; });
  queue.close();
  queue.close();
  EXPECT_EQ(calls, 1);
  queue.on_close([&] { ++calls; });
  EXPECT_EQ(calls, 2);
  EXPECT_FALSE(queue.write("x").taken);
}

TEST(StreamQueue, StillSendsWhatWaitedWhenItIsClosed) {
  StreamQueue queue(10);
  std::string piece;
  queue.write("rest");
  queue.close();
  EXPECT_EQ(queue.take(piece), Taken::kPiece);
  EXPECT_EQ(queue.take(piece), Taken::kCut);
}

TEST(StreamQueue, MayStillFinishWhenItIsTold) {
  StreamQueue queue(10);
  std::string piece;
  queue.write("rest");
  queue.on_close([&] { queue.finish(); });
  queue.close();
  EXPECT_EQ(queue.take(piece), Taken::kPiece);
  EXPECT_EQ(queue.take(piece), Taken::kFinished);
}

TEST(StreamQueue, ForgetsWhatWaitedWhenItIsCut) {
  StreamQueue queue(10);
  std::string piece;
  queue.write("rest");
  queue.cut();
  EXPECT_EQ(queue.waiting_bytes(), 0U);
  EXPECT_EQ(queue.take(piece), Taken::kCut);
}

TEST(StreamQueue, LetsGoOfACallbackThatCanNoLongerBeCalled) {
  const auto held = std::make_shared<int>();
  StreamQueue finished(10);
  finished.on_close([held] {});
  finished.finish();
  StreamQueue abandoned(10);
  abandoned.on_close([held] {});
  abandoned.abandon();
  StreamQueue closed(10);
  closed.on_close([held] {});
  closed.close();
  EXPECT_EQ(held.use_count(), 1);
  finished.on_close([] { FAIL() << "a finished stream has no close"; });
}

}  // namespace
}  // namespace verbatim::http
