#include "coding/decide.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace verbatim::coding {
namespace {

using Events = std::vector<Event>;

std::string quoted(std::string_view id) {
  return "'" + std::string(id) + "'";
}

Failure unknown(Fault fault, std::string_view kind, std::string_view id, std::string_view field) {
  return {fault, "There is no " + std::string(kind) + " " + quoted(id) + " in this study.",
          std::string(field), "Check the spelling, or add it first."};
}

Failure exists(std::string_view kind, std::string_view id, std::string_view field) {
  return {Fault::kAlreadyExists,
          "There is a " + std::string(kind) + " " + quoted(id) + " already, with other content.",
          std::string(field), "Use another id, or leave out what is there."};
}

Failure full(std::string_view kinds, std::size_t most) {
  return {Fault::kNotAllowedNow,
          "A study takes at most " + std::to_string(most) + " " + std::string(kinds) + ".", "", ""};
}

Failure foreign_parent(const AddTheme& c) {
  return {Fault::kInvalidValue, "The parent " + quoted(c.parent) + " belongs to another framework.",
          "parent", "Choose a parent in framework " + quoted(c.framework) + "."};
}

Failure bad_id(std::string_view field) {
  return {Fault::kInvalidValue, "An id is 1 to 128 bytes of UTF-8 without control characters.",
          std::string(field), ""};
}

// The rules, one overload per command: a command without a rule does not compile.
struct Decide {
  const Study& study;

  Decision operator()(const OpenStudy& c) const {
    if (!valid_id(c.study)) return bad_id("study");
    if (study.position == 0) return Events{StudyOpened{c.study, c.title}};
    if (study.title != c.title) return exists("study", c.study, "study");
    return Events{};
  }

  Decision operator()(const AddMember& c) const {
    if (const auto known = study.member_ids.find(c.member)) {
      if (study.members[*known].role != c.role) return exists("member", c.member, "member");
      return Events{};
    }
    if (!valid_id(c.member)) return bad_id("member");
    if (study.members.size() >= kMembersMax) return full("members", kMembersMax);
    return Events{MemberAdded{c.member, c.role}};
  }

  Decision operator()(const AddQuestion& c) const {
    if (const auto known = study.question_ids.find(c.question)) {
      if (study.questions[*known].text != c.text) return exists("question", c.question, "question");
      return Events{};
    }
    if (!valid_id(c.question)) return bad_id("question");
    if (study.questions.size() >= kQuestionsMax) return full("questions", kQuestionsMax);
    return Events{QuestionAdded{c.question, c.text}};
  }

  Decision operator()(const AddGroup& c) const {
    if (const auto known = study.group_ids.find(c.group)) {
      if (study.groups[*known].label != c.label) return exists("group", c.group, "group");
      return Events{};
    }
    if (!valid_id(c.group)) return bad_id("group");
    if (study.groups.size() >= kGroupsMax) return full("groups", kGroupsMax);
    return Events{GroupAdded{c.group, c.label}};
  }

  Decision operator()(const AddRespondent& c) const {
    std::optional<IdTable::Index> group;
    if (!c.group.empty()) {
      group = study.group_ids.find(c.group);
      if (!group) return unknown(Fault::kUnknownGroup, "group", c.group, "group");
    }
    if (const auto known = study.respondent_ids.find(c.respondent)) {
      if (study.respondents[*known].group != group.value_or(kNone16))
        return exists("respondent", c.respondent, "respondent");
      return Events{};
    }
    if (!valid_id(c.respondent)) return bad_id("respondent");
    return Events{RespondentAdded{c.respondent, c.group}};
  }

  Decision operator()(const AddFramework& c) const {
    if (const auto known = study.framework_ids.find(c.framework)) {
      if (study.frameworks[*known].label != c.label)
        return exists("framework", c.framework, "framework");
      return Events{};
    }
    if (!valid_id(c.framework)) return bad_id("framework");
    if (study.frameworks.size() >= kFrameworksMax) return full("frameworks", kFrameworksMax);
    return Events{FrameworkAdded{c.framework, c.label}};
  }

