// What respondents wrote: add_comment, segment_comment.

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

const Events kAsked = {
    StudyOpened{"iep", "Rapid insight"}, MemberAdded{"ada", Role::kCoder},
    QuestionAdded{"q1", "What helped?"}, QuestionAdded{"q2", "What hindered?"},
    RespondentAdded{"p1", ""},           RespondentAdded{"p2", ""},
    FrameworkAdded{"themes", "Themes"},  ThemeAdded{"culture", "themes", "Culture", "", "", {}}};
const Sealed kText{"\x01sealed"};
const Events kSaid = after(kAsked, CommentAdded{"q1", "c1", "p1", kText, 20});
const TextMark kMark{std::string(16, 'x')};
const Events kMarked = after(kAsked, CommentAdded{"q1", "c1", "p1", kText, 20, kMark});
const Events kSplit =
    after(kSaid, CommentSegmented{"q1", "c1", {{"c1", 0, 8}, {"c1.b", 8, 12}, {"c1.c", 15, 20}}});

TEST(AComment, IsAddedOnce) {
  expect_decisions({
      {"with its text", kAsked, AddComment{"q1", "c1", "p1", kText, 20},
       Events{CommentAdded{"q1", "c1", "p1", kText, 20}}},
      {"without a text", kAsked, AddComment{"q1", "c1", "p1", {}, 0},
       Events{CommentAdded{"q1", "c1", "p1", {}, 0}}},
      {"is there already: each sealing of a text differs", kSaid,
       AddComment{"q1", "c1", "p1", Sealed{"\x01otherwise"}, 20}, nothing()},
      {"by somebody else", kSaid, AddComment{"q1", "c1", "p2", kText, 20},
       Refused{Fault::kAlreadyExists, "comment"}},
      {"of another length", kSaid, AddComment{"q1", "c1", "p1", kText, 21},
       Refused{Fault::kAlreadyExists, "text"}},
      {"of the same length, with another text", kMarked,
       AddComment{"q1", "c1", "p1", kText, 20, TextMark{std::string(16, 'y')}},
       Refused{Fault::kAlreadyExists, "text"}},
      {"the same text again", kMarked,
       AddComment{"q1", "c1", "p1", Sealed{"\x01otherwise"}, 20, kMark}, nothing()},
      {"a text where there was none", kSaid, AddComment{"q1", "c1", "p1", kText, 20, kMark},
       Refused{Fault::kAlreadyExists, "text"}},
      {"another comment of the same respondent", kSaid, AddComment{"q1", "c2", "p1", kText, 3},
       Events{CommentAdded{"q1", "c2", "p1", kText, 3}}},
      {"the same id in another question is another comment", kSaid,
       AddComment{"q2", "c1", "p2", kText, 3}, Events{CommentAdded{"q2", "c1", "p2", kText, 3}}},
      {"the id of a response is taken", kSplit, AddComment{"q1", "c1.b", "p1", kText, 3},
       Refused{Fault::kAlreadyExists, "comment"}},
      {"the id of another question's response is free", kSplit,
       AddComment{"q2", "c1.b", "p1", kText, 3},
       Events{CommentAdded{"q2", "c1.b", "p1", kText, 3}}},
      {"the question must be there", kAsked, AddComment{"q9", "c1", "p1", kText, 20},
       Refused{Fault::kUnknownQuestion, "question"}},
      {"the respondent must be there", kAsked, AddComment{"q1", "c1", "p9", kText, 20},
       Refused{Fault::kUnknownRespondent, "respondent"}},
      {"needs an id", kAsked, AddComment{"q1", "", "p1", kText, 20},
       Refused{Fault::kInvalidValue, "comment"}},
  });
}

TEST(AComment, IsOneResponseAtFirst) {
  const auto study = study_of(kSaid);
  const auto response = study.find_response(0, "c1");
  ASSERT_TRUE(response);
  EXPECT_EQ(study.responses[*response].begin, 0U);
  EXPECT_EQ(study.responses[*response].end, 20U);
}

