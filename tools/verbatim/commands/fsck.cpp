// verbatim fsck: looks at everything in a data folder.
#include "verbatim/backup/fsck.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "eventlog/rocks_log.hpp"
#include "verbatim/cli.hpp"
#include "verbatim/log_folder.hpp"
#include "verbatim/output/progress_bar.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

Json json_of(const FsckReport& report) {
  auto studies = Json::array();
  for (const auto& study : report.studies)
    studies.push_back(
        {{"study", study.study}, {"events", study.events}, {"figures", study.figures}});
  auto findings = Json::array();
  for (const auto& finding : report.findings)
    findings.push_back({{"where", finding.where}, {"what", finding.what}, {"fix", finding.fix}});
  return {{"store", report.store},           {"studies", std::move(studies)},
          {"keys", report.has_keys},         {"texts", report.texts},
          {"unreadable", report.unreadable}, {"findings", std::move(findings)}};
}

void print_report(Session& session, const FsckReport& report) {
  Table table({{"Study"}, {"Events", Align::kRight}, {"Figures", Align::kRight}, {"Verdict"}});
  for (const auto& study : report.studies)
    table.add({study.study, std::to_string(study.events), std::to_string(study.figures),
               study.findings.empty() ? Cell("as it should be", Colour::kGreen)
                                      : Cell("WRONG", Colour::kRed)});
  if (!table.empty()) session.print(table);
  if (report.texts > 0)
    session.print(fmt::format(
        "{}, {} without a key: {}.\n", counted(report.texts, "sealed text"), report.unreadable,
        report.has_keys ? "destroyed, or not of this folder" : "there are no keys here"));
  const std::string* fix = nullptr;
  for (const auto& finding : report.findings) {
    session.print(fmt::format("{}: {}\n", printable(finding.where), printable(finding.what)));
    if (fix == nullptr || *fix != finding.fix) session.print("  " + finding.fix + "\n");
    fix = &finding.fix;
  }
  session.print(report.findings.empty() ? "Nothing is wrong.\n"
                                        : counted(report.findings.size(), "finding") + ".\n");
}

void run_fsck(Session& session, const std::string& data, const std::string& key_file) {
  if (auto log = has_log(data); !log) return session.fail(Exit::kRefused, log.error());
  if (eventlog::is_being_written(data + "/log"))
    return session.fail(Exit::kRefused,
                        {Fault::kStoreInUse, "A server has " + data + " open.", "--data",
                         "Stop it first. Beside it, `verbatim replay --verify` and `verbatim audit "
                         "verify` look at the studies."});
  Result<FsckReport> report = FsckReport{};
  {
    std::string now;
    std::unique_ptr<ProgressBar> bar;
    report = fsck(
        data,
        [&](const std::string& doing, std::uint64_t done, std::uint64_t all) {
          if (doing != now || !bar) {
            bar.reset();
            bar = std::make_unique<ProgressBar>(session.progress(), printable(doing), all);
            now = doing;
          }
          bar->show(done);
        },
        key_file);
  }
  if (!report) return session.fail(Exit::kRefused, report.error());
  session.json ? session.print_json(json_of(*report)) : print_report(session, *report);
  if (!report->findings.empty()) session.end_with(Exit::kDifferences);
}

}  // namespace

void add_fsck_command(CLI::App& app, Session& session) {
  const auto data = std::make_shared<std::string>(), key_file = std::make_shared<std::string>();
  auto* command = app.add_subcommand("fsck", "Look at everything in a data folder or backup");
  command->footer(
      "Changes nothing; the server must be stopped. Looked at are: every block of the log and of\n"
      "the keys against its checksum, every row, and of each study what `verbatim audit verify`\n"
      "looks at: every event, commit and condition, the index of commands, the tree of hashes and\n"
      "every figure; that every sealed text opens with its key; the tokens; the signing key.\n"
      "\n"
      "Exit codes: 0 nothing is wrong, 1 it cannot be looked at, 4 something was found.");
  command->add_option("--data", *data, "The data folder, or a backup")->required();
  command
      ->add_option("--key-file", *key_file,
                   "The master key, where it is kept outside the data folder")
      ->envname("VERBATIM_KEY_FILE");
  command->callback([&session, data, key_file] { run_fsck(session, *data, *key_file); });
}

}  // namespace verbatim::tool
