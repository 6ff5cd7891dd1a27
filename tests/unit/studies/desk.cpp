#include "desk.hpp"

#include <cstdlib>
#include <utility>

#include "unit/coding/describe.hpp"

namespace verbatim::studies {

std::string seen(const projections::StudyView& view) {
  auto text = coding::describe(view.study());
  text += "opened at " + std::to_string(view.opened_at()) + ", last event at " +
          std::to_string(view.last_event_at()) + "\n";
  for (const auto& [name, value] : projections::figures_of(view))
    text += name + " = " + std::to_string(value) + "\n";
  return text;
}

Request request(std::vector<Command> commands, std::string who, coding::Role role) {
  Request request;
  request.study = "s";
  request.actor = {std::move(who), role};
  request.commands = std::move(commands);
  return request;
}

Request named(std::string id, std::string fingerprint, std::vector<Command> commands) {
  auto named = request(std::move(commands));
  named.command = eventlog::CommandKey{std::move(id), std::move(fingerprint)};
  return named;
}

Desk::Desk(eventlog::EventLog& log, StudiesOptions options) {
  auto opened = Studies::open(log, std::move(options));
  if (!opened) std::abort();
  studies_ = std::move(*opened);
}

Answer Desk::ask(Request request) {
  return hand_in(std::move(request)).get();
}

std::future<Answer> Desk::hand_in(Request request) {
  auto promise = std::make_shared<std::promise<Answer>>();
  auto answer = promise->get_future();
  studies_->submit(std::move(request),
                   [promise](Answer outcome) { promise->set_value(std::move(outcome)); });
  return answer;
}

std::string Desk::read(const std::string& study) {
  const auto live = studies_->find(study);
  if (!live) return "nothing";
  std::string text;
  std::promise<Result<eventlog::Position>> durable;
  live->read([&](const projections::StudyView& view) { text = seen(view); },
             [&](Result<eventlog::Position> position) { durable.set_value(std::move(position)); });
  const auto position = durable.get_future().get();
  return position ? text : std::string(slug_of(position.error().fault));
}

std::string word_of(const Answer& answer) {
  return answer ? "accepted" : std::string(slug_of(answer.error().fault));
}

}  // namespace verbatim::studies
