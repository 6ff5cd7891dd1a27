#include <set>
#include <string>
#include <vector>

#include "unit/projections/figures.hpp"

namespace verbatim::projections {
namespace {

using Names = std::set<std::string>;

// One response in words.
struct Said {
  std::string question, comment, response, respondent, group;
  Names begun, finished;
  std::map<std::string, Names> coders_by_theme;

  const Names& electorate() const { return finished.empty() ? begun : finished; }
};

// What to count for a theme in a response: how many assignments, or none if it does not count.
std::uint64_t counted(const Said& said, const std::string& theme, const std::string& basis) {
  const auto found = said.coders_by_theme.find(theme);
  if (found == said.coders_by_theme.end()) return 0;
  const auto& coders = found->second;
  if (basis == "any") return coders.size();
  if (basis.starts_with("coder:")) return coders.contains(basis.substr(6)) ? 1 : 0;
  std::uint64_t elected = 0;
  for (const auto& coder : coders) elected += said.electorate().contains(coder);
  const bool holds =
      basis == "all" ? elected == said.electorate().size() : elected * 2 > said.electorate().size();
  return holds ? elected : 0;
}

// Things of each kind, each once.
struct Seen {
  Names comments, responses, respondents;
  std::uint64_t assignments = 0;

  void add(const Said& said, std::uint64_t more) {
    comments.insert(said.comment);
    responses.insert(said.response);
    respondents.insert(said.respondent);
    assignments += more;
  }
};

class Recount {
 public:
  explicit Recount(const coding::Study& study) : study_(study) {
    for (const auto& response : study.responses)
      if (!study.is_gone(response)) said_.push_back(in_words(response));
    for (const auto& member : names(study.member_ids)) bases_.push_back("coder:" + member);
  }

  Figures all() {
    for (std::uint32_t q = 0; q < study_.questions.size(); ++q) {
      if (study_.question_ids.is_gone(q)) continue;
      const std::string question(study_.question_ids.id(q));
      for (const auto& basis : bases_)
        count(question, static_cast<coding::QuestionIndex>(q), basis);
      count_coders(question);
    }
    return std::move(figures_);
  }

 private:
  static std::vector<std::string> names(const coding::IdTable& ids) {
    std::vector<std::string> all;
    for (std::uint32_t i = 0; i < ids.size(); ++i) all.emplace_back(ids.id(i));
    return all;
  }

  Said in_words(const coding::Response& response) const {
    const auto& comment = study_.comments[response.comment];
    const auto group = study_.respondents[comment.respondent].group;
    Said said;
    said.question = study_.question_ids.id(comment.question);
    said.comment = study_.id_of(comment);
    said.response = study_.id_of(response);
    said.respondent = study_.respondent_ids.id(comment.respondent);
    said.group = group == coding::kNone16 ? "no group" : std::string(study_.group_ids.id(group));
    for (const auto& coding : response.codings.codings()) {
      const std::string coder(study_.member_ids.id(coding.coder));
      said.begun.insert(coder);
      if (coding.finished) said.finished.insert(coder);
    }
    for (const auto& assignment : response.codings.assignments())
      said.coders_by_theme[std::string(study_.theme_ids.id(assignment.theme))].insert(
          std::string(study_.member_ids.id(assignment.coder)));
    return said;
  }

  void put(const std::string& name, std::uint64_t value) {
    if (value > 0) figures_[name] = value;
  }
  void put(const std::string& name, const Seen& seen) {
    put(name + ": comments", seen.comments.size());
    put(name + ": responses", seen.responses.size());
    put(name + ": assignments", seen.assignments);
    put(name + ": respondents", seen.respondents.size());
  }

  void count(const std::string& question, coding::QuestionIndex index, const std::string& basis) {
    const auto name = question + " " + basis + " ";
    Seen base;
    std::map<std::string, Seen> base_by_group;
    for (const auto& said : said_) {
      if (said.question != question) continue;
      base.add(said, 0);
      base_by_group[said.group].add(said, 0);
    }
    for (std::uint32_t t = 0; t < study_.themes.size(); ++t) {
      if (study_.theme_ids.is_gone(t)) continue;
      const auto& scope = study_.themes[t].questions;
      if (!scope.empty() && std::set(scope.begin(), scope.end()).count(index) == 0) continue;
      const std::string theme(study_.theme_ids.id(t));
      Seen seen;
      std::map<std::string, Seen> by_group;
      for (const auto& said : said_) {
        const auto assignments = said.question == question ? counted(said, theme, basis) : 0;
        if (assignments == 0) continue;
        seen.add(said, assignments);
        by_group[said.group].add(said, assignments);
        base.assignments += assignments;
        base_by_group[said.group].assignments += assignments;
      }
      put(name + theme + " is in scope", 1);
      put(name + theme, seen);
      for (const auto& [group, units] : by_group) put(name + theme + ", " + group, units);
    }
    put(name + "base", base);
    for (const auto& [group, units] : base_by_group) put(name + "base, " + group, units);
  }

  void count_coders(const std::string& question) {
    for (const auto& said : said_) {
      if (said.question != question) continue;
      figures_.try_emplace(question + " responses begun", 0).first->second += !said.begun.empty();
      for (const auto& coder : said.begun) ++figures_[question + " " + coder + " begun"];
      for (const auto& coder : said.finished) ++figures_[question + " " + coder + " finished"];
      for (const auto& [theme, coders] : said.coders_by_theme)
        for (const auto& coder : coders) ++figures_[question + " " + coder + " assignments"];
      if (said.finished.empty()) continue;
      ++figures_[question + " responses finished"];
      ++figures_[question + " with " + std::to_string(said.finished.size()) + " finished"];
      for (const auto& [theme, coders] : said.coders_by_theme) {
        std::size_t applying = 0;
        for (const auto& coder : coders) applying += said.finished.contains(coder);
        if (applying == 0) continue;
        ++figures_[question + " " + theme + " on " + std::to_string(applying) + " of " +
                   std::to_string(said.finished.size())];
      }
    }
    if (figures_[question + " responses begun"] == 0) figures_.erase(question + " responses begun");
  }

  const coding::Study& study_;
  std::vector<Said> said_;
  std::vector<std::string> bases_ = {"any", "majority", "all"};
  Figures figures_;
};

}  // namespace

Figures recount(const coding::Study& study) {
  return Recount(study).all();
}

}  // namespace verbatim::projections
