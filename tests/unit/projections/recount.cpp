#include <optional>
#include <set>
#include <string>
#include <vector>

#include "unit/projections/figures.hpp"

namespace verbatim::projections {
namespace {

using Names = std::set<std::string>;

// One response in words, or a unit of one coder's own; without an id, a comment of which they have
// no unit.
struct Said {
  std::string question, comment, response, respondent, group;
  Names begun, finished;
  std::map<std::string, Names> coders_by_theme;
  std::optional<Names> settled;  // the themes, where somebody adjudicated
  std::string otherwise;         // the basis where nobody did

  const Names& electorate() const { return finished.empty() ? begun : finished; }
};

using Assignments = std::optional<std::uint64_t>;

// What to count for a theme in a response: how many assignments, or nothing if it does not count.
Assignments counted(const Said& said, const std::string& theme, const std::string& basis) {
  if (basis == "settled" && !said.settled) return counted(said, theme, said.otherwise);
  const auto found = said.coders_by_theme.find(theme);
  const auto coders = found == said.coders_by_theme.end() ? Names{} : found->second;
  if (basis == "settled" && !said.settled->contains(theme)) return std::nullopt;
  if (basis != "settled" && coders.empty()) return std::nullopt;
  if (basis == "any") return coders.size();
  if (basis.starts_with("coder:") || basis.starts_with("layer:"))
    return coders.contains(basis.substr(6)) ? Assignments(1) : std::nullopt;
  std::uint64_t elected = 0;
  for (const auto& coder : coders) elected += said.electorate().contains(coder);
  const bool holds =
      basis == "all" ? elected == said.electorate().size() : elected * 2 > said.electorate().size();
  return holds || basis == "settled" ? Assignments(elected) : std::nullopt;
}

// Things of each kind, each once.
struct Seen {
  Names comments, responses, respondents;
  std::uint64_t assignments = 0;

  void add(const Said& said, std::uint64_t more) {
    comments.insert(said.comment);
    if (!said.response.empty()) responses.insert(said.response);
    respondents.insert(said.respondent);
    assignments += more;
  }
};

class Recount {
 public:
  explicit Recount(const coding::Study& study) : study_(study) {
    for (const auto& response : study.responses)
      if (!study.is_gone(response) && !dropped(study.comments[response.comment]))
        said_.push_back(in_words(response));
    for (const auto& [at, layer] : study.layers)
      if (!dropped(study.comments[at.first])) add_layer(at.first, at.second, layer);
    for (const auto& member : names(study.member_ids)) {
      bases_.push_back("coder:" + member);
      bases_.push_back("layer:" + member);
    }
  }

