#include "api/forms/note_text.hpp"

#include "record/record.hpp"
#include "vault/place.hpp"

namespace verbatim::api {

std::string key_of_response(const coding::Study& study, coding::ResponseIndex response) {
  const auto& comment = study.comments[study.responses[response].comment];
  return std::string(study.respondent_ids.id(comment.respondent));
}

std::string key_of_memo(const coding::Study& study, const coding::Thing& about,
                        std::string_view author) {
  if (const auto respondent = coding::respondent_concerned(study, about))
    return std::string(study.respondent_ids.id(*respondent));
  return vault::key_of_author(author);
}

MemoKeys keys_of_memo(const coding::Study& study, const coding::Memo& memo) {
  auto author = vault::key_of_author(study.member_ids.id(memo.author));
  if (memo.concerns == coding::kNone32) return {std::move(author), {}};
  return {std::string(study.respondent_ids.id(memo.concerns)), std::move(author)};
}

namespace {

Result<coding::Event> event_at(const eventlog::EventLog& log, const std::string& study,
                               eventlog::Position position) {
  auto bytes = log.read_one(study, position);
  if (!bytes) return std::move(bytes).error();
  record::Record record;
  if (auto decoded = record::decode(*bytes, record); !decoded) return std::move(decoded).error();
  return std::move(record.event);
}

}  // namespace

Result<std::optional<std::string>> note_text(const eventlog::EventLog& log,
                                             const vault::Vault& vault, const std::string& study,
                                             const NotePlace& note) {
  const auto event = event_at(log, study, note.position);
  if (!event) return event.error();
  const coding::Sealed* sealed = nullptr;
  if (const auto* memo = std::get_if<coding::MemoWritten>(&*event)) sealed = &memo->sealed_text;
  if (const auto* check = std::get_if<coding::MemberCheckRecorded>(&*event))
    sealed = &check->sealed_outcome;
  if (const auto* named = std::get_if<coding::MemberNamed>(&*event)) sealed = &named->sealed_name;
  if (const auto* check = std::get_if<coding::MemberCheckRecorded>(&*event);
      check != nullptr && !check->outcome.empty())
    return std::optional<std::string>(check->outcome);
  if (sealed == nullptr)
    return Failure{Fault::kCorruptStore,
                   "Event " + std::to_string(note.position) + " should have been a note."};
  if (sealed->empty()) return std::optional<std::string>{};
  auto text = vault.open_text(study, note.key, note.place, sealed->bytes);
  if (!text || *text || note.earlier_key.empty()) return text;
  return vault.open_text(study, note.earlier_key, note.place, sealed->bytes);
}

Result<QuoteTexts> quote_texts(const eventlog::EventLog& log, const vault::Vault& vault,
                               const std::string& study, const NotePlace& note) {
  const auto event = event_at(log, study, note.position);
  if (!event) return event.error();
  const auto* quote = std::get_if<coding::QuoteChosen>(&*event);
  if (quote == nullptr)
    return Failure{Fault::kCorruptStore,
                   "Event " + std::to_string(note.position) + " should have been a quote."};
  const auto place_of_why = vault::place_of_quote_why(study, quote->quote);
  std::vector<vault::Vault::Sealed> sealed;
  if (!quote->sealed_wording.empty()) sealed.push_back({note.place, quote->sealed_wording.bytes});
  if (!quote->sealed_why.empty()) sealed.push_back({place_of_why, quote->sealed_why.bytes});
  auto opened = vault.open_texts(study, note.key, sealed);
  if (!opened) return std::move(opened).error();
  QuoteTexts texts;
  texts.why = quote->sealed_why.empty() ? quote->why : std::move(opened->back());
  if (!quote->sealed_wording.empty()) texts.wording = std::move(opened->front());
  return texts;
}

}  // namespace verbatim::api
