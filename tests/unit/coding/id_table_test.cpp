#include "coding/id_table.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace verbatim::coding {
namespace {

TEST(AnIdTable, NumbersIdsInTheOrderTheyCome) {
  IdTable ids;
  EXPECT_EQ(ids.size(), 0U);
  EXPECT_EQ(ids.add("q2"), 0U);
  EXPECT_EQ(ids.add("q1"), 1U);
  EXPECT_EQ(ids.find("q2"), 0U);
  EXPECT_EQ(ids.find("q1"), 1U);
  EXPECT_EQ(ids.find("q"), std::nullopt);
  EXPECT_EQ(ids.find(""), std::nullopt);
  EXPECT_EQ(ids.find("q1q2"), std::nullopt);
  EXPECT_EQ(ids.id(0), "q2");
  EXPECT_EQ(ids.id(1), "q1");
  EXPECT_EQ(ids.size(), 2U);
}

TEST(AnIdTable, ForgetsTheIdAddedLast) {
  IdTable ids;
  ids.add("a");
  ids.add("b");
  ids.pop();
  EXPECT_EQ(ids.find("b"), std::nullopt);
  EXPECT_EQ(ids.find("a"), 0U);
  EXPECT_EQ(ids.add("c"), 1U);
  EXPECT_EQ(ids.id(1), "c");
  ids.pop();
  ids.pop();
  EXPECT_EQ(ids.size(), 0U);
  EXPECT_EQ(ids.find("a"), std::nullopt);
}

TEST(AnIdTable, KeepsIdsApartThatRunTogether) {
  IdTable ids;
  ids.add("ab");
  ids.add("a");
  ids.add("b");
  ids.add("");
  ids.add(std::string_view("a\0", 2));
  for (IdTable::Index i = 0; i < ids.size(); ++i) EXPECT_EQ(ids.find(ids.id(i)), i);
}

TEST(AnIdTable, HoldsAHundredThousandIds) {
  constexpr IdTable::Index kIds = 100'000;
  const auto name = [](IdTable::Index i) { return "respondent " + std::to_string(i); };
  IdTable ids;
  for (IdTable::Index i = 0; i < kIds; ++i) ASSERT_EQ(ids.add(name(i)), i);
  for (IdTable::Index i = 0; i < kIds; ++i) ASSERT_EQ(ids.find(name(i)), i);
  EXPECT_EQ(ids.find(name(kIds)), std::nullopt);
  for (IdTable::Index i = 0; i < kIds / 2; ++i) ids.pop();
  for (IdTable::Index i = 0; i < kIds; ++i) ASSERT_EQ(ids.find(name(i)).has_value(), i < kIds / 2);
  for (auto i = kIds / 2; i < kIds; ++i) ASSERT_EQ(ids.add(name(i)), i);
  for (IdTable::Index i = 0; i < kIds; ++i) ASSERT_EQ(ids.id(i), name(i));
}

TEST(AnIdTable, WorksOnAfterItWasMoved) {
  IdTable first;
  for (int i = 0; i < 100; ++i) first.add("first " + std::to_string(i));
  IdTable moved(std::move(first));
  EXPECT_EQ(moved.find("first 42"), 42U);
  EXPECT_EQ(moved.add("one more"), 100U);
  EXPECT_EQ(moved.find("one more"), 100U);

  IdTable other;
  other.add("other");
  other = std::move(moved);
  EXPECT_EQ(other.find("other"), std::nullopt);
  EXPECT_EQ(other.find("first 7"), 7U);
  EXPECT_EQ(other.size(), 101U);
  for (int i = 0; i < 1000; ++i) other.add("later " + std::to_string(i));
  other.pop();
  EXPECT_EQ(other.find("later 998"), 1099U);
  EXPECT_EQ(other.find("later 999"), std::nullopt);
}

TEST(AnIdTable, WorksOnAfterAVectorOfThemHasGrown) {
  std::vector<IdTable> tables;
  for (int i = 0; i < 50; ++i) tables.emplace_back().add("table " + std::to_string(i));
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(tables[static_cast<std::size_t>(i)].find("table " + std::to_string(i)), 0U);
}

RC_GTEST_PROP(IdTableLaws, AddsAndPopsAreThoseOfAStack, ()) {
  IdTable ids;
  std::vector<std::string> stack;
  const auto steps =
      *rc::gen::container<std::vector<std::uint8_t>>(rc::gen::arbitrary<std::uint8_t>());
  for (const auto step : steps) {
    if (step % 3 == 0 && !stack.empty()) {
      ids.pop();
      stack.pop_back();
    } else {
      const auto id = std::string(step % 7, 'x') + std::to_string(step % 40);
      if (std::find(stack.begin(), stack.end(), id) != stack.end()) continue;
      ids.add(id);
      stack.push_back(id);
    }
    RC_ASSERT(ids.size() == stack.size());
    for (int n = 0; n < 40; ++n) {
      for (std::size_t x = 0; x < 7; ++x) {
        const auto id = std::string(x, 'x') + std::to_string(n);
        const auto at = std::find(stack.begin(), stack.end(), id);
        const auto found = ids.find(id);
        RC_ASSERT(found.has_value() == (at != stack.end()));
        if (found) RC_ASSERT(*found == static_cast<std::size_t>(at - stack.begin()));
      }
    }
  }
}

}  // namespace
}  // namespace verbatim::coding
