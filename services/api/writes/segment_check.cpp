#include "api/writes/segment_check.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/texts/comment_text.hpp"
#include "base/text.hpp"
#include "coding/spans.hpp"

namespace verbatim::api {
// A comment that a command splits, and where.
struct Split {
  std::string question, comment;
  const char* field;
  std::vector<coding::Span> spans;
};

namespace {

constexpr std::size_t kBytesMax = 64u << 20;

std::optional<Split> split_by(const coding::Command& command) {
  if (const auto* shared = std::get_if<coding::SegmentComment>(&command)) {
    Split split{shared->question, shared->comment, "segments", {}};
    for (const auto& segment : shared->segments)
      split.spans.push_back({segment.begin, segment.end});
    return split;
  }
  if (const auto* own = std::get_if<coding::SetLayer>(&command)) {
    Split split{own->question, own->comment, "units", {}};
    for (const auto& unit : own->units) split.spans.push_back({unit.begin, unit.end});
    return split;
  }
  return std::nullopt;
}

// The text that a comment of the study has; nothing where it is not there, or has none.
Result<std::optional<std::string>> text_in_study(App& app, const std::string& study,
                                                 const Split& split) {
  const auto live = app.studies.find(study);
  if (!live) return std::optional<std::string>{};
  std::string respondent;
  eventlog::Position position = 0;
  const auto looked = live->look([&](const projections::StudyView& view) {
    const auto& now = view.study();
    const auto question = now.question_ids.find(split.question);
    if (!question) return;
    const auto index =
        now.find_comment(static_cast<coding::QuestionIndex>(*question), split.comment);
    if (!index || now.comments[*index].position > live->durable()) return;
    position = now.comments[*index].position;
    respondent = now.respondent_ids.id(now.comments[*index].respondent);
  });
  if (!looked) return looked.error();
  if (position == 0) return std::optional<std::string>{};
  return comment_text(app.studies.log(), app.vault, study,
                      {split.question, split.comment, respondent, position});
}

}  // namespace

GraphemeCheck::GraphemeCheck(App& app, std::string study, const std::vector<SentCommand>& sent)
    : app_(app), study_(std::move(study)), sent_(sent) {
  for (std::size_t i = 0; i < sent.size(); ++i)
    if (const auto* comment = std::get_if<coding::AddComment>(&sent[i].command))
      added_.try_emplace({comment->question, comment->comment}, i);
}

// Of the text that the comment has by then: as it comes with an earlier command, or as it is there.
// Empty where it may be cut anywhere.
Result<std::span<const std::size_t>> GraphemeCheck::boundaries_of(std::size_t i,
                                                                  const Split& split) {
  Of of{split.question, split.comment, false};
  const auto added = added_.find({split.question, split.comment});
  of.is_sent = added != added_.end() && added->second < i;
  if (last_ == of) return std::span<const std::size_t>(boundaries_);
  std::optional<std::string> text;
  if (of.is_sent) {
    text = sent_[added->second].plain_text;
  } else {
    auto found = text_in_study(app_, study_, split);
    if (!found) return std::move(found).error();
    text = std::move(*found);
  }
  last_.reset();
  boundaries_.clear();
  if (text) bytes_ += text->size();
  if (bytes_ > kBytesMax)
    return Failure{Fault::kTooLarge,
                   "The comments that are split up to here have more than 64 MB of text together.",
                   "", "Send several requests, and what is about one comment in a row."};
  if (text && !text->empty()) boundaries_ = grapheme_boundaries(*text);
  last_ = std::move(of);
  return std::span<const std::size_t>(boundaries_);
}

Result<void> GraphemeCheck::check(std::size_t i, const std::string& pointer) {
  const auto split = split_by(sent_[i].command);
  if (!split) return {};
  const auto boundaries = boundaries_of(i, *split);
  if (!boundaries) {
    auto failure = boundaries.error();
    if (failure.fault == Fault::kTooLarge) failure.field = pointer;
    return failure;
  }
  if (boundaries->empty()) return {};
  const auto tears = [&](std::uint32_t place) {
    return place <= boundaries->back() &&
           !std::binary_search(boundaries->begin(), boundaries->end(), place);
  };
  for (std::size_t s = 0; s < split->spans.size(); ++s) {
    if (!tears(split->spans[s].begin) && !tears(split->spans[s].end)) continue;
    return Failure{Fault::kInvalidValue,
                   "This would cut through what a reader sees as one character.",
                   pointer + "/" + split->field + "/" + std::to_string(s),
                   "Begin and end between characters: a letter and its accent belong together."};
  }
  return {};
}

Result<void> check_graphemes(App& app, const std::string& study,
                             const std::vector<SentCommand>& sent) {
  GraphemeCheck graphemes(app, study, sent);
  for (std::size_t i = 0; i < sent.size(); ++i)
    if (auto whole = graphemes.check(i, "/commands/" + std::to_string(i)); !whole) return whole;
  return {};
}

}  // namespace verbatim::api
