// verbatim audit: the proof that nobody changed the record, with a server or without.
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "audit/base64.hpp"
#include "audit/checkpoint.hpp"
#include "audit/key_file.hpp"
#include "eventlog/rocks_log.hpp"
#include "merkle/proof.hpp"
#include "verbatim/audit/audit_bundle.hpp"
#include "verbatim/audit/audit_verdict.hpp"
#include "verbatim/audit/bundle_write.hpp"
#include "verbatim/cli.hpp"
#include "verbatim/file_bytes.hpp"
#include "verbatim/log_folder.hpp"
#include "verbatim/output/progress_bar.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

using audit::Checkpoint;
using audit::VerifierKey;

struct Audit {
  std::string study, against, file;
  std::optional<std::string> at, key, data, only;
  std::vector<std::string> checkpoints;
  std::uint64_t event = 0;
  bool force = false;
};

// The key that was named: itself, or a file that holds it.
std::optional<VerifierKey> key_from(Session& session, const std::string& named) {
  auto text = named;
  std::error_code none;
  if (std::filesystem::is_regular_file(named, none)) {
    auto bytes = read_file(session, named);
    if (!bytes) return std::nullopt;
    text = std::move(*bytes);
    if (text.ends_with('\n')) text.pop_back();
  }
  auto key = VerifierKey::parse(text);
  if (key) return std::move(*key);
  session.fail(Exit::kRefused,
               {Fault::kInvalidValue, key.error().detail, "--key",
                "Name the key as `verbatim audit key` prints it, or a file of it."});
  return std::nullopt;
}

std::optional<VerifierKey> key_of_server(Session& session) {
  const auto answer = session.get(Target{"v1", "audit", "key"});
  if (!answer) return std::nullopt;
  auto key = VerifierKey::parse(text_of(*answer, "key"));
  if (key) return std::move(*key);
  session.fail(Exit::kRefused, key.error());
  return std::nullopt;
}

void run_key(Session& session, const Audit& asked) {
  if (!asked.data) {
    if (const auto key = key_of_server(session)) session.print(key->text() + "\n");
    return;
  }
  if (auto there = has_log(*asked.data); !there) return session.fail(Exit::kRefused, there.error());
  const auto log = eventlog::open_rocks_log({.directory = *asked.data + "/log", .read_only = true});
  if (!log) return session.fail(Exit::kRefused, log.error());
  const auto key = audit::open_key_file(*asked.data, audit::key_name_of((*log)->store_id()), false);
  if (!key) return session.fail(Exit::kRefused, key.error());
  session.print(key->verifier().text() + "\n");
}

// The server's checkpoint, as it sends it.
std::optional<std::string> fetch_checkpoint(Session& session, const std::string& study,
                                            const std::optional<std::string>& at) {
  Target target{"v1", "studies", study, "checkpoint"};
  auto answer = session.call({"GET", target.with("at", at).text()});
  if (!answer) return std::nullopt;
  return std::move(answer->body);
}

void run_checkpoint(Session& session, const Audit& asked) {
  if (const auto note = fetch_checkpoint(session, asked.study, asked.at)) session.print(*note);
}

void wrong_checkpoint(Session& session, const std::string& name, const std::string& about,
                      const std::string& origin, const char* option) {
  session.fail(Exit::kUsage,
               {Fault::kInvalidValue,
                name + " is a checkpoint about " + about + ", not about " + origin + ".", option,
                "Name the one of this study."});
}

// Whether the key signed that the note is about something else: then it is the wrong file, which
// is said.
bool is_of_another_study(Session& session, const KeptCheckpoint& kept, const VerifierKey& key,
                         const std::string& origin, const char* option) {
  const auto about = signed_origin(kept, key);
  if (about.empty() || about == origin) return false;
  wrong_checkpoint(session, kept.name, about, origin, option);
  return true;
}

void differ(Session& session, std::string detail, std::string fix = {}) {
  session.fail(Exit::kDifferences, {Fault::kCorruptStore, std::move(detail), "", std::move(fix)});
}

std::optional<merkle::Proof> proof_in(const Json& answer) {
  merkle::Proof proof;
  for (const auto& text : answer.at("proof")) {
    const auto bytes = audit::from_base64(text.get<std::string>());
    if (!bytes || bytes->size() != std::tuple_size_v<merkle::Hash>) return std::nullopt;
    proof.push_back(merkle::hash_of(*bytes));
  }
  return proof;
}

