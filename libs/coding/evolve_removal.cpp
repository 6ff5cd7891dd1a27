// Things that are taken away again.
#include <algorithm>
#include <utility>
#include <vector>

#include "coding/folds.hpp"

namespace verbatim::coding {
namespace {

template <class Also>
Result<void> take_away(const Step& step, IdTable Study::*ids, std::string_view kind,
                       std::string_view id, Also also) {
  const auto index = (step.study.*ids).find(id);
  if (!index) return missing(step, kind, id);
  (step.study.*ids).take_away(*index);
  return step.done([ids, at = *index, taken_back = also()](Study& s) {
    taken_back(s);
    (s.*ids).bring_back(at);
  });
}

Result<void> take_away(const Step& step, IdTable Study::*ids, std::string_view kind,
                       std::string_view id) {
  return take_away(step, ids, kind, id, [] { return [](Study&) {}; });
}

// An erasure that was executed is for good, and so is its respondent's place.
Result<void> take_respondent_away(const Step& step, const std::string& id) {
  const auto respondent = step.study.respondent_ids.find(id);
  if (respondent && step.study.respondents[*respondent].erased_by != kNone32)
    return in_use(step, "respondent", id);
  return take_away(step, &Study::respondent_ids, "respondent", id);
}

Result<void> take_erasure_away(const Step& step, const std::string& id) {
  const auto erasure = step.study.erasure_ids.find(id);
  if (erasure && step.study.erasures[*erasure].executed_at != 0) return in_use(step, "erasure", id);
  return take_away(step, &Study::erasure_ids, "erasure", id);
}

Result<void> take_question_away(const Step& step, const std::string& id) {
  const auto question = step.study.question_ids.find(id);
  if (question && step.study.questions[*question].comment_ids.present() > 0)
    return in_use(step, "question", id);
  return take_away(step, &Study::question_ids, "question", id);
}

// The framework has changed once more.
Result<void> take_theme_away(const Step& step, const std::string& id) {
  const auto theme = step.study.theme_ids.find(id);
  if (!theme) return missing(step, "theme", id);
  for (std::uint32_t t = 0; t < step.study.themes.size(); ++t) {
    const auto& other = step.study.themes[t];
    const bool uses = other.parent == *theme ||
                      std::find(other.into.begin(), other.into.end(), *theme) != other.into.end();
    if (uses && !step.study.theme_ids.is_gone(t)) return in_use(step, "theme", id);
  }
  const auto at = step.study.themes[*theme].framework;
  return take_away(step, &Study::theme_ids, "theme", id, [&] {
    auto& framework = step.study.frameworks[at];
    ++framework.revision;
    const auto place = std::find(framework.order.begin(), framework.order.end(), *theme);
    const auto index = static_cast<ThemeIndex>(*theme);
    const auto was_at = place - framework.order.begin();
    framework.order.erase(place);
    return [at, index, was_at](Study& s) {
      --s.frameworks[at].revision;
      s.frameworks[at].order.insert(s.frameworks[at].order.begin() + was_at, index);
    };
  });
}

Result<void> take_framework_away(const Step& step, const std::string& id) {
  const auto framework = step.study.framework_ids.find(id);
  if (framework && !step.study.frameworks[*framework].order.empty())
    return in_use(step, "framework", id);
  return take_away(step, &Study::framework_ids, "framework", id);
}

// Nothing of it is in force any more.
Result<void> take_round_away(const Step& step, const std::string& id) {
  const auto round = step.study.round_ids.find(id);
  if (!round) return missing(step, "round", id);
  return take_away(step, &Study::round_ids, "round", id, [&] {
    const auto at = static_cast<RoundIndex>(*round);
    if (step.study.rounds[at].open) mark_questions(step.study, at, false);
    auto before = std::exchange(step.study.rounds[at], Round{});
    step.study.rounds[at].open = false;
    return [at, before = std::move(before)](Study& s) {
      s.rounds[at] = before;
      if (before.open) mark_questions(s, at, true);
    };
  });
}

// With its responses, of which nothing may be said any more.
Result<void> take_comment_away(const Step& step, const Thing& thing) {
  auto& study = step.study;
  const auto question = study.question_ids.find(thing.question);
  if (!question) return missing(step, "question", thing.question);
  const auto index = study.find_comment(static_cast<QuestionIndex>(*question), thing.id);
  if (!index) return missing(step, "comment", thing.id);
  auto& asked = study.questions[*question];
  const auto& comment = study.comments[*index];
  std::vector<std::uint32_t> responses;
  if (const auto layer = study.layers.lower_bound({*index, 0});
      layer != study.layers.end() && layer->first.first == *index)
    return in_use(step, "comment", thing.id);
  for (auto r = comment.first_response; r != kNone32; r = study.responses[r].next_in_comment) {
    if (!study.responses[r].codings.codings().empty() || study.responses[r].settled)
      return in_use(step, "comment", thing.id);
    responses.push_back(study.responses[r].number);
  }
  const auto of = comment.question;
  const auto at = comment.number;
  change_in_pool(study, of, Numbers::kComments, at, [&] { asked.comment_ids.take_away(at); });
  for (const auto number : responses) take_response_away(study, of, number);
  return step.done([of, at, responses = std::move(responses)](Study& s) {
    change_in_pool(s, of, Numbers::kComments, at,
                   [&] { s.questions[of].comment_ids.bring_back(at); });
    for (const auto response : responses) bring_response_back(s, of, response);
  });
}

}  // namespace

Result<void> fold(const Step& step, const Removed& e) {
  const auto& id = e.thing.id;
  switch (e.thing.kind) {
    case Kind::kMember:
      return take_away(step, &Study::member_ids, "member", id,
                       [&] { return members_change(step); });
    case Kind::kQuestion:
      return take_question_away(step, id);
    case Kind::kGroup:
      return take_away(step, &Study::group_ids, "group", id);
    case Kind::kRespondent:
      return take_respondent_away(step, id);
    case Kind::kErasure:
      return take_erasure_away(step, id);
    case Kind::kFramework:
      return take_framework_away(step, id);
    case Kind::kTheme:
      return take_theme_away(step, id);
    case Kind::kComment:
      return take_comment_away(step, e.thing);
    case Kind::kMemo:
      return take_away(step, &Study::memo_ids, "memo", id);
    case Kind::kQuote:
      return take_away(step, &Study::quote_ids, "quote", id);
    case Kind::kCheck:
      return take_away(step, &Study::check_ids, "member check", id);
    case Kind::kRound:
      return take_round_away(step, id);
    case Kind::kStudy:
    case Kind::kResponse:  // goes with its comment, or by segmenting it
      break;
  }
  return missing(step, "a removable thing", id);
}

}  // namespace verbatim::coding
