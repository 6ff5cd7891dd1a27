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

// Other studies' reads have no other worker.
TEST(ARead, HoldsNoWorkerWhileTheWriterKeepsTheStudy) {
  for (const std::string target :
       {"/questions/q/stale", "/questions/q/counts?as_of=6", "/history?as_of=6",
        "/diff?from=1&to=2", "/questions/q/counts/t/diff?from=2&to=6",
        "/questions/q/counts/t/evidence?as_of=6", "/questions/q/agreement/unitizing/evidence",
        "/questions/q/agreement/unitizing/evidence?as_of=6"}) {
    GivenApp given;
    ASSERT_TRUE(given
                    .hand_in({coding::AddFramework{"f", "Framework"},
                              coding::AddTheme{"t", "f", "Theme", "", "", {}}})
                    .get());
    Answered answer;
    {
      const studies::LiveStudy::Deciding deciding(given.live());
      answer = elsewhere([&] { return given.call(Method::kGet, "/v1/studies/s" + target); });
      EXPECT_TRUE(given.worker_is_free()) << target;
      EXPECT_FALSE(has_come(answer)) << target;
    }
    EXPECT_EQ(answer.get().status, 200U) << target;
  }
}

// Neither does what is written while a large import of others is.
TEST(ARequestForAWorker, TakesNoneWhileTheWriterKeepsTheStudy) {
  struct Asked {
    Method method;
    std::string target, body;
  };
  const std::vector<Asked> requests = {
      {Method::kGet, "/presence", ""},
      {Method::kPut, "/presence", R"({"question":"q"})"},
      {Method::kGet, "/events?after=0", ""},
      {Method::kPut, "/memos/m", R"({"about":{"kind":"question","id":"q"},"text":"Hm."})"},
      {Method::kPut, "/members/ada/name", R"({"name":"Ada"})"},
      {Method::kPost, "/commands", R"({"commands":[{"type":"add_respondent","respondent":"x"}]})"},
      {Method::kPost, "/erasures/e/execution", "{}"},
  };
  for (const auto& [method, target, body] : requests) {
    GivenApp given;
    Answered answer;
    {
      const studies::LiveStudy::Deciding deciding(given.live());
      answer = elsewhere([&] { return given.serve(method, "/v1/studies/s" + target, body); });
      EXPECT_TRUE(given.worker_is_free()) << target;
      EXPECT_FALSE(has_come(answer)) << target;
    }
    EXPECT_LT(answer.get().status, 500U) << target;
  }
}

// The writer let go, and has come back by the time the worker looks.
TEST(ALongRead, GoesAwayAgainWhereTheWriterIsThereFirst) {
  for (const std::string target : {"/questions/q/stale", "/history"}) {
    GivenApp given;
    auto go_on = given.keep_worker();
    auto answer = given.call(Method::kGet, "/v1/studies/s" + target);
    {
      const studies::LiveStudy::Deciding deciding(given.live());
      go_on.set_value();
      EXPECT_TRUE(given.worker_is_free()) << target;
      EXPECT_FALSE(has_come(answer)) << target;
    }
    EXPECT_EQ(answer.get().status, 200U) << target;
  }
}

TEST(WhatSomebodyIsShown, IsNotWaitedForWhileTheWriterKeepsTheStudy) {
  GivenApp given;
  const auto ask = [&] { return shown_soon(given.live(), given.app().workers, "ada"); };
  {
    const studies::LiveStudy::Deciding deciding(given.live());
    const auto shown = elsewhere(ask);
    ASSERT_TRUE(shown);
    EXPECT_FALSE(shown->has_value());
  }
  EXPECT_TRUE(ask()->has_value());
  given.live().refuse({Fault::kCorruptStore, "Event 2 is not what was written."});
  EXPECT_EQ(ask().error().fault, Fault::kCorruptStore);
  EXPECT_EQ(shown_now(given.live(), "ada").error().fault, Fault::kCorruptStore);
}

// One thread asks it for all listeners, another for all webhooks.
TEST(WhatSomebodyIsShown, IsNotWaitedForUntilTheStudyIsInMemory) {
  GivenApp given;
  auto go_on = given.keep_worker();
  ASSERT_TRUE(given.live().drop());
  const auto ask = [&] { return shown_soon(given.live(), given.app().workers, "ada"); };
  EXPECT_FALSE(*ask());
  EXPECT_FALSE(given.live().is_loaded());
  go_on.set_value();
  EXPECT_TRUE(given.worker_is_free());
  EXPECT_TRUE(*ask());
}