TEST(Segments, SplitAComment) {
  expect_decisions({
      {"in two", kSaid, SegmentComment{"q1", "c1", {{"c1", 0, 8}, {"c1.b", 8, 20}}},
       Events{CommentSegmented{"q1", "c1", {{"c1", 0, 8}, {"c1.b", 8, 20}}}}},
      {"leave out what answers no question", kSaid,
       SegmentComment{"q1", "c1", {{"c1", 2, 8}, {"c1.b", 10, 19}}},
       Events{CommentSegmented{"q1", "c1", {{"c1", 2, 8}, {"c1.b", 10, 19}}}}},
      {"may be as short as one code point", kSaid,
       SegmentComment{"q1", "c1", {{"c1", 0, 1}, {"c1.b", 1, 2}}},
       Events{CommentSegmented{"q1", "c1", {{"c1", 0, 1}, {"c1.b", 1, 2}}}}},
      {"may be one, which trims", kSaid, SegmentComment{"q1", "c1", {{"c1", 3, 9}}},
       Events{CommentSegmented{"q1", "c1", {{"c1", 3, 9}}}}},
      {"may be the whole, which it is already", kSaid, SegmentComment{"q1", "c1", {{"c1", 0, 20}}},
       nothing()},
      {"are there already", kSplit,
       SegmentComment{"q1", "c1", {{"c1", 0, 8}, {"c1.b", 8, 12}, {"c1.c", 15, 20}}}, nothing()},
      {"may be set anew while there is one",
       after(kSaid, CommentSegmented{"q1", "c1", {{"c1", 3, 9}}}),
       SegmentComment{"q1", "c1", {{"c1", 1, 5}, {"c1.b", 5, 9}}},
       Events{CommentSegmented{"q1", "c1", {{"c1", 1, 5}, {"c1.b", 5, 9}}}}},
  });
}

TEST(Segments, AreRefusedWhereTheyDoNotFitTheText) {
  const auto split = [](std::vector<Segment> segments) {
    return SegmentComment{"q1", "c1", std::move(segments)};
  };
  const auto wrong = [](const char* field) { return Refused{Fault::kInvalidValue, field}; };
  expect_decisions({
      {"none", kSaid, split({}), wrong("segments")},
      {"an empty one", kSaid, split({{"c1", 4, 4}}), wrong("segments/0")},
      {"one that ends before it begins", kSaid, split({{"c1", 8, 4}}), wrong("segments/0")},
      {"one that ends behind the text", kSaid, split({{"c1", 0, 21}}), wrong("segments/0")},
      {"one that begins behind the text", kSaid, split({{"c1", 0, 20}, {"c1.b", 20, 21}}),
       wrong("segments/1")},
      {"overlap", kSaid, split({{"c1", 0, 8}, {"c1.b", 7, 20}}), wrong("segments/1")},
      {"not in the order of the text", kSaid, split({{"c1", 8, 20}, {"c1.b", 0, 8}}),
       wrong("segments/1")},
      {"the first bears another id than the comment", kSaid, split({{"c1.a", 0, 8}, {"c1", 8, 20}}),
       wrong("segments/0")},
      {"an id twice", kSaid, split({{"c1", 0, 8}, {"c1.b", 8, 9}, {"c1.b", 9, 20}}),
       wrong("segments/2")},
      {"the comment's id twice", kSaid, split({{"c1", 0, 8}, {"c1", 8, 20}}), wrong("segments/1")},
      {"no id", kSaid, split({{"c1", 0, 8}, {"", 8, 20}}), wrong("segments/1")},
      {"a comment without a text has no parts",
       after(kAsked, CommentAdded{"q1", "c1", "p1", {}, 0}), split({{"c1", 0, 1}}),
       wrong("segments/0")},
  });
}