// A note that somebody kept. A file that is no checkpoint at all is the wrong file, and says
// nothing of the record.
std::optional<std::string> read_checkpoint(Session& session, const std::string& name,
                                           const char* option) {
  auto bytes = read_file(session, name);
  if (!bytes) return std::nullopt;
  const auto note = audit::parse_note(*bytes);
  const auto checkpoint =
      note ? audit::parse_checkpoint(note->text) : Result<Checkpoint>(note.error());
  if (checkpoint) return bytes;
  session.fail(Exit::kUsage,
               {Fault::kInvalidValue, name + " is no checkpoint: " + checkpoint.error().detail,
                option, "Name a file that `verbatim audit checkpoint` printed, as it was kept."});
  return std::nullopt;
}

// A checkpoint that was kept, against what the server says now: the signatures, and a proof that
// leads from the one to the other. Nothing else of what the server says is believed.
void run_check(Session& session, const Audit& asked) {
  const auto kept_note = read_checkpoint(session, asked.against, "--against");
  if (!kept_note) return;
  const auto key = asked.key ? key_from(session, *asked.key) : key_of_server(session);
  if (!key) return;
  if (!asked.key)
    session.note("The key is the one that the server names now; name the one you kept with --key.");
  const auto origin = audit::origin_of(key->name, asked.study);
  if (is_of_another_study(session, {asked.against, *kept_note}, *key, origin, "--against")) return;
  const auto kept = audit::open_checkpoint(*kept_note, *key, origin);
  if (!kept) return differ(session, asked.against + ": " + kept.error().detail, kept.error().fix);
  const auto now_note = fetch_checkpoint(session, asked.study, {});
  if (!now_note) return;
  const auto now = audit::open_checkpoint(*now_note, *key, origin);
  if (!now) return differ(session, "The server's checkpoint: " + now.error().detail);
  if (now->size < kept->size)
    return differ(session, fmt::format("The record was cut: it has {}, and had {}.",
                                       counted(now->size, "event"), kept->size));
  Target target{"v1", "studies", asked.study, "proofs", "consistency"};
  const auto answer = session.get(
      target.with("from", std::to_string(kept->size)).with("to", std::to_string(now->size)));
  if (!answer) return;
  const auto proof = proof_in(*answer);
  if (!proof || !merkle::verify_consistency(kept->size, now->size, kept->root, now->root, *proof))
    return differ(
        session,
        fmt::format("The record was rewritten: up to position {} its events are not those "
                    "of the checkpoint that was kept.",
                    kept->size),
        "To see where, compare with a bundle or an earlier checkpoint.");
  if (session.json)
    return session.print_json(Json{{"study", asked.study},
                                   {"origin", origin},
                                   {"from", kept->size},
                                   {"to", now->size},
                                   {"consistent", true}});
  session.print(
      fmt::format("Nothing was changed: the record of {} begins with the {} of the checkpoint.\n",
                  counted(now->size, "event"), counted(kept->size, "event")));
}

// That an event is in the record a checkpoint is of: the checkpoint's signature, and a proof that
// leads from the bytes of the event to its root.
void run_prove(Session& session, const Audit& asked) {
  const auto key = asked.key ? key_from(session, *asked.key) : key_of_server(session);
  if (!key) return;
  const auto note = asked.against.empty() ? fetch_checkpoint(session, asked.study, asked.at)
                                          : read_checkpoint(session, asked.against, "--against");
  if (!note) return;
  const auto origin = audit::origin_of(key->name, asked.study);
  if (is_of_another_study(session, {asked.against, *note}, *key, origin, "--against")) return;
  const auto checkpoint = audit::open_checkpoint(*note, *key, origin);
  if (!checkpoint)
    return differ(session, "The checkpoint: " + checkpoint.error().detail, checkpoint.error().fix);
  const auto bytes = session.call(
      {"GET", Target{"v1", "studies", asked.study, "record"}
                  .with("after", std::to_string(asked.event == 0 ? 0 : asked.event - 1))
                  .with("limit", "1")
                  .text()});
  if (!bytes) return;
  const auto answer = session.get(Target{"v1", "studies", asked.study, "proofs", "inclusion"}
                                      .with("position", std::to_string(asked.event))
                                      .with("size", std::to_string(checkpoint->size)));
  if (!answer) return;
  const auto proof = proof_in(*answer);
  if (!proof || !merkle::verify_inclusion(asked.event - 1, checkpoint->size,
                                          merkle::leaf_hash(bytes->body), *proof, checkpoint->root))
    return differ(session, fmt::format("Event {} as the server has it now is not in the record "
                                       "that the checkpoint is of.",
                                       asked.event));
  if (session.json)
    return session.print_json(Json{{"study", asked.study},
                                   {"origin", origin},
                                   {"event", asked.event},
                                   {"size", checkpoint->size},
                                   {"included", true}});
  session.print(fmt::format("Event {} is in the record of {} that the checkpoint is of.\n",
                            asked.event, counted(checkpoint->size, "event")));
}

