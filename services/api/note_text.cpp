#include "api/note_text.hpp"

#include "record/record.hpp"
#include "vault/place.hpp"

namespace verbatim::api {

std::string key_of_response(const coding::Study& study, coding::ResponseIndex response) {
  const auto& comment = study.comments[study.responses[response].comment];
  return std::string(study.respondent_ids.id(comment.respondent));
}

std::string key_of_memo(const coding::Study& study, const coding::Thing& about,
                        std::string_view author) {
  if (const auto question = study.question_ids.find(about.question)) {
    const auto asked = static_cast<coding::QuestionIndex>(*question);
    if (about.kind == coding::Kind::kResponse)
      if (const auto response = study.find_response(asked, about.id))
        return key_of_response(study, *response);
    if (about.kind == coding::Kind::kComment)
      if (const auto comment = study.find_comment(asked, about.id))
        return std::string(study.respondent_ids.id(study.comments[*comment].respondent));
  }
  return vault::key_of_author(author);
}

Result<std::optional<std::string>> note_text(const eventlog::EventLog& log,
                                             const vault::Vault& vault, const std::string& study,
                                             const NotePlace& note) {
  auto bytes = log.read_one(study, note.position);
  if (!bytes) return std::move(bytes).error();
  record::Record record;
  if (auto decoded = record::decode(*bytes, record); !decoded) return std::move(decoded).error();
  const coding::Sealed* sealed = nullptr;
  if (const auto* memo = std::get_if<coding::MemoWritten>(&record.event))
    sealed = &memo->sealed_text;
  if (const auto* quote = std::get_if<coding::QuoteChosen>(&record.event))
    sealed = &quote->sealed_wording;
  if (sealed == nullptr)
    return Failure{Fault::kCorruptStore, "Event " + std::to_string(note.position) +
                                             " should have been a memo or a quote."};
  if (sealed->empty()) return std::optional<std::string>{};
  return vault.open_text(study, note.key, note.place, sealed->bytes);
}

}  // namespace verbatim::api
