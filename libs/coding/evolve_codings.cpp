// What coders say of responses.
#include "coding/folds.hpp"

namespace verbatim::coding {
namespace {

struct Spot {
  ResponseIndex response;
  MemberIndex coder;
};

template <class E>
Result<Spot> spot_of(const Step& step, const E& e) {
  const auto& study = step.study;
  const auto question = study.question_ids.find(e.question);
  if (!question) return missing(step, "question", e.question);
  const auto response = study.find_response(static_cast<QuestionIndex>(*question), e.response);
  if (!response) return missing(step, "response", e.response);
  // Also one who has left: what they said can still be taken back.
  const auto coder = study.member_ids.find_ever(e.coder);
  if (!coder) return missing(step, "member", e.coder);
  return Spot{*response, static_cast<MemberIndex>(*coder)};
}

// Runs a change of the codings of `response`.
template <class Change>
Result<void> change(const Step& step, ResponseIndex response, Change change_it) {
  auto& codings = step.study.responses[response].codings;
  if (!step.undo) {
    change_it(codings);
    return {};
  }
  auto before = codings;
  change_it(codings);
  return step.done([response, before = std::move(before)](Study& study) {
    study.responses[response].codings = before;
  });
}

template <class E, class Change>
Result<void> of_theme(const Step& step, const E& e, Change change_it) {
  const auto at = spot_of(step, e);
  if (!at) return at.error();
  const auto theme = step.study.theme_ids.find(e.theme);
  if (!theme) return missing(step, "theme", e.theme);
  return change(step, at->response, [&](Codings& codings) {
    change_it(codings, at->coder, static_cast<ThemeIndex>(*theme));
  });
}

template <class E>
Result<void> set_finished(const Step& step, const E& e, bool finished) {
  const auto at = spot_of(step, e);
  if (!at) return at.error();
  const auto question = step.study.question_of(at->response);
  const auto number = step.study.responses[at->response].number;
  change_in_pool(step.study, question, Numbers::kResponses, number, [&] {
    static_cast<void>(change(step, at->response, [&](Codings& codings) {
      codings.set_finished(at->coder, finished, step.position);
    }));
  });
  if (step.undo)
    *step.undo = [question, number, back = std::move(*step.undo)](Study& study) {
      change_in_pool(study, question, Numbers::kResponses, number, [&] { back(study); });
    };
  return {};
}

}  // namespace

Result<void> fold(const Step& step, const ThemeAssigned& e) {
  return of_theme(step, e, [&](Codings& codings, MemberIndex coder, ThemeIndex theme) {
    codings.assign(coder, theme, e.revision, step.position);
  });
}

Result<void> fold(const Step& step, const ThemeWithdrawn& e) {
  return of_theme(step, e, [&](Codings& codings, MemberIndex coder, ThemeIndex theme) {
    codings.withdraw(coder, theme, step.position);
  });
}

Result<void> fold(const Step& step, const CodingFinished& e) {
  return set_finished(step, e, true);
}

Result<void> fold(const Step& step, const CodingReopened& e) {
  return set_finished(step, e, false);
}

}  // namespace verbatim::coding
