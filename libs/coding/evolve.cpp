#include <algorithm>
#include <set>
#include <utility>

#include "coding/study.hpp"

namespace verbatim::coding {
namespace {

Failure missing(std::string_view kind, std::string_view id, std::uint64_t position) {
  std::string detail = "Event ";
  detail.append(std::to_string(position)).append(" refers to ").append(kind).append(" '");
  detail.append(id).append("', which no earlier event added.");
  return {Fault::kCorruptStore, std::move(detail)};
}

Failure twice(std::string_view kind, std::string_view id, std::uint64_t position) {
  std::string detail = "Event ";
  detail.append(std::to_string(position)).append(" adds ").append(kind).append(" '");
  detail.append(id).append("', which an earlier event added.");
  return {Fault::kCorruptStore, std::move(detail)};
}

// One fold per event. Each also says how to take it back, where that is asked for (replay does
// not), so that there is one account of what an event changes.
struct Evolve {
  Study& study;
  std::uint64_t position;
  Undo* undo;

  Result<void> operator()(const StudyOpened& e) const {
    study.id = e.study;
    study.title = e.title;
    return {};
  }
  Result<void> operator()(const MemberAdded& e) const {
    if (study.member_ids.find(e.member)) return twice("member", e.member, position);
    study.member_ids.add(e.member);
    study.members.push_back({e.role});
    return remember(UndoAdded{});
  }
  Result<void> operator()(const QuestionAdded& e) const {
    if (study.question_ids.find(e.question)) return twice("question", e.question, position);
    study.question_ids.add(e.question);
    study.questions.emplace_back().text = e.text;
    return remember(UndoAdded{});
  }
  Result<void> operator()(const GroupAdded& e) const {
    if (study.group_ids.find(e.group)) return twice("group", e.group, position);
    study.group_ids.add(e.group);
    study.groups.push_back({e.label});
    return remember(UndoAdded{});
  }
  Result<void> operator()(const RespondentAdded& e) const {
    if (study.respondent_ids.find(e.respondent)) return twice("respondent", e.respondent, position);
    Respondent respondent;
    if (!e.group.empty()) {
      const auto group = study.group_ids.find(e.group);
      if (!group) return missing("group", e.group, position);
      respondent.group = static_cast<GroupIndex>(*group);
    }
    study.respondent_ids.add(e.respondent);
    study.respondents.push_back(respondent);
    return remember(UndoAdded{});
  }
  Result<void> operator()(const FrameworkAdded& e) const {
    if (study.framework_ids.find(e.framework)) return twice("framework", e.framework, position);
    study.framework_ids.add(e.framework);
    study.frameworks.push_back({e.label, 0});
    return remember(UndoAdded{});
  }
  Result<void> operator()(const ThemeAdded& e) const {
    if (study.theme_ids.find(e.theme)) return twice("theme", e.theme, position);
    const auto framework = study.framework_ids.find(e.framework);
    if (!framework) return missing("framework", e.framework, position);
    Theme theme{e.label, e.definition, static_cast<FrameworkIndex>(*framework), kNone16, {}};
    if (!e.parent.empty()) {
      const auto parent = study.theme_ids.find(e.parent);
      if (!parent) return missing("theme", e.parent, position);
      theme.parent = static_cast<ThemeIndex>(*parent);
    }
    auto scope = scope_of(e.questions);
    if (!scope) return std::move(scope).error();
    theme.questions = std::move(*scope);
    study.theme_ids.add(e.theme);
    study.themes.push_back(std::move(theme));
    ++study.frameworks[*framework].revision;
    return remember(UndoAdded{});
  }
  Result<void> operator()(const ThemeScoped& e) const {
    const auto index = study.theme_ids.find(e.theme);
    if (!index) return missing("theme", e.theme, position);
    auto scope = scope_of(e.questions);
    if (!scope) return std::move(scope).error();
    auto& theme = study.themes[*index];
    std::swap(theme.questions, *scope);
    ++study.frameworks[theme.framework].revision;
    return remember(UndoScope{std::move(*scope)});
  }
  Result<void> operator()(const CommentAdded& e) const {
    const auto question = study.question_ids.find(e.question);
    if (!question) return missing("question", e.question, position);
    const auto respondent = study.respondent_ids.find(e.respondent);
    if (!respondent) return missing("respondent", e.respondent, position);
    auto& asked = study.questions[*question];
    if (asked.comment_ids.find(e.comment)) return twice("comment", e.comment, position);
    if (asked.response_ids.find(e.comment)) return twice("response", e.comment, position);
    Comment comment;
    const auto& mark = e.text_mark.bytes;
    if (!mark.empty() && mark.size() != comment.mark.size())
      return Failure{Fault::kCorruptStore, "Event " + std::to_string(position) + " has a mark of " +
                                               std::to_string(mark.size()) + " bytes."};
    std::copy(mark.begin(), mark.end(), comment.mark.begin());
    comment.position = position;
    comment.respondent = *respondent;
    comment.number = asked.comment_ids.add(e.comment);
    comment.code_points = e.code_points;
    comment.question = static_cast<QuestionIndex>(*question);
    comment.first_response = static_cast<ResponseIndex>(study.responses.size());
    const auto index = static_cast<CommentIndex>(study.comments.size());
    asked.comments.push_back(index);
    study.comments.push_back(comment);
    add_response(asked, index, e.comment, 0, e.code_points);
    return remember(UndoAdded{});
  }
  Result<void> operator()(const CommentSegmented& e) const {
    const auto question = study.question_ids.find(e.question);
    if (!question) return missing("question", e.question, position);
    const auto index = study.find_comment(static_cast<QuestionIndex>(*question), e.comment);
    if (!index) return missing("comment", e.comment, position);
    auto& comment = study.comments[*index];
    auto& asked = study.questions[*question];
    if (e.segments.empty() || comment.response_count != 1)
      return twice("the segmentation of comment", e.comment, position);
    std::set<std::string_view> ids;
    for (std::size_t i = 1; i < e.segments.size(); ++i) {
      const auto& id = e.segments[i].response;
      if (asked.response_ids.find(id) || !ids.insert(id).second)
        return twice("response", id, position);
    }
    auto& first = study.responses[comment.first_response];
    const UndoSegments before{first.begin, first.end};
    first.begin = e.segments[0].begin;
    first.end = e.segments[0].end;
    ResponseIndex previous = comment.first_response;
    for (std::size_t i = 1; i < e.segments.size(); ++i) {
      const auto& segment = e.segments[i];
      const auto added = add_response(asked, *index, segment.response, segment.begin, segment.end);
      study.responses[previous].next_in_comment = added;
      previous = added;
    }
    comment.response_count = static_cast<std::uint16_t>(e.segments.size());
    return remember(before);
  }
  Result<void> operator()(const ThemeAssigned& e) const {
    return code(e, [&](Codings& codings, MemberIndex coder, ThemeIndex theme) {
      codings.assign(coder, theme, e.revision, position);
    });
  }
  Result<void> operator()(const ThemeWithdrawn& e) const {
    return code(e, [&](Codings& codings, MemberIndex coder, ThemeIndex theme) {
      codings.withdraw(coder, theme, position);
    });
  }
  Result<void> operator()(const CodingFinished& e) const { return finish(e, true); }
  Result<void> operator()(const CodingReopened& e) const { return finish(e, false); }

