#include "api/texts/repeated_text.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "api/texts/comment_text.hpp"
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

bool is_note(const coding::Event& event) {
  return std::holds_alternative<coding::MemoWritten>(event) ||
         std::holds_alternative<coding::QuoteChosen>(event) ||
         std::holds_alternative<coding::MemberCheckRecorded>(event);
}

}  // namespace

// Pieces of texts, by length: those of kRepeatedBytes, and short texts whole.
class RepeatedText::Pieces {
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

RepeatedText::RepeatedText(std::string respondent)
    : respondent_(std::move(respondent)), pieces_(std::make_unique<Pieces>()) {}
RepeatedText::~RepeatedText() = default;

std::vector<RepeatedText::Written> RepeatedText::written_by(const coding::Study& study,
                                                            const std::string& respondent) {
  std::vector<Written> written;
  const auto index = study.respondent_ids.find_ever(respondent);
  for (const auto& comment : study.comments)
    if (index && comment.respondent == *index)
      written.push_back({std::string(study.question_ids.id(comment.question)),
                         std::string(study.id_of(comment)), comment.position});
  return written;
}

Result<std::shared_ptr<RepeatedText>> RepeatedText::read(const eventlog::EventLog& log,
                                                         const vault::Vault& vault,
                                                         const std::string& study,
                                                         const std::string& respondent,
                                                         const std::vector<Written>& written) {
  const std::shared_ptr<RepeatedText> repeated(new RepeatedText(respondent));
  for (const auto& one : written) {
    const auto text =
        comment_text(log, vault, study, {one.question, one.comment, respondent, one.position});
    if (!text) return text.error();
    if (*text) repeated->pieces_->add(**text);
  }
  record::Record record;
  Result<void> decoded;
  const auto visit = [&](eventlog::Position, std::string_view bytes) {
    decoded = record::decode(bytes, record);
    if (decoded) repeated->go_on(record);
    return decoded.has_value();
  };
  if (auto all = log.read(study, 0, visit); !all) return std::move(all).error();
  if (!decoded) return std::move(decoded).error();
  return repeated;
}

void RepeatedText::go_on(const record::Record& record) {
  seen_ = record.position;
  if (is_note(record.event)) notes_.emplace_back(record.position, record.event);
  if (pieces_->empty()) return;
  bool found = pieces_->stand_in(record.reason);
  const auto look = [&]<class T>(const T& value) {
    if constexpr (std::is_same_v<T, std::string>) found = found || pieces_->stand_in(value);
    if constexpr (std::is_same_v<T, std::vector<std::string>>)
      for (const auto& one : value) found = found || pieces_->stand_in(one);
  };
  std::visit(
      [&](const auto& event) {
        record::each_field(event, [&](auto, auto, const auto& value, auto) { look(value); });
      },
      record.event);
  if (found) positions_.insert(record.position);
}

void RepeatedText::know_notes(const coding::Study& now) {
  for (const auto& [position, event] : notes_)
    for (auto& note : sealed_notes(now, event, respondent_))
      sealed_.emplace_back(position, std::move(note));
  notes_.clear();
}

Result<void> RepeatedText::open_notes(const vault::Vault& vault, const std::string& study) {
  for (const auto& [position, note] : sealed_) {
    const auto text = text_that_stays(vault, study, note, respondent_);
    if (!text) return text.error();
    if (*text && (note.concerns || pieces_->stand_in(**text))) positions_.insert(position);
  }
  sealed_.clear();
  return {};
}

}  // namespace verbatim::api
