// The arithmetic of rounds: samples, shares and the order in which places are handed out.

#include "coding/rounds.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "any_command.hpp"
#include "coding/decide.hpp"
#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

using Weights = std::vector<std::uint32_t>;

TEST(ASample, IsTheSameForTheSameSeed) {
  EXPECT_EQ(drawn(7, 10, 3), drawn(7, 10, 3));
  EXPECT_NE(drawn(7, 1000, 10), drawn(8, 1000, 10));
  EXPECT_EQ(drawn(7, 3, 3), (Weights{0, 1, 2}));
  EXPECT_EQ(drawn(7, 3, 0), Weights{});
  // Fixed for ever: a round that is replayed next year must draw the same responses.
  EXPECT_EQ(drawn(0, 10, 4), (Weights{2, 5, 7, 8}));
}

RC_GTEST_PROP(SampleLaws, ASampleHasExactlyItsSize, ()) {
  const auto responses = *rc::gen::inRange<std::uint32_t>(0, 200);
  const auto size = *rc::gen::inRange<std::uint32_t>(0, responses + 1);
  const auto sample = drawn(*rc::gen::arbitrary<std::uint32_t>(), responses, size);
  RC_ASSERT(sample.size() == size);
  RC_ASSERT(std::set(sample.begin(), sample.end()).size() == size);
  RC_ASSERT(std::is_sorted(sample.begin(), sample.end()));
  if (!sample.empty()) RC_ASSERT(sample.back() < responses);
}

TEST(Shares, AreByWeightAndLargestRemainder) {
  using Shared = std::vector<std::uint64_t>;
  EXPECT_EQ(shares(10, 10, {1, 1}), (Shared{5, 5}));
  EXPECT_EQ(shares(10, 10, {1, 1, 1}), (Shared{4, 3, 3}));
  EXPECT_EQ(shares(10, 10, {1, 4}), (Shared{2, 8}));
  EXPECT_EQ(shares(20, 10, {1, 9}), (Shared{10, 10})) << "nobody codes a response twice";
  EXPECT_EQ(shares(20, 10, {1, 1, 8}), (Shared{5, 5, 10}));
  EXPECT_EQ(shares(0, 0, {1, 2}), (Shared{0, 0}));
}

RC_GTEST_PROP(ShareLaws, EveryPlaceIsSomebodysAndNobodyHasTooMany, ()) {
  const auto coders = *rc::gen::inRange<std::size_t>(1, 8);
  const auto weights = *rc::gen::container<Weights>(coders, rc::gen::inRange<std::uint32_t>(1, 9));
  const auto most = *rc::gen::inRange<std::uint64_t>(0, 50);
  const auto places = most * *rc::gen::inRange<std::uint64_t>(0, coders + 1);
  const auto shared = shares(places, most, weights);
  RC_ASSERT(std::accumulate(shared.begin(), shared.end(), std::uint64_t{0}) == places);
  for (const auto share : shared) RC_ASSERT(share <= most);
}

// A study of one question, of which some coders have been given a part.
struct Team {
  Study study;
  std::uint32_t responses, per_response;
  std::vector<std::string> coders;
  Weights weights;

  Team(std::uint32_t size, std::uint32_t each, std::size_t members, Weights weighed = {})
      : responses(size), per_response(each), weights(std::move(weighed)) {
    run(OpenStudy{"s", "S"});
    run(AddQuestion{"q", "Why?"});
    run(AddRespondent{"p", ""});
    for (std::uint32_t r = 0; r < responses; ++r)
      run(AddComment{"q", "r" + std::to_string(r), "p", {}, 1});
    for (std::size_t c = 0; c < members; ++c) {
      coders.push_back("c" + std::to_string(c));
      run(AddMember{coders.back(), Role::kCoder});
    }
    run(OpenRound{"round", "Round", true, 0, {{"q", coders, per_response, 0, weights}}});
  }

  std::size_t run(const Command& command) {
    const auto events = decide(study, command);
    RC_ASSERT(events.has_value());
    for (const auto& event : *events)
      RC_ASSERT(evolve(study, event, study.position + 1).has_value());
    return events->size();
  }
  const Task& task() const { return *open_task(study, 0); }
  // Codes the next response; false where there is none.
  bool code_next(const std::string& coder) {
    run(TakePlace{"round", "q", coder});
    const auto member = static_cast<MemberIndex>(*study.member_ids.find(coder));
    const auto next = next_to_code(study, task(), member);
    if (!next) return false;
    run(FinishCoding{"q", std::string(study.id_of(study.responses[*next])), coder});
    return true;
  }
  // Everybody asks, in any order, until nobody gets anything any more.
  void code_all() {
    auto asking = task().coders;
    while (!asking.empty()) {
      const auto at = *rc::gen::inRange<std::size_t>(0, asking.size());
      const auto times = *rc::gen::inRange(1, 6);
      for (int i = 0; i < times; ++i)
        if (!code_next(std::string(study.member_ids.id(asking[at])))) {
          asking.erase(asking.begin() + static_cast<std::ptrdiff_t>(at));
          break;
        }
    }
    // Whoever found nothing may find something now that others have all they can get.
    for (bool more = true; more;) {
      more = false;
      for (const auto member : task().coders)
        while (code_next(std::string(study.member_ids.id(member)))) more = true;
    }
  }
};

Team any_team() {
  const auto coders = *rc::gen::inRange<std::size_t>(1, 6);
  const auto each = *rc::gen::inRange<std::uint32_t>(1, static_cast<std::uint32_t>(coders) + 1);
  const auto weights = *rc::gen::container<Weights>(coders, rc::gen::inRange<std::uint32_t>(1, 5));
  return {*rc::gen::inRange<std::uint32_t>(1, 25), each, coders,
          *rc::gen::arbitrary<bool>() ? weights : Weights{}};
}