void run_bundle(Session& session, const Audit& asked) {
  std::error_code none;
  if (!asked.force && std::filesystem::exists(asked.file, none))
    return session.fail(Exit::kRefused,
                        {Fault::kAlreadyExists, asked.file + " is there already, and is kept.",
                         "--out", "Name another file, or replace this one with --force."});
  write_bundle(session, asked.study, asked.at, asked.file);
}

// --- verify ------------------------------------------------------------------------------------

std::optional<std::vector<KeptCheckpoint>> kept_checkpoints(Session& session, const Audit& asked) {
  std::vector<KeptCheckpoint> kept;
  for (const auto& name : asked.checkpoints) {
    auto note = read_checkpoint(session, name, "--checkpoint");
    if (!note) return std::nullopt;
    kept.push_back({name, std::move(*note)});
  }
  return kept;
}

std::string verdict_of(const AuditVerdict& verdict) {
  if (verdict.findings.empty() && !verdict.later.empty()) return "as it was written, but see below";
  return verdict.findings.empty() ? "as it was written"
                                  : counted(verdict.findings.size(), "finding");
}

std::string place_of(const Finding& finding) {
  if (finding.first == 0) return "";
  if (finding.first >= finding.last) return fmt::format(", event {}", finding.first);
  return fmt::format(", events {} to {}", finding.first, finding.last);
}

void print_verdicts(Session& session, const std::vector<AuditVerdict>& verdicts) {
  Table table({{"Study"},
               {"Events", Align::kRight},
               {"Events/s", Align::kRight},
               {"Figures", Align::kRight},
               {"Checkpoints", Align::kRight},
               {"Verdict"}});
  for (const auto& v : verdicts)
    table.add({v.study, std::to_string(v.events), fmt::format("{:.0f}", v.events_per_second()),
               std::to_string(v.figures), std::to_string(v.checkpoints),
               Cell(verdict_of(v), v.findings.empty() ? Colour::kGreen : Colour::kRed)});
  session.print(table);
  for (const auto& v : verdicts)
    for (const auto& finding : v.findings)
      session.print(fmt::format("{}{}: {}\n", printable(v.study), place_of(finding),
                                printable(finding.reason)));
  for (const auto& v : verdicts)
    for (const auto& note : v.notes) session.note(note);
  for (const auto& v : verdicts)
    for (const auto later : v.later)
      session.print(
          fmt::format("{}: The checkpoint of position {} is of a later moment than this bundle of "
                      "{}, so neither "
                      "says anything of the other. Compare it with a bundle of position {} or "
                      "later, or with the "
                      "server (`verbatim audit check`).\n",
                      printable(v.study), later, counted(v.events, "event"), later));
}

void print_verdicts_json(Session& session, const std::vector<AuditVerdict>& verdicts) {
  auto list = Json::array();
  for (const auto& v : verdicts) {
    auto findings = Json::array();
    for (const auto& f : v.findings)
      findings.push_back({{"first", f.first}, {"last", f.last}, {"reason", f.reason}});
    list.push_back({{"study", v.study},
                    {"origin", v.origin},
                    {"events", v.events},
                    {"root", audit::to_base64(merkle::bytes_of(v.root))},
                    {"seconds", v.seconds},
                    {"events_per_second", v.events_per_second()},
                    {"figures", v.figures},
                    {"checkpoints", v.checkpoints},
                    {"later", v.later},
                    {"findings", std::move(findings)},
                    {"notes", v.notes}});
  }
  session.print_json(Json{{"studies", std::move(list)}});
}

