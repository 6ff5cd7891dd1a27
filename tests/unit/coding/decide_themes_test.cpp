// The life of themes: revise_theme, move_theme, retire_theme, restore_theme, merge_themes,
// split_theme, freeze_framework, unfreeze_framework, link_themes, unlink_themes, and what add_theme
// says of a theme beside its label.

#include <gtest/gtest.h>

#include "coding/decide.hpp"
#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

ThemeAdded theme(const char* id, const char* parent = "", const char* framework = "themes") {
  return {id, framework, id, parent, "", {}};
}

// themes: culture (trust, pay (bonus)), time; advice: listen.
const Events kBook =
    after({StudyOpened{"iep", "Rapid insight"}, QuestionAdded{"q1", "What helped?"},
           QuestionAdded{"q2", "What hindered?"}, RespondentAdded{"p1", ""},
           CommentAdded{"q1", "r7", "p1", {}, 9}, FrameworkAdded{"themes", "Themes"},
           FrameworkAdded{"advice", "Advice"}},
          theme("culture"), theme("trust", "culture"), theme("pay", "culture"),
          theme("bonus", "pay"), theme("time"), theme("listen", "", "advice"));
const Events kFrozen = after(kBook, FrameworkFrozen{"themes"});
const Refused kIsFrozen{Fault::kNotAllowedNow, "theme"};
const Refused kUnknown{Fault::kUnknownTheme, "theme"};

ThemeRevised time_as(const char* label, bool minor = false) {
  return {"time", label, "", "", "", {}, "", minor};
}

// The framework's themes as they are shown, those below others with dots before them.
std::string shown(const Events& events, const char* framework = "themes") {
  const auto study = study_of(events);
  std::string text;
  for (const auto theme : study.frameworks[*study.framework_ids.find(framework)].order) {
    if (!text.empty()) text += ' ';
    for (auto up = study.themes[theme].parent; up != kNone16; up = study.themes[up].parent)
      text += '.';
    text += study.theme_ids.id(theme);
  }
  return text;
}

TEST(ATheme, IsAddedWithAllThatItSaysOfItself) {
  const ThemeAdded whole{"pride",  "themes", "Pride",      "",        "Proud of it", {},
                         "Praise", "Thanks", {"Our best"}, "#3366cc", Origin::kData, "q1",
                         "r7"};
  const AddTheme wish{"pride",  "themes", "Pride",      "",        "Proud of it", {},
                      "Praise", "Thanks", {"Our best"}, "#3366cc", Origin::kData, "q1",
                      "r7"};
  const auto with = [&](auto change) {
    auto other = wish;
    change(other);
    return other;
  };
  const auto there = after(kBook, whole);
  const Refused exists{Fault::kAlreadyExists, "theme"};
  expect_decisions({
      {"is added", kBook, wish, Events{whole}},
      {"is there already", there, wish, nothing()},
      {"with another inclusion", there, with([](auto& c) { c.inclusion = ""; }), exists},
      {"with another exclusion", there, with([](auto& c) { c.exclusion = ""; }), exists},
      {"with other examples", there, with([](auto& c) { c.examples = {}; }), exists},
      {"with another colour", there, with([](auto& c) { c.colour = "#000000"; }), exists},
      {"from somewhere else", there, with([](auto& c) { c.origin = Origin::kStart; }), exists},
      {"revised since, it is another",
       after(there, ThemeRevised{"pride", "Pride!", "", "", "", {}, ""}), wish, exists},
      {"no colour", kBook, with([](auto& c) { c.colour = "blue"; }),
       Refused{Fault::kInvalidValue, "colour"}},
      {"no hexadecimal digit", kBook, with([](auto& c) { c.colour = "#3366cg"; }),
       Refused{Fault::kInvalidValue, "colour"}},
      {"from an unknown question", kBook, with([](auto& c) { c.origin_question = "q9"; }),
       Refused{Fault::kUnknownQuestion, "origin_question"}},
      {"from an unknown response", kBook, with([](auto& c) { c.origin_response = "r9"; }),
       Refused{Fault::kUnknownResponse, "origin_response"}},
      {"from a response of no question", kBook, with([](auto& c) { c.origin_question = ""; }),
       Refused{Fault::kUnknownQuestion, "origin_question"}},
      {"not under one that is out of use", after(kBook, ThemeRetired{"time"}),
       AddTheme{"late", "themes", "Late", "time", "", {}},
       Refused{Fault::kNotAllowedNow, "parent"}},
  });
}

