// Own segmentations: open_round with unitizing, set_layer, adopt_layer.

#include <gtest/gtest.h>

#include "coding/decide.hpp"
#include "coding/layers.hpp"
#include "coding/rounds.hpp"
#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

using Ids = std::vector<std::string>;

RoundOpened opened(std::vector<RoundPart> parts, std::string id = "own", bool unitizing = true) {
  return {std::move(id), "", true, 7, std::move(parts), unitizing};
}
RoundPart part(Ids coders, std::uint32_t per_comment = 0, std::uint32_t sample = 0) {
  return {"q1", std::move(coders), per_comment, sample, {}};
}
LayerSet layer(std::string comment, std::string coder, std::vector<Unit> units,
               bool finished = true) {
  return {"q1", std::move(comment), std::move(coder), std::move(units), finished};
}
SetLayer set(std::vector<WantedUnit> units, bool finished = true, std::string coder = "ada",
             std::string comment = "c1") {
  return {"q1", std::move(comment), std::move(coder), std::move(units), finished};
}

const Events kReady =
    after(Events{StudyOpened{"s", "Study"}}, MemberAdded{"ada", Role::kCoder},
          MemberAdded{"bo", Role::kCoder}, MemberAdded{"cem", Role::kLead},
          QuestionAdded{"q1", "Why?"}, QuestionAdded{"q2", "How?"}, RespondentAdded{"p", ""},
          FrameworkAdded{"themes", "Themes"}, ThemeAdded{"pay", "themes", "Pay", "", "", {}},
          ThemeAdded{"time", "themes", "Time", "", "", {}},
          ThemeAdded{"far", "themes", "Far", "", "", {"q2"}}, CommentAdded{"q1", "c1", "p", {}, 20},
          CommentAdded{"q1", "c2", "p", {}, 9});
const Events kOpen = after(kReady, opened({part({"ada", "bo"})}));

TEST(AUnitizingRound, IsBlindAndHandsOutComments) {
  OpenRound open{"own", "", true, 7, {part({"ada", "bo"}, 0, 2)}, true};
  auto seen = open;
  seen.blind = false;
  auto too_many = open;
  too_many.parts = {part({"ada"}, 0, 3)};
  // Four responses, and two comments: a sample is of the comments.
  const auto split =
      after(kReady, CommentSegmented{"q1", "c1", {{"c1", 0, 5}, {"c1.b", 5, 9}, {"c1.c", 9, 20}}});
  expect_decisions({
      {"opened", split, open, Events{opened({part({"ada", "bo"}, 0, 2)})}},
      {"not where its coders see each other", split, seen, Refused{Fault::kInvalidValue, "blind"}},
      {"a larger sample than there are comments", split, too_many,
       Refused{Fault::kInvalidValue, "parts/0/sample"}},
      {"it is there as one that is not unitizing",
       after(kReady, opened({part({"ada", "bo"}, 0, 2)}, "own", false)), open,
       Refused{Fault::kAlreadyExists, "round"}},
  });
}

TEST(AUnitizingRound, GivesCommentsPlaces) {
  const auto pair = after(kReady, opened({part({"ada", "bo"}, 1)}));
  const TakePlace ada{"own", "q1", "ada"}, bo{"own", "q1", "bo"};
  const PlaceTaken first{"own", "q1", "c1", "ada"};
  const auto taken = after(pair, first);
  const auto done = after(taken, layer("c1", "ada", {}));
  expect_decisions({
      {"the first comment", pair, ada, Events{first}},
      {"the one in hand comes first", after(taken, layer("c1", "ada", {{0, 5, {}}}, false)), ada,
       nothing()},
      {"another coder gets another comment", taken, bo,
       Events{PlaceTaken{"own", "q1", "c2", "bo"}}},
      {"nobody gets more than their share while others are below theirs", done, ada, nothing()},
      {"the next once the layer is finished",
       after(kReady, opened({part({"ada", "bo"}, 2)}), first, layer("c1", "ada", {})), ada,
       Events{PlaceTaken{"own", "q1", "c2", "ada"}}},
      {"a coding that is shared finishes nothing",
       after(after(kReady, CodingFinished{"q1", "c1", "ada"}), opened({part({"ada", "bo"}, 1)})),
       ada, Events{first}},
      {"given back", taken, ReleasePlace{"own", "q1", "c1", "ada"},
       Events{PlaceReleased{"own", "q1", "c1", "ada"}}},
      {"not once it is finished", done, ReleasePlace{"own", "q1", "c1", "ada"},
       Refused{Fault::kNotAllowedNow, "response"}},
      {"not what is no comment", taken, ReleasePlace{"own", "q1", "c9", "ada"},
       Refused{Fault::kUnknownComment, "response"}},
      {"only what is theirs is split", taken, set({}, true, "bo"),
       Refused{Fault::kNotAllowedNow, "comment"}},
      {"who drops out loses what is not finished",
       after(taken, RoundStaffed{"own", "q1", {"bo"}, {}}), bo,
       Events{PlaceTaken{"own", "q1", "c1", "bo"}}},
      {"and keeps what is", after(done, RoundStaffed{"own", "q1", {"bo"}, {}}), bo,
       Events{PlaceTaken{"own", "q1", "c2", "bo"}}},
  });
}