TEST(WhoMayDoWhat, IsNotWaitedForUntilTheStudyIsInMemory) {
  GivenApp given;
  ASSERT_TRUE(given.hand_in({coding::AddMember{"bob", coding::Role::kLead}}).get());
  ASSERT_TRUE(given.app().tokens.create("bob", coding::Role::kCoder, std::nullopt));
  const auto anew = *studies::Studies::open(given.log());
  const auto ask = [&](const std::string& name) {
    return may_by_name(*anew, given.app().workers, given.app().tokens, name,
                       access::Action::kManage, "s");
  };
  auto go_on = given.keep_worker();
  EXPECT_EQ(ask("ada"), true) << "owners may whatever they are there";
  EXPECT_EQ(ask("nobody"), false);
  EXPECT_EQ(ask("bob"), std::nullopt);
  EXPECT_FALSE(anew->find("s")->is_loaded());
  go_on.set_value();
  EXPECT_TRUE(given.worker_is_free());
  EXPECT_EQ(ask("bob"), true) << "a coder, and a lead in this study";
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

// --- Erasure: what is found in the log is told before the command is decided

constexpr auto kWords = "They never asked us before they closed it.";
const std::string kExecution = "/v1/studies/s/erasures/e/execution";

// An erasure of "p" that may be executed.
void grant(GivenApp& given) {
  const nlohmann::json comment{{"type", "add_comment"},
                               {"question", "q"},
                               {"comment", "c"},
                               {"respondent", "p"},
                               {"text", kWords}};
  ASSERT_EQ(given
                .call(Method::kPost, "/v1/studies/s/commands",
                      nlohmann::json{{"commands", {comment}}}.dump())
                .get()
                .status,
            200U);
  ASSERT_TRUE(given
                  .hand_in({coding::RequestErasure{"e", "p", {}, "2026-11-20"},
                            coding::ReviewErasure{"e"}, coding::DecideErasure{"e", true}})
                  .get());
}

coding::Command theme_that_repeats() {
  coding::AddTheme theme{"t", "f", "Theme", "", "", {}};
  theme.examples = {std::string("Like: ") + kWords};
  return theme;
}

TEST(AnErasure, FindsWhatRepeatsTheirWordsUntilItIsDecided) {
  for (const bool despite : {false, true}) {
    GivenApp given;
    grant(given);
    ASSERT_TRUE(given.hand_in({coding::AddFramework{"f", "Framework"}}).get());
    const auto position = given.live().durable() + 1;
    auto go_on = given.keep_writer();
    auto repeats = given.hand_in({theme_that_repeats()});
    auto answer =
        given.call(Method::kPost, kExecution, despite ? R"({"despite_repeats":true})" : "{}");
    go_on.set_value();
    ASSERT_TRUE(repeats.get());
    const auto told = answer.get();
    const auto at = "at " + std::to_string(position) + ",";
    if (!despite) {
      EXPECT_EQ(told.status, 409U);
      EXPECT_NE(told.body.find(at), std::string::npos) << told.body;
      EXPECT_EQ(told.body.find(kWords), std::string::npos);
      continue;
    }
    EXPECT_EQ(told.status, 200U);
    const auto certificate = nlohmann::json::parse(
        given.call(Method::kGet, "/v1/studies/s/erasures/e/certificate").get().body);
    const auto reason = certificate["executed"]["reason"].get<std::string>();
    EXPECT_NE(reason.find(at), std::string::npos) << reason;
  }
}

// Nobody has looked for it yet.
TEST(AnErasure, OfWhomSomethingIsAddedMeanwhileIsSentAgain) {
  GivenApp given;
  grant(given);
  auto go_on = given.keep_writer();
  auto added = given.hand_in({coding::AddComment{"q", "late", "p", {}, 5}});
  auto answer = given.call(Method::kPost, kExecution, "{}");
  go_on.set_value();
  ASSERT_TRUE(added.get());
  EXPECT_EQ(answer.get().status, 503U);
  EXPECT_EQ(given.call(Method::kPost, kExecution, "{}").get().status, 200U);
}

}  // namespace
}  // namespace verbatim::api
