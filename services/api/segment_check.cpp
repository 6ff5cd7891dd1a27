#include "api/segment_check.hpp"

#include <algorithm>
#include <optional>

#include "api/comment_text.hpp"
#include "base/text.hpp"

namespace verbatim::api {
namespace {

// The text that a comment of the study has; nothing where it is not there, or has none.
Result<std::optional<std::string>> text_in_study(App& app, const std::string& study,
                                                 const coding::SegmentComment& command) {
  const auto live = app.studies.find(study);
  if (!live) return std::optional<std::string>{};
  std::string respondent;
  eventlog::Position position = 0;
  live->read(
      [&](const projections::StudyView& view) {
        const auto& now = view.study();
        const auto question = now.question_ids.find(command.question);
        if (!question) return;
        const auto index =
            now.find_comment(static_cast<coding::QuestionIndex>(*question), command.comment);
        if (!index || now.comments[*index].position > live->durable()) return;
        position = now.comments[*index].position;
        respondent = now.respondent_ids.id(now.comments[*index].respondent);
      },
      [](const Result<eventlog::Position>&) {});
  if (position == 0) return std::optional<std::string>{};
  return comment_text(app.studies.log(), app.vault, study,
                      {command.question, command.comment, respondent, position});
}

// The text that the comment has by then: as it comes with an earlier command, or as it is there.
Result<std::optional<std::string>> text_of(App& app, const std::string& study,
                                           const std::vector<SentCommand>& sent, std::size_t i) {
  const auto& command = std::get<coding::SegmentComment>(sent[i].command);
  for (std::size_t earlier = 0; earlier < i; ++earlier) {
    const auto* added = std::get_if<coding::AddComment>(&sent[earlier].command);
    if (added != nullptr && added->question == command.question &&
        added->comment == command.comment)
      return std::optional(sent[earlier].plain_text);
  }
  return text_in_study(app, study, command);
}

}  // namespace

Result<void> check_graphemes(App& app, const std::string& study,
                             const std::vector<SentCommand>& sent) {
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const auto* command = std::get_if<coding::SegmentComment>(&sent[i].command);
    if (command == nullptr) continue;
    const auto text = text_of(app, study, sent, i);
    if (!text) return text.error();
    if (!*text || (*text)->empty()) continue;
    const auto boundaries = grapheme_boundaries(**text);
    const auto tears = [&](std::uint32_t place) {
      return place <= boundaries.back() &&
             !std::binary_search(boundaries.begin(), boundaries.end(), place);
    };
    for (std::size_t s = 0; s < command->segments.size(); ++s) {
      const auto& segment = command->segments[s];
      if (!tears(segment.begin) && !tears(segment.end)) continue;
      return Failure{Fault::kInvalidValue,
                     "This would cut through what a reader sees as one character.",
                     "/commands/" + std::to_string(i) + "/segments/" + std::to_string(s),
                     "Begin and end between characters: a letter and its accent belong together."};
    }
  }
  return {};
}

}  // namespace verbatim::api