TEST(AUnitizingRound, CountsComments) {
  const auto study =
      study_of(after(after(kReady, CommentSegmented{"q1", "c1", {{"c1", 0, 5}, {"c1.b", 5, 9}}}),
                     opened({part({"ada", "bo"})}), layer("c1", "ada", {{0, 5, {}}}),
                     layer("c2", "ada", {{0, 5, {}}}, false)));
  const auto& task = *open_task(study, 0);
  const auto progress = progress_of(study, task);
  EXPECT_EQ(progress.responses, 2U);
  EXPECT_EQ(progress.coders[0].allocated, 2U);
  EXPECT_EQ(progress.coders[0].finished, 1U);
  EXPECT_EQ(progress.coders[1].finished, 0U);
}

TEST(AUnitizingRound, LeavesTheSharedResponsesAlone) {
  const Refused closed{Fault::kNotAllowedNow, "question"};
  expect_decisions({
      {"they are not coded", kOpen, AssignTheme{"q1", "c1", "ada", "pay"}, closed},
      {"nor finished", kOpen, FinishCoding{"q1", "c1", "ada"}, closed},
      {"nor split", kOpen, SegmentComment{"q1", "c1", {{"c1", 0, 5}, {"c1.b", 5, 20}}}, closed},
      {"once it is closed they are", after(kOpen, RoundClosed{"own"}),
       AssignTheme{"q1", "c1", "ada", "pay"}, Events{ThemeAssigned{"q1", "c1", "ada", "pay", 3}}},
  });
}

TEST(ALayer, IsSetAsAWhole) {
  const auto said = after(kOpen, layer("c1", "ada", {{0, 5, {{"pay", 2}}}}));
  const auto revised =
      after(said, ThemeRevised{"pay", "Pay", "Wages alone", "", "", {}, "", false});
  expect_decisions({
      {"units with themes, under the revision of now", kOpen,
       set({{0, 5, {"pay"}}, {7, 20, {"time", "pay", "pay"}}}),
       Events{layer("c1", "ada", {{0, 5, {{"pay", 3}}}, {7, 20, {{"pay", 3}, {"time", 3}}}})}},
      {"nothing to code in it", kOpen, set({}), Events{layer("c1", "ada", {})}},
      {"begun", kOpen, set({{0, 5, {}}}, false), Events{layer("c1", "ada", {{0, 5, {}}}, false)}},
      {"not even begun", kOpen, set({}, false), nothing()},
      {"what stands on the same unit keeps its revision", said, set({{0, 5, {"pay", "time"}}}),
       Events{layer("c1", "ada", {{0, 5, {{"pay", 2}, {"time", 3}}}})}},
      {"on another unit it is said anew", said, set({{0, 6, {"pay"}}}),
       Events{layer("c1", "ada", {{0, 6, {{"pay", 3}}}})}},
      {"it is so already", said, set({{0, 5, {"pay"}}}), nothing()},
      {"said again under a new meaning", revised, set({{0, 5, {"pay"}}}),
       Events{layer("c1", "ada", {{0, 5, {{"pay", 4}}}})}},
      {"what stands may be said again though it is retired", after(said, ThemeRetired{"pay"}),
       set({{0, 5, {"pay"}}, {6, 9, {"pay"}}}, true),
       Events{layer("c1", "ada", {{0, 5, {{"pay", 2}}}, {6, 9, {{"pay", 4}}}})}},
      {"opened again", said, set({{0, 5, {"pay"}}}, false),
       Events{layer("c1", "ada", {{0, 5, {{"pay", 2}}}}, false)}},
      {"a merged theme stands for what it was merged into", after(said, ThemeMerged{"pay", "time"}),
       set({{0, 5, {"time"}}}), nothing()},
      {"units may overlap where the policy says so",
       after(kOpen, PolicySet{SettledBy::kMajority, 0, true}), set({{0, 9, {}}, {4, 20, {}}}),
       Events{layer("c1", "ada", {{0, 9, {}}, {4, 20, {}}})}},
  });
}

