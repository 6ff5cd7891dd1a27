// verbatim backup, verbatim restore: a data folder's copies.
#include "verbatim/backup/backup.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "audit/base64.hpp"
#include "verbatim/cli.hpp"
#include "verbatim/output/progress_bar.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

// One bar for what goes on one after another.
class Steps {
 public:
  explicit Steps(Session& session) : stream_(session.progress()) {}

  void operator()(const std::string& doing, std::uint64_t done, std::uint64_t all) {
    if (doing != doing_) {
      bar_.reset();
      bar_ = std::make_unique<ProgressBar>(stream_, printable(doing), all);
      doing_ = doing;
    }
    bar_->show(done);
  }

 private:
  std::ostream* stream_;
  std::string doing_;
  std::unique_ptr<ProgressBar> bar_;
};

Exit exit_of(const Failure& failure) {
  return failure.fault == Fault::kCorruptStore ? Exit::kDifferences : Exit::kRefused;
}

// --- backup ------------------------------------------------------------------------------------

struct Backup {
  BackupRequest request;
  bool with_keys = false, only_keys = false;
};

// A server's own work goes first.
constexpr int kNicer = 19;

std::string about_keys(BackupKeys keys) {
  switch (keys) {
    case BackupKeys::kWithout:
      return "The keys are not in it: alone, it lets nobody read a comment, and whoever's key is\n"
             "destroyed is forgotten in it too. Back up the keys with --only-keys.";
    case BackupKeys::kWith:
    case BackupKeys::kOnly:
      break;
  }
  return "It holds the keys: guard it like a password, and remove it when the next one is made.\n"
         "While it is kept, the texts of somebody who is erased can be read again with it.";
}

void run_backup(Session& session, Backup asked) {
  asked.request.keys = asked.with_keys   ? BackupKeys::kWith
                       : asked.only_keys ? BackupKeys::kOnly
                                         : BackupKeys::kWithout;
  (void)!::nice(kNicer);
  Result<BackupManifest> made = BackupManifest{};
  {
    Steps steps(session);
    made = make_backup(asked.request, std::ref(steps));
  }
  if (!made) return session.fail(exit_of(made.error()), made.error());
  if (session.json) return session.print_json(Json::parse(to_json(*made)));
  if (made->has_log) {
    Table table({{"Study"}, {"Events", Align::kRight}, {"Root"}});
    for (const auto& study : made->studies)
      table.add({study.study, std::to_string(study.position),
                 audit::to_base64(merkle::bytes_of(study.root))});
    if (!table.empty()) session.print(table);
  }
  std::string with = made->has_log ? counted(made->studies.size(), "study") : "";
  if (made->has_keys) with += (with.empty() ? "" : " and ") + counted(made->keys, "key");
  session.print("Backed up " + with + " to " + printable(asked.request.destination) + ".\n");
  session.flush();
  session.note(about_keys(asked.request.keys));
}

// --- restore -----------------------------------------------------------------------------------

struct Restore {
  RestoreRequest request;
  std::vector<std::string> moments;
};

Json json_of(const Restored& restored, bool dry_run) {
  auto studies = Json::array();
  for (const auto& study : restored.studies)
    studies.push_back(
        {{"study", study.study}, {"position", study.position}, {"backed_up", study.backed_up}});
  return {{"made", restored.manifest.made},
          {"store", restored.manifest.store},
          {"keys", restored.with_keys},
          {"texts", restored.texts},
          {"unreadable", restored.unreadable},
          {"studies", std::move(studies)},
          {"dry_run", dry_run}};
}

