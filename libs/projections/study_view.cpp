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
    if (std::any_of(settled.themes.begin(), settled.themes.end(),
                    [&](auto t) { return wanted[t]; }))
      bears[study.responses[response].comment] = true;
  std::vector<coding::CommentIndex> comments;
  for (std::size_t c = 0; c < bears.size(); ++c)
    if (bears[c]) comments.push_back(static_cast<coding::CommentIndex>(c));
  return comments;
}

// The one theme that is read otherwise in the response after an event, or before it: somebody who
// has begun, and still has, says one theme more or less. Whoever says their first theme, or takes
// back their last, changes how many are asked, and so how every theme is read.
std::optional<coding::ThemeIndex> only_theme(const coding::Study& study, const coding::Event& event,
                                             coding::ResponseIndex response) {
  const std::string *coder = nullptr, *theme = nullptr;
  if (const auto* assigned = std::get_if<coding::ThemeAssigned>(&event)) {
    coder = &assigned->coder, theme = &assigned->theme;
  } else if (const auto* withdrawn = std::get_if<coding::ThemeWithdrawn>(&event)) {
    coder = &withdrawn->coder, theme = &withdrawn->theme;
  } else {
    return std::nullopt;
  }
  const auto member = study.member_ids.find_ever(*coder);
  const auto number = study.theme_ids.find(*theme);
  if (!member || !number) return std::nullopt;
  const auto& codings = study.responses[response].codings;
  const auto who = static_cast<coding::MemberIndex>(*member);
  const auto* coding = codings.find(who);
  if (coding == nullptr) return std::nullopt;
  if (!coding->finished && codings.assignments_of(who).size() < 2) return std::nullopt;
  return study.counts_as[*number];
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
  for (const auto comment : comments) {
    tally_of(comment).put_in_whole(study_, comment);
    auto& agreement = agreements_[study_.comments[comment].question];
    auto r = study_.comments[comment].first_response;
    for (; r != coding::kNone32; r = study_.responses[r].next_in_comment)
      agreement.look_again(study_, r);
  }
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
  const auto only = only_theme(study_, event, *response);
  tally.take_out(study_, *response, only);
  auto outcome = evolve();
  tally.put_in(study_, *response, only);
  if (const auto coder = coding::coder_of(study_, event))
    agreements_[study_.question_of(*response)].look_again(study_, *response, {&*coder, 1});
  return outcome;
}

StudyView::StudyView(coding::Study study, Micros opened_at, Micros last_event_at)
    : study_(std::move(study)), opened_at_(opened_at), last_event_at_(last_event_at) {
  count_all();
}

void StudyView::count_all() {
  tallies_.clear();
  agreements_.clear();
  for (std::size_t q = 0; q < study_.questions.size(); ++q) {
    const auto question = static_cast<coding::QuestionIndex>(q);
    const auto erased = study_.policy.erased_counts;
    tallies_.push_back(QuestionTally::counted(study_, question, erased));
    agreements_.push_back(AgreementTally::counted(study_, question, erased));
  }
}

Result<StudyView::Applied> StudyView::try_apply(coding::Event event, Micros time) {
  Applied applied{std::move(event), {}, last_event_at_};
  const auto evolve = [&]() -> Result<void> {
    auto undo = coding::evolve_with_undo(study_, applied.event, study_.position + 1);
    if (!undo) return std::move(undo).error();
    applied.undo = std::move(*undo);
    return {};
  };
  if (auto outcome = step(applied.event, time, evolve); !outcome) return std::move(outcome).error();
  return applied;
}

Result<void> StudyView::follow(const coding::Event& event, Micros time) {
  return step(event, time, [&] { return coding::evolve(study_, event, study_.position + 1); });
}

template <class Evolve>
Result<void> StudyView::step(const coding::Event& event, Micros time, Evolve evolve) {
  const auto position = study_.position + 1;
  const auto policy = study_.policy;
  const auto before = comment_of(event);
  if (auto outcome = bracket(event, evolve); !outcome) return outcome;
  tallies_.resize(study_.questions.size());
  agreements_.resize(study_.questions.size());
  recount(before, comment_of(event));
  if (counts_anew(policy, event)) count_all();  // rare: every response may differ
  if (position == 1) opened_at_ = time;
  last_event_at_ = time;
  return {};
}

void StudyView::take_back(Applied applied) {
  const auto policy = study_.policy;
  const auto before = comment_of(applied.event);
  static_cast<void>(bracket(applied.event, [&]() -> Result<void> {
    coding::revert(study_, applied.undo);
    return {};
  }));
  recount(before, comment_of(applied.event));
  tallies_.resize(study_.questions.size());
  agreements_.resize(study_.questions.size());
  if (counts_anew(policy, applied.event)) count_all();
  last_event_at_ = applied.last_event_at;
  if (position() == 0) opened_at_ = 0;
}

// Whether an event may have changed what every response counts for.
bool StudyView::counts_anew(const coding::Policy& before, const coding::Event& event) const {
  const auto& now = study_.policy;
  if (now.settled_by != before.settled_by || now.erased_counts != before.erased_counts) return true;
  return now.erased_counts == coding::ErasedCounts::kDrop &&
         std::holds_alternative<coding::ErasureExecuted>(event);
}

std::size_t StudyView::memory_bytes() const {
  constexpr std::size_t kAtLeast = 4096, kId = 24, kThing = 256, kVoice = 24, kColumn = 8,
                        kDistance = 8, kLayer = 192;
  std::size_t bytes = kAtLeast + kThing * (study_.themes.size() + study_.members.size());
  bytes += study_.respondents.size() * (sizeof(coding::Respondent) + kId);
  bytes += study_.comments.size() * (sizeof(coding::Comment) + kId + kVoice);
  bytes += study_.responses.size() * (sizeof(coding::Response) + kId + kDistance);
  for (const auto& tally : tallies_)
    for (const auto& coder : tally.coders())
      bytes += coder.begun * sizeof(coding::Coding) * 3 / 2 +
               coder.assignments * sizeof(coding::Assignment) * 3 / 2 + coder.begun * kColumn;
  bytes += study_.layers.size() * kLayer;
  return bytes;
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
