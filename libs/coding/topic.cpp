#include "coding/topic.hpp"

#include <algorithm>

#include "coding/refusals.hpp"
#include "coding/subjects.hpp"

namespace verbatim::coding {
namespace {

Failure never_there(Fault fault, std::string_view kind, std::string_view id,
                    std::string field = "id") {
  std::string detail = "There never was ";
  detail.append(with_article(kind)).append(" ").append(quoted(id)).append(" in this study.");
  return {fault, std::move(detail), std::move(field), "Check the spelling."};
}

// Where a kind's ids are, and what is said where one is not among them.
struct Shelf {
  const IdTable* ids;
  Fault fault;
  std::string_view word;
};
std::optional<Shelf> shelf_of(const Study& study, Kind kind) {
  switch (kind) {
    case Kind::kMember:
      return Shelf{&study.member_ids, Fault::kUnknownMember, "member"};
    case Kind::kQuestion:
      return Shelf{&study.question_ids, Fault::kUnknownQuestion, "question"};
    case Kind::kGroup:
      return Shelf{&study.group_ids, Fault::kUnknownGroup, "group"};
    case Kind::kRespondent:
      return Shelf{&study.respondent_ids, Fault::kUnknownRespondent, "respondent"};
    case Kind::kFramework:
      return Shelf{&study.framework_ids, Fault::kUnknownFramework, "framework"};
    case Kind::kTheme:
      return Shelf{&study.theme_ids, Fault::kUnknownTheme, "theme"};
    case Kind::kMemo:
      return Shelf{&study.memo_ids, Fault::kUnknownMemo, "memo"};
    case Kind::kQuote:
      return Shelf{&study.quote_ids, Fault::kUnknownQuote, "quote"};
    case Kind::kRound:
      return Shelf{&study.round_ids, Fault::kUnknownRound, "round"};
    case Kind::kCheck:
      return Shelf{&study.check_ids, Fault::kNotFound, "member check"};
    case Kind::kErasure:
      return Shelf{&study.erasure_ids, Fault::kUnknownErasure, "erasure"};
    case Kind::kStudy:
    case Kind::kComment:
    case Kind::kResponse:
      break;
  }
  return std::nullopt;
}

// Something that was said of a response, or with one.
bool is_of_a_response(const Event& event) {
  return std::visit(
      []<class E>(const E&) {
        return requires(const E& e) {
          e.response;
        };
      },
      event);
}

}  // namespace

void Topic::follow(Kind kind, std::string_view id, std::string_view question) {
  Thing thing{kind, std::string(id), std::string(question)};
  if (keys_.insert(subject_of(thing)).second) things_.push_back(std::move(thing));
}

// `things_` is the list of what is still to be looked behind.
void Topic::follow_back(const Study& study) {
  for (std::size_t i = 0; i < things_.size(); ++i) {
    const auto theme = static_cast<ThemeIndex>(*study.theme_ids.find_ever(things_[i].id));
    for (std::size_t t = 0; t < study.themes.size(); ++t) {
      const auto& into = study.themes[t].into;
      if (std::find(into.begin(), into.end(), theme) != into.end())
        follow(Kind::kTheme, study.theme_ids.id(static_cast<ThemeIndex>(t)));
    }
  }
}

Result<Topic> Topic::of(const Study& study, const Subject& subject) {
  Topic topic(subject);
  const auto& [kind, id, question_id] = subject.thing;
  if (kind == Kind::kStudy) {
    topic.things_.push_back({Kind::kStudy, "", ""});
    return topic;
  }
  if (const auto shelf = shelf_of(study, kind)) {
    const auto found = shelf->ids->find_ever(id);
    if (!found) return never_there(shelf->fault, shelf->word, id);
    topic.follow(kind, id);
    if (kind == Kind::kTheme) topic.follow_back(study);
    if (kind == Kind::kFramework)
      for (std::size_t t = 0; t < study.themes.size(); ++t)
        if (study.themes[t].framework == *found)
          topic.follow(Kind::kTheme, study.theme_ids.id(static_cast<ThemeIndex>(t)));
    return topic;
  }
  if (question_id.empty())
    return Failure{Fault::kMissingField, "Comments and responses are named within their question.",
                   "question", "Say question= whose."};
  const auto asked = study.question_ids.find_ever(question_id);
  if (!asked) return never_there(Fault::kUnknownQuestion, "question", question_id, "question");
  const auto& question = study.questions[*asked];
  if (kind == Kind::kComment) {
    const auto found = question.comment_ids.find_ever(id);
    if (!found) return never_there(Fault::kUnknownComment, "comment", id);
    topic.follow(kind, id, question_id);
    for (std::size_t r = 0; r < question.responses.size(); ++r)
      if (study.responses[question.responses[r]].comment == question.comments[*found])
        topic.follow(Kind::kResponse, question.response_ids.id(static_cast<IdTable::Index>(r)),
                     question_id);
    return topic;
  }
  const auto found = question.response_ids.find_ever(id);
  if (!found) return never_there(Fault::kUnknownResponse, "response", id);
  if (!subject.coder.empty() && !study.member_ids.find_ever(subject.coder))
    return never_there(Fault::kUnknownMember, "member", subject.coder, "coder");
  topic.follow(kind, id, question_id);
  const auto& comment = study.comments[study.responses[question.responses[*found]].comment];
  if (subject.coder.empty())
    topic.follow(Kind::kComment, study.id_of(comment), question_id);
  else
    topic.comment_ = study.id_of(comment);
  return topic;
}

bool Topic::is_about(const Event& event, std::string_view actor) const {
  const auto kind = subject_.thing.kind;
  if (kind == Kind::kStudy) return true;
  if (kind == Kind::kMember && actor == subject_.thing.id) return true;
  if (kind == Kind::kFramework && is_of_a_response(event)) return false;
  if (!subject_.coder.empty())
    return std::visit(
        [&]<class E>(const E& e) {
          if constexpr (requires { e.question, e.response, e.coder; })
            return e.response == subject_.thing.id && e.coder == subject_.coder &&
                   e.question == subject_.thing.question;
          else if constexpr (requires { e.question, e.comment, e.coder; })
            return e.comment == comment_ && e.coder == subject_.coder &&
                   e.question == subject_.thing.question;
          else
            return false;
        },
        event);
  bool about = false;
  if (kind == Kind::kQuestion)
    std::visit(
        [&]<class E>(const E& e) {
          if constexpr (requires { e.question; }) about = e.question == subject_.thing.id;
        },
        event);
  if (about) return true;
  tell_subjects(event, [&](Relation, std::string_view key) {
    about = about || keys_.find(key) != keys_.end();
  });
  return about;
}

}  // namespace verbatim::coding