RC_GTEST_PROP(AllocationLaws, EachResponseGetsAsManyDifferentCodersAsWereAskedFor, ()) {
  auto team = any_team();
  team.code_all();
  for (std::uint32_t number = 0; number < team.responses; ++number) {
    const auto who = holders(team.task(), number);
    RC_ASSERT(who.size() == team.per_response);
    RC_ASSERT(std::set(who.begin(), who.end()).size() == team.per_response);
  }
  RC_ASSERT(progress_of(team.study, team.task()).free_places == 0u);
}

// Exactly, not nearly: a place is never given that somebody else needs to come to theirs.
RC_GTEST_PROP(AllocationLaws, InWhateverOrderTheyAskEverybodyEndsWithTheirShare, ()) {
  auto team = any_team();
  const auto weights = team.weights.empty() ? Weights(team.coders.size(), 1) : team.weights;
  const auto share =
      shares(std::uint64_t{team.responses} * team.per_response, team.responses, weights);
  team.code_all();
  const auto progress = progress_of(team.study, team.task());
  for (std::size_t i = 0; i < share.size(); ++i)
    RC_ASSERT(progress.coders[i].allocated == share[i]);
}

// Others' places are taken for what they are: somebody with many responses to choose from leaves
// the few that somebody else can take.
TEST(APlace, IsLeftToWhoeverHasNoOther) {
  Team team(3, 2, 3);
  team.study.rounds[0].tasks[0].weights = {1, 1, 1};
  for (const auto* coder : {"c0", "c1"}) team.code_next(coder);  // of r0 and r1
  team.code_next("c2");                                          // of r2: each is coded once
  EXPECT_TRUE(team.code_next("c0"));
  EXPECT_TRUE(team.code_next("c1"));
  EXPECT_TRUE(team.code_next("c2"));
  EXPECT_EQ(progress_of(team.study, team.task()).free_places, 0U);
}

TEST(Places, BringEverybodyTogetherWithEverybody) {
  Team team(24, 2, 4);
  for (bool more = true; more;) {
    more = false;
    for (const auto& coder : team.coders) more = team.code_next(coder) || more;
  }
  std::map<std::vector<MemberIndex>, int> pairs;
  for (std::uint32_t number = 0; number < 24; ++number) {
    const auto row = holders(team.task(), number);
    ++pairs[{row.begin(), row.end()}];
  }
  EXPECT_EQ(pairs.size(), 6U);
  for (const auto& [pair, responses] : pairs) EXPECT_GE(responses, 3);
}

TEST(APlaceThatIsNotFree, IsGivenToNobody) {
  Team team(2, 1, 2);
  const auto take = [&](const char* coder) {
    return evolve(team.study, PlaceTaken{"round", "q", "r0", coder}, team.study.position + 1);
  };
  ASSERT_TRUE(take("c0"));
  EXPECT_FALSE(take("c0")) << "it is theirs already";
  EXPECT_FALSE(take("c1")) << "somebody has it";
  EXPECT_EQ(holders(team.task(), 0).size(), 1U);
}

TEST(AResponseThatIsGone, IsHandedToNobody) {
  Team team(2, 1, 2);
  ASSERT_TRUE(evolve(team.study, Removed{{Kind::kComment, "r0", "q"}}, team.study.position + 1));
  const auto member = static_cast<MemberIndex>(*team.study.member_ids.find("c0"));
  const auto next = free_for(team.study, team.task(), member);
  ASSERT_TRUE(next);
  EXPECT_EQ(team.study.id_of(team.study.responses[*next]), "r1");
  const auto progress = progress_of(team.study, team.task());
  EXPECT_EQ(progress.responses, 1U);
  EXPECT_EQ(progress.free_places, 1U);
}

// What is kept in step is what is counted from places and codings.
RC_GTEST_PROP(AllocationLaws, WhatIsKeptIsWhatIsThere, ()) {
  Study study;
  for (const auto& event : decided(*any_commands())) {
    RC_ASSERT(evolve(study, event, study.position + 1).has_value());
    const auto kept = describe(study);
    for (auto& round : study.rounds)
      for (auto& task : round.tasks) {
        const bool open = open_task(study, task.question) == &task;
        task.pool = open ? counted(study, task) : Pool{};
      }
    RC_ASSERT(describe(study) == kept);
  }
}

RC_GTEST_PROP(AllocationLaws, WhoDropsOutIsReplacedAndKeepsWhatTheyFinished, ()) {
  auto team = any_team();
  const auto first = *rc::gen::inRange<std::uint32_t>(0, team.responses);
  for (std::uint32_t i = 0; i < first; ++i) team.code_next(team.coders[0]);
  const auto finished = progress_of(team.study, team.task()).coders[0].finished;
  team.run(TakePlace{"round", "q", team.coders[0]});  // in hand, and never finished
  team.run(AddMember{"new", Role::kCoder});
  auto staff = team.coders;
  staff[0] = "new";
  team.run(StaffRound{"round", "q", staff, team.weights});
  team.code_all();
  std::uint32_t kept = 0;
  for (std::uint32_t number = 0; number < team.responses; ++number) {
    const auto who = holders(team.task(), number);
    RC_ASSERT(who.size() == team.per_response);
    kept += std::find(who.begin(), who.end(), MemberIndex{0}) != who.end();
  }
  RC_ASSERT(kept == finished);
}

}  // namespace
}  // namespace verbatim::coding
