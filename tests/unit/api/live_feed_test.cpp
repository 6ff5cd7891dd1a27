#include "api/feed/live_feed.hpp"

#include <future>
#include <mutex>

#include <gtest/gtest.h>

#include "given_app.hpp"

namespace verbatim::api {
namespace {

// What a client got, and whether it was told that this is all.
struct Got {
  std::string text;
  bool finished = false;
};

class Client final : public http::Stream {
 public:
  explicit Client(std::promise<Got>& got) : told_(got) {}
  ~Client() override { told_.set_value(std::move(got_)); }
  bool write(std::string piece) override {
    got_.text += piece;
    return true;
  }
  std::size_t waiting_bytes() const override { return 0; }
  void finish() override { got_.finished = true; }
  void on_close(std::function<void()>) override {}

 private:
  std::promise<Got>& told_;
  Got got_;  // by the feed's thread alone
};

// What comes of it for somebody who listens.
Got listen(GivenApp& given, LiveFeed::Listener listener) {
  std::promise<Got> got;
  auto answer = got.get_future();
  listener.study = "s";
  listener.stream = std::make_shared<Client>(got);
  given.app().feed.add(std::move(listener));
  return answer.get();
}

TEST(Lines, AreAsManyAsWereAskedForOfWhatIsShown) {
  GivenApp given;
  const auto end = given.live().durable();
  ASSERT_GE(end, 4U);
  LiveFeed::Listener listener;
  listener.until = end;
  listener.limit = 2;
  listener.as = [](const record::Record& record) { return std::to_string(record.position); };
  listener.shown = []() -> Result<std::optional<Shown>> {
    return std::optional<Shown>([](const record::Record& record) { return record.position != 1; });
  };
  const auto got = listen(given, std::move(listener));
  EXPECT_EQ(got.text, "2\n3\n");
  EXPECT_TRUE(got.finished);
}

// Whoever has them could not tell that they are not all.
TEST(Lines, OfWhoMayListenNoMoreEndWithoutTheirProperEnd) {
  GivenApp given;
  LiveFeed::Listener listener;
  listener.until = given.live().durable();
  listener.may_listen = [] { return false; };
  listener.shown = []() -> Result<std::optional<Shown>> { return std::optional<Shown>(); };
  EXPECT_FALSE(listen(given, std::move(listener)).finished);
}

}  // namespace
}  // namespace verbatim::api