void print_restored(Session& session, const Restored& restored, const RestoreRequest& request) {
  Table table({{"Study"}, {"Events", Align::kRight}, {"In the backup", Align::kRight}, {""}});
  for (const auto& study : restored.studies) {
    std::string remark;
    if (study.asked > 0)
      remark = fmt::format("the commit at {} is not whole there", study.asked);
    else if (study.position == 0)
      remark = "left out: it was opened later";
    table.add(
        {study.study, std::to_string(study.position), std::to_string(study.backed_up), remark});
  }
  session.print(table);
  session.print(
      fmt::format("{} {}, as backed up at {}: every hash, event and figure is as it was.\n",
                  request.dry_run ? "Could restore" : "Restored", printable(request.data),
                  restored.manifest.made));
  session.flush();
  if (restored.unreadable > 0)
    session.note(fmt::format("{} of {} cannot be read: {}.", restored.unreadable,
                             counted(restored.texts, "sealed text"),
                             restored.with_keys ? "their keys were destroyed, or made later"
                                                : "the keys are not in it; name their backup with "
                                                  "--keys"));
  if (!restored.with_keys && !restored.manifest.verifier_key.empty())
    session.note(
        "The signing key is not in it: the server makes a new one at its start, and earlier\n"
        "checkpoints are verified by " +
        restored.manifest.verifier_key + ".");
  session.note("Tokens are those of the backup: revoke again what was revoked since.");
}

void run_restore(Session& session, Restore asked) {
  for (const auto& words : asked.moments) {
    auto moment = parse_moment(words);
    if (!moment) return session.fail(Exit::kUsage, moment.error());
    asked.request.moments.push_back(std::move(*moment));
  }
  Result<Restored> restored = Restored{};
  {
    Steps steps(session);
    restored = restore(asked.request, std::ref(steps));
  }
  if (!restored) return session.fail(exit_of(restored.error()), restored.error());
  if (session.json) return session.print_json(json_of(*restored, asked.request.dry_run));
  print_restored(session, *restored, asked.request);
}

}  // namespace

void add_backup_commands(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<Backup>();
  auto* backup = app.add_subcommand("backup", "Copy a data folder, whose server may run");
  backup->footer(
      "The copy is of one moment: every event and token that was acknowledged before is in it.\n"
      "Subscriptions are not: make them anew after a restore. Every block that is read is "
      "compared\n"
      "with its checksum, so that damage is found and not copied. It is a folder with a list of\n"
      "its content (BACKUP.json) and of its files' hashes (SHA256SUMS);\n"
      "it gets its name when all of it is on disk, and never overwrites anything.\n"
      "\n"
      "The respondents' keys are a matter of their own, and the signing key with them. A backup\n"
      "without keys may be kept for good: erasing a person destroys their key, and so their texts\n"
      "in every such backup. A backup of the keys gives the texts back for as long as it is kept:\n"
      "make it often, keep it apart, and remove it after days.\n"
      "\n"
      "Exit codes: 0 done, 1 refused, 4 the data folder is damaged.");
  backup->add_option("destination", asked->request.destination, "A folder that is not there yet")
      ->required();
  backup->add_option("--data", asked->request.data, "The server's data folder")->required();
  auto* with = backup->add_flag("--with-keys", asked->with_keys, "Everything, to move house");
  backup->add_flag("--only-keys", asked->only_keys, "The keys alone")->excludes(with);
  backup->callback([&session, asked] { run_backup(session, *asked); });

  const auto wanted = std::make_shared<Restore>();
  auto* back = app.add_subcommand("restore", "Make a data folder of a backup");
  back->footer(
      "Before: every file of the backup is compared with its hash. After: everything is looked at\n"
      "that `verbatim fsck` looks at, and each study compared with the backup by the root over\n"
      "its events. Only then does the folder get its name; else nothing is left of it.\n"
      "\n"
      "--as-of takes STUDY=POSITION, STUDY=TIME, or a time for all studies, and may be given\n"
      "several times. A study then ends with the last commit that is whole at that moment.\n"
      "\n"
      "Exit codes: 0 done, 1 refused, 4 the backup is damaged.");
  back->add_option("backup", wanted->request.backup, "A folder of `verbatim backup`")->required();
  back->add_option("--data", wanted->request.data, "The data folder to make")->required();
  back->add_option("--keys", wanted->request.keys, "The backup that has the keys");
  back->add_option("--key-file", wanted->request.key_file,
                   "The master key, where it was kept outside the data folder")
      ->envname("VERBATIM_KEY_FILE");
  back->add_option("--as-of", wanted->moments, "Up to this moment instead of all of it");
  back->add_flag(
      "--dry-run", wanted->request.dry_run,
      "Do all of it, beside the folder, and throw it away: whether it could be restored");
  back->callback([&session, wanted] { run_restore(session, *wanted); });
}

}  // namespace verbatim::tool