 private:
  template <class How>
  Result<void> remember(How how) const {
    if (undo) *undo = std::move(how);
    return {};
  }

  struct Place {
    ResponseIndex response;
    MemberIndex coder;
  };

  Result<Place> place(const std::string& question, const std::string& response,
                      const std::string& coder) const {
    const auto q = study.question_ids.find(question);
    if (!q) return missing("question", question, position);
    const auto r = study.find_response(static_cast<QuestionIndex>(*q), response);
    if (!r) return missing("response", response, position);
    const auto c = study.member_ids.find(coder);
    if (!c) return missing("member", coder, position);
    return Place{*r, static_cast<MemberIndex>(*c)};
  }

  template <class E, class Change>
  Result<void> code(const E& e, Change change) const {
    const auto at = place(e.question, e.response, e.coder);
    if (!at) return at.error();
    const auto theme = study.theme_ids.find(e.theme);
    if (!theme) return missing("theme", e.theme, position);
    auto& codings = study.responses[at->response].codings;
    if (undo) *undo = UndoCoding{at->response, codings};
    change(codings, at->coder, static_cast<ThemeIndex>(*theme));
    return {};
  }

  template <class E>
  Result<void> finish(const E& e, bool finished) const {
    const auto at = place(e.question, e.response, e.coder);
    if (!at) return at.error();
    auto& codings = study.responses[at->response].codings;
    if (undo) *undo = UndoCoding{at->response, codings};
    codings.set_finished(at->coder, finished, position);
    return {};
  }

