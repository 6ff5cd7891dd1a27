#include "demo_study.hpp"

#include <set>
#include <stdexcept>

#include "projections/counts.hpp"
#include "projections/reading.hpp"
#include "studies/command.hpp"

namespace verbatim::test {
namespace {

using namespace coding;

std::vector<Command> commands_of(const tool::DemoFacts& facts, const tool::DemoPlan& plan) {
  std::vector<Command> commands = {OpenStudy{facts.study, facts.title}};
  for (const auto& coder : plan.coders) commands.push_back(AddMember{coder.name, Role::kCoder});
  for (const auto& one : facts.questions) commands.push_back(AddQuestion{one.question, one.text});
  for (const auto& one : facts.groups) commands.push_back(AddGroup{one.group, one.label});
  for (const auto& one : plan.respondents)
    commands.push_back(AddRespondent{one.respondent, one.group});
  commands.push_back(AddFramework{tool::kDemoThemes, "Themes"});
  commands.push_back(AddFramework{tool::kDemoRecommendations, "Recommendations"});
  for (const auto& one : plan.themes) {
    AddTheme add{one.theme, one.framework, one.label, one.parent, "", {}};
    if (!one.question.empty()) add.questions = {one.question};
    commands.push_back(add);
  }
  for (const auto& one : plan.comments) {
    commands.push_back(AddComment{one.question,
                                  one.comment,
                                  one.respondent,
                                  {"sealed"},
                                  static_cast<std::uint32_t>(one.text.size())});
    SegmentComment split{one.question, one.comment, {}};
    for (const auto& part : one.parts)
      split.segments.push_back({part.response, static_cast<std::uint32_t>(part.begin),
                                static_cast<std::uint32_t>(part.end)});
    commands.push_back(split);
  }
  for (const auto& coder : plan.coders)
    for (const auto& one : coder.codings)
      commands.push_back(SetCoding{one.question, one.response, coder.name, one.themes, true});
  return commands;
}

std::uint64_t aligned_comments(const Study& study, const Question& question) {
  const auto framework = *study.framework_ids.find(tool::kDemoRecommendations);
  std::set<CommentIndex> comments;
  projections::Reading reading;
  for (const auto r : question.responses) {
    projections::read(study, study.responses[r].codings, {}, reading);
    for (const auto& theme : reading.themes)
      if (study.themes[theme.theme].framework == framework &&
          reading.holds(theme, projections::Basis::kMajority))
        comments.insert(study.responses[r].comment);
  }
  return comments.size();
}

}  // namespace

projections::StudyView carry_out(const tool::DemoFacts& facts, const tool::DemoPlan& plan) {
  studies::Request request;
  request.study = facts.study;
  request.actor = {"lead", Role::kLead};
  request.commands = commands_of(facts, plan);
  projections::StudyView view;
  const auto records = studies::carry_out(view, request, 0);
  if (!records) throw std::runtime_error(records.error().detail);
  return view;
}

tool::DemoAnswers answers_of(const projections::StudyView& view) {
  const auto& study = view.study();
  tool::DemoAnswers answers;
  answers.comments = study.comments.size();
  answers.respondents = study.respondents.size();
  for (const auto& one : study.respondents)
    ++answers.group_respondents[std::string(study.group_ids.id(one.group))];
  for (std::size_t q = 0; q < study.questions.size(); ++q) {
    const auto index = static_cast<QuestionIndex>(q);
    auto& answer = answers.questions[std::string(study.question_ids.id(index))];
    projections::CountsQuery query;
    query.by_group = true;
    const auto counts = projections::count(view, index, query);
    answer.comments = counts.base.comments;
    answer.responses = counts.base.responses;
    for (std::size_t g = 0; g < counts.groups.size(); ++g)
      answer.group_comments[std::string(study.group_ids.id(counts.groups[g]))] =
          counts.group_base[g].comments;
    for (const auto& row : counts.themes) {
      const std::string theme(study.theme_ids.id(row.theme));
      answer.theme_responses[theme] = row.units.responses;
      answer.theme_comments[theme] = row.units.comments;
    }
    answer.aligned_comments = aligned_comments(study, study.questions[q]);
  }
  return answers;
}

}  // namespace verbatim::test