TEST(Revising, ChangesWhatIsGiven) {
  const auto whole = ThemeRevised{"time", "Time", "Hours", "Long", "Short", {"All day"}, "#ffffff"};
  expect_decisions({
      {"the label alone", kBook, ReviseTheme{.theme = "time", .label = "Hours"},
       Events{time_as("Hours")}},
      {"a typo", kBook, ReviseTheme{.theme = "time", .label = "Time", .minor = true},
       Events{time_as("Time", true)}},
      {"the rest stays", after(kBook, whole), ReviseTheme{.theme = "time", .exclusion = ""},
       Events{ThemeRevised{"time", "Time", "Hours", "Long", "", {"All day"}, "#ffffff"}}},
      {"to what it is", kBook, ReviseTheme{.theme = "time", .label = "time"}, nothing()},
      {"nothing given", kBook, ReviseTheme{.theme = "time"}, nothing()},
      {"no such theme", kBook, ReviseTheme{.theme = "tme", .label = "x"}, kUnknown},
      {"no colour", kBook, ReviseTheme{.theme = "time", .colour = "red"},
       Refused{Fault::kInvalidValue, "colour"}},
      {"frozen", kFrozen, ReviseTheme{.theme = "time", .label = "Hours"}, kIsFrozen},
      {"frozen, to what it is", kFrozen, ReviseTheme{.theme = "time", .label = "time"}, nothing()},
  });
}

TEST(Moving, KeepsTheTreeATree) {
  expect_decisions({
      {"to the top, last", kBook, MoveTheme{"pay", "", ""}, Events{ThemeMoved{"pay", "", ""}}},
      {"before a sibling", kBook, MoveTheme{"pay", "culture", "trust"},
       Events{ThemeMoved{"pay", "culture", "trust"}}},
      {"where it is, last", kBook, MoveTheme{"pay", "culture", ""}, nothing()},
      {"where it is, before another", kBook, MoveTheme{"culture", "", "time"}, nothing()},
      {"below itself", kBook, MoveTheme{"culture", "culture", ""},
       Refused{Fault::kInvalidValue, "parent"}},
      {"below one of its own", kBook, MoveTheme{"culture", "bonus", ""},
       Refused{Fault::kInvalidValue, "parent"}},
      {"to another framework", kBook, MoveTheme{"time", "listen", ""},
       Refused{Fault::kInvalidValue, "parent"}},
      {"before itself", kBook, MoveTheme{"pay", "culture", "pay"},
       Refused{Fault::kInvalidValue, "before"}},
      {"before one with another parent", kBook, MoveTheme{"pay", "", "trust"},
       Refused{Fault::kInvalidValue, "before"}},
      {"before one of another framework", kBook, MoveTheme{"pay", "", "listen"},
       Refused{Fault::kInvalidValue, "before"}},
      {"no such theme", kBook, MoveTheme{"none", "", ""}, kUnknown},
      {"no such parent", kBook, MoveTheme{"pay", "none", ""},
       Refused{Fault::kUnknownTheme, "parent"}},
      {"no such sibling", kBook, MoveTheme{"pay", "", "none"},
       Refused{Fault::kUnknownTheme, "before"}},
      {"under one that is out of use", after(kBook, ThemeRetired{"time"}),
       MoveTheme{"trust", "time", ""}, Refused{Fault::kNotAllowedNow, "parent"}},
      {"frozen", kFrozen, MoveTheme{"pay", "", ""}, kIsFrozen},
  });
}

