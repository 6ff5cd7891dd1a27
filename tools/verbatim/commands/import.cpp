// verbatim import: a CSV file of comments, codings or themes.
#include <algorithm>

#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/commands/key.hpp"
#include "verbatim/file_bytes.hpp"
#include "verbatim/lines.hpp"
#include "verbatim/output/progress_bar.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

struct Import {
  std::string study, file, format;
  std::optional<std::string> theme_separator, framework, key;
  bool dry_run = false, minor = false, ignore_other_columns = false;
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
  std::string alike;
  for (const auto& one : answer.value("alike", Json()))
    alike += (alike.empty() ? "" : ", ") + printable(text_of(one, "theme")) + " (" +
             printable(text_of(one, "there")) + ")";
  if (!alike.empty())
    session.print("Named as a theme that is there, which may be meant: " + alike +
                  ". Labels in a file are ids of themes.\n");
  const auto& bare = answer.at("without_text");
  const auto number = bare.at("comments").get<std::uint64_t>();
  if (number == 0) return;
  session.print("Unknown to the study, and " + std::string(dry_run ? "would be" : "were") +
                " made without a text: " +
                listed(bare.at("first"), number,
                       [](const Json& one) {
                         return text_of(one, "question") + "/" + text_of(one, "comment");
                       }) +
                (dry_run
                     ? ". A text cannot be given later: put it into the file before the import.\n"
                     : ". A text cannot be given later; once the import is undone, the file can "
                       "be imported with it.\n"));
}

std::string title_of(const Json& answer, bool dry_run, bool replayed) {
  if (dry_run) return "What the import would do";
  if (replayed && answer.contains("taken_back_at"))
    return "Imported under this key at position " + number_of(answer, "position") +
           ", and taken back at " + number_of(answer, "taken_back_at") +
           "; nothing was done again. Give another --key, or none, to import it again";
  if (replayed)
    return "Already imported at position " + number_of(answer, "position") +
           "; nothing was done again. Give --key NEW to import it again";
  return answer.contains("anew_after")
             ? "Imported anew: it was taken back at position " + number_of(answer, "anew_after")
             : "Imported";
}

void show(Session& session, const Import& import, const Json& answer) {
  const bool dry_run = answer.at("dry_run").get<bool>(), replayed = answer.contains("replayed");
  if (answer.at("rows") == 0)
    return session.print(printable(import.file) + " has no rows below its first line: nothing " +
                         (dry_run ? "would be" : "was") + " imported.\n");
  session.print_title(title_of(answer, dry_run, replayed));
  Table table({{""}, {"Number", Align::kRight}});
  table.add({"rows read", number_of(answer, "rows")});
  for (const auto& [kind, number] : answer.at("created").items())
    if (number != 0) table.add({"new " + kind, std::to_string(number.get<std::uint64_t>())});
  const auto changed = answer.value("changed_themes", Json::object());
  for (const auto& [what, number] : changed.items())
    if (number != 0)
      table.add({"themes " + (what == "scoped" ? "given other questions" : what),
                 std::to_string(number.get<std::uint64_t>())});
  for (const auto& [what, number] : answer.at("codings").items())
    if (number != 0)
      table.add({what == "set"        ? "codings changed"
                 : what == "finished" ? "codings finished"
                                      : "themes " + what,
                 std::to_string(number.get<std::uint64_t>())});
  if (!dry_run) table.add({"events written", number_of(answer, "events")});
  session.print(table);
  std::string ignored;
  for (const auto& column : answer.value("ignored_columns", Json::array()))
    ignored += (ignored.empty() ? "" : ", ") + printable(column.get<std::string>());
  if (!ignored.empty()) session.print("Left out, as no columns of an import: " + ignored + ".\n");
  show_what_was_unknown(session, answer, dry_run);
  if (!replayed)  // whose position is the one of then
    session.print("The study is at position " + number_of(answer, "position") + ".\n");
}

// The position at which the import that this answer is of was taken back; 0: it stands. Nothing
// where that could not be found out, which was said.
std::optional<std::uint64_t> taken_back_at(Session& session, const Import& import,
                                           const Json& answer) {
  const auto last = answer.at("position").get<std::uint64_t>();
  const auto events = answer.at("events").get<std::uint64_t>();
  if (events == 0) return 0;
  std::uint64_t at = 0;
  Lines lines;
  HttpRequest request{.target = Target{"v1", "studies", import.study, "events"}
                                    .with("after", std::to_string(last))
                                    .text()};
  request.headers = {{"Accept", "application/x-ndjson"}};
  request.on_piece = [&](std::string_view piece) {
    return lines.add(piece, [&](const std::string& line) {
      const auto event = session.parse(line);
      if (!event) return false;
      const auto undoes = event->find("undoes");
      if (undoes == event->end() || undoes->is_null()) return true;
      const auto commit = undoes->get<std::uint64_t>();
      if (commit == last - events + 1 && at == 0)
        at = event->at("position").get<std::uint64_t>();
      else if (at != 0 && commit == at)
        at = 0;  // that was taken back in its turn
      return true;
    });
  };
  if (!session.call(std::move(request))) return std::nullopt;
  return at;
}

