// verbatim theme, framework, stale: the codebook, and what is to be decided again because of it.
#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/one_command.hpp"
#include "verbatim/output/fields.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct Options {
  std::string study, theme, other, framework, question, reason;
  std::vector<std::string> into, questions;
  std::optional<std::string> of_framework, of_question, as_of;
  std::optional<std::string> label, parent, before, definition, inclusion, exclusion, colour;
  std::optional<std::string> origin, origin_question, origin_response, coder, after, limit;
  std::vector<std::string> examples;
  bool minor = false, csv = false;
};
using Shared = std::shared_ptr<Options>;

void change(Session& session, const Options& options, const Json& command) {
  send_command(session, options.study, command, options.reason);
}

void put(Json& command, const char* name, const std::optional<std::string>& value) {
  if (value) command[name] = *value;
}

void put_wording(Json& command, const Options& options) {
  put(command, "label", options.label);
  put(command, "definition", options.definition);
  put(command, "inclusion", options.inclusion);
  put(command, "exclusion", options.exclusion);
  put(command, "colour", options.colour);
  if (!options.examples.empty()) command["examples"] = options.examples;
}

// Where a theme goes that was given no framework: where it is already, into its parent's, or into
// the study's only one. Null where the server is to say: of the first theme, of an unknown parent.
// Nothing where there are several, which was said.
std::optional<Json> framework_for(Session& session, const Options& options) {
  if (options.of_framework) return Json(*options.of_framework);
  const auto study = session.get({"v1", "studies", options.study});
  if (!study) return std::nullopt;
  auto ids = Json::array();
  for (const auto& one : study->at("frameworks")) ids.push_back(one.at("framework"));
  if (ids.empty()) return Json();
  if (ids.size() == 1) return ids[0];
  const auto themes = session.get({"v1", "studies", options.study, "themes"});
  if (!themes) return std::nullopt;
  // One that is there stays where it is, so that the command can be given again.
  for (const auto& id : {std::optional(options.theme), options.parent})
    for (const auto& theme : themes->at("themes"))
      if (id && theme.at("theme") == *id) return theme.at("framework");
  if (!options.parent) {
    session.fail(Exit::kUsage,
                 {Fault::kMissingField, "The study has several frameworks: " + joined(ids) + ".",
                  "--framework", "Say which the theme belongs to: --framework FRAMEWORK."});
    return std::nullopt;
  }
  return Json();
}

void add_theme(Session& session, const Options& options) {
  const auto framework = framework_for(session, options);
  if (!framework) return;
  Json command = {{"type", "add_theme"}, {"theme", options.theme}};
  put_wording(command, options);
  if (!framework->is_null()) command["framework"] = *framework;
  put(command, "parent", options.parent);
  put(command, "origin", options.origin);
  put(command, "origin_question", options.origin_question);
  put(command, "origin_response", options.origin_response);
  if (!options.questions.empty()) command["questions"] = options.questions;
  change(session, options, command);
}

void revise_theme(Session& session, const Options& options) {
  Json command = {{"type", "revise_theme"}, {"theme", options.theme}};
  put_wording(command, options);
  if (options.minor) command["minor"] = true;
  change(session, options, command);
}

void move_theme(Session& session, const Options& options) {
  Json command = {{"type", "move_theme"}, {"theme", options.theme}};
  put(command, "parent", options.parent);
  put(command, "before", options.before);
  change(session, options, command);
}

std::string fate_of(const Json& theme) {
  const auto status = text_of(theme, "status");
  if (status == "in_use") return "";
  const auto into = joined(theme.at("into"));
  return status + (into.empty() ? "" : " into " + into);
}

void list_themes(Session& session, const Options& options) {
  auto target = Target{"v1", "studies", options.study, "themes"}
                    .with("framework", options.of_framework)
                    .with("question", options.of_question)
                    .with("as_of", options.as_of);
  if (options.csv) {
    if (const auto csv = session.call({"GET", target.with("format", "csv").text()}))
      session.print(csv->body);
    return;
  }
  const auto answer = session.get(target);
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Theme"}, {"Framework"}, {"Label"}, {"Status"}, {"Linked to"}});
  std::map<std::string, std::size_t> depth;
  for (const auto& theme : answer->at("themes")) {
    const auto above = depth.find(text_of(theme, "parent"));
    const auto level = above == depth.end() ? 0 : above->second + 1;
    depth[text_of(theme, "theme")] = level;
    table.add({std::string(2 * level, ' ') + text_of(theme, "theme"), text_of(theme, "framework"),
               text_of(theme, "label"), fate_of(theme), joined(theme.at("linked"))});
  }
  session.print(table);
}