TEST(ALayer, IsRefusedWhereItCannotBe) {
  const auto wrong = [](const char* field) { return Refused{Fault::kInvalidValue, field}; };
  expect_decisions({
      {"behind the end", kOpen, set({{0, 21, {}}}), wrong("units/0")},
      {"empty", kOpen, set({{3, 3, {}}}), wrong("units/0")},
      {"out of order", kOpen, set({{5, 9, {}}, {0, 4, {}}}), wrong("units/1")},
      {"overlapping", kOpen, set({{0, 9, {}}, {4, 20, {}}}), wrong("units/1")},
      {"twice the same unit", after(kOpen, PolicySet{SettledBy::kMajority, 0, true}),
       set({{0, 9, {}}, {0, 9, {}}}), wrong("units/1")},
      {"out of scope", kOpen, set({{0, 5, {"pay", "far"}}}),
       Refused{Fault::kNotAllowedNow, "units/0/themes/1"}},
      {"no such theme", kOpen, set({{0, 5, {"none"}}}),
       Refused{Fault::kUnknownTheme, "units/0/themes/0"}},
      {"out of use", after(kOpen, ThemeRetired{"pay"}), set({{0, 5, {"pay"}}}),
       Refused{Fault::kNotAllowedNow, "units/0/themes/0"}},
      {"no round", kReady, set({}), Refused{Fault::kNotAllowedNow, "question"}},
      {"a round that is not unitizing", after(kReady, opened({part({"ada"})}, "own", false)),
       set({}), Refused{Fault::kNotAllowedNow, "question"}},
      {"a closed one", after(kOpen, RoundClosed{"own"}), set({}),
       Refused{Fault::kNotAllowedNow, "question"}},
      {"somebody else, whatever their role", kOpen, set({}, true, "cem"),
       Refused{Fault::kNotAllowedNow, "coder"}},
      {"somebody unknown", kOpen, set({}, true, "zoe"), Refused{Fault::kUnknownMember, "coder"}},
      {"no such comment", kOpen, set({}, true, "ada", "c9"),
       Refused{Fault::kUnknownComment, "comment"}},
      {"no such question", kOpen, SetLayer{"q9", "c1", "ada", {}, true},
       Refused{Fault::kUnknownQuestion, "question"}},
  });
}

// Ada has two units with one theme each and a gap between, Bo one unit that lies mostly in her
// second, and one in her gap; Cem is not finished.
Events split_by_three() {
  return after(after(kReady, opened({part({"ada", "bo", "cem"})})),
               layer("c1", "ada", {{0, 8, {{"pay", 3}}}, {12, 20, {{"time", 2}}}}),
               layer("c1", "bo", {{6, 18, {{"pay", 1}}}, {8, 12, {{"time", 3}}}}),
               layer("c1", "cem", {{0, 20, {{"pay", 3}}}}, false), RoundClosed{"own"});
}

