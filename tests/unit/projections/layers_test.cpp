// Own segmentations, counted and laid side by side.

#include "projections/layers.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "projections/counts.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::projections {
namespace {

using namespace coding;

// Two respondents; p1 (staff) wrote two comments. Ada split all three, Bo the first; Cem began it.
std::vector<Command> split() {
  return {
      OpenStudy{"s", "Study"},
      AddMember{"ada", Role::kCoder},
      AddMember{"bo", Role::kCoder},
      AddMember{"cem", Role::kCoder},
      AddQuestion{"q1", "What helped?"},
      AddGroup{"staff", "Staff"},
      AddRespondent{"p1", "staff"},
      AddRespondent{"p2", ""},
      AddTheme{"food", "themes", "Food", "", "", {}},
      AddTheme{"tea", "themes", "Tea", "food", "", {}},
      AddTheme{"talks", "themes", "Talks", "", "", {}},
      AddComment{"q1", "c1", "p1", {}, 30},
      AddComment{"q1", "c2", "p1", {}, 10},
      AddComment{"q1", "c3", "p2", {}, 10},
      OpenRound{"own", "", true, 0, {{"q1", {"ada", "bo", "cem"}, 0, 0, {}}}, true},
      SetLayer{"q1", "c1", "ada", {{0, 10, {"tea"}}, {10, 20, {"food", "tea"}}}, true},
      SetLayer{"q1", "c2", "ada", {{2, 8, {"food"}}}, false},
      SetLayer{"q1", "c3", "ada", {}, true},
      SetLayer{"q1", "c1", "bo", {{0, 30, {"talks"}}}, true},
      SetLayer{"q1", "c1", "cem", {{0, 5, {}}}, false},
  };
}

Counts of(const StudyView& view, const char* coder, bool roll_up = false) {
  CountsQuery query;
  query.coder = member(view, coder);
  query.of_layer = true;
  query.by_group = true;
  query.roll_up = roll_up;
  return count(view, question(view, "q1"), query);
}

Units of_theme(const StudyView& view, const Counts& counts, const char* id) {
  for (const auto& row : counts.themes)
    if (row.theme == theme(view, id)) return row.units;
  return {};
}

TEST(ALayer, IsCountedOverItsOwnUnits) {
  const auto view = live(decided(split()));
  const auto ada = of(view, "ada");
  EXPECT_EQ(ada.base, (Units{3, 3, 4, 2}));
  EXPECT_EQ(ada.responses_begun, 3U);
  EXPECT_EQ(ada.responses_finished, 2U);
  EXPECT_EQ(of_theme(view, ada, "food"), (Units{2, 2, 2, 1}));
  EXPECT_EQ(of_theme(view, ada, "tea"), (Units{1, 2, 2, 1}));
  ASSERT_EQ(ada.groups.size(), 2U) << "staff, and in no group";
  EXPECT_EQ(ada.group_base[0], (Units{2, 3, 4, 1}));
  EXPECT_EQ(ada.group_base[1], (Units{1, 0, 0, 1}));
  EXPECT_EQ(of_theme(view, of(view, "ada", true), "food"), (Units{2, 3, 4, 1})) << "with tea";
  EXPECT_EQ(of(view, "bo").base, (Units{1, 1, 1, 1}));
  EXPECT_EQ(of(view, "cem").base, (Units{1, 1, 0, 1}));
  const auto shared = count(view, question(view, "q1"), {});
  EXPECT_EQ(shared.base, (Units{3, 3, 0, 2})) << "the shared responses are as they were";
}

TEST(Layers, LieSideBySideForAgreement) {
  auto commands = split();
  commands.push_back(MergeThemes{"tea", "food"});
  const auto view = live(decided(commands));
  const auto food = theme(view, "food"), talks = theme(view, "talks");
  const MemberIndex ada = member(view, "ada"), bo = member(view, "bo");
  const auto question_1 = question(view, "q1");
  LayersQuery query;
  query.finished_only = true;
  const std::vector<CommentLayers> expected = {
      {0, 30, {{ada, true, {{0, 10, {food}}, {10, 20, {food}}}}, {bo, true, {{0, 30, {talks}}}}}},
      {2, 10, {{ada, true, {}}}},
  };
  EXPECT_EQ(layers_of(view.study(), question_1, query), expected);
  query.coders = {bo};
  EXPECT_EQ(layers_of(view.study(), question_1, query).size(), 1U);
  query = {};
  query.first = 1;
  query.most = 1;
  const auto page = layers_of(view.study(), question_1, query);
  ASSERT_EQ(page.size(), 1U);
  EXPECT_EQ(page[0].comment, 1U);
  EXPECT_FALSE(page[0].coders[0].finished);
}

}  // namespace
}  // namespace verbatim::projections