  Result<std::vector<QuestionIndex>> scope_of(const std::vector<std::string>& ids) const {
    std::vector<QuestionIndex> scope;
    for (const auto& id : ids) {
      const auto question = study.question_ids.find(id);
      if (!question) return missing("question", id, position);
      scope.push_back(static_cast<QuestionIndex>(*question));
    }
    std::sort(scope.begin(), scope.end());
    scope.erase(std::unique(scope.begin(), scope.end()), scope.end());
    return scope;
  }

  ResponseIndex add_response(Question& asked, CommentIndex comment, std::string_view id,
                             std::uint32_t begin, std::uint32_t end) const {
    const auto index = static_cast<ResponseIndex>(study.responses.size());
    Response response;
    response.comment = comment;
    response.number = asked.response_ids.add(id);
    response.begin = begin;
    response.end = end;
    asked.responses.push_back(index);
    study.responses.push_back(std::move(response));
    return index;
  }
};

// Takes back what Evolve did; only events that yield something to take back reach a real body.
struct Revert {
  Study& study;
  Undo& undo;

  void operator()(const StudyOpened&) const {
    study.id.clear();
    study.title.clear();
  }
  void operator()(const MemberAdded&) const { pop(study.member_ids, study.members); }
  void operator()(const QuestionAdded&) const { pop(study.question_ids, study.questions); }
  void operator()(const GroupAdded&) const { pop(study.group_ids, study.groups); }
  void operator()(const RespondentAdded&) const { pop(study.respondent_ids, study.respondents); }
  void operator()(const FrameworkAdded&) const { pop(study.framework_ids, study.frameworks); }
  void operator()(const ThemeAdded&) const {
    --study.frameworks[study.themes.back().framework].revision;
    pop(study.theme_ids, study.themes);
  }
  void operator()(const ThemeScoped& e) const {
    auto& theme = study.themes[*study.theme_ids.find(e.theme)];
    --study.frameworks[theme.framework].revision;
    theme.questions = std::move(std::get<UndoScope>(undo).questions);
  }
  void operator()(const CommentAdded&) const {
    auto& asked = study.questions[study.comments.back().question];
    pop_response(asked);
    pop(asked.comment_ids, asked.comments);
    study.comments.pop_back();
  }
  void operator()(const CommentSegmented& e) const {
    const auto question = static_cast<QuestionIndex>(*study.question_ids.find(e.question));
    auto& comment = study.comments[*study.find_comment(question, e.comment)];
    for (; comment.response_count > 1; --comment.response_count)
      pop_response(study.questions[question]);
    auto& first = study.responses[comment.first_response];
    const auto& before = std::get<UndoSegments>(undo);
    first.begin = before.begin;
    first.end = before.end;
    first.next_in_comment = kNone32;
  }
  template <class CodingEvent>
  void operator()(const CodingEvent&) const {
    auto& coding = std::get<UndoCoding>(undo);
    study.responses[coding.response].codings = std::move(coding.before);
  }

 private:
  template <class T>
  static void pop(IdTable& ids, std::vector<T>& things) {
    ids.pop();
    things.pop_back();
  }
  void pop_response(Question& asked) const {
    pop(asked.response_ids, asked.responses);
    study.responses.pop_back();
  }
};

Result<void> fold(Study& study, const Event& event, std::uint64_t position, Undo* undo) {
  if ((position == 1) != std::holds_alternative<StudyOpened>(event))
    return Failure{Fault::kCorruptStore,
                   "Event " + std::to_string(position) +
                       " does not follow: a study is opened by its first event and by no other."};
  auto done = std::visit(Evolve{study, position, undo}, event);
  if (done) study.position = position;
  return done;
}

}  // namespace

Result<Undo> evolve_with_undo(Study& study, const Event& event, std::uint64_t position) {
  Undo undo;
  if (auto done = fold(study, event, position, &undo); !done) return std::move(done).error();
  return undo;
}

Result<void> evolve(Study& study, const Event& event, std::uint64_t position) {
  return fold(study, event, position, nullptr);
}

void revert(Study& study, const Event& event, Undo undo) {
  std::visit(Revert{study, undo}, event);
  --study.position;
}

std::optional<ResponseIndex> response_of(const Study& study, const Event& event) {
  return std::visit(
      [&]<class E>(const E& e) -> std::optional<ResponseIndex> {
        if constexpr (requires {
                        e.coder;
                        e.response;
                      }) {
          const auto question = study.question_ids.find(e.question);
          if (!question) return std::nullopt;
          return study.find_response(static_cast<QuestionIndex>(*question), e.response);
        } else {
          return std::nullopt;
        }
      },
      event);
}

}  // namespace verbatim::coding