  Figures all() {
    for (std::uint32_t q = 0; q < study_.questions.size(); ++q) {
      if (study_.question_ids.is_gone(q)) continue;
      const std::string question(study_.question_ids.id(q));
      const auto index = static_cast<coding::QuestionIndex>(q);
      for (const auto& basis : bases_) {
        count(question, index, basis);
        roll_up(question, index, basis);
        if (basis.starts_with("coder:") || basis.starts_with("layer:")) continue;
        connect(question, index, basis, "");
        for (const auto& group : names(study_.group_ids)) connect(question, index, basis, group);
      }
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

  coding::ThemeIndex merged(coding::ThemeIndex theme) const {
    while (study_.themes[theme].status == coding::ThemeStatus::kMerged)
      theme = study_.themes[theme].into.front();
    return theme;
  }

  // Of somebody who was erased, where those count no more.
  bool dropped(const coding::Comment& comment) const {
    return study_.policy.erased_counts == coding::ErasedCounts::kDrop &&
           study_.respondents[comment.respondent].erased_by != coding::kNone32;
  }

  Said of_comment(const coding::Comment& comment) const {
    const auto group = study_.respondents[comment.respondent].group;
    Said said;
    said.question = study_.question_ids.id(comment.question);
    said.comment = study_.id_of(comment);
    said.respondent = study_.respondent_ids.id(comment.respondent);
    said.group = group == coding::kNone16 ? "no group" : std::string(study_.group_ids.id(group));
    return said;
  }

  void add_layer(coding::CommentIndex index, coding::MemberIndex coder,
                 const coding::Layer& layer) {
    const std::string name(study_.member_ids.id(coder));
    auto& own = layers_["layer:" + name];
    const auto comment = of_comment(study_.comments[index]);
    if (layer.units.empty()) own.push_back(comment);
    for (const auto& unit : layer.units) {
      auto said = comment;
      said.response =
          comment.comment + " " + std::to_string(unit.begin) + " " + std::to_string(unit.end);
      for (const auto& assignment : unit.assignments)
        said.coders_by_theme[std::string(study_.theme_ids.id(merged(assignment.theme)))] = {name};
      const auto count = comment.question + " layer:" + name + " responses ";
      ++figures_[count + "begun"];
      if (layer.finished) ++figures_[count + "finished"];
      own.push_back(std::move(said));
    }
  }

  // What there is to count at a basis.
  const std::vector<Said>& said_at(const std::string& basis) const {
    static const std::vector<Said> kNothing;
    if (!basis.starts_with("layer:")) return said_;
    const auto found = layers_.find(basis);
    return found == layers_.end() ? kNothing : found->second;
  }

  Said in_words(const coding::Response& response) const {
    Said said = of_comment(study_.comments[response.comment]);
    said.response = study_.id_of(response);
    for (const auto& coding : response.codings.codings()) {
      const std::string coder(study_.member_ids.id(coding.coder));
      said.begun.insert(coder);
      if (coding.finished) said.finished.insert(coder);
    }
    for (const auto& assignment : response.codings.assignments())
      said.coders_by_theme[std::string(study_.theme_ids.id(merged(assignment.theme)))].insert(
          std::string(study_.member_ids.id(assignment.coder)));
    if (response.settled) {
      said.settled.emplace();
      const auto index = static_cast<coding::ResponseIndex>(&response - study_.responses.data());
      for (const auto theme : study_.settlements.at(index).themes)
        said.settled->emplace(study_.theme_ids.id(merged(theme)));
    }
    constexpr const char* kOtherwise[] = {"majority", "all", "any"};
    said.otherwise = kOtherwise[static_cast<std::size_t>(study_.policy.settled_by)];
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
    for (const auto& said : said_at(basis)) {
      if (said.question != question) continue;
      base.add(said, 0);
      base_by_group[said.group].add(said, 0);
    }
    for (std::uint32_t t = 0; t < study_.themes.size(); ++t) {
      if (study_.theme_ids.is_gone(t)) continue;
      const auto& scope = study_.themes[t].questions;
      if (!scope.empty() && std::set(scope.begin(), scope.end()).count(index) == 0) continue;
      if (study_.themes[t].status == coding::ThemeStatus::kMerged) continue;
      const std::string theme(study_.theme_ids.id(t));
      Seen seen;
      std::map<std::string, Seen> by_group;
      for (const auto& said : said_at(basis)) {
        const auto assignments =
            said.question == question ? counted(said, theme, basis) : std::nullopt;
        if (!assignments) continue;
        seen.add(said, *assignments);
        by_group[said.group].add(said, *assignments);
        base.assignments += *assignments;
        base_by_group[said.group].assignments += *assignments;
      }
      put(name + theme + " is in scope", 1);
      put(name + theme, seen);
      for (const auto& [group, units] : by_group) put(name + theme + ", " + group, units);
    }
    put(name + "base", base);
    for (const auto& [group, units] : base_by_group) put(name + "base, " + group, units);
  }

  // The theme and every theme below it.
  Names down_from(std::uint32_t theme) const {
    Names below = {std::string(study_.theme_ids.id(theme))};
    for (bool more = true; more;) {
      more = false;
      for (std::uint32_t t = 0; t < study_.themes.size(); ++t) {
        const auto parent = study_.themes[t].parent;
        if (parent == coding::kNone16) continue;
        if (below.contains(std::string(study_.theme_ids.id(parent))))
          more |= below.insert(std::string(study_.theme_ids.id(t))).second;
      }
    }
    return below;
  }

  bool in_scope(const std::string& theme, coding::QuestionIndex question) const {
    const auto& scope = study_.themes[*study_.theme_ids.find(theme)].questions;
    return scope.empty() || std::set(scope.begin(), scope.end()).count(question) > 0;
  }

  // Has a row of its own: in scope, and not counted as another theme.
  bool is_shown(const std::string& theme, coding::QuestionIndex question) const {
    return in_scope(theme, question) &&
           study_.themes[*study_.theme_ids.find(theme)].status != coding::ThemeStatus::kMerged;
  }

  void roll_up(const std::string& question, coding::QuestionIndex index, const std::string& basis) {
    const auto name = question + " " + basis + " ";
    for (const auto& unit : {"comments", "responses", "assignments", "respondents"}) {
      const auto base = figures_.find(name + "base: " + unit);
      if (base != figures_.end()) put(name + "base of rolled up: " + unit, base->second);
    }
    for (std::uint32_t t = 0; t < study_.themes.size(); ++t) {
      if (!is_shown(std::string(study_.theme_ids.id(t)), index)) continue;
      Seen seen;
      std::map<std::string, Seen> by_group;
      for (const auto& said : said_at(basis)) {
        Assignments assignments;
        for (const auto& theme : down_from(t)) {
          if (said.question != question || !in_scope(theme, index)) continue;
          if (const auto more = counted(said, theme, basis))
            assignments = assignments.value_or(0) + *more;
        }
        if (!assignments) continue;
        seen.add(said, *assignments);
        by_group[said.group].add(said, *assignments);
      }
      const auto theme = name + "down from " + std::string(study_.theme_ids.id(t));
      put(theme, seen);
      for (const auto& [group, units] : by_group) put(theme + ", " + group, units);
    }
  }

  // Responses by pairs of themes that stand together; `group` empty: of all groups.
  void connect(const std::string& question, coding::QuestionIndex index, const std::string& basis,
               const std::string& group) {
    std::map<std::string, std::uint64_t> alone, together;
    const auto themes = names(study_.theme_ids);
    for (const auto& said : said_) {
      if (said.question != question || (!group.empty() && said.group != group)) continue;
      for (const auto& theme : themes) alone[theme] += counted(said, theme, basis).has_value();
    }
    const auto in = [&](std::size_t theme) { return study_.themes[theme].framework; };
    for (std::size_t a = 0; a < themes.size(); ++a)
      for (std::size_t b = 0; b < themes.size(); ++b) {
        if (a == b || in(a) > in(b) || (in(a) == in(b) && a > b)) continue;
        if (!group.empty() && in(a) != in(b)) continue;
        if (!is_shown(themes[a], index) || !is_shown(themes[b], index)) continue;
        std::uint64_t both = 0;
        for (const auto& said : said_)
          if (said.question == question && (group.empty() || said.group == group))
            both += counted(said, themes[a], basis).has_value() &&
                    counted(said, themes[b], basis).has_value();
        if (both == 0) continue;
        const auto name = question + " " + basis + " " + (group.empty() ? "" : group + " ") +
                          themes[a] + " with " + themes[b];
        put(name, both);
        put(name + ": the first", alone[themes[a]]);
        put(name + ": the second", alone[themes[b]]);
      }
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
  std::map<std::string, std::vector<Said>> layers_;  // by basis
  std::vector<std::string> bases_ = {"any", "majority", "all", "settled"};
  Figures figures_;
};

}  // namespace

Figures recount(const coding::Study& study) {
  return Recount(study).all();
}

}  // namespace verbatim::projections
