#include "coding/codebook.hpp"

#include <algorithm>

#include "coding/refusals.hpp"

namespace verbatim::coding {
namespace {

std::size_t depth_of(const Study& study, ThemeIndex theme) {
  std::size_t depth = 0;
  for (; theme != kNone16; theme = study.themes[theme].parent) ++depth;
  return depth;
}

// "'a', 'b' or 'c'"
std::string one_of(const Study& study, const std::vector<ThemeIndex>& themes) {
  std::string words;
  for (std::size_t i = 0; i < themes.size(); ++i)
    words += (i == 0                   ? ""
              : i + 1 == themes.size() ? " or "
                                       : ", ") +
             quoted(study.theme_ids.id(themes[i]));
  return words;
}

}  // namespace

bool is_colour(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  if (text.empty()) return true;
  return text.size() == 7 && text[0] == '#' &&
         text.find_first_not_of(kDigits, 1) == std::string_view::npos;
}

Failure bad_colour() {
  return invalid("A colour is # and six hexadecimal digits.", "colour", "For example #3366cc.");
}

std::optional<Failure> frozen(const Study& study, FrameworkIndex framework,
                              std::string_view field) {
  if (!study.frameworks[framework].frozen) return std::nullopt;
  return not_now("Framework " + quoted(study.framework_ids.id(framework)) +
                     " is frozen: its themes stay as they are.",
                 field, "Unfreeze it first (unfreeze_framework).");
}

std::optional<Failure> no_parent(const Study& study, ThemeIndex parent, std::size_t levels) {
  if (parent == kNone16) return std::nullopt;
  if (study.themes[parent].status != ThemeStatus::kInUse)
    return out_of_use(study, parent, "parent");
  if (depth_of(study, parent) + levels > kThemeDepthMax)
    return not_now(
        "Themes stand at most " + std::to_string(kThemeDepthMax) + " deep below each other.",
        "parent", "Choose a parent further up.");
  return std::nullopt;
}

std::optional<ThemeIndex> next_sibling(const Study& study, ThemeIndex theme) {
  const auto& order = study.frameworks[study.themes[theme].framework].order;
  auto at = std::find(order.begin(), order.end(), theme);
  at = std::find_if(++at, order.end(), [&](ThemeIndex other) {
    return study.themes[other].parent == study.themes[theme].parent;
  });
  if (at == order.end()) return std::nullopt;
  return *at;
}

Failure out_of_use(const Study& study, ThemeIndex theme, std::string_view field) {
  const auto& of = study.themes[theme];
  const auto name = "Theme " + quoted(study.theme_ids.id(theme));
  if (of.status == ThemeStatus::kMerged)
    return not_now(name + " has been merged.", field,
                   "Use " + quoted(study.theme_ids.id(study.counts_as[theme])) + ".");
  if (of.status == ThemeStatus::kSplit)
    return not_now(name + " has been split.", field, "Use " + one_of(study, of.into) + ".");
  return not_now(name + " has been retired.", field,
                 "Use another theme, or restore this one first (restore_theme).");
}

}  // namespace verbatim::coding
