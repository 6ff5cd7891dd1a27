#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

// What happened to a study. Each struct is a fact; its stored form, with the meaning of each
// field, is schemas/events.cddl. A changed meaning is a new event, never an edit of an old one.
//
// Ids are chosen by people or their programs: UTF-8, 1 to 128 bytes, no control characters (see
// valid_id). Responses and comments are named within their question; everything else within the
// study.
namespace verbatim::coding {

// Counts the changes to one framework. 0 is the empty framework.
using Revision = std::uint32_t;

// What a member may do is decided in libs/access; the study only remembers the role.
enum class Role : std::uint8_t { kOwner = 0, kLead, kCoder, kAdjudicator, kAuditor, kViewer };

struct StudyOpened {
  std::string study, title;
  bool operator==(const StudyOpened&) const = default;
};
struct MemberAdded {
  std::string member;
  Role role = Role::kViewer;
  bool operator==(const MemberAdded&) const = default;
};
struct QuestionAdded {
  std::string question, text;
  bool operator==(const QuestionAdded&) const = default;
};
struct GroupAdded {
  std::string group, label;
  bool operator==(const GroupAdded&) const = default;
};
struct RespondentAdded {
  std::string respondent;
  std::string group;  // empty: belongs to no group
  bool operator==(const RespondentAdded&) const = default;
};
struct FrameworkAdded {
  std::string framework, label;
  bool operator==(const FrameworkAdded&) const = default;
};
struct ThemeAdded {
  std::string theme, framework, label;
  std::string parent;  // empty: a top-level theme
  std::string definition;
  std::vector<std::string> questions;  // where it may be used; empty: everywhere
  bool operator==(const ThemeAdded&) const = default;
};
struct ThemeScoped {
  std::string theme;
  std::vector<std::string> questions;  // the whole new scope; empty: everywhere
  bool operator==(const ThemeScoped&) const = default;
};
// Personal text as libs/vault seals it; empty: there is none. A type of its own, so that nothing
// stores or shows it as if it were text.
struct Sealed {
  std::string bytes;
  bool empty() const { return bytes.empty(); }
  bool operator==(const Sealed&) const = default;
};
// Equal for equal texts of one respondent, and else it says nothing (vault/sealing.hpp): 16 bytes,
// or none where there is no text.
struct TextMark {
  std::string bytes;
  bool empty() const { return bytes.empty(); }
  bool operator==(const TextMark&) const = default;
};
// A comment starts as one response, which bears the comment's id and spans all of it.
struct CommentAdded {
  std::string question, comment, respondent;
  Sealed sealed_text;             // empty: the text was not given
  std::uint32_t code_points = 0;  // of the plain text
  TextMark text_mark = {};
  bool operator==(const CommentAdded&) const = default;
};
// Code points [begin, end) of the comment.
struct Segment {
  std::string response;
  std::uint32_t begin = 0, end = 0;
  bool operator==(const Segment&) const = default;
};
// The comment's one response becomes several. The first segment keeps the comment's id.
struct CommentSegmented {
  std::string question, comment;
  std::vector<Segment> segments;
  bool operator==(const CommentSegmented&) const = default;
};
struct ThemeAssigned {
  std::string question, response, coder, theme;
  Revision revision = 0;  // of the theme's framework, when the coder decided
  bool operator==(const ThemeAssigned&) const = default;
};
struct ThemeWithdrawn {
  std::string question, response, coder, theme;
  bool operator==(const ThemeWithdrawn&) const = default;
};
// The coder is finished with the response: what is assigned now is all they say of it.
struct CodingFinished {
  std::string question, response, coder;
  bool operator==(const CodingFinished&) const = default;
};
struct CodingReopened {
  std::string question, response, coder;
  bool operator==(const CodingReopened&) const = default;
};

using Event = std::variant<StudyOpened, MemberAdded, QuestionAdded, GroupAdded, RespondentAdded,
                           FrameworkAdded, ThemeAdded, ThemeScoped, CommentAdded, CommentSegmented,
                           ThemeAssigned, ThemeWithdrawn, CodingFinished, CodingReopened>;

}  // namespace verbatim::coding
