#include "api/command_json.hpp"

#include <functional>
#include <map>

#include <nlohmann/json.hpp>

#include "access/permissions.hpp"
#include "api/json_reader.hpp"
#include "base/text.hpp"
#include "coding/study.hpp"

namespace verbatim::api {
namespace {

using namespace coding;

constexpr std::uint64_t kOffsetMax = 0xFFFF'FFFF;

struct Context {
  ObjectReader& in;
  const std::string& caller;
  std::string& plain_text;

  std::string coder() const { return in.optional_id("coder").value_or(caller); }
};

template <class OfMember>
Command member_with_role(Context c) {
  OfMember command{c.in.id("member"), Role::kCoder};
  const auto word = c.in.text("role", 32);
  if (const auto role = access::role_from(word))
    command.role = *role;
  else
    c.in.refuse({Fault::kInvalidValue, "There is no role \"" + word + "\".",
                 c.in.pointer_to("role"),
                 "Use owner, lead, coder, adjudicator, auditor or viewer."});
  return command;
}

Command remove_member(Context c) {
  return RemoveMember{c.in.id("member")};
}

Command add_question(Context c) {
  return AddQuestion{c.in.id("question"), c.in.text("text", kQuestionBytesMax)};
}

Command add_group(Context c) {
  return AddGroup{c.in.id("group"), c.in.text("label", kLabelBytesMax)};
}

Command add_respondent(Context c) {
  return AddRespondent{c.in.id("respondent"), c.in.optional_id("group").value_or("")};
}

Command add_framework(Context c) {
  return AddFramework{c.in.id("framework"), c.in.text("label", kLabelBytesMax)};
}

Command add_theme(Context c) {
  return AddTheme{c.in.id("theme"),
                  c.in.optional_id("framework").value_or(kDefaultFramework),
                  c.in.text("label", kLabelBytesMax),
                  c.in.optional_id("parent").value_or(""),
                  c.in.optional_text("definition", kDefinitionBytesMax).value_or(""),
                  c.in.optional_ids("questions")};
}

Command scope_theme(Context c) {
  return ScopeTheme{c.in.id("theme"), c.in.ids("questions")};
}

Command add_comment(Context c) {
  AddComment command{c.in.id("question"), c.in.id("comment"), c.in.id("respondent"), {}, 0};
  c.plain_text = c.in.optional_text("text", coding::kCommentBytesMax).value_or("");
  command.code_points = static_cast<std::uint32_t>(code_points(c.plain_text).value_or(0));
  return command;
}

Command segment_comment(Context c) {
  SegmentComment command{c.in.id("question"), c.in.id("comment"), {}};
  const auto list = c.in.array("segments", kSegmentsMax);
  for (std::size_t i = 0; i < list.size(); ++i) {
    ObjectReader segment(*list[i], c.in.pointer_to("segments/" + std::to_string(i)));
    command.segments.push_back({segment.id("response"),
                                static_cast<std::uint32_t>(segment.number("begin", kOffsetMax)),
                                static_cast<std::uint32_t>(segment.number("end", kOffsetMax))});
    if (auto failure = segment.finish()) c.in.refuse(std::move(*failure));
  }
  return command;
}

template <class OfTheme>
Command of_theme(Context c) {
  OfTheme command;
  command.question = c.in.id("question");
  command.response = c.in.id("response");
  command.coder = c.coder();
  command.theme = c.in.id("theme");
  return command;
}

template <class OfCoding>
Command of_coding(Context c) {
  OfCoding command;
  command.question = c.in.id("question");
  command.response = c.in.id("response");
  command.coder = c.coder();
  return command;
}

Command set_coding(Context c) {
  SetCoding command;
  command.question = c.in.id("question");
  command.response = c.in.id("response");
  command.coder = c.coder();
  command.themes = c.in.ids("themes");
  command.finished = c.in.optional_bool("finished", true);
  return command;
}

const std::map<std::string, Command (*)(Context), std::less<>>& readers() {
  static const std::map<std::string, Command (*)(Context), std::less<>> table = {
      {"add_member", member_with_role<AddMember>},
      {"change_role", member_with_role<ChangeRole>},
      {"remove_member", remove_member},
      {"add_question", add_question},
      {"add_group", add_group},
      {"add_respondent", add_respondent},
      {"add_framework", add_framework},
      {"add_theme", add_theme},
      {"scope_theme", scope_theme},
      {"add_comment", add_comment},
      {"segment_comment", segment_comment},
      {"assign_theme", of_theme<AssignTheme>},
      {"withdraw_theme", of_theme<WithdrawTheme>},
      {"finish_coding", of_coding<FinishCoding>},
      {"reopen_coding", of_coding<ReopenCoding>},
      {"set_coding", set_coding},
  };
  return table;
}

std::string known_types() {
  std::string types;
  for (const auto& [type, reader] : readers()) types += (types.empty() ? "" : ", ") + type;
  return types;
}

}  // namespace

Result<SentCommand> read_command(const nlohmann::json& object, const std::string& pointer,
                                 const std::string& caller) {
  ObjectReader in(object, pointer);
  const auto type = in.text("type", 64);
  SentCommand sent{OpenStudy{}, ""};
  if (const auto found = readers().find(type); found != readers().end())
    sent.command = found->second(Context{in, caller, sent.plain_text});
  else
    in.refuse({Fault::kInvalidValue, "There is no command \"" + type + "\".", in.pointer_to("type"),
               "Use one of " + known_types() + "."});
  if (auto failure = in.finish()) return std::move(*failure);
  return sent;
}

const std::string* coder_of(const Command& command) {
  return std::visit(
      []<class C>(const C& c) -> const std::string* {
        if constexpr (requires { c.coder; })
          return &c.coder;
        else
          return nullptr;
      },
      command);
}

Result<SetCoding> read_coding(const nlohmann::json& object, std::string question,
                              std::string response, std::string coder) {
  ObjectReader in(object, "");
  SetCoding command{std::move(question), std::move(response), std::move(coder), in.ids("themes"),
                    in.optional_bool("finished", true)};
  if (auto failure = in.finish()) return std::move(*failure);
  return command;
}

}  // namespace verbatim::api
