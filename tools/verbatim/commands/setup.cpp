// verbatim question, group, respondent, comment, policy: what a study is about, one by one. Many at
// once come with `verbatim import`.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/commands/segments.hpp"
#include "verbatim/file_bytes.hpp"
#include "verbatim/one_command.hpp"
#include "verbatim/output/fields.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct AskedSetup {
  std::string study, id, question, text, label, group, respondent, reason;
  std::optional<std::string> text_file, settled_by, erased_counts, overlap, as_of;
  std::optional<std::uint32_t> suppress_below;
};
using SharedSetup = std::shared_ptr<AskedSetup>;

void send_comment(Session& session, const AskedSetup& asked) {
  Json command = {{"type", "add_comment"},
                  {"question", asked.question},
                  {"comment", asked.id},
                  {"respondent", asked.respondent}};
  if (!asked.text.empty()) command["text"] = asked.text;
  if (asked.text_file) {
    auto text = read_file(session, *asked.text_file);
    if (!text) return;
    if (text->ends_with('\n')) text->pop_back();
    command["text"] = std::move(*text);
  }
  send_command(session, asked.study, command, asked.reason, "Added comment " + printable(asked.id));
}

void show_policy(Session& session, const AskedSetup& asked) {
  const auto answer = session.get(Target{"v1", "studies", asked.study}.with("as_of", asked.as_of));
  if (!answer) return;
  const auto& policy = answer->at("policy");
  if (session.json) return session.print_json(policy);
  session.print(fields_of(policy));
}

void set_policy(Session& session, const AskedSetup& asked) {
  Json command = {{"type", "set_policy"}};
  if (asked.settled_by) command["settled_by"] = *asked.settled_by;
  if (asked.suppress_below) command["suppress_below"] = *asked.suppress_below;
  if (asked.overlap) command["segments_may_overlap"] = *asked.overlap == "yes";
  if (asked.erased_counts) command["erased_counts"] = *asked.erased_counts;
  if (command.size() == 1) throw CLI::RequiredError("What to change");
  send_command(session, asked.study, command, asked.reason, "The policy is another one");
}

CLI::App* setup_group(CLI::App& app, const char* name, const char* about) {
  return app.add_subcommand(name, about)->require_subcommand(1);
}

CLI::App* setup_command(CLI::App& app, const char* name, const char* about,
                        const SharedSetup& asked) {
  auto* command = app.add_subcommand(name, about);
  command->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  return command;
}

void add_policy_group(CLI::App& app, Session& session, const SharedSetup& asked) {
  auto* policy = setup_group(app, "policy", "How a study counts and what it shows");
  auto* show = setup_command(*policy, "show", "The policy that holds", asked);
  add_as_of_option(*show, asked->as_of);
  show->callback([&session, asked] { show_policy(session, *asked); });

  auto* set = setup_command(*policy, "set", "Change it; what is not given stays", asked);
  set->footer(
      "Example:\n"
      "  verbatim policy set iep --settled-by any --suppress-below 5 --reason \"As agreed.\"");
  set->add_option("--settled-by", asked->settled_by, "What stands where nobody adjudicated")
      ->check(CLI::IsMember({"majority", "all", "any"}));
  set->add_option("--suppress-below", asked->suppress_below,
                  "Do not show figures of groups with fewer respondents; 0: show all");
  set->add_option("--segments-may-overlap", asked->overlap,
                  "Whether responses of one comment may share words")
      ->check(CLI::IsMember({"yes", "no"}));
  set->add_option("--erased-counts", asked->erased_counts,
                  "Whether figures count erased respondents")
      ->check(CLI::IsMember({"keep", "drop"}));
  add_reason_option(*set, asked->reason);
  set->callback([&session, asked] { set_policy(session, *asked); });
}

void add_setup_of_comments(CLI::App& app, Session& session, const SharedSetup& asked) {
  auto* comment = setup_group(app, "comment", "Add comments, and split them into responses");
  auto* add = setup_command(*comment, "add", "Add what one respondent wrote", asked);
  add->footer(
      "Example, which keeps the text out of the shell's history:\n"
      "  verbatim comment add iep q1 c17 --respondent r17 --text-file - < c17.txt");
  add->add_option("question", asked->question, "The question")->required()->check(an_id);
  add->add_option("comment", asked->id, "The comment's id")->required()->check(an_id);
  add->add_option("--respondent", asked->respondent, "Who wrote it")->required()->check(an_id);
  auto* text = add->add_option("--text", asked->text, "The words; without them, none are kept");
  add->add_option("--text-file", asked->text_file, "A file of the words; - for standard input")
      ->excludes(text);
  add_reason_option(*add, asked->reason);
  add->callback([&session, asked] { send_comment(session, *asked); });
  add_comment_segment(*comment, session);
}

}  // namespace

void add_setup_commands(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<AskedSetup>();

  auto* question = setup_group(app, "question", "Add questions; `study show` lists them");
  auto* ask = setup_command(*question, "add", "Add a question; again, nothing happens", asked);
  ask->footer("Example:\n  verbatim question add iep q1 --text \"What gets in the way?\"");
  ask->add_option("question", asked->id, "The question's id")->required()->check(an_id);
  ask->add_option("--text", asked->text, "What was asked")->required();
  add_reason_option(*ask, asked->reason);
  ask->callback([&session, asked] {
    send_command(session, asked->study,
                 {{"type", "add_question"}, {"question", asked->id}, {"text", asked->text}},
                 asked->reason, "Added question " + printable(asked->id));
  });

  auto* group = setup_group(app, "group", "Add groups of respondents; `study show` lists them");
  auto* put = setup_command(*group, "add", "Add a group; again, nothing happens", asked);
  put->footer("Example:\n  verbatim group add iep staff --label Staff");
  put->add_option("group", asked->id, "The group's id")->required()->check(an_id);
  put->add_option("--label", asked->label, "What people read")->required();
  add_reason_option(*put, asked->reason);
  put->callback([&session, asked] {
    send_command(session, asked->study,
                 {{"type", "add_group"}, {"group", asked->id}, {"label", asked->label}},
                 asked->reason, "Added group " + printable(asked->id));
  });

  auto* respondent = setup_group(app, "respondent", "Add respondents, by ids that say nothing");
  auto* who = setup_command(*respondent, "add", "Add one; again, nothing happens", asked);
  who->footer("Example:\n  verbatim respondent add iep r17 --group staff");
  who->add_option("respondent", asked->id, "The respondent's id")->required()->check(an_id);
  who->add_option("--group", asked->group, "Their group; none if not given");
  add_reason_option(*who, asked->reason);
  who->callback([&session, asked] {
    Json command = {{"type", "add_respondent"}, {"respondent", asked->id}};
    if (!asked->group.empty()) command["group"] = asked->group;
    send_command(session, asked->study, command, asked->reason,
                 "Added respondent " + printable(asked->id));
  });

  add_setup_of_comments(app, session, asked);
  add_policy_group(app, session, asked);
}

}  // namespace verbatim::tool
