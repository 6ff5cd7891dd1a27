#include "verbatim/demo/demo_answers.hpp"

#include <algorithm>
#include <set>

#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

constexpr const char* kPage = "1000";

std::uint64_t number(const Json& object, const char* name) {
  return object.at(name).get<std::uint64_t>();
}

// All responses of a question, page by page.
std::optional<Json> ask_for_responses(Session& session, const std::string& study,
                                      const std::string& question, const std::string& position) {
  auto all = Json::array();
  std::optional<std::string> after;
  do {
    const auto page = session.get(Target{"v1", "studies", study, "questions", question, "responses"}
                                      .with("limit", kPage)
                                      .with("after", after)
                                      .with("as_of", position));
    if (!page) return std::nullopt;
    for (const auto& response : page->at("responses")) all.push_back(response);
    const auto& next = page->at("next");
    after = next.is_null() ? std::nullopt : std::optional(next.get<std::string>());
  } while (after);
  return all;
}

// The themes of the responses that were adjudicated, by response: all on which coders had differed.
std::optional<Json> ask_for_settlements(Session& session, const std::string& study,
                                        const std::string& question, const std::string& position) {
  auto settled = Json::object();
  for (std::size_t offset = 0, found = 0;; offset += found) {
    const auto page =
        session.get(Target{"v1", "studies", study, "questions", question, "disagreements"}
                        .with("settled", "true")
                        .with("sort", "order")
                        .with("offset", std::to_string(offset))
                        .with("limit", kPage)
                        .with("as_of", position));
    if (!page) return std::nullopt;
    const auto& list = page->at("disagreements");
    for (const auto& one : list) settled[text_of(one, "response")] = one.at("settled");
    found = list.size();
    if (found == 0) return settled;
  }
}

// Whether the theme stands for the team: as it was adjudicated, else for the majority of the coders
// whose word counts.
bool holds_settled(const Json& response, const Json& settled, const std::string& theme) {
  if (const auto found = settled.find(text_of(response, "response")); found != settled.end())
    return std::find(found->begin(), found->end(), theme) != found->end();
  std::size_t finished = 0, begun = 0, by_finished = 0, by_begun = 0;
  for (const auto& coding : response.at("codings")) {
    bool assigned = false;
    for (const auto& assignment : coding.at("assignments"))
      assigned = assigned || assignment.at("theme") == theme;
    const bool done = coding.at("finished").get<bool>();
    ++begun;
    finished += done;
    by_begun += assigned;
    by_finished += assigned && done;
  }
  return finished > 0 ? 2 * by_finished > finished : 2 * by_begun > begun;
}

}  // namespace

DemoAnswers::Question read_counts(const Json& counts) {
  DemoAnswers::Question answer;
  answer.comments = number(counts.at("base"), "comments");
  answer.responses = number(counts.at("base"), "responses");
  for (const auto& group : counts.at("groups"))
    answer.group_comments[text_of(group, "group")] = number(group.at("base"), "comments");
  for (const auto& theme : counts.at("themes")) {
    answer.theme_responses[text_of(theme, "theme")] = number(theme, "responses");
    answer.theme_comments[text_of(theme, "theme")] = number(theme, "comments");
  }
  return answer;
}

std::uint64_t count_aligned(const Json& counts, const Json& responses, const Json& settled,
                            const std::string& framework) {
  std::set<std::string> comments;
  for (const auto& theme : counts.at("themes")) {
    if (theme.at("framework") != framework) continue;
    for (const auto& response : responses)
      if (holds_settled(response, settled, text_of(theme, "theme")))
        comments.insert(text_of(response, "comment"));
  }
  return comments.size();
}

std::optional<DemoAnswers> ask_for_demo(Session& session, const std::string& study) {
  const auto overview = session.get({"v1", "studies", study});
  if (!overview) return std::nullopt;
  DemoAnswers answers;
  answers.position = number(*overview, "position");
  answers.comments = number(overview->at("totals"), "comments");
  answers.respondents = number(overview->at("totals"), "respondents");
  for (const auto& group : overview->at("groups"))
    answers.group_respondents[text_of(group, "group")] = number(group, "respondents");
  const auto position = std::to_string(answers.position);
  for (const auto& one : overview->at("questions")) {
    const auto question = text_of(one, "question");
    const auto counts = session.get(Target{"v1", "studies", study, "questions", question, "counts"}
                                        .with("basis", "settled")
                                        .with("by", "group")
                                        .with("as_of", position));
    if (!counts) return std::nullopt;
    const auto responses = ask_for_responses(session, study, question, position);
    if (!responses) return std::nullopt;
    const auto settled = ask_for_settlements(session, study, question, position);
    if (!settled) return std::nullopt;
    auto& answer = answers.questions[question] = read_counts(*counts);
    answer.aligned_comments = count_aligned(*counts, *responses, *settled, kDemoRecommendations);
  }
  return answers;
}

}  // namespace verbatim::tool
