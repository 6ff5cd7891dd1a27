#include "verbatim/backup/fsck.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "access/token_file.hpp"
#include "api/forms/note_text.hpp"
#include "audit/checkpoint.hpp"
#include "audit/key_file.hpp"
#include "coding/study.hpp"
#include "eventlog/log_check.hpp"
#include "eventlog/rocks_log.hpp"
#include "record/record.hpp"
#include "vault/place.hpp"
#include "vault/vault.hpp"

namespace verbatim::tool {
namespace {

using eventlog::EventLog;
using eventlog::Position;

constexpr const char* kRestoreLog =
    "Keep the folder as it is, and restore the last good backup beside it (`verbatim restore`).";
constexpr const char* kRestoreKeys =
    "Restore the log and the last good backup of the keys (`verbatim restore --keys`).";
constexpr const char* kRightMasterKey =
    "Nothing is damaged as far as can be told: look again with the master key that these keys are "
    "wrapped with (--key-file or VERBATIM_KEY_FILE), or put it in the place of DATA/keys.master.";
constexpr std::size_t kTextFindingsMax = 20;  // of one study

std::string place_in(const std::string& study, const Finding& finding) {
  if (finding.first == 0) return "study " + study;
  if (finding.first >= finding.last) return fmt::format("study {}, event {}", study, finding.first);
  return fmt::format("study {}, events {} to {}", study, finding.first, finding.last);
}

// Where the sealed text of an event belongs; nothing where it has none. `state`: with the event.
struct SealedPlace {
  std::string key, place;
  const std::string* sealed;
  std::string earlier_key = {};  // or this one; none: there is no other
};
std::vector<SealedPlace> sealed_places(const std::string& study, const coding::Study& state,
                                       const coding::Event& event) {
  if (const auto* added = std::get_if<coding::CommentAdded>(&event))
    return {{added->respondent, vault::place_of_comment(study, added->question, added->comment),
             &added->sealed_text.bytes}};
  if (const auto* memo = std::get_if<coding::MemoWritten>(&event)) {
    const auto known = state.memo_ids.find(memo->memo);
    if (!known) return {};
    const auto keys = api::keys_of_memo(state, state.memos[*known]);
    return {{keys.key, vault::place_of_memo(study, memo->memo), &memo->sealed_text.bytes,
             keys.earlier}};
  }
  if (const auto* check = std::get_if<coding::MemberCheckRecorded>(&event))
    return {{vault::key_of_study(), vault::place_of_check(study, check->check),
             &check->sealed_outcome.bytes}};
  if (const auto* quote = std::get_if<coding::QuoteChosen>(&event)) {
    const auto question = state.question_ids.find(quote->question);
    const auto response =
        question
            ? state.find_response(static_cast<coding::QuestionIndex>(*question), quote->response)
            : std::nullopt;
    if (!response) return {};
    const auto key = api::key_of_response(state, *response);
    return {
        {key, vault::place_of_quote(study, quote->quote), &quote->sealed_wording.bytes},
        {key, vault::place_of_quote_why(study, quote->quote), &quote->sealed_why.bytes},
    };
  }
  return {};
}

class Fsck {
 public:
  Fsck(std::string data, const FsckProgress& progress, std::string key_file)
      : data_(std::move(data)), progress_(progress), key_file_(std::move(key_file)) {}

  Result<FsckReport> run() {
    if (auto looked = look_at_log(); !looked) return looked.error();
    look_at_tokens();
    return std::move(report_);
  }

 private:
  void find(std::string where, std::string what, std::string fix) {
    report_.findings.push_back({std::move(where), std::move(what), std::move(fix)});
  }

  // Whether it is a fault of what is there, and not of how it was asked for.
  static bool is_damage(const Failure& failure) { return failure.fault == Fault::kCorruptStore; }

  Result<void> look_at_log() {
    const auto folder = data_ + "/log";
    const auto rows = eventlog::check_log(folder);
    if (!rows && !is_damage(rows.error())) return rows.error();
    if (!rows) {
      find("log", rows.error().detail, kRestoreLog);
      return {};
    }
    for (const auto& what : *rows) find("log", what, kRestoreLog);
    const auto log = eventlog::open_rocks_log({.directory = folder, .read_only = true});
    if (!log && !is_damage(log.error())) return log.error();
    if (!log) {
      find("log", log.error().detail, kRestoreLog);
      return {};
    }
    report_.store = (*log)->store_id();
    const auto key = look_at_signing_key();
    look_at_studies(**log, key);
    return look_at_keys(**log);
  }

