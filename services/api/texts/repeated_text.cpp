#include "api/texts/repeated_text.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include "api/texts/comment_text.hpp"
#include "api/texts/sealed_notes.hpp"
#include "record/fields.hpp"
#include "record/record.hpp"

namespace verbatim::api {
namespace {

// As words are compared: letters of ASCII in lower case, one blank for all between words.
std::string words_of(std::string_view text) {
  std::string words;
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool in_word =
        (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (in_word)
      words += lower;
    else if (!words.empty() && words.back() != ' ')
      words += ' ';
  }
  if (words.ends_with(' ')) words.pop_back();
  return words;
}

// Pieces of texts, by length: those of kRepeatedBytes, and short texts whole.
class Pieces {
 public:
  void add(std::string_view as_written) {
    const auto words = words_of(as_written);
    const std::string_view text = words;
    if (text.size() < kRepeatedBytesLeast) return;
    if (text.size() <= kRepeatedBytes) {
      whole_.emplace(text);
      return;
    }
    for (std::size_t at = 0; at + kRepeatedBytes <= text.size(); ++at)
      long_.emplace(text.substr(at, kRepeatedBytes));
  }

  bool empty() const { return whole_.empty() && long_.empty(); }

  bool stand_in(std::string_view as_written) const {
    if (as_written.size() < kRepeatedBytesLeast) return false;
    const auto words = words_of(as_written);
    const std::string_view text = words;
    for (const auto& piece : whole_)
      if (text.find(piece) != std::string_view::npos) return true;
    for (std::size_t at = 0; !long_.empty() && at + kRepeatedBytes <= text.size(); ++at)
      if (long_.find(text.substr(at, kRepeatedBytes)) != long_.end()) return true;
    return false;
  }

 private:
  std::set<std::string, std::less<>> whole_, long_;
};

struct Written {
  std::string question, comment;
  eventlog::Position position;
};

// Whether a field that is not sealed repeats a piece.
bool repeats(const record::Record& record, const Pieces& pieces) {
  bool found = pieces.stand_in(record.reason);
  const auto look = [&]<class T>(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) found = found || pieces.stand_in(value);
    if constexpr (std::is_same_v<T, std::vector<std::string>>)
      for (const auto& one : value) found = found || pieces.stand_in(one);
  };
  std::visit(
      [&](const auto& event) {
        record::each_field(event, [&](auto, auto, const auto& value, auto) { look(value); });
      },
      record.event);
  return found;
}

bool is_note(const coding::Event& event) {
  return std::holds_alternative<coding::MemoWritten>(event) ||
         std::holds_alternative<coding::QuoteChosen>(event) ||
         std::holds_alternative<coding::MemberCheckRecorded>(event);
}

// The positions of the notes that repeat a piece, or are about the respondent, and stay readable
// when their key is gone.
Result<std::vector<eventlog::Position>> notes_that_stay(
    const vault::Vault& vault, studies::LiveStudy& live, const std::string& respondent,
    const Pieces& pieces, const std::vector<std::pair<eventlog::Position, coding::Event>>& notes) {
  std::vector<std::pair<eventlog::Position, SealedNote>> sealed;
  const auto looked = live.look([&](const projections::StudyView& view) {
    for (const auto& [position, event] : notes)
      for (auto& note : sealed_notes(view.study(), event, respondent))
        sealed.emplace_back(position, std::move(note));
  });
  if (!looked) return looked.error();
  std::vector<eventlog::Position> positions;
  for (const auto& [position, note] : sealed) {
    const auto text = text_that_stays(vault, live.id(), note, respondent);
    if (!text) return text.error();
    if (!*text || !(note.concerns || pieces.stand_in(**text))) continue;
    if (positions.empty() || positions.back() != position) positions.push_back(position);
  }
  return positions;
}

}  // namespace

Result<std::vector<std::uint64_t>> repeats_of(const eventlog::EventLog& log,
                                              const vault::Vault& vault, studies::LiveStudy& live,
                                              const std::string& respondent) {
  std::vector<Written> written;
  const auto looked = live.look([&](const projections::StudyView& view) {
    const auto& study = view.study();
    const auto index = study.respondent_ids.find_ever(respondent);
    for (const auto& comment : study.comments)
      if (index && comment.respondent == *index)
        written.push_back({std::string(study.question_ids.id(comment.question)),
                           std::string(study.id_of(comment)), comment.position});
  });
  if (!looked) return looked.error();
  Pieces pieces;
  for (const auto& one : written) {
    const auto text =
        comment_text(log, vault, live.id(), {one.question, one.comment, respondent, one.position});
    if (!text) return text.error();
    if (*text) pieces.add(**text);
  }
  std::vector<std::uint64_t> positions;
  std::vector<std::pair<eventlog::Position, coding::Event>> notes;
  record::Record record;
  Result<void> decoded;
  const auto visit = [&](eventlog::Position position, std::string_view bytes) {
    decoded = record::decode(bytes, record);
    if (!decoded) return false;
    if (!pieces.empty() && repeats(record, pieces)) positions.push_back(position);
    if (is_note(record.event)) notes.emplace_back(position, std::move(record.event));
    return true;
  };
  if (auto read = log.read(live.id(), 0, visit); !read) return std::move(read).error();
  if (!decoded) return std::move(decoded).error();
  const auto in_notes = notes_that_stay(vault, live, respondent, pieces, notes);
  if (!in_notes) return in_notes.error();
  std::vector<std::uint64_t> all;
  std::set_union(positions.begin(), positions.end(), in_notes->begin(), in_notes->end(),
                 std::back_inserter(all));
  return all;
}

}  // namespace verbatim::api
