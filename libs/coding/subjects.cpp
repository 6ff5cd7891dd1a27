#include "coding/subjects.hpp"

#include <algorithm>
#include <string>

#include "coding/rounds.hpp"

namespace verbatim::coding {
namespace {

// A word for the kind of subject, then the ids, each behind a byte that no id has.
template <class... Ids>
std::string subject(std::string_view word, const Ids&... ids) {
  std::string key(word);
  ((key += '\0', key += ids), ...);
  return key;
}

std::string of_thing(const Thing& thing) {
  return subject(std::string(1, static_cast<char>('A' + static_cast<int>(thing.kind))),
                 thing.question, thing.id);
}
std::string thing(Kind kind, std::string_view id, std::string_view question = "") {
  return of_thing({kind, std::string(id), std::string(question)});
}

// "The round that a question is in."
std::string in_round(std::string_view question) {
  return subject("in round", question);
}
// Of an event about a question in a round: "those who code it", "that this coder does", "the places
// of the response".
template <class E>
std::string staff_of(const E& e) {
  return subject("staff", e.round, e.question);
}
template <class E>
std::string coder_in_round(const E& e, std::string_view coder) {
  return subject("codes in round", e.round, e.question, coder);
}
template <class E>
std::string places_of(const E& e) {
  return subject("round places", e.round, e.question, e.response);
}

class Telling {
 public:
  explicit Telling(const std::function<void(Relation, std::string_view)>& tell) : tell_(tell) {}

  void operator()(const StudyOpened&) { adds(thing(Kind::kStudy, "")); }
  void operator()(const MemberAdded& e) { adds(thing(Kind::kMember, e.member)); }
  void operator()(const RoleChanged& e) { changes(thing(Kind::kMember, e.member)); }
  void operator()(const QuestionAdded& e) { adds(thing(Kind::kQuestion, e.question)); }
  void operator()(const GroupAdded& e) { adds(thing(Kind::kGroup, e.group)); }
  void operator()(const RespondentAdded& e) {
    adds(thing(Kind::kRespondent, e.respondent));
    if (!e.group.empty()) uses(Kind::kGroup, e.group);
  }

  void operator()(const FrameworkAdded& e) { adds(thing(Kind::kFramework, e.framework)); }
  void operator()(const ThemeAdded& e) {
    adds(thing(Kind::kTheme, e.theme));
    uses(Kind::kFramework, e.framework);
    if (!e.parent.empty()) uses(Kind::kTheme, e.parent);
    for (const auto& question : e.questions) uses(Kind::kQuestion, question);
    if (!e.origin_response.empty()) uses(Kind::kResponse, e.origin_response, e.origin_question);
  }
  void operator()(const ThemeScoped& e) {
    of_theme("scope", e.theme);
    for (const auto& question : e.questions) uses(Kind::kQuestion, question);
  }
  void operator()(const ThemeRevised& e) { of_theme("wording", e.theme); }
  void operator()(const ThemeMoved& e) {
    of_theme("place", e.theme);
    tell_(Relation::kFills, subject("place", e.theme));
    if (!e.parent.empty()) uses(Kind::kTheme, e.parent);
    if (!e.before.empty()) uses(Kind::kTheme, e.before);
  }
  void operator()(const ThemeRetired& e) { of_theme("status", e.theme); }
  void operator()(const ThemeRestored& e) { of_theme("status", e.theme); }
  void operator()(const ThemeMerged& e) {
    of_theme("status", e.theme);
    tell_(Relation::kFills, subject("status", e.theme));
    uses(Kind::kTheme, e.into);
  }
  void operator()(const ThemeSplit& e) {
    of_theme("status", e.theme);
    for (const auto& theme : e.into) uses(Kind::kTheme, theme);
  }
  void operator()(const FrameworkFrozen& e) { of_framework(e.framework); }
  void operator()(const FrameworkUnfrozen& e) { of_framework(e.framework); }
  void operator()(const ThemesLinked& e) { link(e.theme, e.other); }
  void operator()(const ThemesUnlinked& e) { link(e.theme, e.other); }

  void operator()(const CommentAdded& e) {
    adds(thing(Kind::kComment, e.comment, e.question));
    adds(thing(Kind::kResponse, e.comment, e.question));
    uses(Kind::kQuestion, e.question);
    uses(Kind::kRespondent, e.respondent);
  }
  // Each of the responses is another than before, also the one that keeps its id.
  void operator()(const CommentSegmented& e) {
    tell_(Relation::kTakes, segments_of_comment(e.question, e.comment));
    for (const auto& segment : e.segments)
      tell_(Relation::kAdds, thing(Kind::kResponse, segment.response, e.question));
    uses(Kind::kComment, e.comment, e.question);
  }
  void operator()(const ThemeAssigned& e) { of_assignment(e); }
  void operator()(const ThemeWithdrawn& e) { of_assignment(e); }
  void operator()(const CodingFinished& e) { of_coding(e); }
  void operator()(const CodingReopened& e) { of_coding(e); }

