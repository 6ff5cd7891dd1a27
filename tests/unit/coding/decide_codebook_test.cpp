// The codebook: add_framework, add_theme, scope_theme.

#include <gtest/gtest.h>

#include "decision_table.hpp"

namespace verbatim::coding {
namespace {

const Events kOpen = {StudyOpened{"iep", "Rapid insight"}, QuestionAdded{"q1", "What helped?"},
                      QuestionAdded{"q2", "What hindered?"}};
const Events kThemes =
    after(kOpen, FrameworkAdded{"themes", "Themes"},
          ThemeAdded{"culture", "themes", "Culture", "", "How we work together", {}});
const Events kAdvice = after(kThemes, FrameworkAdded{"advice", "Advice"},
                             ThemeAdded{"more time", "advice", "More time", "", "", {}});

TEST(AFramework, IsAddedOnceWithOneLabel) {
  expect_decisions({
      {"is added", kOpen, AddFramework{"advice", "Advice"},
       Events{FrameworkAdded{"advice", "Advice"}}},
      {"is there already", kAdvice, AddFramework{"advice", "Advice"}, nothing()},
      {"is not relabelled", kAdvice, AddFramework{"advice", "Recommendations"},
       Refused{Fault::kAlreadyExists, "framework"}},
      {"needs an id", kOpen, AddFramework{"", "Advice"},
       Refused{Fault::kInvalidValue, "framework"}},
  });
}

TEST(TheFrameworkThemes, ComesWithItsFirstTheme) {
  expect_decisions({
      {"the first theme brings it along", kOpen,
       AddTheme{"culture", "themes", "Culture", "", "", {"q1"}},
       Events{FrameworkAdded{"themes", "Themes"},
              ThemeAdded{"culture", "themes", "Culture", "", "", {"q1"}}}},
      {"it may be added before, under a label of one's own", kOpen, AddFramework{"themes", "Codes"},
       Events{FrameworkAdded{"themes", "Codes"}}},
      {"no other framework comes by itself", kOpen,
       AddTheme{"more time", "advice", "More time", "", "", {}},
       Refused{Fault::kUnknownFramework, "framework"}},
      {"its first theme has no parent", kOpen,
       AddTheme{"culture", "themes", "Culture", "work", "", {}},
       Refused{Fault::kUnknownTheme, "parent"}},
      {"a refused first theme brings nothing: no id", kOpen,
       AddTheme{"", "themes", "Culture", "", "", {}}, Refused{Fault::kInvalidValue, "theme"}},
      {"a refused first theme brings nothing: no such question", kOpen,
       AddTheme{"culture", "themes", "Culture", "", "", {"q9"}},
       Refused{Fault::kUnknownQuestion, "questions/0"}},
  });
}

TEST(TheFirstThemeOfThemes, RespectsWhatAnotherFrameworkHas) {
  const auto advice_alone = after(kOpen, FrameworkAdded{"advice", "Advice"},
                                  ThemeAdded{"more time", "advice", "More time", "", "", {}});
  expect_decisions({
      {"its id may be taken", advice_alone,
       AddTheme{"more time", "themes", "More time", "", "", {}},
       Refused{Fault::kAlreadyExists, "theme"}},
      {"a parent in another framework is known, and not allowed", advice_alone,
       AddTheme{"culture", "themes", "Culture", "more time", "", {}},
       Refused{Fault::kInvalidValue, "parent"}},
  });
}

TEST(ATheme, IsAddedOnceWithOneContent) {
  const auto pay = ThemeAdded{"pay", "themes", "Pay", "culture", "Money", {"q1", "q2"}};
  const auto there = after(kThemes, pay);
  const Refused exists{Fault::kAlreadyExists, "theme"};
  expect_decisions({
      {"a theme", kThemes, AddTheme{"pay", "themes", "Pay", "", "", {}},
       Events{ThemeAdded{"pay", "themes", "Pay", "", "", {}}}},
      {"a sub-theme with definition and scope", kThemes,
       AddTheme{"pay", "themes", "Pay", "culture", "Money", {"q1", "q2"}}, Events{pay}},
      {"is there already", there,
       AddTheme{"pay", "themes", "Pay", "culture", "Money", {"q1", "q2"}}, nothing()},
      {"the order of its questions says nothing", there,
       AddTheme{"pay", "themes", "Pay", "culture", "Money", {"q2", "q1", "q2"}}, nothing()},
      {"another label", there, AddTheme{"pay", "themes", "Wages", "culture", "Money", {"q1", "q2"}},
       exists},
      {"another definition", there, AddTheme{"pay", "themes", "Pay", "culture", "", {"q1", "q2"}},
       exists},
      {"another parent", there, AddTheme{"pay", "themes", "Pay", "", "Money", {"q1", "q2"}},
       exists},
      {"another scope", there, AddTheme{"pay", "themes", "Pay", "culture", "Money", {"q1"}},
       exists},
      {"no scope", there, AddTheme{"pay", "themes", "Pay", "culture", "Money", {}}, exists},
      {"another framework", kAdvice, AddTheme{"culture", "advice", "Culture", "", "", {}}, exists},
  });
}

TEST(ATheme, IsRefusedWhereWhatItRefersToIsMissing) {
  expect_decisions({
      {"framework", kThemes, AddTheme{"pay", "moods", "Pay", "", "", {}},
       Refused{Fault::kUnknownFramework, "framework"}},
      {"parent", kThemes, AddTheme{"pay", "themes", "Pay", "money", "", {}},
       Refused{Fault::kUnknownTheme, "parent"}},
      {"itself as parent", kThemes, AddTheme{"pay", "themes", "Pay", "pay", "", {}},
       Refused{Fault::kUnknownTheme, "parent"}},
      {"a parent of another framework", kAdvice,
       AddTheme{"pay", "themes", "Pay", "more time", "", {}},
       Refused{Fault::kInvalidValue, "parent"}},
      {"question", kThemes, AddTheme{"pay", "themes", "Pay", "", "", {"q1", "q9"}},
       Refused{Fault::kUnknownQuestion, "questions/1"}},
      {"id", kThemes, AddTheme{"", "themes", "Pay", "", "", {}},
       Refused{Fault::kInvalidValue, "theme"}},
  });
}

TEST(TheScopeOfATheme, IsSetAsAWhole) {
  const auto scoped = after(kThemes, ThemeScoped{"culture", {"q1"}});
  expect_decisions({
      {"everywhere becomes one question", kThemes, ScopeTheme{"culture", {"q1"}},
       Events{ThemeScoped{"culture", {"q1"}}}},
      {"one question becomes another", scoped, ScopeTheme{"culture", {"q2"}},
       Events{ThemeScoped{"culture", {"q2"}}}},
      {"no question is everywhere", scoped, ScopeTheme{"culture", {}},
       Events{ThemeScoped{"culture", {}}}},
      {"the same scope, a question named twice", scoped, ScopeTheme{"culture", {"q1", "q1"}},
       nothing()},
      {"everywhere already", kThemes, ScopeTheme{"culture", {}}, nothing()},
      {"the theme must be there", kThemes, ScopeTheme{"pay", {"q1"}},
       Refused{Fault::kUnknownTheme, "theme"}},
      {"the questions must be there", kThemes, ScopeTheme{"culture", {"q1", "q9"}},
       Refused{Fault::kUnknownQuestion, "questions/1"}},
  });
}

TEST(TheRevisionOfAFramework, CountsChangesToItsThemes) {
  const auto revision = [](const Events& events, const char* framework) {
    const auto study = study_of(events);
    return study.frameworks[*study.framework_ids.find(framework)].revision;
  };
  EXPECT_EQ(revision(after(kOpen, FrameworkAdded{"themes", "Themes"}), "themes"), 0U);
  EXPECT_EQ(revision(kThemes, "themes"), 1U);
  EXPECT_EQ(revision(kAdvice, "themes"), 1U) << "another framework's themes do not count";
  EXPECT_EQ(revision(after(kThemes, ThemeScoped{"culture", {"q1"}}), "themes"), 2U);
}

}  // namespace
}  // namespace verbatim::coding
