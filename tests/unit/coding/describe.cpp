#include "unit/coding/describe.hpp"

#include <sstream>

namespace verbatim::coding {
namespace {

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

std::string list_of(const std::vector<std::string>& ids) {
  std::string list = "[";
  for (const auto& id : ids) list += (list.size() > 1 ? " " : "") + quoted(id);
  return list + "]";
}

std::string list_of(const std::vector<Segment>& segments) {
  std::string list = "[";
  for (const auto& s : segments)
    list += (list.size() > 1 ? " " : "") + quoted(s.response) + "=" + std::to_string(s.begin) +
            ".." + std::to_string(s.end);
  return list + "]";
}

std::string number(std::uint32_t index, std::uint32_t none) {
  return index == none ? "-" : std::to_string(index);
}

// One word a field, in the order given.
template <class... Fields>
std::string line(std::string_view name, const Fields&... fields) {
  std::ostringstream out;
  out << name;
  (void)(out << ... << (" " + fields));
  return out.str();
}

std::string words(Role role) {
  return std::to_string(static_cast<int>(role));
}

struct DescribeEvent {
  std::string operator()(const StudyOpened& e) const {
    return line("study_opened", quoted(e.study), quoted(e.title));
  }
  std::string operator()(const MemberAdded& e) const {
    return line("member_added", quoted(e.member), words(e.role));
  }
  std::string operator()(const QuestionAdded& e) const {
    return line("question_added", quoted(e.question), quoted(e.text));
  }
  std::string operator()(const GroupAdded& e) const {
    return line("group_added", quoted(e.group), quoted(e.label));
  }
  std::string operator()(const RespondentAdded& e) const {
    return line("respondent_added", quoted(e.respondent), quoted(e.group));
  }
  std::string operator()(const FrameworkAdded& e) const {
    return line("framework_added", quoted(e.framework), quoted(e.label));
  }
  std::string operator()(const ThemeAdded& e) const {
    return line("theme_added", quoted(e.theme), quoted(e.framework), quoted(e.label),
                quoted(e.parent), quoted(e.definition), list_of(e.questions));
  }
  std::string operator()(const ThemeScoped& e) const {
    return line("theme_scoped", quoted(e.theme), list_of(e.questions));
  }
  std::string operator()(const CommentAdded& e) const {
    return line("comment_added", quoted(e.question), quoted(e.comment), quoted(e.respondent),
                std::to_string(e.sealed_text.bytes.size()), std::to_string(e.code_points));
  }
  std::string operator()(const CommentSegmented& e) const {
    return line("comment_segmented", quoted(e.question), quoted(e.comment), list_of(e.segments));
  }
  std::string operator()(const ThemeAssigned& e) const {
    return line("theme_assigned", quoted(e.question), quoted(e.response), quoted(e.coder),
                quoted(e.theme), std::to_string(e.revision));
  }
  std::string operator()(const ThemeWithdrawn& e) const {
    return line("theme_withdrawn", quoted(e.question), quoted(e.response), quoted(e.coder),
                quoted(e.theme));
  }
  std::string operator()(const CodingFinished& e) const {
    return line("coding_finished", quoted(e.question), quoted(e.response), quoted(e.coder));
  }
  std::string operator()(const CodingReopened& e) const {
    return line("coding_reopened", quoted(e.question), quoted(e.response), quoted(e.coder));
  }
};

struct DescribeCommand {
  std::string operator()(const OpenStudy& c) const {
    return line("open_study", quoted(c.study), quoted(c.title));
  }
  std::string operator()(const AddMember& c) const {
    return line("add_member", quoted(c.member), words(c.role));
  }
  std::string operator()(const AddQuestion& c) const {
    return line("add_question", quoted(c.question), quoted(c.text));
  }
  std::string operator()(const AddGroup& c) const {
    return line("add_group", quoted(c.group), quoted(c.label));
  }
  std::string operator()(const AddRespondent& c) const {
    return line("add_respondent", quoted(c.respondent), quoted(c.group));
  }
  std::string operator()(const AddFramework& c) const {
    return line("add_framework", quoted(c.framework), quoted(c.label));
  }
  std::string operator()(const AddTheme& c) const {
    return line("add_theme", quoted(c.theme), quoted(c.framework), quoted(c.label),
                quoted(c.parent), quoted(c.definition), list_of(c.questions));
  }
  std::string operator()(const ScopeTheme& c) const {
    return line("scope_theme", quoted(c.theme), list_of(c.questions));
  }
  std::string operator()(const AddComment& c) const {
    return line("add_comment", quoted(c.question), quoted(c.comment), quoted(c.respondent),
                std::to_string(c.code_points));
  }
  std::string operator()(const SegmentComment& c) const {
    return line("segment_comment", quoted(c.question), quoted(c.comment), list_of(c.segments));
  }
  std::string operator()(const AssignTheme& c) const {
    return line("assign_theme", quoted(c.question), quoted(c.response), quoted(c.coder),
                quoted(c.theme));
  }
  std::string operator()(const WithdrawTheme& c) const {
    return line("withdraw_theme", quoted(c.question), quoted(c.response), quoted(c.coder),
                quoted(c.theme));
  }
  std::string operator()(const FinishCoding& c) const {
    return line("finish_coding", quoted(c.question), quoted(c.response), quoted(c.coder));
  }
  std::string operator()(const ReopenCoding& c) const {
    return line("reopen_coding", quoted(c.question), quoted(c.response), quoted(c.coder));
  }
  std::string operator()(const SetCoding& c) const {
    return line("set_coding", quoted(c.question), quoted(c.response), quoted(c.coder),
                list_of(c.themes), c.finished ? std::string("finished") : std::string("open"));
  }
};

class DescribeStudy {
 public:
  explicit DescribeStudy(const Study& study) : study_(study) {}

