#include "projections/study_view.hpp"

namespace verbatim::projections {

// Runs a change of the study with every tally kept in step: what the event touches is taken out
// before and put in again after, also when the change fails and leaves things as they were.
template <class Evolve>
Result<void> StudyView::bracket(const coding::Event& event, Evolve evolve) {
  const auto response = coding::response_of(study_, event);
  if (!response) return evolve();
  auto& tally = tallies_[study_.question_of(*response)];
  tally.take_out(study_, *response);
  auto outcome = evolve();
  tally.put_in(study_, *response);
  return outcome;
}

StudyView::StudyView(coding::Study study, Micros opened_at, Micros last_event_at)
    : study_(std::move(study)),
      tallies_(study_.questions.size()),
      opened_at_(opened_at),
      last_event_at_(last_event_at) {
  for (std::size_t c = 0; c < study_.comments.size(); ++c) {
    const auto& comment = study_.comments[c];
    if (study_.is_gone(comment)) continue;
    tallies_[comment.question].count(study_, static_cast<coding::CommentIndex>(c));
  }
}

Result<StudyView::Applied> StudyView::try_apply(const coding::Event& event, Micros time) {
  const auto position = study_.position + 1;
  Applied applied{event, {}, last_event_at_};
  const auto before = comment_of(event);
  auto outcome = bracket(event, [&]() -> Result<void> {
    auto undo = coding::evolve_with_undo(study_, event, position);
    if (!undo) return std::move(undo).error();
    applied.undo = std::move(*undo);
    return {};
  });
  if (!outcome) return std::move(outcome).error();
  tallies_.resize(study_.questions.size());
  recount(before, comment_of(event));
  if (position == 1) opened_at_ = time;
  last_event_at_ = time;
  return applied;
}

void StudyView::take_back(Applied applied) {
  const auto before = comment_of(applied.event);
  static_cast<void>(bracket(applied.event, [&]() -> Result<void> {
    coding::revert(study_, applied.undo);
    return {};
  }));
  recount(before, comment_of(applied.event));
  tallies_.resize(study_.questions.size());
  last_event_at_ = applied.last_event_at;
  if (position() == 0) opened_at_ = 0;
}

// The comment that an event adds, splits or takes away, if it is there.
std::optional<StudyView::Counted> StudyView::comment_of(const coding::Event& event) const {
  const std::string *question = nullptr, *comment = nullptr;
  if (const auto* added = std::get_if<coding::CommentAdded>(&event)) {
    question = &added->question;
    comment = &added->comment;
  } else if (const auto* segmented = std::get_if<coding::CommentSegmented>(&event)) {
    question = &segmented->question;
    comment = &segmented->comment;
  } else if (const auto* removed = std::get_if<coding::Removed>(&event);
             removed && removed->thing.kind == coding::Kind::kComment) {
    question = &removed->thing.question;
    comment = &removed->thing.id;
  }
  if (question == nullptr) return std::nullopt;
  const auto asked = study_.question_ids.find(*question);
  if (!asked) return std::nullopt;
  const auto index = study_.find_comment(static_cast<coding::QuestionIndex>(*asked), *comment);
  if (!index) return std::nullopt;
  const auto& there = study_.comments[*index];
  return Counted{*index, there.question, there.respondent,
                 QuestionTally::slot_of(study_.respondents[there.respondent].group),
                 there.response_count};
}

// Keeps the bases in step with a comment that was or is there.
void StudyView::recount(const std::optional<Counted>& before, const std::optional<Counted>& after) {
  if (before && after)
    tallies_[after->question].change_responses(study_, after->comment,
                                               int{after->responses} - int{before->responses});
  else if (before)
    tallies_[before->question].remove_comment(study_, before->comment, before->respondent,
                                              before->slot, before->responses);
  else if (after)
    tallies_[after->question].add_comment(study_, after->comment);
}

}  // namespace verbatim::projections