TEST(Moving, TakesTheWholeBranchAlong) {
  EXPECT_EQ(shown(kBook), "culture .trust .pay ..bonus time");
  EXPECT_EQ(shown(after(kBook, ThemeMoved{"pay", "", ""})), "culture .trust time pay .bonus");
  EXPECT_EQ(shown(after(kBook, ThemeMoved{"pay", "", "culture"})),
            "pay .bonus culture .trust time");
  EXPECT_EQ(shown(after(kBook, ThemeMoved{"pay", "culture", "trust"})),
            "culture .pay ..bonus .trust time");
  EXPECT_EQ(shown(after(kBook, ThemeMoved{"culture", "time", ""})),
            "time .culture ..trust ..pay ...bonus");
  EXPECT_EQ(shown(after(kBook, ThemeMoved{"time", "culture", "pay"}, theme("late", "time"))),
            "culture .trust .time ..late .pay ..bonus");
}

TEST(ATree, IsAtMost32Deep) {
  auto deep = kBook;
  std::string parent;
  for (std::size_t level = 1; level <= kThemeDepthMax; ++level) {
    deep.emplace_back(theme(("l" + std::to_string(level)).c_str(), parent.c_str()));
    parent = "l" + std::to_string(level);
  }
  expect_decisions({
      {"no deeper", deep, AddTheme{"l33", "themes", "L", "l32", "", {}},
       Refused{Fault::kNotAllowedNow, "parent"}},
      {"a leaf fits under the last but one", deep, MoveTheme{"time", "l31", ""},
       Events{ThemeMoved{"time", "l31", ""}}},
      {"a branch of two does not", deep, MoveTheme{"pay", "l31", ""},
       Refused{Fault::kNotAllowedNow, "parent"}},
      {"it does one above", deep, MoveTheme{"pay", "l30", ""},
       Events{ThemeMoved{"pay", "l30", ""}}},
  });
}

TEST(RetiringAndRestoring, AreEachOthersOpposite) {
  const auto retired = after(kBook, ThemeRetired{"time"});
  expect_decisions({
      {"a theme", kBook, RetireTheme{"time"}, Events{ThemeRetired{"time"}}},
      {"it is already", retired, RetireTheme{"time"}, nothing()},
      {"a merged one", after(kBook, ThemeMerged{"time", "trust"}), RetireTheme{"time"}, kIsFrozen},
      {"no such theme", kBook, RetireTheme{"none"}, kUnknown},
      {"frozen", kFrozen, RetireTheme{"time"}, kIsFrozen},
      {"restored", retired, RestoreTheme{"time"}, Events{ThemeRestored{"time"}}},
      {"restored after a merge", after(kBook, ThemeMerged{"time", "trust"}), RestoreTheme{"time"},
       Events{ThemeRestored{"time"}}},
      {"restored after a split", after(kBook, ThemeSplit{"time", {"trust", "pay"}}),
       RestoreTheme{"time"}, Events{ThemeRestored{"time"}}},
      {"in use already", kBook, RestoreTheme{"time"}, nothing()},
      {"no such theme to restore", kBook, RestoreTheme{"none"}, kUnknown},
      {"restored, frozen", after(retired, FrameworkFrozen{"themes"}), RestoreTheme{"time"},
       kIsFrozen},
  });
}

TEST(Merging, NeedsATargetThatCanTakeIt) {
  const auto merged = after(kBook, ThemeMerged{"time", "trust"});
  expect_decisions({
      {"two themes", kBook, MergeThemes{"time", "trust"}, Events{ThemeMerged{"time", "trust"}}},
      {"merged already", merged, MergeThemes{"time", "trust"}, nothing()},
      {"merged into another", merged, MergeThemes{"time", "bonus"},
       Refused{Fault::kNotAllowedNow, "theme"}},
      {"a chain", merged, MergeThemes{"trust", "bonus"}, Events{ThemeMerged{"trust", "bonus"}}},
      {"no circle", merged, MergeThemes{"trust", "time"}, Refused{Fault::kNotAllowedNow, "into"}},
      {"into itself", kBook, MergeThemes{"time", "time"}, Refused{Fault::kInvalidValue, "into"}},
      {"into another framework's", kBook, MergeThemes{"time", "listen"},
       Refused{Fault::kInvalidValue, "into"}},
      {"into a retired one", after(kBook, ThemeRetired{"trust"}), MergeThemes{"time", "trust"},
       Refused{Fault::kNotAllowedNow, "into"}},
      {"with sub-themes", kBook, MergeThemes{"pay", "time"},
       Refused{Fault::kNotAllowedNow, "theme"}},
      {"with sub-themes that are out of use", after(kBook, ThemeRetired{"bonus"}),
       MergeThemes{"pay", "time"}, Events{ThemeMerged{"pay", "time"}}},
      {"into a theme of a narrower scope", after(kBook, ThemeScoped{"trust", {"q1"}}),
       MergeThemes{"time", "trust"}, Refused{Fault::kNotAllowedNow, "into"}},
      {"into a theme of a wider scope", after(kBook, ThemeScoped{"time", {"q1"}}),
       MergeThemes{"time", "trust"}, Events{ThemeMerged{"time", "trust"}}},
      {"no such theme", kBook, MergeThemes{"none", "time"}, kUnknown},
      {"no such target", kBook, MergeThemes{"time", "none"}, Refused{Fault::kUnknownTheme, "into"}},
      {"frozen", kFrozen, MergeThemes{"time", "trust"}, kIsFrozen},
  });
}

