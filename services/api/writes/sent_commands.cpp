#include "api/writes/sent_commands.hpp"

#include "vault/place.hpp"

namespace verbatim::api {

Result<void> allow_command(const access::Caller& caller, const std::string& study,
                           const coding::Command& command) {
  if (const auto* coder = coder_of(command)) return access::allow_coding_of(caller, *coder);
  return access::allow(caller, access::Action::kManage, study);
}

std::vector<std::string> sealed_for(const std::vector<SentCommand>& sent) {
  std::vector<std::string> respondents;
  for (const auto& one : sent)
    if (const auto* comment = std::get_if<coding::AddComment>(&one.command);
        comment != nullptr && !one.plain_text.empty())
      respondents.push_back(comment->respondent);
  return respondents;
}

Result<std::vector<coding::Command>> seal(vault::Vault& vault, const std::string& study,
                                          std::vector<SentCommand> sent) {
  std::vector<std::string> places(sent.size());
  std::vector<vault::Vault::Text> texts;
  std::vector<coding::AddComment*> comments;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    auto* comment = std::get_if<coding::AddComment>(&sent[i].command);
    if (comment == nullptr || sent[i].plain_text.empty()) continue;
    places[i] = vault::place_of_comment(study, comment->question, comment->comment);
    texts.push_back({study, comment->respondent, places[i], sent[i].plain_text});
    comments.push_back(comment);
  }
  if (!texts.empty()) {
    auto sealed = vault.seal(texts);
    if (!sealed) return std::move(sealed).error();
    for (std::size_t i = 0; i < comments.size(); ++i) {
      comments[i]->sealed_text.bytes = std::move((*sealed)[i].bytes);
      comments[i]->text_mark.bytes = std::move((*sealed)[i].mark);
    }
  }
  std::vector<coding::Command> commands;
  commands.reserve(sent.size());
  for (auto& one : sent) commands.push_back(std::move(one.command));
  return commands;
}

}  // namespace verbatim::api
