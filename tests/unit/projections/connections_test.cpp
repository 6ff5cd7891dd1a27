// Which themes stand together, and how those of two frameworks meet.

#include "projections/connections.hpp"

#include <gtest/gtest.h>

#include "unit/projections/story.hpp"

namespace verbatim::projections {
namespace {

using namespace coding;

std::vector<Event> said() {
  return {StudyOpened{"s", "Study"},
          MemberAdded{"ada", Role::kCoder},
          MemberAdded{"bo", Role::kCoder},
          QuestionAdded{"q", ""},
          QuestionAdded{"other", ""},
          RespondentAdded{"p", ""},
          FrameworkAdded{"themes", "Themes"},
          FrameworkAdded{"advice", "Advice"},
          ThemeAdded{"pay", "themes", "Pay", "", "", {}},
          ThemeAdded{"wages", "themes", "Wages", "", "", {}},
          ThemeAdded{"raise", "advice", "Raise", "", "", {}},
          ThemeAdded{"listen", "advice", "Listen", "", "", {}},
          CommentAdded{"q", "c1", "p", {}, 9},
          CommentAdded{"q", "c2", "p", {}, 9},
          ThemeAssigned{"q", "c1", "ada", "pay", 2},
          ThemeAssigned{"q", "c1", "ada", "raise", 2},
          ThemeAssigned{"q", "c2", "ada", "wages", 2},
          ThemeAssigned{"q", "c2", "ada", "raise", 2},
          ThemeAssigned{"q", "c2", "bo", "wages", 2},
          ThemesLinked{"wages", "listen"}};
}

// "pay-raise 1, wages-listen 0 linked"
std::string met(std::vector<Event> more, Basis basis = Basis::kAny, bool turned = false) {
  auto events = said();
  events.insert(events.end(), more.begin(), more.end());
  const auto view = live(events);
  const auto& ids = view.study().theme_ids;
  std::string text;
  const FrameworkIndex from = turned ? 1 : 0, to = turned ? 0 : 1;
  for (const auto& pair : connections(view, 0, {basis, from, to, {}}))
    text += (text.empty() ? "" : ", ") + std::string(ids.id(pair.first)) + "-" +
            std::string(ids.id(pair.second)) + " " + std::to_string(pair.both) +
            (pair.linked ? " linked" : "");
  return text;
}

TEST(ACrosswalk, CountsWhereThemesMeetAndSaysWhichAreLinked) {
  EXPECT_EQ(met({}), "pay-raise 1, wages-raise 1, wages-listen 0 linked");
  EXPECT_EQ(met({}, Basis::kAny, true), "raise-pay 1, raise-wages 1, listen-wages 0 linked");
  EXPECT_EQ(met({}, Basis::kAll), "pay-raise 1, wages-listen 0 linked") << "bo does not say raise";
  EXPECT_EQ(met({ThemesUnlinked{"wages", "listen"}}), "pay-raise 1, wages-raise 1");
}

TEST(ACrosswalk, TakesMergedThemesForWhatTheyCountAs) {
  EXPECT_EQ(met({ThemeMerged{"wages", "pay"}}), "pay-raise 2, pay-listen 0 linked");
}

TEST(ACrosswalk, LeavesOutThemesThatAreNotInScope) {
  EXPECT_EQ(met({ThemeScoped{"wages", {"other"}}}), "pay-raise 1");
}

}  // namespace
}  // namespace verbatim::projections