void show(Session& session, const std::vector<AuditVerdict>& verdicts) {
  session.json ? print_verdicts_json(session, verdicts) : print_verdicts(session, verdicts);
  for (const auto& verdict : verdicts)
    if (!verdict.later.empty()) session.end_with(Exit::kNotCompared);
  for (const auto& verdict : verdicts)
    if (!verdict.findings.empty()) session.end_with(Exit::kDifferences);
}

void verify_data(Session& session, const Audit& asked) {
  if (auto there = has_log(*asked.data); !there) return session.fail(Exit::kRefused, there.error());
  const auto log = eventlog::open_rocks_log({.directory = *asked.data + "/log", .read_only = true});
  if (!log) {
    const bool damaged = log.error().fault == Fault::kCorruptStore;
    return session.fail(damaged ? Exit::kDifferences : Exit::kRefused, log.error());
  }
  std::optional<VerifierKey> key;
  if (asked.key) {
    key = key_from(session, *asked.key);
    if (!key) return;
  } else {
    const auto file =
        audit::open_key_file(*asked.data, audit::key_name_of((*log)->store_id()), false);
    if (file) key = file->verifier();
    if (!file && !asked.checkpoints.empty()) return session.fail(Exit::kRefused, file.error());
  }
  auto kept = kept_checkpoints(session, asked);
  if (!kept) return;
  auto studies = (*log)->studies();
  if (asked.only) {
    if ((*log)->last_position(*asked.only) == 0)
      return session.fail(
          Exit::kRefused,
          {Fault::kUnknownStudy, "There is no study '" + *asked.only + "' in " + *asked.data + ".",
           "--study", ""});
    studies = {*asked.only};
  }
  std::uint64_t events = 0, before = 0;
  for (const auto& study : studies) events += (*log)->last_position(study);
  std::vector<AuditVerdict> verdicts;
  {
    ProgressBar bar(session.progress(), "Verifying", events);
    for (const auto& study : studies) {
      bar.relabel("Verifying " + printable(study));
      verdicts.push_back(verify_study(**log, study, key, *kept,
                                      [&](std::uint64_t seen) { bar.show(before + seen); }));
      before += (*log)->last_position(study);
    }
  }
  for (const auto& checkpoint : *kept)
    if (!checkpoint.used && asked.only && key &&
        is_of_another_study(session, checkpoint, *key,
                            audit::origin_of(audit::key_name_of((*log)->store_id()), *asked.only),
                            "--checkpoint"))
      return;
  for (const auto& checkpoint : *kept)
    if (!checkpoint.used)
      return differ(session, checkpoint.name + ": the checkpoint is about none of these studies.",
                    "It may be of another log, or its study may be gone from this one.");
  show(session, verdicts);
}

void verify_file(Session& session, const Audit& asked) {
  std::optional<VerifierKey> key;
  if (asked.key) {
    key = key_from(session, *asked.key);
    if (!key) return;
  } else {
    session.note("The key is the one in the bundle; name the one you were given with --key.");
  }
  auto kept = kept_checkpoints(session, asked);
  if (!kept) return;
  Result<AuditVerdict> verdict = AuditVerdict{};
  {
    std::optional<ProgressBar> bar;
    verdict = verify_bundle(asked.file, key, *kept, [&](std::uint64_t seen, std::uint64_t all) {
      if (!bar) bar.emplace(session.progress(), "Verifying " + printable(asked.file), all);
      bar->show(seen);
    });
  }
  if (!verdict) return session.fail(Exit::kRefused, verdict.error());
  for (const auto& checkpoint : *kept)
    if (!checkpoint.used && checkpoint.about.empty())
      verdict->findings.push_back(
          {0, 0, checkpoint.name + ": the checkpoint is of another log, or not signed."});
  if (verdict->findings.empty())
    for (const auto& checkpoint : *kept)
      if (!checkpoint.used)
        return wrong_checkpoint(session, checkpoint.name, checkpoint.about, verdict->origin,
                                "--checkpoint");
  show(session, {*verdict});
}

void run_verify(Session& session, const Audit& asked) {
  if (asked.data && asked.file.empty()) return verify_data(session, asked);
  if (!asked.data && !asked.file.empty()) return verify_file(session, asked);
  session.fail(Exit::kUsage, {Fault::kMissingField, "It takes one thing to verify.", "",
                              "Name a bundle, or a data folder with --data."});
}

