#include "api/requests/command_json.hpp"

#include <functional>
#include <map>
#include <type_traits>

#include <nlohmann/json.hpp>

#include "access/permissions.hpp"
#include "api/forms/domain_words.hpp"
#include "api/requests/json_reader.hpp"
#include "base/text.hpp"
#include "coding/study.hpp"

namespace verbatim::api {
namespace {

using namespace coding;

constexpr std::uint64_t kOffsetMax = 0xFFFF'FFFF, kCountMax = 0xFFFF'FFFF;
constexpr std::size_t kPartsMax = 10'000;
using coding::kColourBytesMax, coding::kExamplesMax;

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

std::optional<std::vector<std::string>> examples(Context c) {
  return c.in.optional_texts("examples", kDefinitionBytesMax, kExamplesMax);
}

// Where a theme came from, and the response it was first seen in.
void read_origin(Context c, AddTheme& command) {
  const auto word = c.in.optional_text("origin", 32).value_or("start");
  if (const auto origin = word_from<Origin>(kOrigins, word))
    command.origin = *origin;
  else
    c.in.refuse({Fault::kInvalidValue, "There is no origin \"" + word + "\".",
                 c.in.pointer_to("origin"), "Use start, data or suggestion."});
  command.origin_question = c.in.optional_id("origin_question").value_or("");
  command.origin_response = c.in.optional_id("origin_response").value_or("");
}

Command add_theme(Context c) {
  AddTheme command{c.in.id("theme"),
                   c.in.optional_id("framework").value_or(kDefaultFramework),
                   c.in.text("label", kLabelBytesMax),
                   c.in.optional_id("parent").value_or(""),
                   c.in.optional_text("definition", kDefinitionBytesMax).value_or(""),
                   c.in.optional_ids("questions")};
  command.inclusion = c.in.optional_text("inclusion", kDefinitionBytesMax).value_or("");
  command.exclusion = c.in.optional_text("exclusion", kDefinitionBytesMax).value_or("");
  command.examples = examples(c).value_or(std::vector<std::string>());
  command.colour = c.in.optional_text("colour", kColourBytesMax).value_or("");
  read_origin(c, command);
  return command;
}

Command revise_theme(Context c) {
  ReviseTheme command{.theme = c.in.id("theme")};
  command.label = c.in.optional_text("label", kLabelBytesMax);
  if (command.label && command.label->empty())
    c.in.refuse(
        {Fault::kInvalidValue, "The text must not be empty.", c.in.pointer_to("label"), ""});
  command.definition = c.in.optional_text("definition", kDefinitionBytesMax);
  command.inclusion = c.in.optional_text("inclusion", kDefinitionBytesMax);
  command.exclusion = c.in.optional_text("exclusion", kDefinitionBytesMax);
  command.examples = examples(c);
  command.colour = c.in.optional_text("colour", kColourBytesMax);
  command.minor = c.in.optional_bool("minor", false);
  return command;
}

Command move_theme(Context c) {
  return MoveTheme{c.in.id("theme"), c.in.optional_id("parent").value_or(""),
                   c.in.optional_id("before").value_or("")};
}

template <class OnTheme>
Command on_theme(Context c) {
  return OnTheme{c.in.id("theme")};
}

template <class OnFramework>
Command on_framework(Context c) {
  return OnFramework{c.in.id("framework")};
}

template <class OnPair>
Command on_pair(Context c) {
  return OnPair{c.in.id("theme"), c.in.id("other")};
}

Command merge_themes(Context c) {
  return MergeThemes{c.in.id("theme"), c.in.id("into")};
}

Command split_theme(Context c) {
  return SplitTheme{c.in.id("theme"), c.in.ids("into")};
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
  if (const auto choice = read_on_resegment(c.in)) command.codings = *choice;
  command.base = c.in.optional_number("base", kPositionMax);
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

Command set_policy(Context c) {
  SetPolicy command;
  if (const auto word = c.in.optional_text("settled_by", 32)) {
    command.settled_by = word_from<SettledBy>(kSettledBy, *word);
    if (!command.settled_by)
      c.in.refuse({Fault::kInvalidValue, "There is no policy \"" + *word + "\".",
                   c.in.pointer_to("settled_by"), "Use majority, all or any."});
  }
  if (const auto least = c.in.optional_number("suppress_below", kCountMax))
    command.suppress_below = static_cast<std::uint32_t>(*least);
  command.segments_may_overlap = c.in.optional_bool("segments_may_overlap");
  if (const auto word = c.in.optional_text("erased_counts", 32)) {
    command.erased_counts = word_from<ErasedCounts>(kErasedCounts, *word);
    if (!command.erased_counts)
      c.in.refuse({Fault::kInvalidValue, "There is no policy \"" + *word + "\".",
                   c.in.pointer_to("erased_counts"), "Use keep or drop."});
  }
  return command;
}

Command open_round(Context c) {
  OpenRound command;
  command.round = c.in.id("round");
  command.label = c.in.optional_text("label", kLabelBytesMax).value_or("");
  command.blind = c.in.optional_bool("blind", false);
  command.unitizing = c.in.optional_bool("unitizing", false);
  command.seed = static_cast<std::uint32_t>(c.in.optional_number("seed", kCountMax).value_or(0));
  const auto list = c.in.array("parts", kPartsMax);
  for (std::size_t i = 0; i < list.size(); ++i) {
    ObjectReader in(*list[i], c.in.pointer_to("parts/" + std::to_string(i)));
    RoundPart part;
    part.question = in.id("question");
    part.coders = in.ids("coders");
    part.per_response =
        static_cast<std::uint32_t>(in.optional_number("per_response", kCountMax).value_or(0));
    part.sample = static_cast<std::uint32_t>(in.optional_number("sample", kCountMax).value_or(0));
    part.weights = in.optional_numbers("weights");
    command.parts.push_back(std::move(part));
    if (auto failure = in.finish()) c.in.refuse(std::move(*failure));
  }
  return command;
}

Command staff_round(Context c) {
  return StaffRound{c.in.id("round"), c.in.id("question"), c.in.ids("coders"),
                    c.in.optional_numbers("weights")};
}

template <class OfRound>
Command of_round(Context c) {
  return OfRound{c.in.id("round")};
}

Command take_place(Context c) {
  return TakePlace{c.in.id("round"), c.in.id("question"), c.coder()};
}

Command release_place(Context c) {
  return ReleasePlace{c.in.id("round"), c.in.id("question"), c.in.id("response"), c.coder()};
}

std::vector<WantedUnit> read_units(ObjectReader& in) {
  std::vector<WantedUnit> units;
  const auto list = in.array("units", kSegmentsMax);
  for (std::size_t i = 0; i < list.size(); ++i) {
    ObjectReader unit(*list[i], in.pointer_to("units/" + std::to_string(i)));
    units.push_back({static_cast<std::uint32_t>(unit.number("begin", kOffsetMax)),
                     static_cast<std::uint32_t>(unit.number("end", kOffsetMax)),
                     unit.optional_ids("themes")});
    if (auto failure = unit.finish()) in.refuse(std::move(*failure));
  }
  return units;
}

Command set_layer(Context c) {
  return SetLayer{c.in.id("question"), c.in.id("comment"), c.coder(), read_units(c.in),
                  c.in.optional_bool("finished", true)};
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
      {"revise_theme", revise_theme},
      {"move_theme", move_theme},
      {"retire_theme", on_theme<RetireTheme>},
      {"restore_theme", on_theme<RestoreTheme>},
      {"merge_themes", merge_themes},
      {"split_theme", split_theme},
      {"freeze_framework", on_framework<FreezeFramework>},
      {"unfreeze_framework", on_framework<UnfreezeFramework>},
      {"link_themes", on_pair<LinkThemes>},
      {"unlink_themes", on_pair<UnlinkThemes>},
      {"add_comment", add_comment},
      {"segment_comment", segment_comment},
      {"assign_theme", of_theme<AssignTheme>},
      {"withdraw_theme", of_theme<WithdrawTheme>},
      {"finish_coding", of_coding<FinishCoding>},
      {"reopen_coding", of_coding<ReopenCoding>},
      {"set_coding", set_coding},
      {"set_layer", set_layer},
      {"set_policy", set_policy},
      {"open_round", open_round},
      {"staff_round", staff_round},
      {"close_round", of_round<CloseRound>},
      {"reopen_round", of_round<ReopenRound>},
      {"take_place", take_place},
      {"release_place", release_place},
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

std::size_t listed_in(const Command& command) {
  return std::visit(
      []<class C>(const C& c) {
        std::size_t listed = 0;
        if constexpr (requires { c.themes; }) listed += c.themes.size();
        if constexpr (requires { c.coders; }) listed += c.coders.size();
        if constexpr (requires { c.questions; }) listed += c.questions.size();
        if constexpr (requires { c.segments; }) listed += c.segments.size();
        if constexpr (std::is_same_v<C, SplitTheme>) listed += c.into.size();
        if constexpr (requires { c.units; })
          for (const auto& unit : c.units) listed += 1 + unit.themes.size();
        if constexpr (requires { c.parts; })
          for (const auto& part : c.parts) listed += 1 + part.coders.size();
        return listed;
      },
      command);
}

Failure lists_too_much(std::string pointer) {
  return {Fault::kTooLarge,
          "The commands up to this one list more than " + std::to_string(kListedMax) +
              " themes, coders, questions and units.",
          std::move(pointer), "Send several requests."};
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

Result<SetLayer> read_layer(const nlohmann::json& object, std::string question, std::string comment,
                            std::string coder) {
  ObjectReader in(object, "");
  SetLayer command{std::move(question), std::move(comment), std::move(coder), read_units(in),
                   in.optional_bool("finished", true)};
  if (auto failure = in.finish()) return std::move(*failure);
  return command;
}

std::optional<OnResegment> read_on_resegment(ObjectReader& in) {
  const auto word = in.optional_text("codings", 32);
  if (!word) return std::nullopt;
  const auto choice = word_from<OnResegment>(kOnResegment, *word);
  if (!choice)
    in.refuse({Fault::kInvalidValue, "There is no \"" + *word + "\" here.",
               in.pointer_to("codings"), "Use refuse, keep, copy or withdraw."});
  return choice;
}

}  // namespace verbatim::api
