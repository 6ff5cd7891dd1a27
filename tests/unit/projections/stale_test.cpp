// What is to be decided again because the codebook changed.

#include "projections/stale.hpp"

#include <gtest/gtest.h>

#include "unit/projections/story.hpp"

namespace verbatim::projections {
namespace {

using namespace coding;

// "themes" is at revision 3.
const std::vector<Event> kSaid = {StudyOpened{"s", "Study"},
                                  MemberAdded{"ada", Role::kCoder},
                                  MemberAdded{"bo", Role::kCoder},
                                  QuestionAdded{"q", ""},
                                  RespondentAdded{"p", ""},
                                  FrameworkAdded{"themes", "Themes"},
                                  ThemeAdded{"pay", "themes", "Pay", "", "", {}},
                                  ThemeAdded{"wages", "themes", "Wages", "", "", {}},
                                  ThemeAdded{"time", "themes", "Time", "", "", {}},
                                  CommentAdded{"q", "c1", "p", {}, 9},
                                  CommentAdded{"q", "c2", "p", {}, 9},
                                  CommentAdded{"q", "c3", "p", {}, 9},
                                  ThemeAssigned{"q", "c1", "ada", "pay", 3},
                                  ThemeAssigned{"q", "c1", "bo", "wages", 3},
                                  ThemeAssigned{"q", "c2", "ada", "time", 3},
                                  ThemeAssigned{"q", "c3", "bo", "pay", 3}};
const Event kRevised = ThemeRevised{"pay", "Pay", "Wages alone", "", "", {}, "", false};
const Event kMerged = ThemeMerged{"wages", "pay"};
const Event kSplit = ThemeSplit{"pay", {"wages", "time"}};

// "c1: ada pay at 3, ...", a response a line.
std::string listed(std::vector<Event> more, const StaleQuery& query = {}) {
  auto events = kSaid;
  events.insert(events.end(), more.begin(), more.end());
  const auto view = live(events);
  const auto& study = view.study();
  std::string text;
  for (const auto& one : stale(view, 0, query)) {
    text += std::string(study.id_of(study.responses[one.response])) + ":";
    for (const auto& theme : one.themes)
      text.append(" ")
          .append(theme.coder == kNone16 ? "settled" : study.member_ids.id(theme.coder))
          .append(" ")
          .append(study.theme_ids.id(theme.theme))
          .append(theme.because == StaleBecause::kSplit ? " split" : " revised")
          .append(" at " + std::to_string(theme.coded_at));
    text += "\n";
  }
  return text;
}

TEST(TheStale, AreWhatWasCodedUnderAnotherMeaning) {
  EXPECT_EQ(listed({}), "");
  EXPECT_EQ(listed({kRevised}), "c1: ada pay revised at 3\nc3: bo pay revised at 3\n");
  EXPECT_EQ(listed({ThemeRevised{"pay", "Pay!", "", "", "", {}, "", true}}), "") << "a typo";
  EXPECT_EQ(listed({kRevised, ThemeAssigned{"q", "c1", "ada", "pay", 4}}),
            "c3: bo pay revised at 3\n");
  EXPECT_EQ(listed({kRevised, ThemeWithdrawn{"q", "c3", "bo", "pay"}}),
            "c1: ada pay revised at 3\n");
}

TEST(TheStale, AreAllThatBearASplitThemeUntilTheyAreDecidedAgain) {
  EXPECT_EQ(listed({kSplit}), "c1: ada pay split at 3\nc3: bo pay split at 3\n");
  EXPECT_EQ(listed({kSplit, ThemeAssigned{"q", "c1", "ada", "time", 4},
                    ThemeWithdrawn{"q", "c1", "ada", "pay"}}),
            "c3: bo pay split at 3\n");
  EXPECT_EQ(listed({kSplit, ThemeRestored{"pay"}}), "");
}

TEST(TheStale, AreSettlementsWithASplitThemeToo) {
  const auto settled = [](std::string response, std::vector<std::string> themes) {
    return ResponseSettled{"q", std::move(response), std::move(themes)};
  };
  const std::string codings = "c1: ada pay split at 3\nc3: bo pay split at 3\n";
  EXPECT_EQ(listed({settled("c2", {"pay"})}), "");
  EXPECT_EQ(listed({settled("c2", {"pay"}), kRevised}), listed({kRevised}));
  EXPECT_EQ(listed({settled("c2", {"pay", "time"}), kSplit}),
            "c1: ada pay split at 3\nc2: settled pay split at 0\nc3: bo pay split at 3\n");
  EXPECT_EQ(listed({settled("c3", {"pay"}), kSplit}),
            "c1: ada pay split at 3\nc3: bo pay split at 3 settled pay split at 0\n");
  EXPECT_EQ(listed({settled("c2", {"pay"}), kSplit, settled("c2", {"time"})}), codings);
  EXPECT_EQ(listed({settled("c2", {"pay"}), kSplit, ResponseUnsettled{"q", "c2"}}), codings);
  EXPECT_EQ(listed({settled("c2", {"pay"}), kSplit, ThemeRestored{"pay"}}), "");
  EXPECT_EQ(listed({settled("c2", {"wages", "pay"}), kMerged, kSplit}),
            "c1: ada pay split at 3 bo pay split at 3\nc2: settled pay split at 0\n"
            "c3: bo pay split at 3\n")
      << "merged into what was split";
  EXPECT_EQ(listed({settled("c2", {"pay"}), kSplit}, {MemberIndex{1}}), "c3: bo pay split at 3\n")
      << "a settlement is nobody's";
  EXPECT_EQ(listed({settled("c2", {"pay"}), kSplit}, {{}, 1, 1}), "c2: settled pay split at 0\n");
}

TEST(TheStale, FollowAMerge) {
  EXPECT_EQ(listed({kMerged}), "");
  EXPECT_EQ(listed({kMerged, kRevised}),
            "c1: ada pay revised at 3 bo pay revised at 3\nc3: bo pay revised at 3\n");
  EXPECT_EQ(listed({kMerged, kRevised, ThemeAssigned{"q", "c1", "bo", "pay", 5}}),
            "c1: ada pay revised at 3\nc3: bo pay revised at 3\n")
      << "one assignment under the present meaning is enough";
  EXPECT_EQ(listed({kMerged, kRevised, ThemeRestored{"wages"}}),
            "c1: ada pay revised at 3\nc3: bo pay revised at 3\n");
}

TEST(TheStale, AreListedForOneCoderAndInPages) {
  EXPECT_EQ(listed({kRevised}, {MemberIndex{1}}), "c3: bo pay revised at 3\n");
  EXPECT_EQ(listed({kRevised}, {{}, 0, 1}), "c1: ada pay revised at 3\n");
  EXPECT_EQ(listed({kRevised}, {{}, 1, 1}), "c3: bo pay revised at 3\n");
  EXPECT_EQ(listed({kRevised}, {{}, 3, 1}), "");
}

}  // namespace
}  // namespace verbatim::projections
