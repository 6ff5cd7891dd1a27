#include "projections/study_view.hpp"

#include <algorithm>

namespace verbatim::projections {

namespace {

// The theme of which an event changes what it counts as: it is merged or, perhaps, was.
std::optional<coding::ThemeIndex> merged_by(const coding::Study& study,
                                            const coding::Event& event) {
  const std::string* id = nullptr;
  if (const auto* merged = std::get_if<coding::ThemeMerged>(&event)) id = &merged->theme;
  if (const auto* restored = std::get_if<coding::ThemeRestored>(&event)) id = &restored->theme;
  if (id == nullptr) return std::nullopt;
  const auto theme = study.theme_ids.find(*id);
  if (!theme) return std::nullopt;
  return static_cast<coding::ThemeIndex>(*theme);
}

// The comments of which a response bears the theme, or one that was merged into it.
std::vector<coding::CommentIndex> comments_bearing(const coding::Study& study,
                                                   coding::ThemeIndex theme) {
  std::vector<bool> wanted(study.themes.size());
  for (std::size_t t = 0; t < wanted.size(); ++t)
    wanted[t] = merged_through(study, static_cast<coding::ThemeIndex>(t), theme);
  std::vector<bool> bears(study.comments.size());
  for (const auto& response : study.responses) {
    const auto assigned = response.codings.assignments();
    if (std::any_of(assigned.begin(), assigned.end(),
                    [&](const coding::Assignment& a) { return wanted[a.theme]; }))
      bears[response.comment] = true;
  }
  for (const auto& [response, settled] : study.settlements)
    if (std::any_of(settled.begin(), settled.end(), [&](auto t) { return wanted[t]; }))
      bears[study.responses[response].comment] = true;
  std::vector<coding::CommentIndex> comments;
  for (std::size_t c = 0; c < bears.size(); ++c)
    if (bears[c]) comments.push_back(static_cast<coding::CommentIndex>(c));
  return comments;
}

}  // namespace

// The same for an event that changes what assignments count as: whole comments are taken out, since
// several responses of one may bear the theme.
template <class Evolve>
Result<void> StudyView::bracket_merge(coding::ThemeIndex theme, Evolve evolve) {
  const auto comments = comments_bearing(study_, theme);
  const auto tally_of = [&](coding::CommentIndex comment) -> QuestionTally& {
    return tallies_[study_.comments[comment].question];
  };
  for (const auto comment : comments) tally_of(comment).take_out_whole(study_, comment);
  auto outcome = evolve();
  for (const auto comment : comments) tally_of(comment).put_in_whole(study_, comment);
  return outcome;
}

// Runs a change of the study with every tally kept in step: what the event touches is taken out
// before and put in again after, also when the change fails and leaves things as they were.
template <class Evolve>
Result<void> StudyView::bracket(const coding::Event& event, Evolve evolve) {
  if (const auto theme = merged_by(study_, event)) return bracket_merge(*theme, evolve);
  const auto response = coding::response_of(study_, event);
  if (!response) return evolve();
  auto& tally = tallies_[study_.question_of(*response)];
  tally.take_out(study_, *response);
  auto outcome = evolve();
  tally.put_in(study_, *response);
  return outcome;
}

StudyView::StudyView(coding::Study study, Micros opened_at, Micros last_event_at)
    : study_(std::move(study)), opened_at_(opened_at), last_event_at_(last_event_at) {
  count_all();
}

void StudyView::count_all() {
  tallies_.assign(study_.questions.size(), {});
  for (std::size_t c = 0; c < study_.comments.size(); ++c)
    tallies_[study_.comments[c].question].count(study_, static_cast<coding::CommentIndex>(c));
}

Result<StudyView::Applied> StudyView::try_apply(const coding::Event& event, Micros time) {
  const auto position = study_.position + 1;
  const auto settled_by = study_.policy.settled_by;
  Applied applied{event, {}, last_event_at_};
  auto outcome = bracket(event, [&]() -> Result<void> {
    auto undo = coding::evolve_with_undo(study_, event, position);
    if (!undo) return std::move(undo).error();
    applied.undo = std::move(*undo);
    return {};
  });
  if (!outcome) return std::move(outcome).error();
  count_in(event);
  if (study_.policy.settled_by != settled_by) count_all();  // rare: every response may differ
  if (position == 1) opened_at_ = time;
  last_event_at_ = time;
  return applied;
}

void StudyView::take_back(Applied applied) {
  const auto settled_by = study_.policy.settled_by;
  count_out(applied.event);
  static_cast<void>(bracket(applied.event, [&]() -> Result<void> {
    coding::revert(study_, applied.undo);
    return {};
  }));
  if (study_.policy.settled_by != settled_by) count_all();
  last_event_at_ = applied.last_event_at;
  if (position() == 0) opened_at_ = 0;
}

void StudyView::count_in(const coding::Event& event) {
  if (std::holds_alternative<coding::QuestionAdded>(event)) tallies_.emplace_back();
  if (std::holds_alternative<coding::CommentAdded>(event)) {
    const auto comment = static_cast<coding::CommentIndex>(study_.comments.size() - 1);
    tallies_[study_.comments[comment].question].add_comment(study_, comment);
  }
  if (const auto* segmented = std::get_if<coding::CommentSegmented>(&event)) {
    const auto question =
        static_cast<coding::QuestionIndex>(*study_.question_ids.find(segmented->question));
    tallies_[question].change_responses(study_, *study_.find_comment(question, segmented->comment),
                                        static_cast<int>(segmented->segments.size()) - 1);
  }
}

void StudyView::count_out(const coding::Event& event) {
  if (std::holds_alternative<coding::QuestionAdded>(event)) tallies_.pop_back();
  if (std::holds_alternative<coding::CommentAdded>(event)) {
    const auto comment = static_cast<coding::CommentIndex>(study_.comments.size() - 1);
    tallies_[study_.comments[comment].question].remove_comment(study_, comment);
  }
  if (const auto* segmented = std::get_if<coding::CommentSegmented>(&event)) {
    const auto question =
        static_cast<coding::QuestionIndex>(*study_.question_ids.find(segmented->question));
    tallies_[question].change_responses(study_, *study_.find_comment(question, segmented->comment),
                                        1 - static_cast<int>(segmented->segments.size()));
  }
}

}  // namespace verbatim::projections