  Decision operator()(const AddTheme& c) const {
    const auto framework = study.framework_ids.find(c.framework);
    if (!framework) return add_first_theme(c);
    ThemeIndex parent = kNone16;
    if (!c.parent.empty()) {
      const auto found = study.theme_ids.find(c.parent);
      if (!found) return unknown(Fault::kUnknownTheme, "theme", c.parent, "parent");
      if (study.themes[*found].framework != *framework) return foreign_parent(c);
      parent = static_cast<ThemeIndex>(*found);
    }
    auto scope = scope_of(c.questions);
    if (!scope) return std::move(scope).error();
    if (const auto known = study.theme_ids.find(c.theme)) {
      const auto& there = study.themes[*known];
      const bool same = there.label == c.label && there.definition == c.definition &&
                        there.framework == *framework && there.parent == parent &&
                        there.questions == *scope;
      if (!same) return exists("theme", c.theme, "theme");
      return Events{};
    }
    if (!valid_id(c.theme)) return bad_id("theme");
    if (study.themes.size() >= kThemesMax) return full("themes", kThemesMax);
    return Events{ThemeAdded{c.theme, c.framework, c.label, c.parent, c.definition, c.questions}};
  }

  // The framework "themes" needs no introduction: its first theme brings it along.
  Decision add_first_theme(const AddTheme& c) const {
    if (c.framework != kDefaultFramework)
      return unknown(Fault::kUnknownFramework, "framework", c.framework, "framework");
    if (!c.parent.empty() && study.theme_ids.find(c.parent)) return foreign_parent(c);
    if (!c.parent.empty()) return unknown(Fault::kUnknownTheme, "theme", c.parent, "parent");
    if (study.theme_ids.find(c.theme)) return exists("theme", c.theme, "theme");
    if (!valid_id(c.theme)) return bad_id("theme");
    if (auto scope = scope_of(c.questions); !scope) return std::move(scope).error();
    if (study.themes.size() >= kThemesMax) return full("themes", kThemesMax);
    return Events{FrameworkAdded{c.framework, "Themes"},
                  ThemeAdded{c.theme, c.framework, c.label, "", c.definition, c.questions}};
  }

  Decision operator()(const ScopeTheme& c) const {
    const auto theme = study.theme_ids.find(c.theme);
    if (!theme) return unknown(Fault::kUnknownTheme, "theme", c.theme, "theme");
    auto scope = scope_of(c.questions);
    if (!scope) return std::move(scope).error();
    if (study.themes[*theme].questions == *scope) return Events{};
    return Events{ThemeScoped{c.theme, c.questions}};
  }

  Decision operator()(const AddComment& c) const {
    const auto question = study.question_ids.find(c.question);
    if (!question) return unknown(Fault::kUnknownQuestion, "question", c.question, "question");
    const auto respondent = study.respondent_ids.find(c.respondent);
    if (!respondent)
      return unknown(Fault::kUnknownRespondent, "respondent", c.respondent, "respondent");
    const auto q = static_cast<QuestionIndex>(*question);
    if (const auto known = study.find_comment(q, c.comment)) {
      // The sealed text differs at every sealing; its mark and its length do not.
      const auto& there = study.comments[*known];
      if (there.respondent != *respondent) return exists("comment", c.comment, "comment");
      if (there.code_points != c.code_points || !there.has_mark(c.text_mark))
        return exists("comment", c.comment, "text");
      return Events{};
    }
    if (!valid_id(c.comment)) return bad_id("comment");
    if (study.questions[q].response_ids.find(c.comment))
      return exists("response", c.comment, "comment");
    return Events{CommentAdded{c.question, c.comment, c.respondent, c.sealed_text, c.code_points,
                               c.text_mark}};
  }

  Decision operator()(const SegmentComment& c) const {
    const auto question = study.question_ids.find(c.question);
    if (!question) return unknown(Fault::kUnknownQuestion, "question", c.question, "question");
    const auto q = static_cast<QuestionIndex>(*question);
    const auto index = study.find_comment(q, c.comment);
    if (!index) return unknown(Fault::kUnknownComment, "comment", c.comment, "comment");
    const auto& comment = study.comments[*index];
    if (auto wrong = wrong_segments(c, comment.code_points)) return std::move(*wrong);
    if (segments_of(comment) == c.segments) return Events{};
    if (comment.response_count != 1)
      return Failure{Fault::kNotAllowedNow,
                     "Comment " + quoted(c.comment) + " is split into responses already.",
                     "segments", ""};
    if (!study.responses[comment.first_response].codings.codings().empty())
      return Failure{Fault::kNotAllowedNow,
                     "Comment " + quoted(c.comment) +
                         " has been coded, so splitting it would "
                         "change what was coded.",
                     "segments", "Withdraw the codings of its response first."};
    for (std::size_t i = 1; i < c.segments.size(); ++i)
      if (study.questions[q].response_ids.find(c.segments[i].response))
        return exists("response", c.segments[i].response, "segments");
    return Events{CommentSegmented{c.question, c.comment, c.segments}};
  }

