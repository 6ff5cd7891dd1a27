#include "verbatim/demo/demo_load.hpp"

#include <algorithm>
#include <memory>

#include "access/data_folder.hpp"
#include "access/tokens.hpp"
#include "verbatim/commands/key.hpp"
#include "verbatim/output/progress_bar.hpp"

namespace verbatim::tool {
namespace {

constexpr std::size_t kBatch = 10'000;  // what POST commands takes

Json theme_command(const DemoPlan::Theme& theme) {
  Json command = {{"type", "add_theme"},
                  {"theme", theme.theme},
                  {"framework", theme.framework},
                  {"label", theme.label}};
  if (!theme.parent.empty()) command["parent"] = theme.parent;
  if (!theme.question.empty()) command["questions"] = {theme.question};
  return command;
}

void add_comment_commands(const DemoPlan::Comment& comment, std::vector<Json>& commands) {
  commands.push_back({{"type", "add_comment"},
                      {"question", comment.question},
                      {"comment", comment.comment},
                      {"respondent", comment.respondent},
                      {"text", comment.text}});
  if (comment.parts.size() < 2) return;
  auto segments = Json::array();
  for (const auto& part : comment.parts)
    segments.push_back({{"response", part.response}, {"begin", part.begin}, {"end", part.end}});
  commands.push_back({{"type", "segment_comment"},
                      {"question", comment.question},
                      {"comment", comment.comment},
                      {"segments", std::move(segments)}});
}

// A token that is good as long as this lives.
class ShortLivedToken {
 public:
  ShortLivedToken(access::TokenStore& store, std::string token)
      : store_(store), token_(std::move(token)) {}
  ShortLivedToken(const ShortLivedToken&) = delete;
  ShortLivedToken& operator=(const ShortLivedToken&) = delete;
  ~ShortLivedToken() { static_cast<void>(revoke()); }

  const std::string& text() const { return token_; }
  Result<void> revoke() { return store_.revoke(token_.substr(kIdBegin, kIdSize)); }

 private:
  static constexpr std::size_t kIdBegin = 4, kIdSize = 8;  // of "vbt_k3v9qd0x_..."

  access::TokenStore& store_;
  const std::string token_;
};

class Loading {
 public:
  Loading(Session& session, const std::string& study, std::ostream* progress, std::size_t commands)
      : session_(session), study_(study), bar_(progress, "Loading", commands) {}

  // Keys follow from who asks for what, so that a batch sent again is the same request.
  bool send(const std::string& sender, const std::vector<Json>& commands,
            const std::string& token = {}) {
    bar_.relabel("Loading, as " + sender);
    for (std::size_t i = 0; i < commands.size(); i += kBatch) {
      const auto end =
          commands.begin() + static_cast<std::ptrdiff_t>(std::min(i + kBatch, commands.size()));
      const Json body = {
          {"commands", std::vector<Json>(commands.begin() + static_cast<std::ptrdiff_t>(i), end)}};
      const auto key = command_key({"demo", sender, study_, body.dump()});
      if (!session_.post({"v1", "studies", study_, "commands"}, body, key, token)) return false;
      sent_ += static_cast<std::size_t>(end - commands.begin()) - i;
      bar_.show(sent_);
    }
    return true;
  }

 private:
  Session& session_;
  const std::string study_;
  ProgressBar bar_;
  std::size_t sent_ = 0;
};

bool refuse(Session& session, const Failure& failure) {
  session.fail(Exit::kRefused, failure);
  return false;
}

}  // namespace

std::vector<Json> setup_commands(const DemoFacts& facts, const DemoPlan& plan) {
  std::vector<Json> commands;
  for (const auto& coder : plan.coders)
    commands.push_back({{"type", "add_member"}, {"member", coder.name}, {"role", "coder"}});
  for (const auto& one : facts.questions)
    commands.push_back({{"type", "add_question"}, {"question", one.question}, {"text", one.text}});
  for (const auto& one : facts.groups)
    commands.push_back({{"type", "add_group"}, {"group", one.group}, {"label", one.label}});
  for (const auto& one : plan.respondents)
    commands.push_back(
        {{"type", "add_respondent"}, {"respondent", one.respondent}, {"group", one.group}});
  for (const auto& [id, label] :
       {std::pair{kDemoThemes, "Themes"}, std::pair{kDemoRecommendations, "Recommendations"}})
    commands.push_back({{"type", "add_framework"}, {"framework", id}, {"label", label}});
  for (const auto& theme : plan.themes) commands.push_back(theme_command(theme));
  for (const auto& comment : plan.comments) add_comment_commands(comment, commands);
  return commands;
}

std::vector<Json> coding_commands(const DemoPlan::Coder& coder) {
  std::vector<Json> commands;
  for (const auto& coding : coder.codings)
    commands.push_back({{"type", "set_coding"},
                        {"question", coding.question},
                        {"response", coding.response},
                        {"themes", coding.themes},
                        {"finished", true}});
  return commands;
}

bool load_demo(Session& session, const std::string& study, const std::string& data) {
  if (auto ours = access::existing_data_folder(data); !ours) return refuse(session, ours.error());
  const auto store = access::TokenStore::open(data);
  if (!store) return refuse(session, store.error());
  const auto caller = session.my_name();
  if (!caller) return false;

  const auto facts = demo_facts();
  const auto plan = make_demo_plan(facts);
  const auto setup = setup_commands(facts, plan);
  std::size_t all = setup.size();
  for (const auto& coder : plan.coders) all += coder.codings.size();

  const Json opening = {{"study", study}, {"title", facts.title}};
  if (!session.post({"v1", "studies"}, opening)) return false;
  Loading loading(session, study, session.progress(), all);
  if (!loading.send(*caller, setup)) return false;
  for (const auto& coder : plan.coders) {
    auto made = (*store)->create(coder.name, coding::Role::kCoder, study);
    if (!made) return refuse(session, made.error());
    ShortLivedToken token(**store, std::move(*made));
    if (!loading.send(coder.name, coding_commands(coder), token.text())) return false;
    if (auto revoked = token.revoke(); !revoked) return refuse(session, revoked.error());
  }
  return true;
}

}  // namespace verbatim::tool
