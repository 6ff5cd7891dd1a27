// Frameworks and their themes.
#include <algorithm>
#include <numeric>

#include "coding/folds.hpp"

namespace verbatim::coding {
namespace {

Result<std::vector<QuestionIndex>> scope_of(const Step& step, const std::vector<std::string>& ids) {
  std::vector<QuestionIndex> scope;
  for (const auto& id : ids) {
    const auto question = step.study.question_ids.find(id);
    if (!question) return missing(step, "question", id);
    scope.push_back(static_cast<QuestionIndex>(*question));
  }
  std::sort(scope.begin(), scope.end());
  scope.erase(std::unique(scope.begin(), scope.end()), scope.end());
  return scope;
}

Result<ThemeIndex> theme_of(const Step& step, std::string_view id) {
  const auto theme = step.study.theme_ids.find(id);
  if (!theme) return missing(step, "theme", id);
  return static_cast<ThemeIndex>(*theme);
}

Result<Framework*> framework_of(const Step& step, std::string_view id) {
  const auto framework = step.study.framework_ids.find(id);
  if (!framework) return missing(step, "framework", id);
  return &step.study.frameworks[*framework];
}

Failure impossible(const Step& step, std::string_view what, std::string_view theme) {
  std::string detail = "Event " + std::to_string(step.position) + " does not follow: ";
  detail.append(what).append(" theme '").append(theme).append("'.");
  return {Fault::kCorruptStore, std::move(detail)};
}

using Order = std::vector<ThemeIndex>;

// Behind `at` and all that stands below it: a theme's whole branch stands together.
Order::iterator behind_branch(const Study& study, Order& order, Order::iterator at) {
  const auto top = *at;
  return std::find_if(at, order.end(),
                      [&](ThemeIndex theme) { return !stands_below(study, theme, top); });
}

// Where the last theme under `parent` goes.
Order::iterator last_place(const Study& study, Order& order, ThemeIndex parent) {
  if (parent == kNone16) return order.end();
  return behind_branch(study, order, std::find(order.begin(), order.end(), parent));
}

void count_merged_anew(Study& study) {
  auto& counts_as = study.counts_as;
  std::iota(counts_as.begin(), counts_as.end(), ThemeIndex{0});
  for (auto& as : counts_as)
    while (study.themes[as].status == ThemeStatus::kMerged) as = study.themes[as].into.front();
}

// Runs a change of one theme, which is a new revision of its framework.
template <class Change>
Result<void> revise(const Step& step, ThemeIndex at, Change change_it) {
  auto& theme = step.study.themes[at];
  const auto revision = ++step.study.frameworks[theme.framework].revision;
  if (!step.undo) {
    change_it(theme, revision);
    return {};
  }
  auto before = theme;
  change_it(theme, revision);
  return step.done([at, before = std::move(before)](Study& study) {
    --study.frameworks[before.framework].revision;
    study.themes[at] = before;
  });
}

Result<void> set_status(const Step& step, ThemeIndex at, ThemeStatus status,
                        std::vector<ThemeIndex> into) {
  auto done = revise(step, at, [&](Theme& theme, Revision) {
    theme.status = status;
    theme.into = std::move(into);
  });
  count_merged_anew(step.study);
  if (step.undo)
    *step.undo = [back = std::move(*step.undo)](Study& study) {
      back(study);
      count_merged_anew(study);
    };
  return done;
}

// A theme that the event takes out of use.
Result<ThemeIndex> in_use(const Step& step, std::string_view id) {
  const auto theme = theme_of(step, id);
  if (theme && step.study.themes[*theme].status != ThemeStatus::kInUse)
    return impossible(step, "out of use already is", id);
  return theme;
}

Result<void> set_frozen(const Step& step, std::string_view id, bool frozen) {
  const auto framework = framework_of(step, id);
  if (!framework) return framework.error();
  const auto at = *framework - step.study.frameworks.data();
  const bool before = std::exchange((*framework)->frozen, frozen);
  return step.done(
      [at, before](Study& s) { s.frameworks[static_cast<std::size_t>(at)].frozen = before; });
}

void link(Study& study, ThemeIndex from, ThemeIndex to) {
  auto& linked = study.themes[from].linked;
  linked.insert(std::lower_bound(linked.begin(), linked.end(), to), to);
}

void unlink(Study& study, ThemeIndex from, ThemeIndex to) {
  auto& linked = study.themes[from].linked;
  linked.erase(std::lower_bound(linked.begin(), linked.end(), to));
}

}  // namespace

Result<void> fold(const Step& step, const FrameworkAdded& e) {
  auto& study = step.study;
  if (study.framework_ids.find(e.framework)) return twice(step, "framework", e.framework);
  Framework framework{e.label, 0, false, {}};
  // One that comes back counts on, so that no revision ever means two things.
  if (const auto known = study.framework_ids.find_ever(e.framework))
    framework.revision = study.frameworks[*known].revision;
  return add_thing(step, &Study::framework_ids, &Study::frameworks, e.framework, framework);
}

Result<void> fold(const Step& step, const ThemeAdded& e) {
  auto& study = step.study;
  if (study.theme_ids.find(e.theme)) return twice(step, "theme", e.theme);
  const auto framework = framework_of(step, e.framework);
  if (!framework) return framework.error();
  Theme theme;
  theme.wording = {e.label, e.definition, e.inclusion, e.exclusion, e.examples, e.colour};
  theme.framework = static_cast<FrameworkIndex>(*framework - study.frameworks.data());
  theme.from = {e.origin, e.origin_question, e.origin_response};
  if (!e.parent.empty()) {
    const auto parent = theme_of(step, e.parent);
    if (!parent) return parent.error();
    if (study.themes[*parent].framework != theme.framework)
      return missing(step, "theme of framework " + e.framework, e.parent);
    theme.parent = *parent;
  }
  auto scope = scope_of(step, e.questions);
  if (!scope) return std::move(scope).error();
  theme.questions = std::move(*scope);
  const auto at = theme.framework;
  const auto known = study.theme_ids.find_ever(e.theme);
  const auto index = static_cast<ThemeIndex>(known.value_or(study.theme_ids.size()));
  auto& order = (*framework)->order;
  ++(*framework)->revision;
  order.insert(last_place(study, order, theme.parent), index);
  if (!known) study.counts_as.push_back(index);
  return add_thing(step, &Study::theme_ids, &Study::themes, e.theme, std::move(theme),
                   [at, index, is_new = !known](Study& s) {
                     auto& framework_then = s.frameworks[at];
                     --framework_then.revision;
                     auto& order_then = framework_then.order;
                     order_then.erase(std::find(order_then.begin(), order_then.end(), index));
                     if (is_new) s.counts_as.pop_back();
                   });
}

Result<void> fold(const Step& step, const ThemeScoped& e) {
  const auto theme = theme_of(step, e.theme);
  if (!theme) return theme.error();
  auto scope = scope_of(step, e.questions);
  if (!scope) return std::move(scope).error();
  return revise(step, *theme, [&](Theme& t, Revision) { t.questions = std::move(*scope); });
}

Result<void> fold(const Step& step, const ThemeRevised& e) {
  const auto theme = theme_of(step, e.theme);
  if (!theme) return theme.error();
  return revise(step, *theme, [&](Theme& t, Revision revision) {
    t.wording = {e.label, e.definition, e.inclusion, e.exclusion, e.examples, e.colour};
    if (e.minor) return;
    t.meanings.push_back({revision, e.meant_as == 0 ? revision : t.meaning_at(e.meant_as)});
  });
}

Result<void> fold(const Step& step, const ThemeMoved& e) {
  auto& study = step.study;
  const auto theme = theme_of(step, e.theme);
  if (!theme) return theme.error();
  ThemeIndex parent = kNone16, before = kNone16;
  if (!e.parent.empty()) {
    const auto found = theme_of(step, e.parent);
    if (!found) return found.error();
    parent = *found;
    if (study.themes[parent].framework != study.themes[*theme].framework ||
        stands_below(study, parent, *theme))
      return impossible(step, "not to be moved there is", e.theme);
  }
  if (!e.before.empty()) {
    const auto found = study.theme_ids.find_ever(e.before);
    if (!found) return missing(step, "theme", e.before);
    // A move that is taken back may name a sibling that is gone or has moved since: then it is
    // last.
    const auto sibling = static_cast<ThemeIndex>(*found);
    if (sibling == *theme) return impossible(step, "no place to be moved to is", e.before);
    if (!study.theme_ids.is_gone(sibling) && study.themes[sibling].parent == parent &&
        study.themes[sibling].framework == study.themes[*theme].framework)
      before = sibling;
  }
  const auto framework = study.themes[*theme].framework;
  auto& order = study.frameworks[framework].order;
  const auto first = std::find(order.begin(), order.end(), *theme);
  const auto end = behind_branch(study, order, first);
  const auto size = end - first, from = first - order.begin();
  const Order branch(first, end);
  order.erase(first, end);
  const auto place = before == kNone16 ? last_place(study, order, parent)
                                       : std::find(order.begin(), order.end(), before);
  const auto to = place - order.begin();
  order.insert(place, branch.begin(), branch.end());
  auto done = revise(step, *theme, [&](Theme& t, Revision) { t.parent = parent; });
  if (step.undo)
    *step.undo = [framework, size, from, to, back = std::move(*step.undo)](Study& s) {
      back(s);
      auto& moved = s.frameworks[framework].order;
      const auto now = moved.begin() + to;
      const Order taken(now, now + size);
      moved.erase(now, now + size);
      moved.insert(moved.begin() + from, taken.begin(), taken.end());
    };
  return done;
}

Result<void> fold(const Step& step, const ThemeRetired& e) {
  const auto theme = in_use(step, e.theme);
  if (!theme) return theme.error();
  return set_status(step, *theme, ThemeStatus::kRetired, {});
}

Result<void> fold(const Step& step, const ThemeRestored& e) {
  const auto theme = theme_of(step, e.theme);
  if (!theme) return theme.error();
  if (step.study.themes[*theme].status == ThemeStatus::kInUse)
    return impossible(step, "in use already is", e.theme);
  return set_status(step, *theme, ThemeStatus::kInUse, {});
}

Result<void> fold(const Step& step, const ThemeMerged& e) {
  const auto theme = in_use(step, e.theme);
  if (!theme) return theme.error();
  const auto into = theme_of(step, e.into);
  if (!into) return into.error();
  if (step.study.counts_as[*into] == *theme)
    return impossible(step, "merged into itself is", e.theme);
  return set_status(step, *theme, ThemeStatus::kMerged, {*into});
}

Result<void> fold(const Step& step, const ThemeSplit& e) {
  const auto theme = in_use(step, e.theme);
  if (!theme) return theme.error();
  std::vector<ThemeIndex> into;
  for (const auto& id : e.into) {
    const auto one = theme_of(step, id);
    if (!one) return one.error();
    into.push_back(*one);
  }
  return set_status(step, *theme, ThemeStatus::kSplit, std::move(into));
}

Result<void> fold(const Step& step, const FrameworkFrozen& e) {
  return set_frozen(step, e.framework, true);
}

Result<void> fold(const Step& step, const FrameworkUnfrozen& e) {
  return set_frozen(step, e.framework, false);
}

Result<void> fold(const Step& step, const ThemesLinked& e) {
  const auto one = theme_of(step, e.theme), other = theme_of(step, e.other);
  if (!one) return one.error();
  if (!other) return other.error();
  if (*one == *other) return impossible(step, "linked to itself is", e.theme);
  if (step.study.themes[*one].is_linked(*other)) return twice(step, "a link of theme", e.theme);
  link(step.study, *one, *other);
  link(step.study, *other, *one);
  return step.done([one = *one, other = *other](Study& s) {
    unlink(s, one, other);
    unlink(s, other, one);
  });
}

Result<void> fold(const Step& step, const ThemesUnlinked& e) {
  const auto one = theme_of(step, e.theme), other = theme_of(step, e.other);
  if (!one) return one.error();
  if (!other) return other.error();
  if (!step.study.themes[*one].is_linked(*other)) return missing(step, "a link of theme", e.theme);
  unlink(step.study, *one, *other);
  unlink(step.study, *other, *one);
  return step.done([one = *one, other = *other](Study& s) {
    link(s, one, other);
    link(s, other, one);
  });
}

}  // namespace verbatim::coding
