#include "coding/wording.hpp"

#include <string>
#include <variant>
#include <vector>

#include "base/text.hpp"
#include "coding/decide.hpp"
#include "coding/refusals.hpp"

namespace verbatim::coding {
namespace {

// Looks at one command. The first thing wrong sticks.
class Look {
 public:
  explicit Look(const Study& study) : study_(study) {}

  std::optional<Failure> failure() && { return std::move(failure_); }

  template <class C>
  void look(const C&) {}  // names nothing anew, and has no text of its own

  void look(const OpenStudy& c) {
    id(c.study, "study");
    line(c.title, "title");
  }
  void look(const AddMember& c) {
    if (!c.by_own_token && !study_.member_ids.find_ever(c.member)) id(c.member, "member");
  }
  void look(const AddQuestion& c) {
    id(c.question, "question");
    lines(c.text, "text");
  }
  void look(const AddGroup& c) {
    id(c.group, "group");
    line(c.label, "label");
  }
  void look(const AddRespondent& c) { id(c.respondent, "respondent"); }
  void look(const AddFramework& c) {
    id(c.framework, "framework");
    line(c.label, "label");
  }
  void look(const AddTheme& c) {
    id(c.theme, "theme");
    line(c.label, "label");
    lines(c.definition, "definition");
    lines(c.inclusion, "inclusion");
    lines(c.exclusion, "exclusion");
    each_of_lines(c.examples, "examples");
  }
  // What is sent as it is there already may be of before.
  void look(const ReviseTheme& c) {
    const auto theme = study_.theme_ids.find(c.theme);
    if (!theme) return;
    const auto& there = study_.themes[*theme].wording;
    if (c.label && *c.label != there.label) line(*c.label, "label");
    if (c.definition && *c.definition != there.definition) lines(*c.definition, "definition");
    if (c.inclusion && *c.inclusion != there.inclusion) lines(*c.inclusion, "inclusion");
    if (c.exclusion && *c.exclusion != there.exclusion) lines(*c.exclusion, "exclusion");
    if (c.examples && *c.examples != there.examples) each_of_lines(*c.examples, "examples");
  }
  void look(const AddComment& c) { id(c.comment, "comment"); }
  void look(const SegmentComment& c) {
    const auto question = study_.question_ids.find(c.question);
    if (!question) return;
    for (std::size_t i = 0; i < c.segments.size(); ++i) {
      const auto& response = c.segments[i].response;
      if (!study_.find_response(static_cast<QuestionIndex>(*question), response))
        id(response, "segments/" + std::to_string(i) + "/response");
    }
  }
  void look(const OpenRound& c) {
    id(c.round, "round");
    line(c.label, "label");
  }
  void look(const WriteMemo& c) {
    if (!study_.memo_ids.find_ever(c.memo)) id(c.memo, "memo");
  }
  void look(const ChooseQuote& c) {
    if (!study_.quote_ids.find_ever(c.quote)) id(c.quote, "quote");
  }
  void look(const RecordMemberCheck& c) {
    const auto known = study_.check_ids.find_ever(c.check);
    if (!known) id(c.check, "check");
    if (!known || c.by != study_.checks[*known].by) line(c.by, "by");
  }
  void look(const SignOff& c) { lines(c.statement, "statement"); }
  void look(const RequestErasure& c) {
    id(c.erasure, "erasure");
    line(c.reference, "reference");
  }

 private:
  void id(std::string_view id, std::string_view field) {
    if (!failure_) failure_ = wrong_new_id(id, field);
  }
  void line(std::string_view text, std::string_view field) {
    if (!failure_) failure_ = wrong_text(text, Lines::kOne, field);
  }
  void lines(std::string_view text, std::string_view field) {
    if (!failure_) failure_ = wrong_text(text, Lines::kMany, field);
  }
  void each_of_lines(const std::vector<std::string>& texts, const std::string& field) {
    for (std::size_t i = 0; i < texts.size(); ++i) lines(texts[i], field + "/" + std::to_string(i));
  }

  const Study& study_;
  std::optional<Failure> failure_;
};

}  // namespace

std::optional<Failure> wrong_new_id(std::string_view id, std::string_view field) {
  if (!valid_id(id) || !is_plain(id, Lines::kOne)) return bad_id(field);
  if (has_direction_marks(id))
    return invalid(
        "The id has a character in it that is not seen, but turns the direction of text.", field,
        "Take it away: with it, this is another id than the one that is seen.");
  if (is_blank_at_an_end(id))
    return invalid("A blank stands before or after the id.", field,
                   "Take it away: with it, this is another id than the one without.");
  return std::nullopt;
}

std::optional<Failure> wrong_text(std::string_view text, Lines lines, std::string_view field) {
  if (is_plain(text, lines)) return std::nullopt;
  if (lines == Lines::kOne)
    return invalid(
        "The text stands on one line, and has a line break, a tab or another control character in "
        "it.",
        field, "Put a blank in its place.");
  return invalid("The text has a control character in it that is no line break and no tab.", field,
                 "Take it away.");
}

std::optional<Failure> wrong_wording(const Study& study, const Command& command) {
  Look look(study);
  std::visit([&](const auto& c) { look.look(c); }, command);
  return std::move(look).failure();
}

}  // namespace verbatim::coding