CLI::App* add_verify(CLI::App& audit, const std::shared_ptr<Audit>& asked) {
  auto* command = audit.add_subcommand("verify", "Verify a record offline, to the last byte");
  command->footer(
      "Reads and changes nothing; a server may run beside it. Looked at are: the hash of every\n"
      "event against the hashes kept with it, and the root of the tree against every checkpoint\n"
      "that is named; that every event's bytes are canonical and decode; that positions are dense\n"
      "and times never go back; that commits are whole, their conditions held and the index of\n"
      "commands agrees; that every event follows from those before it. Then every projection is\n"
      "rebuilt, and each figure compared with one counted anew from the definitions; of a bundle\n"
      "also the words beside each event, and each figure that it brings along.\n"
      "\n"
      "A record that was rewritten together with its hashes shows only against a checkpoint that\n"
      "was kept elsewhere: keep them, and name them with --checkpoint.\n"
      "\n"
      "Exit codes: 0 as it was written, 1 cannot be read, 2 a file that was named with "
      "--checkpoint\n"
      "is none, or is of another study, 4 something was found, 5 nothing was found, but a "
      "checkpoint\n"
      "is of a later moment than the bundle and could not be compared with it.");
  command->add_option("bundle", asked->file, "A file of `verbatim audit bundle`");
  command->add_option("--data", asked->data, "A data folder instead");
  command->add_option("--study", asked->only, "Only this study")->check(an_id);
  command->add_option("--key", asked->key,
                      "The key that checkpoints must be signed with, or a file of it; that of the "
                      "bundle or folder if not given");
  command->add_option("--checkpoint", asked->checkpoints,
                      "A file with a checkpoint that was kept; may be given several times");
  return command;
}

}  // namespace

void add_audit_commands(CLI::App& app, Session& session) {
  const auto asked = std::make_shared<Audit>();
  auto* audit = app.add_subcommand("audit", "Prove that nobody changed the record");
  audit->require_subcommand(1);

  auto* key = audit->add_subcommand("key", "Print the key that checkpoints are verified with");
  key->add_option("--data", asked->data, "That of a data folder, without its server");
  key->callback([&session, asked] { run_key(session, *asked); });

  auto* checkpoint =
      audit->add_subcommand("checkpoint", "Print, signed, what a study's record is now");
  checkpoint->footer(
      "Keep it where the server's administrators cannot change it: it is what a\n"
      "rewritten record is found by. `verbatim audit check` compares.");
  checkpoint->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  checkpoint->add_option("--at", asked->at, "At this position instead of the latest");
  checkpoint->callback([&session, asked] { run_checkpoint(session, *asked); });

  auto* check = audit->add_subcommand(
      "check", "Check that a record still begins as it did at a checkpoint that was kept");
  check->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  check->add_option("--against", asked->against, "The file with the checkpoint; - for stdin")
      ->required();
  check->add_option("--key", asked->key, "The key that was kept with it, or a file of it");
  check->callback([&session, asked] { run_check(session, *asked); });

  auto* prove = audit->add_subcommand(
      "prove", "Prove that an event is in the record that a checkpoint is of");
  prove->footer(
      "Examples:\n"
      "  verbatim audit prove iep 12\n"
      "  verbatim audit prove iep 12 --against iep.checkpoint --key iep.key");
  prove->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  prove->add_option("event", asked->event, "The event's position")
      ->required()
      ->check(CLI::PositiveNumber);
  auto* against = prove->add_option(
      "--against", asked->against,
      "The file with a checkpoint that was kept; - for stdin. The server's latest if not given");
  prove->add_option("--at", asked->at, "The server's checkpoint at this position")
      ->excludes(against);
  prove->add_option("--key", asked->key, "The key that was kept, or a file of it");
  prove->callback([&session, asked] { run_prove(session, *asked); });

  auto* bundle = audit->add_subcommand(
      "bundle", "Write a study's whole record, figures and proof into one file");
  bundle->footer(
      "A tar archive of plain text: events, checkpoint, key, codebook, every figure, and a\n"
      "README that says how to verify all of it by hand. Personal texts stay sealed.\n"
      "`verbatim audit verify` verifies it without the server.");
  bundle->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  bundle->add_option("--out", asked->file, "The file to write")->required();
  bundle->add_option("--at", asked->at, "Up to this position instead of the latest");
  bundle->add_flag("--force", asked->force, "Replace the file where there is one");
  bundle->callback([&session, asked] { run_bundle(session, *asked); });

  add_verify(*audit, asked)->callback([&session, asked] { run_verify(session, *asked); });
}

}  // namespace verbatim::tool