TEST(Segments, AreRefusedWhereTheStudyDoesNotAllowThem) {
  const SegmentComment in_two{"q1", "c1", {{"c1", 0, 8}, {"c1.b", 8, 20}}};
  const auto seen_at = [](SegmentComment command, std::uint64_t base) {
    command.base = base;
    return command;
  };
  const auto split_at = study_of(kSplit).comments[0].segmented_at;
  ASSERT_GT(split_at, 0U);
  const Refused not_now{Fault::kNotAllowedNow, "codings"};
  const auto assigned = after(kSaid, ThemeAssigned{"q1", "c1", "ada", "culture", 1});
  const auto finished = after(kSaid, CodingFinished{"q1", "c1", "ada"});
  expect_decisions({
      {"split otherwise before, and not coded: what is not named goes", kSplit, in_two,
       Events{CommentSegmented{"q1", "c1", in_two.segments}}},
      {"split otherwise since it was seen", kSplit, seen_at(in_two, split_at - 1),
       Refused{Fault::kStaleCondition, "base"}},
      {"split so before it was seen", kSplit, seen_at(in_two, split_at),
       Events{CommentSegmented{"q1", "c1", in_two.segments}}},
      {"never split since it was seen", kSaid, seen_at(in_two, 0),
       Events{CommentSegmented{"q1", "c1", in_two.segments}}},
      {"split since it was seen, and as it should be",
       after(kSaid, CommentSegmented{"q1", "c1", in_two.segments}), seen_at(in_two, 0), nothing()},
      {"coded before", assigned, in_two, not_now},
      {"seen and left uncoded before", finished, in_two, not_now},
      {"coded, but taken back", after(assigned, ThemeWithdrawn{"q1", "c1", "ada", "culture"}),
       in_two, Events{CommentSegmented{"q1", "c1", in_two.segments}}},
      {"the id of another comment", after(kSaid, CommentAdded{"q1", "c1.b", "p2", kText, 4}),
       in_two, Refused{Fault::kAlreadyExists, "segments/1"}},
      {"the id of another question's comment is free",
       after(kSaid, CommentAdded{"q2", "c1.b", "p2", kText, 4}), in_two,
       Events{CommentSegmented{"q1", "c1", in_two.segments}}},
      {"the question must be there", kSaid, SegmentComment{"q9", "c1", in_two.segments},
       Refused{Fault::kUnknownQuestion, "question"}},
      {"the comment must be there", kSaid, SegmentComment{"q1", "c9", {{"c9", 0, 8}}},
       Refused{Fault::kUnknownComment, "comment"}},
      {"a response that is no comment is not split again", kSplit,
       SegmentComment{"q1", "c1.b", {{"c1.b", 8, 10}}}, Refused{Fault::kUnknownComment, "comment"}},
  });
}

// Ada has finished c1.b with a theme, and only begun c1; Bo has finished c1.
Events coded_split() {
  return after(kSplit, MemberAdded{"bo", Role::kCoder},
               ThemeAssigned{"q1", "c1", "ada", "culture", 1},
               ThemeAssigned{"q1", "c1.b", "ada", "culture", 1},
               CodingFinished{"q1", "c1.b", "ada"}, CodingFinished{"q1", "c1", "bo"});
}

TEST(Segments, SayWhatBecomesOfWhatWasSaid) {
  const std::vector<Segment> joined = {{"c1", 0, 12}, {"c1.c", 15, 20}};
  const std::vector<Segment> parted = {
      {"c1", 0, 8}, {"c1.b", 8, 10}, {"c1.d", 10, 12}, {"c1.c", 15, 20}};
  const auto with = [](const std::vector<Segment>& segments, OnResegment codings) {
    return SegmentComment{"q1", "c1", segments, codings};
  };
  const Event to_joined = CommentSegmented{"q1", "c1", joined};
  const Event to_parted = CommentSegmented{"q1", "c1", parted};
  expect_decisions({
      {"nothing, unless it is said", coded_split(), with(joined, OnResegment::kRefuse),
       Refused{Fault::kNotAllowedNow, "codings"}},
      {"joined, it is said of the one: finished where all were", coded_split(),
       with(joined, OnResegment::kKeep),
       after({ThemeWithdrawn{"q1", "c1.b", "ada", "culture"}}, CodingReopened{"q1", "c1.b", "ada"},
             CommentSegmented{"q1", "c1", joined})},
      {"parted, it stays with the one that keeps the id", coded_split(),
       with(parted, OnResegment::kKeep), after({to_parted})},
      {"or is copied to the one that comes from it", coded_split(),
       with(parted, OnResegment::kCopy),
       after({to_parted}, ThemeAssigned{"q1", "c1.d", "ada", "culture", 1},
             CodingFinished{"q1", "c1.d", "ada"})},
      {"or is withdrawn, where the bounds change", coded_split(),
       with(parted, OnResegment::kWithdraw),
       after({ThemeWithdrawn{"q1", "c1.b", "ada", "culture"}}, CodingReopened{"q1", "c1.b", "ada"},
             CommentSegmented{"q1", "c1", parted})},
  });
}