  Decision operator()(const AssignTheme& c) const {
    const auto at = place(c.question, c.response, c.coder);
    if (!at) return at.error();
    const auto theme = usable_theme(c.theme, *at, "theme");
    if (!theme) return theme.error();
    if (at->codings->find(at->coder, *theme)) return Events{};
    return Events{assigned(c.question, c.response, c.coder, *theme)};
  }

  Decision operator()(const WithdrawTheme& c) const {
    const auto at = place(c.question, c.response, c.coder);
    if (!at) return at.error();
    const auto theme = study.theme_ids.find(c.theme);
    if (!theme) return unknown(Fault::kUnknownTheme, "theme", c.theme, "theme");
    if (!at->codings->find(at->coder, static_cast<ThemeIndex>(*theme))) return Events{};
    return Events{ThemeWithdrawn{c.question, c.response, c.coder, c.theme}};
  }

  Decision operator()(const FinishCoding& c) const {
    const auto at = place(c.question, c.response, c.coder);
    if (!at) return at.error();
    if (finished(*at)) return Events{};
    return Events{CodingFinished{c.question, c.response, c.coder}};
  }

  Decision operator()(const ReopenCoding& c) const {
    const auto at = place(c.question, c.response, c.coder);
    if (!at) return at.error();
    if (!finished(*at)) return Events{};
    return Events{CodingReopened{c.question, c.response, c.coder}};
  }

  // Withdrawals first, then assignments in the order given, then finished or reopened: the fewest
  // events that lead from what stands to what is asked for.
  Decision operator()(const SetCoding& c) const {
    const auto at = place(c.question, c.response, c.coder);
    if (!at) return at.error();
    std::vector<ThemeIndex> wanted;
    for (std::size_t i = 0; i < c.themes.size(); ++i) {
      const auto theme = usable_theme(c.themes[i], *at, "themes/" + std::to_string(i));
      if (!theme) return theme.error();
      if (std::find(wanted.begin(), wanted.end(), *theme) == wanted.end()) wanted.push_back(*theme);
    }
    Events events;
    for (const auto& standing : at->codings->assignments_of(at->coder))
      if (std::find(wanted.begin(), wanted.end(), standing.theme) == wanted.end())
        events.push_back(ThemeWithdrawn{c.question, c.response, c.coder,
                                        std::string(study.theme_ids.id(standing.theme))});
    for (const auto theme : wanted)
      if (!at->codings->find(at->coder, theme))
        events.push_back(assigned(c.question, c.response, c.coder, theme));
    if (c.finished && !finished(*at))
      events.push_back(CodingFinished{c.question, c.response, c.coder});
    if (!c.finished && finished(*at))
      events.push_back(CodingReopened{c.question, c.response, c.coder});
    return events;
  }

 private:
  struct Place {
    QuestionIndex question;
    const Codings* codings;
    MemberIndex coder;
  };

  Result<Place> place(std::string_view question, std::string_view response,
                      std::string_view coder) const {
    const auto q = study.question_ids.find(question);
    if (!q) return unknown(Fault::kUnknownQuestion, "question", question, "question");
    const auto index = static_cast<QuestionIndex>(*q);
    const auto r = study.find_response(index, response);
    if (!r)
      return Failure{
          Fault::kUnknownResponse,
          "There is no response " + quoted(response) + " to question " + quoted(question) + ".",
          "response", "Check the spelling, or add it first."};
    const auto member = study.member_ids.find(coder);
    if (!member) return unknown(Fault::kUnknownMember, "member", coder, "coder");
    return Place{index, &study.responses[*r].codings, static_cast<MemberIndex>(*member)};
  }

  // A theme that may be assigned here, or stands already: what stands may always be said again.
  Result<ThemeIndex> usable_theme(std::string_view id, const Place& at,
                                  std::string_view field) const {
    const auto found = study.theme_ids.find(id);
    if (!found) return unknown(Fault::kUnknownTheme, "theme", id, field);
    const auto theme = static_cast<ThemeIndex>(*found);
    if (!study.themes[theme].in_scope(at.question) && !at.codings->find(at.coder, theme))
      return Failure{Fault::kNotAllowedNow,
                     "Theme " + quoted(id) + " is not in scope for question " +
                         quoted(study.question_ids.id(at.question)) + ".",
                     std::string(field), "Widen the theme's scope first (scope_theme)."};
    return theme;
  }

  bool finished(const Place& at) const {
    const auto* coding = at.codings->find(at.coder);
    return coding != nullptr && coding->finished;
  }