TEST(Merging, ResolvesChainsAndCanBeTakenBackFromAnyEnd) {
  const auto counts_as = [](const Events& events, const char* id) {
    const auto study = study_of(events);
    return std::string(study.theme_ids.id(study.counts_as[*study.theme_ids.find(id)]));
  };
  const auto chain = after(kBook, ThemeMerged{"time", "trust"}, ThemeMerged{"trust", "bonus"});
  EXPECT_EQ(counts_as(chain, "time"), "bonus");
  EXPECT_EQ(counts_as(chain, "trust"), "bonus");
  const auto first_restored = after(chain, ThemeRestored{"time"});
  EXPECT_EQ(counts_as(first_restored, "time"), "time");
  EXPECT_EQ(counts_as(first_restored, "trust"), "bonus");
  const auto second_restored = after(chain, ThemeRestored{"trust"});
  EXPECT_EQ(counts_as(second_restored, "time"), "trust");
  EXPECT_EQ(counts_as(second_restored, "trust"), "trust");
}

TEST(Splitting, NamesWhatToChooseBetween) {
  const auto split = after(kBook, ThemeSplit{"time", {"trust", "bonus"}});
  expect_decisions({
      {"a theme", kBook, SplitTheme{"time", {"trust", "bonus"}},
       Events{ThemeSplit{"time", {"trust", "bonus"}}}},
      {"split already", split, SplitTheme{"time", {"trust", "bonus"}}, nothing()},
      {"split into others", split, SplitTheme{"time", {"trust", "pay"}},
       Refused{Fault::kNotAllowedNow, "theme"}},
      {"into one", kBook, SplitTheme{"time", {"trust"}}, Refused{Fault::kInvalidValue, "into"}},
      {"into itself", kBook, SplitTheme{"time", {"trust", "time"}},
       Refused{Fault::kInvalidValue, "into/1"}},
      {"into one twice", kBook, SplitTheme{"time", {"trust", "trust"}},
       Refused{Fault::kInvalidValue, "into/1"}},
      {"into another framework's", kBook, SplitTheme{"time", {"listen", "trust"}},
       Refused{Fault::kInvalidValue, "into/0"}},
      {"into a retired one", after(kBook, ThemeRetired{"pay"}),
       SplitTheme{"time", {"trust", "pay"}}, Refused{Fault::kNotAllowedNow, "into/1"}},
      {"no such theme", kBook, SplitTheme{"none", {"trust", "pay"}}, kUnknown},
      {"no such successor", kBook, SplitTheme{"time", {"trust", "none"}},
       Refused{Fault::kUnknownTheme, "into/1"}},
      {"frozen", kFrozen, SplitTheme{"time", {"trust", "pay"}}, kIsFrozen},
  });
}