TEST(AnAdoptedLayer, IsTheSharedSegmentationAndWhatWasSaidFollows) {
  const CommentSegmented hers{"q1", "c1", {{"c1", 0, 8}, {"c1.2", 12, 20}}};
  const CommentSegmented his{"q1", "c1", {{"c1", 6, 18}, {"c1.2", 8, 12}}};
  expect_decisions({
      {"hers: his theme goes where most of its unit lies, and he has seen the other",
       split_by_three(), AdoptLayer{"q1", "c1", "ada"},
       after(Events{hers}, ThemeAssigned{"q1", "c1", "ada", "pay", 3},
             CodingFinished{"q1", "c1", "ada"}, CodingFinished{"q1", "c1", "bo"},
             ThemeAssigned{"q1", "c1.2", "ada", "time", 2}, CodingFinished{"q1", "c1.2", "ada"},
             ThemeAssigned{"q1", "c1.2", "bo", "pay", 1}, CodingFinished{"q1", "c1.2", "bo"})},
      {"his: both of hers lie in his first, and his own in themselves", split_by_three(),
       AdoptLayer{"q1", "c1", "bo"},
       after(Events{his}, ThemeAssigned{"q1", "c1", "ada", "pay", 3},
             ThemeAssigned{"q1", "c1", "ada", "time", 2}, CodingFinished{"q1", "c1", "ada"},
             ThemeAssigned{"q1", "c1", "bo", "pay", 1}, CodingFinished{"q1", "c1", "bo"},
             CodingFinished{"q1", "c1.2", "ada"}, ThemeAssigned{"q1", "c1.2", "bo", "time", 3},
             CodingFinished{"q1", "c1.2", "bo"})},
      {"of equal parts, to the earlier; of one theme twice, the later revision",
       after(kOpen, layer("c2", "ada", {{0, 4, {}}, {4, 8, {}}}),
             layer("c2", "bo", {{2, 6, {{"pay", 1}}}, {1, 2, {{"pay", 3}}}}), RoundClosed{"own"}),
       AdoptLayer{"q1", "c2", "ada"},
       after(Events{CommentSegmented{"q1", "c2", {{"c2", 0, 4}, {"c2.2", 4, 8}}}},
             CodingFinished{"q1", "c2", "ada"}, ThemeAssigned{"q1", "c2", "bo", "pay", 3},
             CodingFinished{"q1", "c2", "bo"}, CodingFinished{"q1", "c2.2", "ada"},
             CodingFinished{"q1", "c2.2", "bo"})},
      {"without units the comment is one response again",
       after(after(kReady, CommentSegmented{"q1", "c2", {{"c2", 0, 4}, {"c2.b", 5, 9}}}),
             opened({part({"ada"})}), layer("c2", "ada", {}), RoundClosed{"own"}),
       AdoptLayer{"q1", "c2", "ada"},
       after(Events{CommentSegmented{"q1", "c2", {{"c2", 0, 9}}}},
             CodingFinished{"q1", "c2", "ada"})},
      {"what is a response already keeps its id, and other ids are free ones",
       after(after(kReady, CommentSegmented{"q1", "c2", {{"c2", 0, 4}, {"c2.2", 7, 9}}}),
             CommentAdded{"q1", "c2.3", "p", {}, 3}, opened({part({"ada"})}),
             layer("c2", "ada", {{0, 2, {}}, {2, 5, {}}, {7, 9, {}}}), RoundClosed{"own"}),
       AdoptLayer{"q1", "c2", "ada"},
       after(Events{CommentSegmented{"q1", "c2", {{"c2", 0, 2}, {"c2.4", 2, 5}, {"c2.2", 7, 9}}}},
             CodingFinished{"q1", "c2", "ada"}, CodingFinished{"q1", "c2.4", "ada"},
             CodingFinished{"q1", "c2.2", "ada"})},
      {"one who has left is heard", after(split_by_three(), Removed{{Kind::kMember, "bo", ""}}),
       AdoptLayer{"q1", "c1", "ada"},
       after(Events{hers}, ThemeAssigned{"q1", "c1", "ada", "pay", 3},
             CodingFinished{"q1", "c1", "ada"}, CodingFinished{"q1", "c1", "bo"},
             ThemeAssigned{"q1", "c1.2", "ada", "time", 2}, CodingFinished{"q1", "c1.2", "ada"},
             ThemeAssigned{"q1", "c1.2", "bo", "pay", 1}, CodingFinished{"q1", "c1.2", "bo"})},
  });
}