  ThemeAssigned assigned(const std::string& question, const std::string& response,
                         const std::string& coder, ThemeIndex theme) const {
    return {question, response, coder, std::string(study.theme_ids.id(theme)),
            study.frameworks[study.themes[theme].framework].revision};
  }

  Result<std::vector<QuestionIndex>> scope_of(const std::vector<std::string>& ids) const {
    std::vector<QuestionIndex> scope;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto question = study.question_ids.find(ids[i]);
      if (!question)
        return unknown(Fault::kUnknownQuestion, "question", ids[i],
                       "questions/" + std::to_string(i));
      scope.push_back(static_cast<QuestionIndex>(*question));
    }
    std::sort(scope.begin(), scope.end());
    scope.erase(std::unique(scope.begin(), scope.end()), scope.end());
    return scope;
  }

  std::vector<Segment> segments_of(const Comment& comment) const {
    std::vector<Segment> segments;
    for (auto r = comment.first_response; r != kNone32; r = study.responses[r].next_in_comment) {
      const auto& response = study.responses[r];
      segments.push_back({std::string(study.id_of(response)), response.begin, response.end});
    }
    return segments;
  }

  // Segments stand in the order of the text, do not overlap, are not empty, have ids of their own,
  // and the first keeps the comment's id. Gaps are allowed: not everything that was written
  // answers the question.
  static std::optional<Failure> wrong_segments(const SegmentComment& c, std::uint32_t length) {
    const auto wrong = [](std::size_t i, std::string detail) {
      return Failure{Fault::kInvalidValue, std::move(detail), "segments/" + std::to_string(i), ""};
    };
    if (c.segments.empty() || c.segments.size() > kSegmentsMax)
      return Failure{Fault::kInvalidValue,
                     "A comment is split into 1 to " + std::to_string(kSegmentsMax) + " responses.",
                     "segments", ""};
    if (c.segments[0].response != c.comment)
      return wrong(0, "The first response keeps the comment's id, " + quoted(c.comment) + ".");
    std::set<std::string_view> ids;
    std::uint32_t free = 0;
    for (std::size_t i = 0; i < c.segments.size(); ++i) {
      const auto& segment = c.segments[i];
      if (!valid_id(segment.response)) return bad_id("segments/" + std::to_string(i));
      if (!ids.insert(segment.response).second)
        return wrong(i, "Response " + quoted(segment.response) + " is given twice.");
      if (segment.begin < free || segment.end <= segment.begin || segment.end > length)
        return wrong(i, "Segments must be in order, not empty, not overlap and end within the " +
                            std::to_string(length) + " code points of the comment.");
      free = segment.end;
    }
    return std::nullopt;
  }
};

}  // namespace

Decision decide(const Study& study, const Command& command) {
  if (study.position == 0 && !std::holds_alternative<OpenStudy>(command))
    return Failure{Fault::kUnknownStudy, "There is no such study.", "study",
                   "Open it first: POST /v1/studies."};
  return std::visit(Decide{study}, command);
}

Result<void> check(const Study& study, const Condition& condition) {
  const auto question = study.question_ids.find(condition.question);
  if (!question)
    return unknown(Fault::kUnknownQuestion, "question", condition.question, "question");
  const auto response =
      study.find_response(static_cast<QuestionIndex>(*question), condition.response);
  if (!response)
    return unknown(Fault::kUnknownResponse, "response", condition.response, "response");
  std::uint64_t revision = 0;
  if (const auto coder = study.member_ids.find(condition.coder))
    if (const auto* coding =
            study.responses[*response].codings.find(static_cast<MemberIndex>(*coder)))
      revision = coding->changed_at;
  if (revision == condition.revision) return {};
  Failure stale{Fault::kStaleCondition,
                "The coding of response " + quoted(condition.response) + " by " +
                    quoted(condition.coder) + " has changed since revision " +
                    std::to_string(condition.revision) + ".",
                "", "Read it again, look at what changed, and decide anew."};
  stale.position = revision;
  return stale;
}

bool valid_id(std::string_view id) {
  if (id.empty() || id.size() > 128) return false;
  if (id == "." || id == "..") return false;  // in a path they mean something else
  for (std::size_t i = 0; i < id.size(); ++i) {
    const auto byte = static_cast<unsigned char>(id[i]);
    if (byte < 0x20 || byte == 0x7F) return false;
    // U+0080 to U+009F, the other control characters, are C2 80 to C2 9F.
    if (byte == 0xC2 && i + 1 < id.size() && static_cast<unsigned char>(id[i + 1]) < 0xA0)
      return false;
  }
  return utf8_valid_prefix(id) == id.size();
}

}  // namespace verbatim::coding
