#include "api/writes/segment_check.hpp"

#include <algorithm>
#include <optional>

#include "api/texts/comment_text.hpp"
#include "base/text.hpp"
#include "coding/spans.hpp"

namespace verbatim::api {
namespace {

// A comment that a command splits, and where.
struct Split {
  std::string question, comment;
  const char* field;
  std::vector<coding::Span> spans;
};

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

// The text that the comment has by then: as it comes with an earlier command, or as it is there.
Result<std::optional<std::string>> text_of(App& app, const std::string& study,
                                           const std::vector<SentCommand>& sent, std::size_t i,
                                           const Split& split) {
  for (std::size_t earlier = 0; earlier < i; ++earlier) {
    const auto* added = std::get_if<coding::AddComment>(&sent[earlier].command);
    if (added != nullptr && added->question == split.question && added->comment == split.comment)
      return std::optional(sent[earlier].plain_text);
  }
  return text_in_study(app, study, split);
}

}  // namespace

Result<void> check_graphemes(App& app, const std::string& study,
                             const std::vector<SentCommand>& sent, std::size_t i,
                             const std::string& pointer) {
  const auto split = split_by(sent[i].command);
  if (!split) return {};
  const auto text = text_of(app, study, sent, i, *split);
  if (!text) return text.error();
  if (!*text || (*text)->empty()) return {};
  const auto boundaries = grapheme_boundaries(**text);
  const auto tears = [&](std::uint32_t place) {
    return place <= boundaries.back() &&
           !std::binary_search(boundaries.begin(), boundaries.end(), place);
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
  for (std::size_t i = 0; i < sent.size(); ++i)
    if (auto whole = check_graphemes(app, study, sent, i, "/commands/" + std::to_string(i)); !whole)
      return whole;
  return {};
}

}  // namespace verbatim::api