  // What a member who is removed has said can still be taken back.
  void operator()(const Removed& e) {
    tell_(e.thing.kind == Kind::kMember ? Relation::kChanges : Relation::kTakes, of_thing(e.thing));
    if (e.thing.kind == Kind::kComment)
      tell_(Relation::kTakes, thing(Kind::kResponse, e.thing.id, e.thing.question));
  }
  void operator()(const PolicySet&) { changes("policy"); }

  void operator()(const RoundOpened& e) {
    adds(thing(Kind::kRound, e.round));
    for (const auto& part : e.parts) {
      tell_(Relation::kFills, in_round(part.question));
      uses(Kind::kQuestion, part.question);
      for (const auto& coder : part.coders) uses(Kind::kMember, coder);
    }
  }
  void operator()(const RoundStaffed& e) {
    tell_(Relation::kTakes, staff_of(e));
    uses(Kind::kRound, e.round);
    for (const auto& coder : e.coders) uses(Kind::kMember, coder);
  }
  void operator()(const RoundClosed& e) { of_round(e.round); }
  void operator()(const RoundReopened& e) {
    of_round(e.round);
    tell_(Relation::kFills, subject("closed", e.round));
  }
  void operator()(const PlaceTaken& e) {
    of_place(e);
    tell_(Relation::kUses, coder_in_round(e, e.coder));
    tell_(Relation::kFills, places_of(e));
  }
  void operator()(const PlaceReleased& e) { of_place(e); }
  void operator()(const ResponseSettled& e) {
    of_settlement(e);
    for (const auto& theme : e.themes) uses(Kind::kTheme, theme);
  }
  void operator()(const ResponseUnsettled& e) { of_settlement(e); }

  void operator()(const MemoWritten& e) {
    adds(thing(Kind::kMemo, e.memo));
    uses(Kind::kMember, e.author);
    tell_(Relation::kUses, of_thing(e.about));
  }
  void operator()(const QuoteChosen& e) {
    adds(thing(Kind::kQuote, e.quote));
    uses(Kind::kResponse, e.response, e.question);
    uses(Kind::kTheme, e.theme);
  }
  void operator()(const MemberCheckRecorded& e) {
    adds(thing(Kind::kCheck, e.check));
    uses(Kind::kQuestion, e.question);
    if (!e.theme.empty()) uses(Kind::kTheme, e.theme);
  }
  void operator()(const LayerSet& e) {
    changes(subject("layer", e.question, e.comment, e.coder));
    uses(Kind::kComment, e.comment, e.question);
    uses(Kind::kMember, e.coder);
    for (const auto& unit : e.units)
      for (const auto& said : unit.themes) uses(Kind::kTheme, said.theme);
  }
  void operator()(const SignedOff& e) { of_sign_off(e); }
  void operator()(const SignOffRevoked& e) { of_sign_off(e); }

  void operator()(const ErasureRequested& e) {
    adds(thing(Kind::kErasure, e.erasure));
    uses(Kind::kRespondent, e.respondent);
  }
  void operator()(const ErasureReviewed& e) { of_erasure(e.erasure); }
  void operator()(const ErasureDecided& e) { of_erasure(e.erasure); }
  void operator()(const ErasureReopened& e) { of_erasure(e.erasure); }
  void operator()(const ErasureExecuted& e) { of_erasure(e.erasure); }

  void operator()(const MemberNamed& e) { changes(thing(Kind::kMember, e.member)); }
  void operator()(const MemberPseudonymised& e) { changes(thing(Kind::kMember, e.member)); }

 private:
  void changes(std::string_view key) { tell_(Relation::kChanges, key); }
  void adds(std::string_view key) { tell_(Relation::kAdds, key); }
  void uses(Kind kind, const std::string& id, const std::string& question = "") {
    tell_(Relation::kUses, thing(kind, id, question));
  }

