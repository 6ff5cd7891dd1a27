#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "coding/study.hpp"
#include "eventlog/event_log.hpp"
#include "vault/vault.hpp"

// The plain texts of memos, quotes, member checks and names, which the domain never sees.
namespace verbatim::api {

// Under whose key the text of a memo is to be sealed: that of the respondent whose words it is
// about, else its author's own.
std::string key_of_memo(const coding::Study& study, const coding::Thing& about,
                        std::string_view author);
// Under whose key that of a memo is sealed, and under which else it may be: what is about another
// memo, a quote or an erasure used to be sealed under its author's key.
struct MemoKeys {
  std::string key, earlier;
};
MemoKeys keys_of_memo(const coding::Study& study, const coding::Memo& memo);
// Likewise of a quote: that of who said it.
std::string key_of_response(const coding::Study& study, coding::ResponseIndex response);

// Where a note's sealed text is: in the event at `position`, sealed with `key` for `place`, or with
// the earlier key, where there is one.
struct NotePlace {
  std::string key, place;
  eventlog::Position position = 0;
  std::string earlier_key = {};
};

// The text of what is no quote; nothing where there is none or its key is destroyed.
Result<std::optional<std::string>> note_text(const eventlog::EventLog& log,
                                             const vault::Vault& vault, const std::string& study,
                                             const NotePlace& note);

// Those of a quote, likewise. Why it was chosen is empty where nobody said.
struct QuoteTexts {
  std::optional<std::string> wording, why;
};
Result<QuoteTexts> quote_texts(const eventlog::EventLog& log, const vault::Vault& vault,
                               const std::string& study, const NotePlace& note);

}  // namespace verbatim::api