  std::optional<audit::VerifierKey> look_at_signing_key() {
    const auto key = audit::open_key_file(data_, audit::key_name_of(report_.store), false);
    if (key) return key->verifier();
    if (key.error().fault != Fault::kNotFound)
      find(
          "signing.key", key.error().detail,
          "Put the file of a backup with keys in its place; without one the server makes another.");
    return std::nullopt;
  }

  void look_at_studies(const EventLog& log, const std::optional<audit::VerifierKey>& key) {
    for (const auto& study : log.studies()) all_ += log.last_position(study);
    std::uint64_t before = 0;
    std::vector<KeptCheckpoint> none;
    for (const auto& study : log.studies()) {
      auto verdict = verify_study(log, study, key, none, [&](std::uint64_t done) {
        progress_("Verifying " + study, before + done, all_);
      });
      before += verdict.events;
      for (const auto& finding : verdict.findings)
        find(place_in(study, finding), finding.reason, kRestoreLog);
      report_.studies.push_back(std::move(verdict));
    }
  }

  Result<void> look_at_keys(const EventLog& log) {
    std::error_code error;
    report_.has_keys = std::filesystem::exists(data_ + "/keys", error);
    std::unique_ptr<vault::Vault> keys;
    if (report_.has_keys) {
      auto opened = vault::Vault::open(data_ + "/keys", /*read_only=*/true, nullptr, key_file_);
      const bool of_another = !opened && opened.error().fault == Fault::kForeignStore;
      if (!opened && !of_another && !is_damage(opened.error())) return opened.error();
      if (!opened) {
        find("keys", opened.error().detail,
             of_another ? kRightMasterKey : std::string(kRestoreKeys));
        return {};
      }
      keys = std::move(*opened);
      if (auto whole = keys->verify(); !whole) find("keys", whole.error().detail, kRestoreKeys);
    }
    std::uint64_t done = 0;
    for (const auto& study : log.studies()) look_at_texts(log, study, keys.get(), done);
    return {};
  }

  // Opens every sealed text. Where the events themselves are at fault, that was said before.
  void look_at_texts(const EventLog& log, const std::string& study, const vault::Vault* keys,
                     std::uint64_t& done) {
    constexpr std::uint64_t kTellEvery = 8192;
    coding::Study state;
    record::Record record;
    std::size_t found = 0;
    (void)log.read(study, 0, [&](Position position, std::string_view bytes) {
      if (++done % kTellEvery == 0) progress_("Opening texts of " + study, done, all_);
      if (!record::decode(bytes, record)) return false;
      if (!coding::evolve(state, record.event, position)) return false;
      for (const auto& sealed : sealed_places(study, state, record.event)) {
        if (sealed.sealed->empty()) continue;
        ++report_.texts;
        const auto open = [&](const std::string& key) {
          return keys == nullptr ? Result<std::optional<std::string>>(std::nullopt)
                                 : keys->open_text(study, key, sealed.place, *sealed.sealed);
        };
        auto text = open(sealed.key);
        if (text && !*text && !sealed.earlier_key.empty()) text = open(sealed.earlier_key);
        if (text && !*text) ++report_.unreadable;
        if (!text && ++found <= kTextFindingsMax)
          find(fmt::format("study {}, event {}", study, position), text.error().detail,
               kRestoreKeys);
      }
      return true;
    });
    if (found > kTextFindingsMax)
      find("study " + study, fmt::format("and {} more texts", found - kTextFindingsMax),
           kRestoreKeys);
  }

  void look_at_tokens() {
    const auto read = access::TokenFile(data_).read();
    if (!read) return find("tokens.jsonl", read.error().detail, "Let this user read the file.");
    if (!*read) return;
    if (const auto tokens = access::parse_tokens((*read)->bytes); !tokens)
      find("tokens.jsonl", tokens.error().detail,
           "Take the line out, or the file of a backup, and look through `verbatim token list`.");
  }

  const std::string data_;
  const FsckProgress& progress_;
  const std::string key_file_;
  FsckReport report_;
  std::uint64_t all_ = 0;  // events
};

}  // namespace

Result<FsckReport> fsck(const std::string& data, const FsckProgress& progress,
                        const std::string& key_file) {
  return Fsck(data, progress, key_file).run();
}

}  // namespace verbatim::tool