// What the server says of the file; under `key` it says the same again.
std::optional<Json> send(Session& session, const Target& target, const std::string& csv,
                         const std::optional<std::string>& key) {
  HttpRequest request{.method = "POST", .target = target.text(), .body = csv};
  request.headers = {{"Content-Type", "text/csv"}};
  if (key) request.headers.emplace_back("Idempotency-Key", *key);
  ProgressBar bar(session.progress(), "Sending", csv.size());
  request.on_sent = [&](std::size_t sent) {
    bar.show(sent);
    if (sent == csv.size()) bar.relabel("Sent; the server works on it");
  };
  const auto answer = session.call(std::move(request));
  if (!answer) return std::nullopt;
  auto document = session.parse(answer->body);
  if (document && answer->header("Idempotent-Replayed") == "true")
    document->emplace("replayed", true);
  return document;
}

// An import that was made and taken back since is made anew, under a key that follows from both: so
// that it, too, is made once. With a key of the caller's own they are told.
void run_import(Session& session, const Import& import) {
  const auto csv = read_file(session, import.file);
  if (!csv) return;
  session.sent_file = import.file == "-" ? "standard input" : import.file;
  Target target{"v1", "studies", import.study, "imports"};
  target.with("format", import.format)
      .with("theme_separator", import.theme_separator)
      .with("framework", import.framework)
      .with("ignore_other_columns",
            import.ignore_other_columns ? std::optional<std::string>("true") : std::nullopt)
      .with("minor", import.minor ? std::optional<std::string>("true") : std::nullopt)
      .with("dry_run", import.dry_run ? std::optional<std::string>("true") : std::nullopt);
  std::optional<std::string> key;
  if (!import.dry_run) {
    key = key_of(session, import, target, *csv);
    if (!key) return;
  }
  for (std::uint64_t taken_back = 0;;) {
    auto answer = send(session, target, *csv, key);
    if (!answer) return;
    if (answer->contains("replayed")) {
      const auto at = taken_back_at(session, import, *answer);
      if (!at) return;
      if (*at != 0 && !import.key) {
        taken_back = *at;
        key = command_key({*key, "taken back at", std::to_string(taken_back)});
        continue;
      }
      if (*at != 0) answer->emplace("taken_back_at", *at);
    }
    if (taken_back != 0) answer->emplace("anew_after", taken_back);
    return session.json ? session.print_json(*answer) : show(session, import, *answer);
  }
}

}  // namespace

void add_import_command(CLI::App& app, Session& session) {
  const auto import = std::make_shared<Import>();
  auto* command = app.add_subcommand(
      "import", "Bring a CSV file into a study, all of it or nothing; again, nothing happens");
  command->add_option("study", import->study, "The study's id")->required()->check(an_id);
  command->add_option("file", import->file, "A CSV file; - for standard input")->required();
  command
      ->add_option(
          "--format", import->format,
          "codings: item_id,question,coder,labels[,text,group,respondent,finished] (labels are "
          "ids of themes, with ; between); "
          "comments: item_id,question,text[,respondent,group]; "
          "codebook: theme[,label,framework,parent,definition,inclusion,exclusion,"
          "examples,colour,questions], as `theme list --csv` gives it")
      ->required()
      ->check(CLI::IsMember({"codings", "comments", "codebook"}));
  command->add_option("--theme-separator", import->theme_separator,
                      "With ->, the label a->b is the sub-theme b of theme a");
  command->add_option("--framework", import->framework,
                      "Where new themes go; if not given: themes, or the study's only framework");
  command->add_flag(
      "--minor", import->minor,
      "Of a codebook: what its themes mean is what it was, and nothing becomes stale");
  command->add_flag(
      "--ignore-other-columns", import->ignore_other_columns,
      "Leave out columns that are none of these, and say which; else they are refused");
  command->add_flag("--dry-run", import->dry_run, "Only say what would happen");
  command->add_option("--key", import->key,
                      "Idempotency-Key; follows from the caller, the file and the options if not "
                      "given");
  command->callback([&session, import] { run_import(session, *import); });
}

}  // namespace verbatim::tool
