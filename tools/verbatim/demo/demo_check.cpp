#include "verbatim/demo/demo_check.hpp"

#include <utility>

namespace verbatim::tool {
namespace {

using Numbers = DemoAnswers::Numbers;
using Answer = std::optional<std::uint64_t>;

Answer look_up(const Numbers& numbers, const std::string& name) {
  const auto found = numbers.find(name);
  return found == numbers.end() ? std::nullopt : Answer(found->second);
}

Answer percent_in(Answer part, std::uint64_t whole) {
  return part && whole > 0 ? Answer(percent(*part, whole)) : std::nullopt;
}

class Comparison {
 public:
  Comparison(const DemoFacts& facts, const DemoAnswers& answers)
      : facts_(facts), answers_(answers) {}

  std::vector<DemoFigure> figures() {
    add("attendees", "", facts_.attendees, answers_.respondents);
    add("headline", "", facts_.headline, answers_.comments);
    figures_.push_back({"warm-up poll", "%", facts_.warm_up_percent, {}, FigureVerdict::kOutside});
    for (const auto& group : facts_.groups)
      add(group.group + " of attendees", "%", group.percent,
          percent_in(look_up(answers_.group_respondents, group.group), answers_.respondents));
    for (const auto& question : facts_.questions) {
      const auto found = answers_.questions.find(question.question);
      add(question, found == answers_.questions.end() ? DemoAnswers::Question{} : found->second);
    }
    return std::move(figures_);
  }

 private:
  void add(const DemoFacts::Question& question, const DemoAnswers::Question& answer) {
    const auto name = [&](const std::string& of) { return question.question + " " + of; };
    add(name("comments"), "", question.comments, answer.comments);
    add(name("responses"), "", question.responses, answer.responses);
    for (const auto& share : question.shares) add_share(question, share, answer);
    for (const auto& theme : question.themes)
      add(name("n of " + theme.label), "", theme.n,
          look_up(answer.theme_responses, theme_id(question, theme.label)));
    add(name("aligned comments"), "", question.aligned_comments, answer.aligned_comments);
    for (const auto& one : question.recommendations)
      add(name(one.label +
               (question.recommendations_of_aligned ? " of aligned comments" : " of comments")),
          "%", one.percent,
          percent_in(
              look_up(answer.theme_comments, recommendation_id(one.label)),
              question.recommendations_of_aligned ? answer.aligned_comments : answer.comments));
  }

  void add_share(const DemoFacts::Question& question, const DemoFacts::Share& share,
                 const DemoAnswers::Question& answer) {
    std::string who;
    Answer comments = 0;
    for (const auto& group : share.groups) {
      who += (who.empty() ? "" : "+") + group;
      const auto of_group = look_up(answer.group_comments, group);
      comments = comments && of_group ? Answer(*comments + *of_group) : std::nullopt;
    }
    who = question.question + " " + who;
    if (share.count) add(who + " comments", "", *share.count, comments);
    add(who + " of comments", "%", share.percent, percent_in(comments, answer.comments));
  }

  void add(const std::string& name, const std::string& unit, std::uint64_t published,
           Answer answered) {
    auto verdict = FigureVerdict::kDiffers;
    if (answered == published)
      verdict = FigureVerdict::kMatches;
    else if (answered && answered == follows_instead(name))
      verdict = FigureVerdict::kFinding;
    figures_.push_back({name, unit, published, answered, verdict});
  }

  // What the figure should be by the report's own counts, where that is not what it prints.
  Answer follows_instead(const std::string& name) const {
    for (const auto& finding : facts_.does_not_follow)
      if (const auto instead = look_up(finding.answered, name)) return instead;
    return std::nullopt;
  }

  const DemoFacts& facts_;
  const DemoAnswers& answers_;
  std::vector<DemoFigure> figures_;
};

}  // namespace

std::vector<DemoFigure> compare(const DemoFacts& facts, const DemoAnswers& answers) {
  return Comparison(facts, answers).figures();
}

std::string word_of(FigureVerdict verdict) {
  switch (verdict) {
    case FigureVerdict::kMatches:
      return "matches";
    case FigureVerdict::kFinding:
      return "finding";
    case FigureVerdict::kDiffers:
      return "DIFFERS";
    case FigureVerdict::kOutside:
      return "not coded";
  }
  return "";
}

}  // namespace verbatim::tool
