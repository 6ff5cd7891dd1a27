#include "coding/codings.hpp"

#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace verbatim::coding {
namespace {

TEST(Codings, OfAResponseNobodyHasSeenAreEmpty) {
  const Codings codings;
  EXPECT_TRUE(codings.codings().empty());
  EXPECT_TRUE(codings.assignments().empty());
  EXPECT_EQ(codings.find(0), nullptr);
  EXPECT_EQ(codings.find(0, 0), nullptr);
  EXPECT_TRUE(codings.assignments_of(0).empty());
}

TEST(Codings, AreSortedWhateverTheOrderTheyCameIn) {
  Codings codings;
  codings.assign(2, 7, 1, 10);
  codings.assign(0, 9, 1, 11);
  codings.assign(2, 3, 1, 12);
  codings.assign(1, 5, 1, 13);
  codings.assign(0, 4, 1, 14);
  ASSERT_EQ(codings.codings().size(), 3U);
  for (MemberIndex coder = 0; coder < 3; ++coder) EXPECT_EQ(codings.codings()[coder].coder, coder);
  const std::vector<Assignment> sorted = {{0, 4, 1}, {0, 9, 1}, {1, 5, 1}, {2, 3, 1}, {2, 7, 1}};
  EXPECT_EQ(std::vector(codings.assignments().begin(), codings.assignments().end()), sorted);
  ASSERT_EQ(codings.assignments_of(2).size(), 2U);
  EXPECT_EQ(codings.assignments_of(2)[0].theme, 3);
  EXPECT_TRUE(codings.assignments_of(3).empty());
}

TEST(ACoding, RemembersTheEventThatChangedItLast) {
  Codings codings;
  codings.assign(0, 4, 1, 10);
  codings.assign(1, 4, 1, 11);
  EXPECT_EQ(codings.find(0)->changed_at, 10U);
  codings.set_finished(0, true, 12);
  EXPECT_EQ(codings.find(0)->changed_at, 12U);
  EXPECT_EQ(codings.find(1)->changed_at, 11U);
  codings.withdraw(0, 4, 13);
  EXPECT_EQ(codings.find(0)->changed_at, 13U);
  EXPECT_TRUE(codings.find(0)->finished) << "seen and left uncoded";
}

TEST(ACoding, TakesPositionsOfMoreThanFortyBits) {
  constexpr std::uint64_t kFar = (std::uint64_t{1} << 47) - 1;
  Codings codings;
  codings.assign(65'534, 65'534, 4'000'000'000, kFar);
  EXPECT_EQ(codings.find(65'534)->changed_at, kFar);
  EXPECT_EQ(codings.find(65'534)->coder, 65'534U);
  EXPECT_FALSE(codings.find(65'534)->finished);
  EXPECT_EQ(codings.find(65'534, 65'534)->revision, 4'000'000'000U);
}

TEST(ACoding, IsGoneWhereTheCoderHasNeitherAThemeNorFinished) {
  Codings codings;
  codings.assign(0, 4, 1, 10);
  codings.withdraw(0, 4, 11);
  EXPECT_EQ(codings.find(0), nullptr) << "the last theme withdrawn";
  codings.set_finished(0, true, 12);
  EXPECT_NE(codings.find(0), nullptr);
  codings.set_finished(0, false, 13);
  EXPECT_EQ(codings.find(0), nullptr) << "reopened without a theme";
  codings.assign(0, 4, 1, 14);
  codings.set_finished(0, true, 15);
  codings.set_finished(0, false, 16);
  EXPECT_NE(codings.find(0), nullptr) << "reopened with a theme";
  codings.withdraw(1, 4, 17);
  EXPECT_EQ(codings.find(1), nullptr) << "nothing to withdraw";
  EXPECT_TRUE(codings == [] {
    Codings same;
    same.assign(0, 4, 1, 16);
    return same;
  }());
}

TEST(AnAssignment, MadeAgainTakesTheLaterRevision) {
  Codings codings;
  codings.assign(0, 4, 1, 10);
  codings.assign(0, 4, 3, 11);
  ASSERT_EQ(codings.assignments().size(), 1U);
  EXPECT_EQ(codings.find(0, 4)->revision, 3U);
}

TEST(TwoCodings, AreEqualInEveryPart) {
  const auto codings = [](Revision revision, std::uint64_t position, bool finished) {
    Codings some;
    some.assign(0, 4, revision, position);
    if (finished) some.set_finished(0, true, position);
    return some;
  };
  EXPECT_TRUE(codings(1, 10, false) == codings(1, 10, false));
  EXPECT_FALSE(codings(1, 10, false) == codings(2, 10, false));
  EXPECT_FALSE(codings(1, 10, false) == codings(1, 11, false));
  EXPECT_FALSE(codings(1, 10, false) == codings(1, 10, true));
  EXPECT_FALSE(codings(1, 10, false) == Codings());
}

// The same in the plainest words: what each coder has said, who is finished, who changed when.
struct Model {
  std::map<int, std::map<int, Revision>> themes;
  std::set<int> finished;
  std::map<int, std::uint64_t> changed;

  void forget_if_not_begun(int coder) {
    if (!themes[coder].empty() || finished.contains(coder)) return;
    themes.erase(coder);
    changed.erase(coder);
  }
};

void assert_same(const Codings& codings, const Model& model) {
  std::size_t assignments = 0, begun = 0;
  for (const auto& [coder, position] : model.changed) {
    const auto* coding = codings.find(static_cast<MemberIndex>(coder));
    RC_ASSERT(coding != nullptr);
    RC_ASSERT(coding->changed_at == position);
    RC_ASSERT((coding->finished == 1) == model.finished.contains(coder));
    ++begun;
  }
  for (const auto& [coder, themes] : model.themes) {
    for (const auto& [theme, revision] : themes) {
      const auto* found =
          codings.find(static_cast<MemberIndex>(coder), static_cast<ThemeIndex>(theme));
      RC_ASSERT(found != nullptr);
      RC_ASSERT(found->revision == revision);
      ++assignments;
    }
    RC_ASSERT(codings.assignments_of(static_cast<MemberIndex>(coder)).size() == themes.size());
  }
  RC_ASSERT(codings.codings().size() == begun);
  RC_ASSERT(codings.assignments().size() == assignments);
  RC_ASSERT(std::is_sorted(codings.codings().begin(), codings.codings().end(),
                           [](const auto& a, const auto& b) { return a.coder < b.coder; }));
  RC_ASSERT(std::is_sorted(codings.assignments().begin(), codings.assignments().end(),
                           [](const auto& a, const auto& b) {
                             return std::pair(a.coder, a.theme) < std::pair(b.coder, b.theme);
                           }));
}

RC_GTEST_PROP(CodingsLaws, HoldWhatTheEventsSay, ()) {
  Codings codings;
  Model model;
  std::uint64_t position = 0;
  const auto steps = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(
      rc::gen::tuple(rc::gen::inRange(0, 5), rc::gen::inRange(0, 4), rc::gen::inRange(0, 5)));
  for (const auto& [what, who, which] : steps) {
    const auto coder = static_cast<MemberIndex>(who);
    const auto theme = static_cast<ThemeIndex>(which);
    ++position;
    model.changed[who] = position;
    if (what <= 1) {
      codings.assign(coder, theme, static_cast<Revision>(position), position);
      model.themes[who][which] = static_cast<Revision>(position);
    } else if (what == 2) {
      codings.withdraw(coder, theme, position);
      model.themes[who].erase(which);
    } else {
      codings.set_finished(coder, what == 3, position);
      if (what == 3)
        model.finished.insert(who);
      else
        model.finished.erase(who);
    }
    model.forget_if_not_begun(who);
    assert_same(codings, model);
  }
}

}  // namespace
}  // namespace verbatim::coding
