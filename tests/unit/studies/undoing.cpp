#include "undoing.hpp"

#include "studies/replay.hpp"
#include "studies/undo.hpp"

namespace verbatim::studies {

using eventlog::Position;

Answer take_back(Desk& desk, Position position, std::string who, coding::Role role) {
  auto asked = request({}, std::move(who), role);
  asked.reason = "it was a mistake";
  take_back(desk.studies(), TakingBack::read(desk.studies().log(), "s", position, who), asked);
  return desk.ask(std::move(asked));
}

std::vector<Position> commit(Desk& desk, const std::vector<Command>& commands) {
  std::vector<Position> commits;
  for (const auto& command : commands)
    if (const auto done = desk.ask(request({command})); done && done->events > 0)
      commits.push_back(done->position - done->events + 1);
  return commits;
}

namespace {

void list(std::string& text, std::string_view kind, const coding::IdTable& ids) {
  for (std::uint32_t i = 0; i < ids.size(); ++i)
    if (!ids.is_gone(i)) text.append(kind).append(" ").append(ids.id(i)).append("\n");
}

void list_all(std::string& text, const projections::StudyView& view) {
  const auto& study = view.study();
  list(text, "question", study.question_ids);
  for (const auto& question : study.questions) {
    list(text, "comment", question.comment_ids);
    list(text, "response", question.response_ids);
  }
  list(text, "group", study.group_ids);
  list(text, "respondent", study.respondent_ids);
  list(text, "framework", study.framework_ids);
  list(text, "theme", study.theme_ids);
  list(text, "round", study.round_ids);
  list(text, "memo", study.memo_ids);
  list(text, "quote", study.quote_ids);
  list(text, "check", study.check_ids);
  text += std::to_string(study.sign_offs.size()) + " sign-offs\n";
  text += std::to_string(study.settlements.size()) + " settlements\n";
  text += study.policy == coding::Policy{} ? "" : "a policy of its own\n";
  for (const auto& response : study.responses)
    text += response.codings.codings().empty() ? "" : "something is said\n";
  for (const auto& [name, value] : projections::figures_of(view))
    text += name + " = " + std::to_string(value) + "\n";
}

}  // namespace

std::string contents(Desk& desk) {
  std::string text;
  desk.studies().find("s")->read([&](const projections::StudyView& view) { list_all(text, view); },
                                 [](Result<Position>) {});
  return text;
}

std::string listing(Desk& desk) {
  std::string text;
  desk.studies().find("s")->read(
      [&](const projections::StudyView& view) { list(text, "member", view.study().member_ids); },
      [](Result<Position>) {});
  return text + contents(desk);
}

std::string replayed(const eventlog::MemoryLog& log) {
  const auto view = replay(log, "s");
  return view ? seen(*view) : view.error().detail;
}

}  // namespace verbatim::studies
