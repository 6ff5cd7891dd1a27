// Coding under a codebook that changes: themes out of use, merged, or of another meaning than when
// they were assigned.

#include <gtest/gtest.h>

#include "coding/decide.hpp"
#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

// Framework "themes" is at revision 4.
const Events kReady = {StudyOpened{"iep", "Rapid insight"},
                       MemberAdded{"ada", Role::kCoder},
                       QuestionAdded{"q1", "What helped?"},
                       RespondentAdded{"p1", ""},
                       CommentAdded{"q1", "r7", "p1", {}, 9},
                       FrameworkAdded{"themes", "Themes"},
                       ThemeAdded{"pay", "themes", "Pay", "", "", {}},
                       ThemeAdded{"wages", "themes", "Wages", "", "", {}},
                       ThemeAdded{"bonus", "themes", "Bonus", "", "", {}},
                       ThemeAdded{"time", "themes", "Time", "", "", {}}};

ThemeAssigned says(const char* theme, Revision revision = 4) {
  return {"q1", "r7", "ada", theme, revision};
}
ThemeWithdrawn no_more(const char* theme) {
  return {"q1", "r7", "ada", theme};
}
AssignTheme assign(const char* theme) {
  return {"q1", "r7", "ada", theme};
}
WithdrawTheme withdraw(const char* theme) {
  return {"q1", "r7", "ada", theme};
}
SetCoding set(std::vector<std::string> themes) {
  return {"q1", "r7", "ada", std::move(themes), false};
}

const auto kMerged = ThemeMerged{"wages", "pay"};
const auto kSplit = ThemeSplit{"pay", {"wages", "bonus"}};
const auto kRevised = ThemeRevised{"pay", "Pay", "Wages alone", "", "", {}, "", false};
const Refused kNotNow{Fault::kNotAllowedNow, "theme"};

TEST(AThemeOutOfUse, IsNotAssignedAndWhatStandsStays) {
  expect_decisions({
      {"retired", after(kReady, ThemeRetired{"pay"}), assign("pay"), kNotNow},
      {"merged", after(kReady, kMerged), assign("wages"), kNotNow},
      {"split", after(kReady, kSplit), assign("pay"), kNotNow},
      {"in a whole coding", after(kReady, kSplit), set({"time", "pay"}),
       Refused{Fault::kNotAllowedNow, "themes/1"}},
      {"retired, and stands", after(kReady, says("pay"), ThemeRetired{"pay"}), assign("pay"),
       nothing()},
      {"merged, and stands", after(kReady, says("wages"), kMerged), assign("wages"), nothing()},
      {"split, and stands", after(kReady, says("pay"), kSplit), assign("pay"), nothing()},
      {"a whole coding as it stands", after(kReady, says("pay"), says("time"), kSplit),
       set({"pay", "time"}), nothing()},
      {"withdrawn all the same", after(kReady, says("pay"), kSplit), withdraw("pay"),
       Events{no_more("pay")}},
      {"restored", after(kReady, kMerged, ThemeRestored{"wages"}), assign("wages"),
       Events{says("wages", 6)}},
  });
}

TEST(AThemeOutOfUse, SaysWhatToUseInstead) {
  const auto fix = [](const Events& given, const char* theme) {
    const auto refused = decide(study_of(given), Command(assign(theme)));
    return refused ? "accepted" : refused.error().fix;
  };
  EXPECT_EQ(fix(after(kReady, kMerged), "wages"), "Use 'pay'.");
  EXPECT_EQ(fix(after(kReady, kMerged, ThemeMerged{"pay", "time"}), "wages"), "Use 'time'.");
  EXPECT_EQ(fix(after(kReady, kSplit), "pay"), "Use 'wages' or 'bonus'.");
  EXPECT_EQ(fix(after(kReady, ThemeRetired{"pay"}), "pay"),
            "Use another theme, or restore this one first (restore_theme).");
}

TEST(WhatWasMerged, StandsForTheThemeItCountsAs) {
  const auto stands = after(kReady, says("wages"), kMerged);
  const auto both = after(kReady, says("wages"), says("pay"), kMerged);
  expect_decisions({
      {"the target is said already", stands, assign("pay"), nothing()},
      {"in a whole coding as well", stands, set({"pay"}), nothing()},
      {"withdrawing the target withdraws it", stands, withdraw("pay"), Events{no_more("wages")}},
      {"withdrawing the target withdraws both", both, withdraw("pay"),
       Events{no_more("pay"), no_more("wages")}},
      {"withdrawing the source leaves the target", both, withdraw("wages"),
       Events{no_more("wages")}},
      {"a coding without either", both, set({"time"}),
       Events{no_more("pay"), no_more("wages"), says("time", 5)}},
      {"a coding that names the source keeps the source alone", both, set({"wages"}),
       Events{no_more("pay")}},
      {"also at the end of a chain", after(stands, ThemeMerged{"pay", "time"}), assign("time"),
       nothing()},
      {"withdrawn at the end of a chain", after(both, ThemeMerged{"pay", "time"}), withdraw("time"),
       Events{no_more("pay"), no_more("wages")}},
  });
}

TEST(AStaleTheme, IsConfirmedByAssigningItAgain) {
  const auto stale = after(kReady, says("pay"), kRevised);
  const auto minor = ThemeRevised{"pay", "Pay!", "", "", "", {}, "", true};
  expect_decisions({
      {"a theme whose meaning changed", stale, assign("pay"), Events{says("pay", 5)}},
      {"in a whole coding", stale, set({"pay", "time"}), Events{says("pay", 5), says("time", 5)}},
      {"confirmed already", after(stale, says("pay", 5)), assign("pay"), nothing()},
      {"a typo was corrected", after(kReady, says("pay"), minor), assign("pay"), nothing()},
      {"another theme was revised", after(kReady, says("time"), kRevised), assign("time"),
       nothing()},
      {"a retired theme may be confirmed", after(stale, ThemeRetired{"pay"}), assign("pay"),
       Events{says("pay", 6)}},
      {"what was merged into it before its meaning changed",
       after(kReady, says("wages"), kMerged, kRevised), assign("pay"), Events{says("pay", 6)}},
      {"the target was added later, which changes no meaning",
       after(kReady, says("wages"), ThemeAdded{"late", "themes", "Late", "", "", {}},
             ThemeMerged{"wages", "late"}),
       assign("late"), nothing()},
  });
}

}  // namespace
}  // namespace verbatim::coding
