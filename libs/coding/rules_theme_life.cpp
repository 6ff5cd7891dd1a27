// What becomes of themes and their frameworks: revised, moved, retired, merged, split, linked.
#include <algorithm>

#include "coding/codebook.hpp"
#include "coding/refusals.hpp"
#include "coding/rules.hpp"

namespace verbatim::coding {
namespace {

Result<ThemeIndex> known_theme(const Study& study, std::string_view id, std::string_view field) {
  const auto theme = study.theme_ids.find(id);
  if (!theme) return unknown(Fault::kUnknownTheme, "theme", id, field);
  return static_cast<ThemeIndex>(*theme);
}

Result<FrameworkIndex> known_framework(const Study& study, std::string_view id) {
  const auto framework = study.framework_ids.find(id);
  if (!framework) return unknown(Fault::kUnknownFramework, "framework", id, "framework");
  return static_cast<FrameworkIndex>(*framework);
}

bool is_frozen(const Study& study, ThemeIndex theme) {
  return study.frameworks[study.themes[theme].framework].frozen;
}

Failure frozen(const Study& study, ThemeIndex theme) {
  return *coding::frozen(study, study.themes[theme].framework, "theme");
}

Failure foreign(const Study& study, std::string_view id, ThemeIndex theme, std::string_view field) {
  const auto own = study.framework_ids.id(study.themes[theme].framework);
  return invalid("Theme " + quoted(id) + " belongs to another framework.", field,
                 "Choose a theme of framework " + quoted(own) + ".");
}

// A theme that takes what another one gives up.
Result<ThemeIndex> taker(const Study& study, std::string_view id, ThemeIndex giver,
                         std::string_view field) {
  const auto theme = known_theme(study, id, field);
  if (!theme) return theme;
  if (*theme == giver)
    return invalid("A theme is not its own successor.", field, "Choose another theme.");
  if (study.themes[*theme].framework != study.themes[giver].framework)
    return foreign(study, id, giver, field);
  if (study.themes[*theme].status != ThemeStatus::kInUse) return out_of_use(study, *theme, field);
  return theme;
}

// Whether a theme may be used wherever another one may.
bool covers(const Theme& wide, const Theme& narrow) {
  if (wide.questions.empty()) return true;
  return !narrow.questions.empty() &&
         std::includes(wide.questions.begin(), wide.questions.end(), narrow.questions.begin(),
                       narrow.questions.end());
}

// A sub-theme in use, which would hang below a theme that is no more.
std::optional<ThemeIndex> sub_theme_in_use(const Study& study, ThemeIndex theme) {
  for (std::size_t t = 0; t < study.themes.size(); ++t)
    if (study.themes[t].parent == theme && study.themes[t].status == ThemeStatus::kInUse)
      return static_cast<ThemeIndex>(t);
  return std::nullopt;
}

// How many levels a theme and what stands below it are.
std::size_t levels_of(const Study& study, ThemeIndex theme) {
  std::size_t most = 0;
  for (const auto below : study.frameworks[study.themes[theme].framework].order) {
    std::size_t levels = 1;
    auto at = below;
    for (; at != theme && at != kNone16; at = study.themes[at].parent) ++levels;
    if (at == theme) most = std::max(most, levels);
  }
  return most;
}

Wording revised(const Wording& there, const ReviseTheme& c) {
  return {c.label.value_or(there.label),         c.definition.value_or(there.definition),
          c.inclusion.value_or(there.inclusion), c.exclusion.value_or(there.exclusion),
          c.examples.value_or(there.examples),   c.colour.value_or(there.colour)};
}

struct Pair {
  ThemeIndex theme, other;
};

Result<Pair> pair_of(const Study& study, std::string_view theme, std::string_view other) {
  const auto one = known_theme(study, theme, "theme"), two = known_theme(study, other, "other");
  if (!one) return one.error();
  if (!two) return two.error();
  return Pair{*one, *two};
}

}  // namespace

Decision rule(const Study& study, const ReviseTheme& c) {
  const auto theme = known_theme(study, c.theme, "theme");
  if (!theme) return theme.error();
  if (!is_colour(c.colour.value_or(""))) return bad_colour();
  const auto& there = study.themes[*theme].wording;
  const auto now = revised(there, c);
  if (now == there) return Events{};
  if (is_frozen(study, *theme)) return frozen(study, *theme);
  return Events{ThemeRevised{c.theme, now.label, now.definition, now.inclusion, now.exclusion,
                             now.examples, now.colour, c.minor}};
}

Decision rule(const Study& study, const MoveTheme& c) {
  const auto theme = known_theme(study, c.theme, "theme");
  if (!theme) return theme.error();
  ThemeIndex parent = kNone16;
  if (!c.parent.empty()) {
    const auto found = known_theme(study, c.parent, "parent");
    if (!found) return found.error();
    parent = *found;
    if (study.themes[parent].framework != study.themes[*theme].framework)
      return foreign(study, c.parent, *theme, "parent");
    if (stands_below(study, parent, *theme))
      return invalid("Theme " + quoted(c.parent) + " stands below " + quoted(c.theme) + " itself.",
                     "parent", "Choose a parent outside of the branch that is moved.");
  }
  std::optional<ThemeIndex> before;
  if (!c.before.empty()) {
    const auto found = known_theme(study, c.before, "before");
    if (!found) return found.error();
    before = *found;
    if (*before == *theme || study.themes[*before].parent != parent ||
        study.themes[*before].framework != study.themes[*theme].framework)
      return invalid("Theme " + quoted(c.before) + " is not one of those it would stand among.",
                     "before", "Name a theme with the same parent, or none to stand last.");
  }
  if (study.themes[*theme].parent == parent && next_sibling(study, *theme) == before)
    return Events{};
  if (is_frozen(study, *theme)) return frozen(study, *theme);
  if (study.themes[*theme].parent != parent)
    if (auto failure = no_parent(study, parent, levels_of(study, *theme)))
      return std::move(*failure);
  return Events{ThemeMoved{c.theme, c.parent, c.before}};
}

Decision rule(const Study& study, const RetireTheme& c) {
  const auto theme = known_theme(study, c.theme, "theme");
  if (!theme) return theme.error();
  if (study.themes[*theme].status == ThemeStatus::kRetired) return Events{};
  if (study.themes[*theme].status != ThemeStatus::kInUse) return out_of_use(study, *theme, "theme");
  if (is_frozen(study, *theme)) return frozen(study, *theme);
  return Events{ThemeRetired{c.theme}};
}

Decision rule(const Study& study, const RestoreTheme& c) {
  const auto theme = known_theme(study, c.theme, "theme");
  if (!theme) return theme.error();
  if (study.themes[*theme].status == ThemeStatus::kInUse) return Events{};
  if (is_frozen(study, *theme)) return frozen(study, *theme);
  return Events{ThemeRestored{c.theme}};
}

// Sub-themes are moved first, by whoever knows where they belong: a merge says nothing of them.
Decision rule(const Study& study, const MergeThemes& c) {
  const auto theme = known_theme(study, c.theme, "theme");
  if (!theme) return theme.error();
  const auto& there = study.themes[*theme];
  if (there.status == ThemeStatus::kMerged && study.theme_ids.find(c.into) == there.into.front())
    return Events{};
  if (there.status != ThemeStatus::kInUse) return out_of_use(study, *theme, "theme");
  const auto into = taker(study, c.into, *theme, "into");
  if (!into) return into.error();
  if (is_frozen(study, *theme)) return frozen(study, *theme);
  if (const auto below = sub_theme_in_use(study, *theme))
    return not_now("Theme " + quoted(c.theme) + " has sub-themes, such as " +
                       quoted(study.theme_ids.id(*below)) + ".",
                   "theme", "Move or retire its sub-themes first (move_theme, retire_theme).");
  if (!covers(study.themes[*into], there))
    return not_now("Theme " + quoted(c.into) + " is not in scope wherever " + quoted(c.theme) +
                       " is, so that assignments would no longer be counted.",
                   "into", "Widen its scope first (scope_theme).");
  return Events{ThemeMerged{c.theme, c.into}};
}

Decision rule(const Study& study, const SplitTheme& c) {
  const auto theme = known_theme(study, c.theme, "theme");
  if (!theme) return theme.error();
  const auto& there = study.themes[*theme];
  if (there.status == ThemeStatus::kSplit &&
      std::equal(c.into.begin(), c.into.end(), there.into.begin(), there.into.end(),
                 [&](const auto& id, ThemeIndex one) { return study.theme_ids.id(one) == id; }))
    return Events{};
  if (there.status != ThemeStatus::kInUse) return out_of_use(study, *theme, "theme");
  if (c.into.size() < 2)
    return invalid("A theme is split into two themes or more.", "into",
                   "Add the new themes first (add_theme), and name them.");
  for (std::size_t i = 0; i < c.into.size(); ++i) {
    const auto field = "into/" + std::to_string(i);
    const auto one = taker(study, c.into[i], *theme, field);
    if (!one) return one.error();
    if (std::find(c.into.begin(), c.into.begin() + static_cast<std::ptrdiff_t>(i), c.into[i]) !=
        c.into.begin() + static_cast<std::ptrdiff_t>(i))
      return invalid("Theme " + quoted(c.into[i]) + " is given twice.", field, "Name it once.");
  }
  if (is_frozen(study, *theme)) return frozen(study, *theme);
  return Events{ThemeSplit{c.theme, c.into}};
}

Decision rule(const Study& study, const FreezeFramework& c) {
  const auto framework = known_framework(study, c.framework);
  if (!framework) return framework.error();
  if (study.frameworks[*framework].frozen) return Events{};
  return Events{FrameworkFrozen{c.framework}};
}

Decision rule(const Study& study, const UnfreezeFramework& c) {
  const auto framework = known_framework(study, c.framework);
  if (!framework) return framework.error();
  if (!study.frameworks[*framework].frozen) return Events{};
  return Events{FrameworkUnfrozen{c.framework}};
}

// A link stands between frameworks: it changes neither, frozen or not.
Decision rule(const Study& study, const LinkThemes& c) {
  const auto pair = pair_of(study, c.theme, c.other);
  if (!pair) return pair.error();
  if (study.themes[pair->theme].framework == study.themes[pair->other].framework)
    return invalid("Themes " + quoted(c.theme) + " and " + quoted(c.other) +
                       " belong to one framework; links lead from one to another.",
                   "other", "Choose a theme of another framework.");
  if (study.themes[pair->theme].is_linked(pair->other)) return Events{};
  return Events{ThemesLinked{c.theme, c.other}};
}

Decision rule(const Study& study, const UnlinkThemes& c) {
  const auto pair = pair_of(study, c.theme, c.other);
  if (!pair) return pair.error();
  if (!study.themes[pair->theme].is_linked(pair->other)) return Events{};
  return Events{ThemesUnlinked{c.theme, c.other}};
}

}  // namespace verbatim::coding