  std::string text() {
    out_ << "study " << quoted(study_.id) << ' ' << quoted(study_.title) << " at "
         << study_.position << '\n';
    members();
    groups();
    respondents();
    frameworks();
    themes();
    for (std::uint32_t q = 0; q < study_.questions.size(); ++q) question(q);
    for (std::uint32_t c = 0; c < study_.comments.size(); ++c) comment(c);
    for (std::uint32_t r = 0; r < study_.responses.size(); ++r) response(r);
    return std::move(out_).str();
  }

 private:
  std::string named(const IdTable& ids, std::uint32_t index) const {
    if (index >= ids.size()) return "NO ID";
    const auto id = ids.id(index);
    return quoted(id) + (ids.find(id) == index ? "" : " LOST");
  }
  void surplus(std::string_view kind, const IdTable& ids, std::size_t things) {
    if (ids.size() != things) out_ << kind << ": " << ids.size() << " ids for " << things << '\n';
  }

  void members() {
    surplus("members", study_.member_ids, study_.members.size());
    for (std::uint32_t i = 0; i < study_.members.size(); ++i)
      out_ << "member " << named(study_.member_ids, i) << ' ' << words(study_.members[i].role)
           << '\n';
  }
  void groups() {
    surplus("groups", study_.group_ids, study_.groups.size());
    for (std::uint32_t i = 0; i < study_.groups.size(); ++i)
      out_ << "group " << named(study_.group_ids, i) << ' ' << quoted(study_.groups[i].label)
           << '\n';
  }
  void respondents() {
    surplus("respondents", study_.respondent_ids, study_.respondents.size());
    for (std::uint32_t i = 0; i < study_.respondents.size(); ++i)
      out_ << "respondent " << named(study_.respondent_ids, i) << " group "
           << number(study_.respondents[i].group, kNone16) << '\n';
  }
  void frameworks() {
    surplus("frameworks", study_.framework_ids, study_.frameworks.size());
    for (std::uint32_t i = 0; i < study_.frameworks.size(); ++i)
      out_ << "framework " << named(study_.framework_ids, i) << ' '
           << quoted(study_.frameworks[i].label) << " revision " << study_.frameworks[i].revision
           << '\n';
  }
  void themes() {
    surplus("themes", study_.theme_ids, study_.themes.size());
    for (std::uint32_t i = 0; i < study_.themes.size(); ++i) {
      const auto& theme = study_.themes[i];
      out_ << "theme " << named(study_.theme_ids, i) << ' ' << quoted(theme.label) << ' '
           << quoted(theme.definition) << " framework " << theme.framework << " parent "
           << number(theme.parent, kNone16) << " questions";
      for (const auto question : theme.questions) out_ << ' ' << question;
      out_ << '\n';
    }
  }
  void question(std::uint32_t index) {
    const auto& asked = study_.questions[index];
    out_ << "question " << named(study_.question_ids, index) << ' ' << quoted(asked.text) << '\n';
    surplus(" comments", asked.comment_ids, asked.comments.size());
    surplus(" responses", asked.response_ids, asked.responses.size());
    for (std::uint32_t i = 0; i < asked.comments.size(); ++i)
      out_ << " comment " << named(asked.comment_ids, i) << " is " << asked.comments[i] << '\n';
    for (std::uint32_t i = 0; i < asked.responses.size(); ++i)
      out_ << " response " << named(asked.response_ids, i) << " is " << asked.responses[i] << '\n';
  }
  void comment(std::uint32_t index) {
    const auto& c = study_.comments[index];
    out_ << "comment " << index << " question " << c.question << " number " << c.number
         << " respondent " << c.respondent << " code points " << c.code_points << " position "
         << c.position << " responses " << c.response_count << " from " << c.first_response << '\n';
  }
  void response(std::uint32_t index) {
    const auto& r = study_.responses[index];
    out_ << "response " << index << " comment " << r.comment << " number " << r.number << " ["
         << r.begin << ".." << r.end << ") next " << number(r.next_in_comment, kNone32) << '\n';
    for (const auto& coding : r.codings.codings())
      out_ << " coder " << coding.coder << (coding.finished ? " finished" : " begun") << " changed "
           << coding.changed_at << '\n';
    for (const auto& a : r.codings.assignments())
      out_ << " coder " << a.coder << " theme " << a.theme << " revision " << a.revision << '\n';
  }

  const Study& study_;
  std::ostringstream out_;
};

}  // namespace

std::string describe(const Study& study) {
  return DescribeStudy(study).text();
}
std::string describe(const Event& event) {
  return std::visit(DescribeEvent{}, event);
}
std::string describe(const Command& command) {
  return std::visit(DescribeCommand{}, command);
}

void showValue(const Command& command, std::ostream& out) {
  out << describe(command);
}
void showValue(const Event& event, std::ostream& out) {
  out << describe(event);
}

}  // namespace verbatim::coding
