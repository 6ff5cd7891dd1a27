#include "api/texts/sealed_notes.hpp"

#include <optional>
#include <utility>

#include "api/forms/note_text.hpp"
#include "vault/place.hpp"

namespace verbatim::api {
namespace {

using coding::kNone32;

std::vector<SealedNote> notes_of(const coding::Study& study, const coding::MemoWritten& e,
                                 const std::string& respondent) {
  SealedNote note{vault::place_of_memo(study.id, e.memo), e.sealed_text.bytes, {}, false};
  const auto add = [&](coding::RespondentIndex index) {
    note.keys.emplace_back(study.respondent_ids.id(index));
    note.concerns = note.concerns || note.keys.back() == respondent;
  };
  if (const auto whom = coding::respondent_concerned(study, e.about)) add(*whom);
  const auto memo = study.memo_ids.find_ever(e.memo);
  if (memo && study.memos[*memo].about == e.about && study.memos[*memo].concerns != kNone32)
    add(study.memos[*memo].concerns);
  note.keys.push_back(vault::key_of_author(e.author));
  return {std::move(note)};
}

std::vector<SealedNote> notes_of(const coding::Study& study, const coding::QuoteChosen& e,
                                 const std::string& respondent) {
  const coding::Thing response{coding::Kind::kResponse, e.response, e.question};
  const auto whom = coding::respondent_concerned(study, response);
  if (!whom) return {};
  const std::string key(study.respondent_ids.id(*whom));
  const bool concerns = key == respondent;
  return {{vault::place_of_quote(study.id, e.quote), e.sealed_wording.bytes, {key}, concerns},
          {vault::place_of_quote_why(study.id, e.quote), e.sealed_why.bytes, {key}, concerns}};
}

std::vector<SealedNote> notes_of(const coding::Study& study, const coding::MemberCheckRecorded& e,
                                 const std::string&) {
  return {{vault::place_of_check(study.id, e.check),
           e.sealed_outcome.bytes,
           {vault::key_of_study()},
           false}};
}

template <class Other>
std::vector<SealedNote> notes_of(const coding::Study&, const Other&, const std::string&) {
  return {};
}

}  // namespace

std::vector<SealedNote> sealed_notes(const coding::Study& study, const coding::Event& event,
                                     const std::string& respondent) {
  auto notes = std::visit([&](const auto& e) { return notes_of(study, e, respondent); }, event);
  std::erase_if(notes, [](const SealedNote& note) { return note.bytes.empty(); });
  return notes;
}

Result<std::optional<std::string>> text_that_stays(const vault::Vault& vault,
                                                   const std::string& study, const SealedNote& note,
                                                   const std::string& respondent) {
  for (const auto& key : note.keys) {
    auto text = vault.open_text(study, key, note.place, note.bytes);
    if (!text) return text;
    if (!*text) continue;
    return key == respondent ? std::optional<std::string>{} : std::move(*text);
  }
  return std::optional<std::string>{};
}

}  // namespace verbatim::api