TEST(AFrozenFramework, StaysAsItIs) {
  expect_decisions({
      {"is frozen", kBook, FreezeFramework{"themes"}, Events{FrameworkFrozen{"themes"}}},
      {"is frozen already", kFrozen, FreezeFramework{"themes"}, nothing()},
      {"is unfrozen", kFrozen, UnfreezeFramework{"themes"}, Events{FrameworkUnfrozen{"themes"}}},
      {"is unfrozen already", kBook, UnfreezeFramework{"themes"}, nothing()},
      {"no such framework", kBook, FreezeFramework{"none"},
       Refused{Fault::kUnknownFramework, "framework"}},
      {"none such to unfreeze", kBook, UnfreezeFramework{"none"},
       Refused{Fault::kUnknownFramework, "framework"}},
      {"takes no theme", kFrozen, AddTheme{"new", "themes", "New", "", "", {}},
       Refused{Fault::kNotAllowedNow, "framework"}},
      {"knows what is there", kFrozen, AddTheme{"time", "themes", "time", "", "", {}}, nothing()},
      {"keeps its scopes", kFrozen, ScopeTheme{"time", {"q1"}}, kIsFrozen},
      {"another goes on", kFrozen, AddTheme{"new", "advice", "New", "", "", {}},
       Events{ThemeAdded{"new", "advice", "New", "", "", {}}}},
      {"links are between frameworks, and go on", kFrozen, LinkThemes{"time", "listen"},
       Events{ThemesLinked{"time", "listen"}}},
  });
}

TEST(ALink, StandsBetweenTwoFrameworks) {
  const auto linked = after(kBook, ThemesLinked{"time", "listen"});
  expect_decisions({
      {"is made", kBook, LinkThemes{"time", "listen"}, Events{ThemesLinked{"time", "listen"}}},
      {"is there", linked, LinkThemes{"time", "listen"}, nothing()},
      {"has no direction", linked, LinkThemes{"listen", "time"}, nothing()},
      {"is one of many", linked, LinkThemes{"pay", "listen"},
       Events{ThemesLinked{"pay", "listen"}}},
      {"not within a framework", kBook, LinkThemes{"time", "pay"},
       Refused{Fault::kInvalidValue, "other"}},
      {"not with itself", kBook, LinkThemes{"time", "time"},
       Refused{Fault::kInvalidValue, "other"}},
      {"no such theme", kBook, LinkThemes{"none", "listen"}, kUnknown},
      {"no such other", kBook, LinkThemes{"time", "none"}, Refused{Fault::kUnknownTheme, "other"}},
      {"is taken away", linked, UnlinkThemes{"listen", "time"},
       Events{ThemesUnlinked{"listen", "time"}}},
      {"is not there", kBook, UnlinkThemes{"time", "listen"}, nothing()},
      {"no such theme to unlink", kBook, UnlinkThemes{"time", "none"},
       Refused{Fault::kUnknownTheme, "other"}},
  });
}

TEST(TheRevisionOfAFramework, CountsWhatChangesItAndNothingElse) {
  const auto revision = [](const Events& events) {
    return study_of(events).frameworks[0].revision;
  };
  EXPECT_EQ(revision(kBook), 5U);
  EXPECT_EQ(revision(after(kBook, time_as("Hours"))), 6U);
  EXPECT_EQ(revision(after(kBook, ThemeMoved{"pay", "", ""})), 6U);
  EXPECT_EQ(revision(after(kBook, ThemeRetired{"time"}, ThemeRestored{"time"})), 7U);
  EXPECT_EQ(revision(after(kBook, ThemeMerged{"time", "pay"})), 6U);
  EXPECT_EQ(revision(after(kBook, ThemeSplit{"time", {"pay", "trust"}})), 6U);
  EXPECT_EQ(revision(after(kBook, ThemesLinked{"time", "listen"})), 5U);
  EXPECT_EQ(revision(after(kFrozen, FrameworkUnfrozen{"themes"})), 5U);
}

TEST(TheMeaningOfATheme, ChangesWhenItIsRevisedForMoreThanATypo) {
  const auto since = [](const Events& events) {
    const auto study = study_of(events);
    return study.themes[*study.theme_ids.find("time")].meaning();
  };
  EXPECT_EQ(since(kBook), 0U);
  EXPECT_EQ(since(after(kBook, time_as("Hours"))), 6U);
  EXPECT_EQ(since(after(kBook, time_as("Time", true))), 0U);
  EXPECT_EQ(since(after(kBook, time_as("Hours"), time_as("hours", true))), 6U);
  EXPECT_EQ(since(after(kBook, ThemeRetired{"time"}, ThemeRestored{"time"})), 0U);
}

}  // namespace
}  // namespace verbatim::coding