  void of_theme(std::string_view what, const std::string& theme) {
    changes(subject(what, theme));
    uses(Kind::kTheme, theme);
  }
  void of_framework(const std::string& framework) {
    changes(subject("frozen", framework));
    uses(Kind::kFramework, framework);
  }
  void link(const std::string& theme, const std::string& other) {
    changes(subject("link", std::min(theme, other), std::max(theme, other)));
    uses(Kind::kTheme, theme);
    uses(Kind::kTheme, other);
  }
  void of_round(const std::string& round) {
    changes(subject("closed", round));
    uses(Kind::kRound, round);
  }
  void of_erasure(const std::string& erasure) {
    changes(subject("erasure", erasure));
    uses(Kind::kErasure, erasure);
  }
  template <class E>
  void of_assignment(const E& e) {
    changes(subject("assignment", e.question, e.response, e.coder, e.theme));
    uses(Kind::kResponse, e.response, e.question);
    uses(Kind::kMember, e.coder);
    uses(Kind::kTheme, e.theme);
  }
  template <class E>
  void of_coding(const E& e) {
    changes(subject("finished", e.question, e.response, e.coder));
    uses(Kind::kResponse, e.response, e.question);
    uses(Kind::kMember, e.coder);
  }
  template <class E>
  void of_place(const E& e) {
    changes(subject("round place", e.round, e.question, e.response, e.coder));
    tell_(Relation::kUses, staff_of(e));  // which takes places away
    uses(Kind::kRound, e.round);
    uses(Kind::kResponse, e.response, e.question);
    uses(Kind::kMember, e.coder);
  }
  template <class E>
  void of_settlement(const E& e) {
    changes(subject("settled", e.question, e.response));
    uses(Kind::kResponse, e.response, e.question);
  }
  template <class E>
  void of_sign_off(const E& e) {
    changes(subject("sign-off", e.member, std::to_string(e.at)));
    uses(Kind::kMember, e.member);
  }

  const std::function<void(Relation, std::string_view)>& tell_;
};

}  // namespace

namespace {

class TellingMore {
 public:
  TellingMore(const Study& before, const std::function<void(Relation, std::string_view)>& tell)
      : before_(before), tell_(tell) {}

  template <class E>
  void operator()(const E&) {}

  // It goes back below what it stood below, if that has not come to stand below it.
  void operator()(const ThemeMoved& e) {
    auto above = theme(e.theme).parent;
    for (; above != kNone16; above = before_.themes[above].parent)
      uses(subject("place", before_.theme_ids.id(above)));
  }
  // It is merged again, if what it was merged into has not been merged into it.
  void operator()(const ThemeRestored& e) {
    const auto* at = &theme(e.theme);
    for (; at->status == ThemeStatus::kMerged; at = &before_.themes[at->into.front()])
      uses(subject("status", before_.theme_ids.id(at->into.front())));
  }

  // It is open again, if its questions are in no other.
  void operator()(const RoundClosed& e) { reopens(e.round); }
  void operator()(const Removed& e) {
    if (e.thing.kind == Kind::kRound) reopens(e.thing.id);
  }

  // What those who are new do stands on it, and what others lost by it goes back to them.
  void operator()(const RoundStaffed& e) {
    const auto question = static_cast<QuestionIndex>(*before_.question_ids.find(e.question));
    const auto& task = *round(e.round).task(question);
    for (const auto& coder : e.coders)
      if (!is_coder(task, static_cast<MemberIndex>(*before_.member_ids.find_ever(coder))))
        tell_(Relation::kAdds, coder_in_round(e, coder));
    for (const auto& lost : places_lost(before_, e))
      is_put_back(PlaceReleased{e.round, e.question, lost.response, lost.coder});
  }
  void operator()(const PlaceReleased& e) { is_put_back(e); }

 private:
  const Theme& theme(std::string_view id) const {
    return before_.themes[*before_.theme_ids.find(id)];
  }
  const Round& round(std::string_view id) const {
    return before_.rounds[*before_.round_ids.find(id)];
  }
  void uses(const std::string& key) { tell_(Relation::kUses, key); }

  void reopens(std::string_view id) {
    const auto& tasks = round(id).tasks;
    for (const auto& task : tasks) uses(in_round(before_.question_ids.id(task.question)));
    for (std::uint32_t other = 0; other < before_.rounds.size(); ++other)
      if (std::any_of(tasks.begin(), tasks.end(), [&](const Task& task) {
            return before_.rounds[other].task(task.question) != nullptr;
          }))
        uses(subject("closed", before_.round_ids.id(other)));
  }

  void is_put_back(const PlaceReleased& e) {
    const auto question = static_cast<QuestionIndex>(*before_.question_ids.find(e.question));
    const auto& response = before_.responses[*before_.find_response(question, e.response)];
    uses(places_of(e));
    uses(thing(Kind::kResponse, e.response, e.question));
    uses(segments_of_comment(e.question, before_.id_of(before_.comments[response.comment])));
  }

  const Study& before_;
  const std::function<void(Relation, std::string_view)>& tell_;
};

}  // namespace

void tell_more(const Study& before, const Event& event,
               const std::function<void(Relation, std::string_view)>& tell) {
  std::visit(TellingMore(before, tell), event);
}

void tell_subjects(const Event& event,
                   const std::function<void(Relation, std::string_view)>& tell) {
  std::visit(Telling(tell), event);
}

std::string subject_of(const Thing& thing) {
  return of_thing(thing);
}

std::string segments_of_comment(std::string_view question, std::string_view comment) {
  return subject("segments", question, comment);
}

}  // namespace verbatim::coding
