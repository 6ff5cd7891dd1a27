// verbatim import: a CSV file of comments or codings.
#include <algorithm>

#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/commands/key.hpp"
#include "verbatim/file_bytes.hpp"
#include "verbatim/output/progress_bar.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct Import {
  std::string study, file, format;
  std::optional<std::string> theme_separator, framework, key;
  bool dry_run = false;
};

// The key under which the same import, given again by the same caller, is the same request.
std::optional<std::string> key_of(Session& session, const Import& import, const Target& target,
                                  const std::string& csv) {
  if (import.key) return import.key;
  const auto caller = session.my_name();
  if (!caller) return std::nullopt;
  return command_key({"import", *caller, target.text(), csv});
}

// What was made for want of anything of that name: it may be misspelt.
void show_what_was_unknown(Session& session, const Json& answer, bool dry_run) {
  constexpr std::size_t kShown = 10;
  const auto listed = [&](const Json& list, std::uint64_t all, const auto& name_of) {
    std::string text;
    for (std::size_t i = 0; i < std::min(list.size(), kShown); ++i)
      text += (i == 0 ? "" : ", ") + printable(name_of(list[i]));
    return all > kShown ? text + " and " + std::to_string(all - kShown) + " more" : text;
  };
  if (const auto& themes = answer.at("new_themes"); !themes.empty())
    session.print("New themes: " +
                  listed(themes, answer.at("created").at("themes").get<std::uint64_t>(),
                         [](const Json& id) { return id.get<std::string>(); }) +
                  ".\n");
  const auto& bare = answer.at("without_text");
  const auto number = bare.at("comments").get<std::uint64_t>();
  if (number == 0) return;
  session.print("Unknown to the study, and " + std::string(dry_run ? "would be" : "were") +
                " made without a text: " +
                listed(bare.at("first"), number,
                       [](const Json& one) {
                         return text_of(one, "question") + "/" + text_of(one, "comment");
                       }) +
                ".\n");
}

void show(Session& session, const Import& import, const Json& answer) {
  const bool dry_run = answer.at("dry_run").get<bool>(), replayed = answer.contains("replayed");
  if (answer.at("rows") == 0)
    return session.print(printable(import.file) + " has no rows below its first line: nothing " +
                         (dry_run ? "would be" : "was") + " imported.\n");
  session.print_title(replayed ? "Already imported at position " + number_of(answer, "position") +
                                     "; nothing was done again. Give --key NEW to import it again"
                      : dry_run ? "What the import would do"
                                : "Imported");
  Table table({{""}, {"Number", Align::kRight}});
  table.add({"rows read", number_of(answer, "rows")});
  for (const auto& [kind, number] : answer.at("created").items())
    if (number != 0) table.add({"new " + kind, std::to_string(number.get<std::uint64_t>())});
  for (const auto& [what, number] : answer.at("codings").items())
    if (number != 0)
      table.add({what == "set"        ? "codings changed"
                 : what == "finished" ? "codings finished"
                                      : "themes " + what,
                 std::to_string(number.get<std::uint64_t>())});
  if (!dry_run) table.add({"events written", number_of(answer, "events")});
  session.print(table);
  show_what_was_unknown(session, answer, dry_run);
  if (!replayed)  // whose position is the one of then
    session.print("The study is at position " + number_of(answer, "position") + ".\n");
}

void run_import(Session& session, const Import& import) {
  const auto csv = read_file(session, import.file);
  if (!csv) return;
  Target target{"v1", "studies", import.study, "imports"};
  target.with("format", import.format)
      .with("theme_separator", import.theme_separator)
      .with("framework", import.framework)
      .with("dry_run", import.dry_run ? std::optional<std::string>("true") : std::nullopt);
  HttpRequest request{.method = "POST", .target = target.text(), .body = *csv};
  request.headers = {{"Content-Type", "text/csv"}};
  if (!import.dry_run) {
    const auto key = key_of(session, import, target, *csv);
    if (!key) return;
    request.headers.emplace_back("Idempotency-Key", *key);
  }
  std::optional<HttpAnswer> answer;
  {
    ProgressBar bar(session.progress(), "Sending", csv->size());
    request.on_sent = [&](std::size_t sent) {
      bar.show(sent);
      if (sent == csv->size()) bar.relabel("Sent; the server works on it");
    };
    answer = session.call(std::move(request));
  }
  if (!answer) return;
  auto document = session.parse(answer->body);
  if (!document) return;
  if (answer->header("Idempotent-Replayed") == "true") document->emplace("replayed", true);
  if (session.json) return session.print_json(*document);
  show(session, import, *document);
}

}  // namespace

void add_import_command(CLI::App& app, Session& session) {
  const auto import = std::make_shared<Import>();
  auto* command = app.add_subcommand(
      "import", "Bring a CSV file into a study, all of it or nothing; again, nothing happens");
  command->add_option("study", import->study, "The study's id")->required()->check(an_id);
  command->add_option("file", import->file, "A CSV file; - for standard input")->required();
  command
      ->add_option("--format", import->format,
                   "codings: item_id,question,coder,labels[,text,group,respondent,finished]; "
                   "comments: item_id,question,text[,respondent,group]")
      ->required()
      ->check(CLI::IsMember({"codings", "comments"}));
  command->add_option("--theme-separator", import->theme_separator,
                      "With ->, the label a->b is the sub-theme b of theme a");
  command->add_option("--framework", import->framework, "Where new themes go");
  command->add_flag("--dry-run", import->dry_run, "Only say what would happen");
  command->add_option("--key", import->key,
                      "Idempotency-Key; follows from the caller, the file and the options if not "
                      "given");
  command->callback([&session, import] { run_import(session, *import); });
}

}  // namespace verbatim::tool
