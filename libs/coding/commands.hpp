#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "coding/events.hpp"

// What somebody wants to happen to a study. Deciding whether it may is decide().
namespace verbatim::coding {

struct OpenStudy {
  std::string study, title;
};
struct AddMember {
  std::string member;
  Role role = Role::kCoder;
};
struct AddQuestion {
  std::string question, text;
};
struct AddGroup {
  std::string group, label;
};
struct AddRespondent {
  std::string respondent, group;
};
struct AddFramework {
  std::string framework, label;
};
// The framework of themes that name none. It is added with its first theme.
inline constexpr const char* kDefaultFramework = "themes";

struct AddTheme {
  std::string theme, framework, label, parent, definition;
  std::vector<std::string> questions;
};
struct ScopeTheme {
  std::string theme;
  std::vector<std::string> questions;
};
// The longest plain text of a comment, in bytes of UTF-8.
inline constexpr std::size_t kCommentBytesMax = 1'000'000;

// The text is sealed before the command is decided: the domain never sees it.
struct AddComment {
  std::string question, comment, respondent;
  Sealed sealed_text;
  std::uint32_t code_points = 0;
  TextMark text_mark = {};
};
struct SegmentComment {
  std::string question, comment;
  std::vector<Segment> segments;
};
struct AssignTheme {
  std::string question, response, coder, theme;
};
struct WithdrawTheme {
  std::string question, response, coder, theme;
};
struct FinishCoding {
  std::string question, response, coder;
};
struct ReopenCoding {
  std::string question, response, coder;
};
// The whole coding at once: exactly these themes stand afterwards.
struct SetCoding {
  std::string question, response, coder;
  std::vector<std::string> themes;
  bool finished = true;
};

using Command = std::variant<OpenStudy, AddMember, AddQuestion, AddGroup, AddRespondent,
                             AddFramework, AddTheme, ScopeTheme, AddComment, SegmentComment,
                             AssignTheme, WithdrawTheme, FinishCoding, ReopenCoding, SetCoding>;

// A state that a command was based on: the coding of one response by one coder, at the revision
// (the position of the last event that changed it; 0: none did) that the caller saw.
struct Condition {
  std::string question, response, coder;
  std::uint64_t revision = 0;
  bool operator==(const Condition&) const = default;
};

}  // namespace verbatim::coding
