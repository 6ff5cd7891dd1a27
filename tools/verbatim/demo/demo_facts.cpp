#include "verbatim/demo/demo_facts.hpp"

#include <nlohmann/json.hpp>

#include "verbatim/demo/demo_json.hpp"

namespace verbatim::tool {
namespace {

using Json = nlohmann::ordered_json;

DemoFacts::Share share_of(const Json& json) {
  DemoFacts::Share share{json.at("groups"), json.at("percent"), {}};
  if (json.contains("count")) share.count = json.at("count").get<unsigned>();
  return share;
}

DemoFacts::Theme theme_of(const Json& json) {
  return {json.at("label"), json.at("n"), json.value("sub_themes", std::vector<std::string>{})};
}

DemoFacts::Question question_of(const Json& json) {
  DemoFacts::Question question;
  question.question = json.at("question");
  question.text = json.at("text");
  question.comments = json.at("comments");
  question.responses = json.at("responses");
  for (const auto& share : json.at("shares")) question.shares.push_back(share_of(share));
  question.aligned_comments = json.at("aligned_comments");
  question.recommendations_of_aligned = json.at("recommendations_of") == "aligned";
  for (const auto& one : json.at("recommendations"))
    question.recommendations.push_back({one.at("label"), one.at("percent")});
  for (const auto& theme : json.at("themes")) question.themes.push_back(theme_of(theme));
  return question;
}

}  // namespace

DemoFacts demo_facts() {
  const auto json = Json::parse(demo_json());
  DemoFacts facts;
  facts.study = json.at("study");
  facts.title = json.at("title");
  facts.attendees = json.at("attendees");
  facts.headline = json.at("headline").at("published");
  facts.headline_called = json.at("headline").at("called");
  facts.warm_up_percent = json.at("warm_up").at("percent");
  for (const auto& group : json.at("groups"))
    facts.groups.push_back({group.at("group"), group.at("label"), group.at("percent")});
  facts.recommendations = json.at("recommendations");
  for (const auto& question : json.at("questions"))
    facts.questions.push_back(question_of(question));
  for (const auto& one : json.at("does_not_follow"))
    facts.does_not_follow.push_back(
        {one.at("where"), one.at("published"), one.at("follows"), one.at("answered")});
  return facts;
}

unsigned percent(std::uint64_t part, std::uint64_t whole) {
  return static_cast<unsigned>((200 * part + whole) / (2 * whole));
}

unsigned count_of(unsigned percent, unsigned whole) {
  return (percent * whole + 50) / 100;
}

unsigned count_of(const DemoFacts::Share& share, const DemoFacts::Question& question) {
  return share.count ? *share.count : count_of(share.percent, question.comments);
}

std::string slug_of_label(const std::string& label) {
  std::string slug;
  for (const char c : label) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool kept = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) slug += upper ? static_cast<char>(c - 'A' + 'a') : c;
    if (!kept && !slug.empty() && slug.back() != '-') slug += '-';
  }
  return slug;
}

std::string theme_id(const DemoFacts::Question& question, const std::string& label) {
  return question.question + "-" + slug_of_label(label);
}

std::string recommendation_id(const std::string& label) {
  return "rec-" + slug_of_label(label);
}

}  // namespace verbatim::tool