// What a theme says of itself, for people: each example on a line of its own, and in words where it
// came from and since when it is meant as it is.
Json in_words(Json theme) {
  std::string examples;
  for (const auto& one : theme.at("examples"))
    examples += (examples.empty() ? "" : "\n") + one.get<std::string>();
  theme["examples"] = examples;
  auto& origin = theme.at("origin");
  const auto kind = text_of(origin, "kind"), response = text_of(origin, "response");
  origin = kind == "start"  ? "the codebook as it began"
           : kind == "data" ? "what respondents wrote" +
                                  (response.empty() ? ""
                                                    : ": response " + response + " to question " +
                                                          text_of(origin, "question"))
                            : "a suggestion";
  if (theme.at("counts_as") == theme.at("theme")) theme.erase("counts_as");
  theme["status"] = spaced(text_of(theme, "status"));
  const auto since = theme.at("meant_since").get<std::uint64_t>();
  theme.erase("meant_since");
  theme["meaning"] = since == 0 ? "as it was added"
                                : "since revision " + std::to_string(since) + " of the codebook";
  return theme;
}

void show_theme(Session& session, const Options& options) {
  const auto answer = session.get(
      Target{"v1", "studies", options.study, "themes", options.theme}.with("as_of", options.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  session.print(fields_of(in_words(*answer)));
}

// What to do about each kind of what is listed.
std::string what_to_do(const Json& list, const Options& options) {
  bool revised = false, split = false, settled = false;
  for (const auto& response : list.at("responses"))
    for (const auto& theme : response.at("themes")) {
      const bool is_settled = theme.at("coder").is_null();
      const bool is_split = theme.at("because") == "split";
      settled = settled || is_settled;
      split = split || (is_split && !is_settled);
      revised = revised || (!is_split && !is_settled);
    }
  const auto place = printable(options.study) + " " + printable(options.question);
  std::string what;
  if (revised)
    what +=
        "Revised: whoever coded it codes it again (verbatim coding set), or a lead says theme X "
        "again for all of them: verbatim recode " +
        place + " --with X --take X --put X\n";
  if (split)
    what +=
        "Split: whoever coded it decides between the themes under Into (verbatim coding set), or "
        "a lead does for all of them: verbatim recode " +
        place + " --with X --take X --put Y\n";
  if (settled) what += "Settled: settle it again (verbatim settle " + place + " RESPONSE).\n";
  if (!what.empty()) what.pop_back();
  return what;
}

void list_stale(Session& session, const Options& options) {
  const auto answer =
      session.get(Target{"v1", "studies", options.study, "questions", options.question, "stale"}
                      .with("coder", options.coder)
                      .with("after", options.after)
                      .with("limit", options.limit)
                      .with("as_of", options.as_of));
  if (!answer) return;
  if (session.json) return session.print_json(*answer);
  Table table({{"Response"}, {"Coder"}, {"Theme"}, {"Because"}, {"Into"}});
  for (const auto& response : answer->at("responses"))
    for (const auto& theme : response.at("themes"))
      table.add({text_of(response, "response"),
                 theme.at("coder").is_null() ? "settled" : text_of(theme, "coder"),
                 text_of(theme, "theme"), text_of(theme, "because"), joined(theme.at("into"))});
  if (table.empty()) return session.note("Nothing is to be decided again.");
  session.print(table);
  session.note(what_to_do(*answer, options));
  if (const auto next = text_of(*answer, "next"); !next.empty())
    session.note("There is more: --after " + printable(next) + ".");
}

CLI::App* command_of_study(CLI::App& app, const char* name, const char* about,
                           const Shared& options) {
  auto* command = app.add_subcommand(name, about);
  command->add_option("study", options->study, "The study's id")->required()->check(an_id);
  return command;
}

CLI::App* command_of_theme(CLI::App& app, const char* name, const char* about,
                           const Shared& options) {
  auto* command = command_of_study(app, name, about, options);
  command->add_option("theme", options->theme, "The theme's id")->required()->check(an_id);
  return command;
}

void add_wording_options(CLI::App& command, const Shared& options,
                         const char* about_examples = "An example; again for another") {
  command.add_option("--definition", options->definition, "What it means");
  command.add_option("--inclusion", options->inclusion, "What belongs to it");
  command.add_option("--exclusion", options->exclusion, "What does not");
  command.add_option("--example", options->examples, about_examples)->expected(1)->take_all();
  command.add_option("--colour", options->colour, "Like #3366cc");
}

void add_parent_option(CLI::App& command, const Shared& options, const char* about) {
  command.add_option("--parent", options->parent, about)->check(an_id);
}

// A command that changes a theme.
CLI::App* change_of_theme(CLI::App& app, const char* name, const char* about,
                          const Shared& options) {
  auto* command = command_of_theme(app, name, about, options);
  add_reason_option(*command, options->reason);
  return command;
}

// A command of a theme alone.
void add_plain(CLI::App& app, const char* name, const char* about, const char* type,
               Session& session, const Shared& options) {
  change_of_theme(app, name, about, options)->callback([&session, options, type] {
    change(session, *options, {{"type", type}, {"theme", options->theme}});
  });
}

// A command of a theme and another one.
void add_paired(CLI::App& app, const char* name, const char* about, const char* type,
                const char* member, const char* other, Session& session, const Shared& options) {
  auto* command = change_of_theme(app, name, about, options);
  command->add_option(member, options->other, other)->required()->check(an_id);
  command->callback([&session, options, type, member] {
    change(session, *options,
           {{"type", type}, {"theme", options->theme}, {member, options->other}});
  });
}

void add_list(CLI::App& app, Session& session, const Shared& options) {
  auto* list = command_of_study(app, "list", "Show the codebook as it is arranged", options);
  list->add_option("--framework", options->of_framework, "Only the themes of this framework");
  list->add_option("--question", options->of_question, "Only those that may be used for it");
  list->add_flag("--csv", options->csv, "Those in use, as `import --format codebook` takes them");
  add_as_of_option(*list, options->as_of);
  list->callback([&session, options] { list_themes(session, *options); });
}

void add_show(CLI::App& app, Session& session, const Shared& options) {
  auto* show = command_of_theme(app, "show", "All that a theme says of itself", options);
  add_as_of_option(*show, options->as_of);
  show->callback([&session, options] { show_theme(session, *options); });
}

void add_add(CLI::App& app, Session& session, const Shared& options) {
  auto* add = change_of_theme(app, "add", "Add a theme; again, nothing happens", options);
  add->add_option("--label", options->label, "What people read")->required();
  add->add_option("--framework", options->of_framework,
                  "Where it belongs; if not given, where its parent is, or the study's only one; "
                  "in a study without any: themes");
  add_parent_option(*add, options, "Makes it a sub-theme of this one");
  add_wording_options(*add, options);
  add->add_option("--question", options->questions,
                  "Where it may be used; again for another; everywhere if not given")
      ->expected(1)
      ->take_all();
  add->add_option("--origin", options->origin, "Where it came from")
      ->check(CLI::IsMember({"start", "data", "suggestion"}));
  add->add_option("--origin-question", options->origin_question,
                  "The question of --origin-response");
  add->add_option("--origin-response", options->origin_response,
                  "The response it was first seen in");
  add->callback([&session, options] { add_theme(session, *options); });
}

void add_revise(CLI::App& app, Session& session, const Shared& options) {
  auto* revise = change_of_theme(
      app, "revise", "Change what a theme says of itself; what is not given stays", options);
  revise->add_option("--label", options->label, "What people read");
  add_wording_options(*revise, options,
                      "An example; again for another; those given replace those that were there");
  revise->add_flag("--minor", options->minor, "Its meaning is what it was: nothing becomes stale");
  revise->callback([&session, options] { revise_theme(session, *options); });
}

void add_move(CLI::App& app, Session& session, const Shared& options) {
  auto* move = change_of_theme(app, "move", "Put a theme, with its sub-themes, elsewhere", options);
  add_parent_option(*move, options, "Where it goes; to the top if not given");
  move->add_option("--before", options->before,
                   "The sibling it will stand before; last if not given");
  move->callback([&session, options] { move_theme(session, *options); });
}

void add_split(CLI::App& app, Session& session, const Shared& options) {
  auto* split = change_of_theme(
      app, "split", "Take a theme out of use in favour of others; see `verbatim stale`", options);
  split->add_option("into", options->into, "The themes to choose between")->required();
  split->callback([&session, options] {
    change(session, *options,
           {{"type", "split_theme"}, {"theme", options->theme}, {"into", options->into}});
  });
}

void add_scope(CLI::App& app, Session& session, const Shared& options) {
  auto* scope = change_of_theme(
      app, "scope", "Say for which questions a theme may be used; for all if none is named",
      options);
  scope->add_option("questions", options->questions, "The questions");
  scope->callback([&session, options] {
    change(session, *options,
           {{"type", "scope_theme"}, {"theme", options->theme}, {"questions", options->questions}});
  });
}

void add_framework_add(CLI::App& app, Session& session, const Shared& options) {
  auto* add = command_of_study(app, "add", "Add a framework; again, nothing happens", options);
  add->add_option("framework", options->framework, "The framework's id")->required()->check(an_id);
  add->add_option("--label", options->label, "What people read")->required();
  add_reason_option(*add, options->reason);
  add->callback([&session, options] {
    change(session, *options,
           {{"type", "add_framework"},
            {"framework", options->framework},
            {"label", options->label.value_or("")}});
  });
}

void add_framework_command(CLI::App& app, const char* name, const char* about, const char* type,
                           Session& session, const Shared& options) {
  auto* command = command_of_study(app, name, about, options);
  command->add_option("framework", options->framework, "The framework's id")
      ->required()
      ->check(an_id);
  add_reason_option(*command, options->reason);
  command->callback([&session, options, type] {
    change(session, *options, {{"type", type}, {"framework", options->framework}});
  });
}

}  // namespace

void add_theme_commands(CLI::App& app, Session& session) {
  const auto options = std::make_shared<Options>();

  auto* theme = app.add_subcommand("theme", "Show and change the codebook")->require_subcommand(1);
  add_list(*theme, session, options);
  add_show(*theme, session, options);
  add_add(*theme, session, options);
  add_revise(*theme, session, options);
  add_move(*theme, session, options);
  add_scope(*theme, session, options);
  add_plain(*theme, "retire", "Let nobody assign a theme any more; what stands is counted",
            "retire_theme", session, options);
  add_plain(*theme, "restore", "Put a theme in use again that was retired, merged or split",
            "restore_theme", session, options);
  add_paired(*theme, "merge", "Count a theme as another one; `restore` takes it back",
             "merge_themes", "into", "The theme it counts as", session, options);
  add_split(*theme, session, options);
  add_paired(*theme, "link", "Say that themes of two frameworks speak of the same", "link_themes",
             "other", "The theme of the other framework", session, options);
  add_paired(*theme, "unlink", "Take a link away", "unlink_themes", "other",
             "The theme of the other framework", session, options);

  auto* framework = app.add_subcommand("framework", "Add, freeze and unfreeze frameworks of themes")
                        ->require_subcommand(1);
  add_framework_add(*framework, session, options);
  add_framework_command(*framework, "freeze", "Let nothing in a framework change",
                        "freeze_framework", session, options);
  add_framework_command(*framework, "unfreeze", "Let a framework change again",
                        "unfreeze_framework", session, options);

  auto* stale = command_of_study(
      app, "stale", "What is to be decided again because the codebook changed", options);
  stale->add_option("question", options->question, "The question's id")->required()->check(an_id);
  stale->add_option("--coder", options->coder, "Only what this coder said");
  stale->add_option("--after", options->after, "Go on behind this response");
  stale->add_option("--limit", options->limit, "How many responses at most");
  add_as_of_option(*stale, options->as_of);
  stale->callback([&session, options] { list_stale(session, *options); });
}

}  // namespace verbatim::tool
