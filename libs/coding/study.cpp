#include "coding/study.hpp"

#include <algorithm>

namespace verbatim::coding {

bool Theme::in_scope(QuestionIndex question) const {
  return questions.empty() || std::binary_search(questions.begin(), questions.end(), question);
}

bool Theme::is_linked(ThemeIndex other) const {
  return std::binary_search(linked.begin(), linked.end(), other);
}

Revision Theme::meaning_at(Revision revision) const {
  Revision meaning = 0;
  for (const auto& one : meanings)
    if (one.since <= revision) meaning = one.given_at;
  return meaning;
}

bool Comment::has_mark(const TextMark& of_text) const {
  return of_text.empty() ? mark == decltype(mark){}
                         : of_text.bytes == std::string_view(mark.data(), mark.size());
}

const Task* Round::task(QuestionIndex question) const {
  for (const auto& task : tasks)
    if (task.question == question) return &task;
  return nullptr;
}

std::optional<CommentIndex> Study::find_comment(QuestionIndex question,
                                                std::string_view name) const {
  const auto number = questions[question].comment_ids.find(name);
  if (!number) return std::nullopt;
  return questions[question].comments[*number];
}

std::optional<ResponseIndex> Study::find_response(QuestionIndex question,
                                                  std::string_view name) const {
  const auto number = questions[question].response_ids.find(name);
  if (!number) return std::nullopt;
  return questions[question].responses[*number];
}

const Layer* Study::layer_of(CommentIndex comment, MemberIndex coder) const {
  const auto found = layers.find({comment, coder});
  return found == layers.end() ? nullptr : &found->second;
}

std::vector<ThemeIndex> counted_themes(const Study& study,
                                       std::span<const Assignment> assignments) {
  std::vector<ThemeIndex> themes;
  for (const auto& assignment : assignments) themes.push_back(study.counts_as[assignment.theme]);
  std::sort(themes.begin(), themes.end());
  themes.erase(std::unique(themes.begin(), themes.end()), themes.end());
  return themes;
}

std::vector<ThemeIndex> counted_themes(const Study& study, const Codings& codings,
                                       MemberIndex coder) {
  return counted_themes(study, codings.assignments_of(coder));
}

bool counts_for(const Study& study, std::span<const Assignment> standing, ThemeIndex theme) {
  return std::any_of(standing.begin(), standing.end(), [&](const Assignment& assignment) {
    return study.counts_as[assignment.theme] == theme;
  });
}

bool counts_for(const Study& study, const Codings& codings, MemberIndex coder, ThemeIndex theme) {
  return counts_for(study, codings.assignments_of(coder), theme);
}

bool stands_below(const Study& study, ThemeIndex theme, ThemeIndex above) {
  while (theme != kNone16 && theme != above) theme = study.themes[theme].parent;
  return theme == above;
}

bool merged_through(const Study& study, ThemeIndex theme, ThemeIndex through) {
  while (theme != through && study.themes[theme].status == ThemeStatus::kMerged)
    theme = study.themes[theme].into.front();
  return theme == through;
}

bool is_stale(const Study& study, const Assignment& assignment) {
  const auto is_meant_otherwise = [&](const Theme& theme) {
    return theme.meaning_at(assignment.revision) != theme.meaning();
  };
  return is_meant_otherwise(study.themes[assignment.theme]) ||
         is_meant_otherwise(study.themes[study.counts_as[assignment.theme]]);
}

std::optional<RespondentIndex> respondent_concerned(const Study& study, const Thing& thing) {
  if (thing.kind == Kind::kRespondent) return study.respondent_ids.find_ever(thing.id);
  if (thing.kind == Kind::kMemo) {
    const auto memo = study.memo_ids.find_ever(thing.id);
    if (!memo || study.memos[*memo].concerns == kNone32) return std::nullopt;
    return study.memos[*memo].concerns;
  }
  if (thing.kind == Kind::kQuote)
    if (const auto quote = study.quote_ids.find_ever(thing.id))
      return study.comments[study.responses[study.quotes[*quote].response].comment].respondent;
  if (thing.kind == Kind::kErasure)
    if (const auto erasure = study.erasure_ids.find_ever(thing.id))
      return study.erasures[*erasure].respondent;
  const auto question = study.question_ids.find_ever(thing.question);
  if (!question) return std::nullopt;
  const auto& asked = study.questions[*question];
  if (thing.kind == Kind::kComment)
    if (const auto number = asked.comment_ids.find_ever(thing.id))
      return study.comments[asked.comments[*number]].respondent;
  if (thing.kind == Kind::kResponse)
    if (const auto number = asked.response_ids.find_ever(thing.id))
      return study.comments[study.responses[asked.responses[*number]].comment].respondent;
  return std::nullopt;
}

std::size_t Study::comments_present() const {
  std::size_t count = 0;
  for (const auto& question : questions) count += question.comment_ids.present();
  return count;
}

std::size_t Study::responses_present() const {
  std::size_t count = 0;
  for (const auto& question : questions) count += question.response_ids.present();
  return count;
}

}  // namespace verbatim::coding