TEST(Segments, OpenAgainWhatWasSettledOfAResponseThatGoes) {
  const auto settled = after(kSplit, ResponseSettled{"q1", "c1.b", {"culture"}});
  const std::vector<Segment> joined = {{"c1", 0, 12}, {"c1.c", 15, 20}};
  const auto gone =
      after(Events{}, ResponseUnsettled{"q1", "c1.b"}, CommentSegmented{"q1", "c1", joined});
  expect_decisions({
      {"unless nothing may change", settled, SegmentComment{"q1", "c1", joined},
       Refused{Fault::kNotAllowedNow, "codings"}},
      {"kept", settled, SegmentComment{"q1", "c1", joined, OnResegment::kKeep}, gone},
      {"withdrawn", settled, SegmentComment{"q1", "c1", joined, OnResegment::kWithdraw}, gone},
      {"of one that stays with other bounds it is kept",
       after(kSplit, ResponseSettled{"q1", "c1", {"culture"}}),
       SegmentComment{"q1", "c1", joined, OnResegment::kKeep},
       Events{CommentSegmented{"q1", "c1", joined}}},
      {"or withdrawn", after(kSplit, ResponseSettled{"q1", "c1", {"culture"}}),
       SegmentComment{"q1", "c1", joined, OnResegment::kWithdraw},
       after(Events{}, ResponseUnsettled{"q1", "c1"}, CommentSegmented{"q1", "c1", joined})},
  });
}

TEST(Segments, MayOverlapWhereThePolicySaysSo) {
  const SegmentComment overlapping{"q1", "c1", {{"c1", 0, 9}, {"c1.b", 7, 20}}};
  expect_decisions({
      {"where it does", after(kSaid, PolicySet{SettledBy::kMajority, 0, true}), overlapping,
       after({CommentSegmented{"q1", "c1", overlapping.segments}})},
      {"not out of order", after(kSaid, PolicySet{SettledBy::kMajority, 0, true}),
       SegmentComment{"q1", "c1", {{"c1", 7, 20}, {"c1.b", 0, 9}}},
       Refused{Fault::kInvalidValue, "segments/1"}},
  });
}

TEST(Segments, AreCountedInCodePointsNotInBytes) {
  const std::string text = "\U0001F600 na\u00EFf";  // 6 code points, 11 bytes
  const auto length = static_cast<std::uint32_t>(*code_points(text));
  ASSERT_EQ(length, 6U);
  const auto said = after(kAsked, CommentAdded{"q1", "c1", "p1", kText, length});
  expect_decisions({
      {"up to the last code point", said,
       SegmentComment{"q1", "c1", {{"c1", 0, 1}, {"c1.b", 2, 6}}},
       Events{CommentSegmented{"q1", "c1", {{"c1", 0, 1}, {"c1.b", 2, 6}}}}},
      {"not further, though there are more bytes", said, SegmentComment{"q1", "c1", {{"c1", 0, 7}}},
       Refused{Fault::kInvalidValue, "segments/0"}},
  });
  EXPECT_EQ(code_point_range(text, 0, 1), "\U0001F600");
  EXPECT_EQ(code_point_range(text, 2, 6), "na\u00EFf");
}

TEST(ASplitComment, HasItsResponsesInOrder) {
  const auto study = study_of(kSplit);
  const auto& comment = study.comments[*study.find_comment(0, "c1")];
  EXPECT_EQ(comment.response_count, 3);
  std::vector<Segment> found;
  for (auto r = comment.first_response; r != kNone32; r = study.responses[r].next_in_comment)
    found.push_back({std::string(study.id_of(study.responses[r])), study.responses[r].begin,
                     study.responses[r].end});
  EXPECT_EQ(found, (std::vector<Segment>{{"c1", 0, 8}, {"c1.b", 8, 12}, {"c1.c", 15, 20}}));
}

}  // namespace
}  // namespace verbatim::coding