// One comment of two responses: Ada and Cem coded the second, Ada has split it otherwise since.
Events coded_before() {
  return after(after(kReady, CommentSegmented{"q1", "c2", {{"c2", 0, 4}, {"c2.b", 4, 9}}}),
               ThemeAssigned{"q1", "c2.b", "ada", "time", 3},
               ThemeAssigned{"q1", "c2.b", "cem", "time", 3}, CodingFinished{"q1", "c2.b", "cem"},
               opened({part({"ada"})}), layer("c2", "ada", {{0, 9, {{"pay", 3}}}}),
               RoundClosed{"own"});
}

TEST(AnAdoptedLayer, SaysWhatBecomesOfEarlierCodings) {
  const auto adopt = [](OnResegment codings) { return AdoptLayer{"q1", "c2", "ada", codings}; };
  const CommentSegmented whole{"q1", "c2", {{"c2", 0, 9}}};
  const auto gone =
      after(Events{}, ThemeWithdrawn{"q1", "c2.b", "ada", "time"},
            ThemeWithdrawn{"q1", "c2.b", "cem", "time"}, CodingReopened{"q1", "c2.b", "cem"}, whole,
            ThemeAssigned{"q1", "c2", "ada", "pay", 3}, CodingFinished{"q1", "c2", "ada"});
  expect_decisions({
      {"nothing, unless it is said", coded_before(), adopt(OnResegment::kRefuse),
       Refused{Fault::kNotAllowedNow, "codings"}},
      {"who has no layer keeps what they said, whose layer it is says that", coded_before(),
       adopt(OnResegment::kKeep),
       after(gone, ThemeAssigned{"q1", "c2", "cem", "time", 3}, CodingFinished{"q1", "c2", "cem"})},
      {"withdrawn", coded_before(), adopt(OnResegment::kWithdraw), gone},
      {"what was settled is open again where its response goes",
       after(coded_before(), ResponseSettled{"q1", "c2.b", {"time"}}),
       adopt(OnResegment::kWithdraw),
       after(Events{}, ThemeWithdrawn{"q1", "c2.b", "ada", "time"},
             ThemeWithdrawn{"q1", "c2.b", "cem", "time"}, CodingReopened{"q1", "c2.b", "cem"},
             ResponseUnsettled{"q1", "c2.b"}, whole, ThemeAssigned{"q1", "c2", "ada", "pay", 3},
             CodingFinished{"q1", "c2", "ada"})},
  });
}

TEST(ALayer, KeepsWhatLiesInNoResponse) {
  auto study = study_of(split_by_three());
  const auto adopted = decide(study, AdoptLayer{"q1", "c1", "ada"});
  ASSERT_TRUE(adopted);
  for (const auto& event : *adopted) ASSERT_TRUE(evolve(study, event, study.position + 1));
  EXPECT_EQ(assignments_outside(study, 0), 1U) << "his unit in her gap";
  ASSERT_NE(study.layer_of(0, 1), nullptr);
  EXPECT_EQ(study.layer_of(0, 1)->units.size(), 2U);
}

TEST(AnAdoptedLayer, IsRefusedWhereItCannotBe) {
  const auto coded = after(split_by_three(), ThemeAssigned{"q1", "c1", "cem", "pay", 3});
  const auto settled = after(split_by_three(), ResponseSettled{"q1", "c1", {"pay"}});
  expect_decisions({
      {"while the round is open: its coders would see it",
       after(split_by_three(), RoundReopened{"own"}), AdoptLayer{"q1", "c1", "ada"},
       Refused{Fault::kNotAllowedNow, "question"}},
      {"one that is not finished", split_by_three(), AdoptLayer{"q1", "c1", "cem"},
       Refused{Fault::kNotAllowedNow, "coder"}},
      {"one that is not there", split_by_three(), AdoptLayer{"q1", "c2", "ada"},
       Refused{Fault::kNotAllowedNow, "coder"}},
      {"of nobody", split_by_three(), AdoptLayer{"q1", "c1", "zoe"},
       Refused{Fault::kUnknownMember, "coder"}},
      {"what was said before would change", coded, AdoptLayer{"q1", "c1", "ada"},
       Refused{Fault::kNotAllowedNow, "codings"}},
      {"or what was settled", settled, AdoptLayer{"q1", "c1", "ada"},
       Refused{Fault::kNotAllowedNow, "codings"}},
  });
}

}  // namespace
}  // namespace verbatim::coding
