#include "verbatim/demo/demo_plan.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>

#include <fmt/format.h>

namespace verbatim::tool {
namespace {

using Question = DemoFacts::Question;

constexpr std::array kCoders = {"ana", "ben", "cleo"};

constexpr const char* kFirstMark =
    "[Placeholder: the participants' comments were never published.] ";
constexpr const char* kMark = "[Placeholder.] ";

// Shuffles without chance: each visits every one of `size` places once, far apart from one another.
// Things that must not go together, as themes and groups, are spread with different strides.
enum class Stride : std::size_t { kShort = 3, kLong = 5 };  // eighths of the size, or a bit more

std::size_t spread(std::size_t i, std::size_t size, Stride stride) {
  auto step = size * static_cast<std::size_t>(stride) / 8 + 1;
  while (std::gcd(step, size) != 1) ++step;
  return i * step % size;
}

// Deals out places in rounds: the next `n` deals go to `n` different ones, while n <= size.
class Deck {
 public:
  explicit Deck(std::size_t size) : size_(size) {}
  std::vector<std::size_t> deal(std::size_t n) {
    auto places = look(n);
    dealt_ += n;
    return places;
  }
  // What deal(n) would give.
  std::vector<std::size_t> look(std::size_t n) const {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < n; ++i)
      places.push_back(spread((dealt_ + i) % size_, size_, Stride::kLong));
    return places;
  }

 private:
  std::size_t size_, dealt_ = 0;
};

// Where a theme stands in a question: responses by their number. `wrong` are those where one coder
// alone sees it.
struct Use {
  std::string theme;
  std::vector<std::size_t> counts, wrong;
};

// How often one coder alone sees a theme that counts n times; `number` makes themes differ.
std::size_t mistakes(std::size_t n, std::size_t number) {
  return std::max<std::size_t>(1, n / (4 + number % 4));
}

// Puts together one question after the other.
class Planning {
 public:
  explicit Planning(const DemoFacts& facts) : facts_(facts) {
    for (const auto* name : kCoders) plan_.coders.push_back({name, {}});
  }

  DemoPlan plan() {
    add_respondents();
    for (const auto& question : facts_.questions) add_question(question);
    for (const auto& label : facts_.recommendations)
      plan_.themes.push_back({recommendation_id(label), kDemoRecommendations, label, "", ""});
    return std::move(plan_);
  }

 private:
  void add_respondents() {
    for (const auto& group : facts_.groups)
      for (unsigned i = count_of(group.percent, facts_.attendees); i > 0; --i)
        plan_.respondents.push_back(
            {fmt::format("p{:02}", plan_.respondents.size() + 1), group.group});
  }

  void add_question(const Question& question) {
    const auto first = plan_.comments.size();
    add_comments(question);
    std::vector<Use> uses;
    add_themes(question, uses);
    add_texts(question, first, uses);
    add_recommendations(question, uses);
    add_codings(question, first, uses);
  }

  // --- Who wrote what ----------------------------------------------------------------------------

  void add_comments(const Question& question) {
    const auto writers = writers_of(question);
    const auto first = plan_.comments.size();
    for (unsigned c = 0; c < question.comments; ++c)
      plan_.comments.push_back({question.question,
                                fmt::format("{}-c{:03}", question.question, c + 1),
                                writers[c],
                                "",
                                {}});
    for (unsigned r = 0; r < question.responses; ++r) {
      auto& comment = plan_.comments[first + comment_of(question, r)];
      const auto part = comment.parts.size() + 1;
      comment.parts.push_back(
          {part == 1 ? comment.comment : fmt::format("{}.{}", comment.comment, part), 0, 0});
    }
  }

  static std::size_t comment_of(const Question& question, std::size_t response) {
    return response * question.comments / question.responses;
  }
  static std::size_t first_response_of(const Question& question, std::size_t comment) {
    return (comment * question.responses + question.comments - 1) / question.comments;
  }

  // The respondent of each comment, groups mixed. Whoever the published shares do not name shares
  // the rest.
  std::vector<std::string> writers_of(const Question& question) {
    std::vector<std::string> in_blocks;
    std::set<std::string> named;
    for (const auto& share : question.shares) {
      named.insert(share.groups.begin(), share.groups.end());
      add_writers({share.groups.begin(), share.groups.end()}, count_of(share, question), in_blocks);
    }
    std::set<std::string> others;
    for (const auto& group : facts_.groups)
      if (named.count(group.group) == 0) others.insert(group.group);
    add_writers(others, question.comments - in_blocks.size(), in_blocks);
    std::vector<std::string> mixed(in_blocks.size());
    for (std::size_t i = 0; i < in_blocks.size(); ++i)
      mixed[spread(i, in_blocks.size(), Stride::kShort)] = in_blocks[i];
    return mixed;
  }

  // The people of these groups take turns, through all questions.
  void add_writers(const std::set<std::string>& groups, std::size_t n,
                   std::vector<std::string>& writers) {
    std::vector<std::string> people;
    for (const auto& one : plan_.respondents)
      if (groups.count(one.group) > 0) people.push_back(one.respondent);
    auto& turn = turns_[groups];
    for (; n > 0; --n) writers.push_back(people[turn++ % people.size()]);
  }

  // --- What counts ---------------------------------------------------------------------------

  void add_themes(const Question& question, std::vector<Use>& uses) {
    Deck deck(question.responses);
    for (const auto& theme : question.themes) {
      const auto id = theme_id(question, theme.label);
      plan_.themes.push_back({id, kDemoThemes, theme.label, "", question.question});
      Use use{id, deck.deal(theme.n), {}};
      use.wrong = deck.look(mistakes(theme.n, uses.size()));
      uses.push_back(use);
      add_sub_themes(question, theme, use, uses);
    }
  }

  // The parent's responses in turn: the first sub-theme, the second, ..., none, the first, ...
  void add_sub_themes(const Question& question, const DemoFacts::Theme& parent, const Use& use,
                      std::vector<Use>& uses) {
    const auto turns = parent.sub_themes.size() + 1;
    for (std::size_t s = 0; s + 1 < turns; ++s) {
      const auto& label = parent.sub_themes[s];
      plan_.themes.push_back(
          {theme_id(question, label), kDemoThemes, label, use.theme, question.question});
      Use sub{theme_id(question, label), {}, {}};
      for (auto k = s; k < use.counts.size(); k += turns) sub.counts.push_back(use.counts[k]);
      sub.wrong = {use.counts[(s + 1) % use.counts.size()]};
      uses.push_back(std::move(sub));
    }
  }

  void add_recommendations(const Question& question, std::vector<Use>& uses) {
    Deck deck(question.aligned_comments);
    for (const auto& [label, n] : recommended(question)) {
      if (n == 0) continue;
      Use use{recommendation_id(label), deck.deal(n), {}};
      use.wrong = deck.look(mistakes(n, uses.size()));
      for (auto* places : {&use.counts, &use.wrong})
        for (auto& place : *places)
          place = first_response_of(question, spread(place, question.comments, Stride::kShort));
      uses.push_back(std::move(use));
    }
  }

  // How many comments each recommendation aligns with. Where the published ones are fewer than the
  // aligned comments, the others share the rest.
  std::vector<std::pair<std::string, unsigned>> recommended(const Question& question) const {
    std::map<std::string, unsigned> published;
    unsigned sum = 0;
    for (const auto& one : question.recommendations)
      sum += published[one.label] = count_of(one.percent, question.recommendation_base());
    auto rest = question.aligned_comments - std::min(sum, question.aligned_comments);
    auto unpublished = static_cast<unsigned>(facts_.recommendations.size() - published.size());
    std::vector<std::pair<std::string, unsigned>> all;
    for (const auto& label : facts_.recommendations) {
      if (const auto found = published.find(label); found != published.end()) {
        all.emplace_back(label, found->second);
        continue;
      }
      const auto share = (rest + unpublished - 1) / unpublished;
      all.emplace_back(label, share);
      rest -= share;
      --unpublished;
    }
    return all;
  }

  // --- The texts ---------------------------------------------------------------------------------

  void add_texts(const Question& question, std::size_t first, const std::vector<Use>& uses) {
    std::vector<std::vector<std::string>> labels(question.responses);
    for (const auto& use : uses)
      for (const auto response : use.counts) labels[response].push_back(label_of(use.theme));
    std::size_t response = 0;
    for (std::size_t c = 0; c < question.comments; ++c) {
      auto& comment = plan_.comments[first + c];
      for (auto& part : comment.parts) {
        if (!comment.text.empty()) comment.text += ' ';
        part.begin = comment.text.size();
        comment.text += fmt::format("{}{}.", part.begin == 0 ? kFirstMark : kMark,
                                    fmt::join(labels[response++], "; "));
        part.end = comment.text.size();
      }
    }
  }

  const std::string& label_of(const std::string& theme) const {
    return std::find_if(plan_.themes.begin(), plan_.themes.end(),
                        [&](const auto& one) { return one.theme == theme; })
        ->label;
  }

  // --- Who said it -------------------------------------------------------------------------------

  void add_codings(const Question& question, std::size_t first, const std::vector<Use>& uses) {
    std::array<std::vector<DemoPlan::Coding>, kCoders.size()> codings;
    for (auto& of_coder : codings)
      for (std::size_t c = 0; c < question.comments; ++c)
        for (const auto& part : plan_.comments[first + c].parts)
          of_coder.push_back({question.question, part.response, {}});
    for (std::size_t u = 0; u < uses.size(); ++u) {
      const auto& use = uses[u];
      const auto each = 2 + u % 4;  // of so many, one is left out by one coder
      for (std::size_t k = 0; k < use.counts.size(); ++k)
        for (std::size_t coder = 0; coder < kCoders.size(); ++coder)
          if (k % each != 1 || coder != (k / each + u) % kCoders.size())
            codings[coder][use.counts[k]].themes.push_back(use.theme);
      for (std::size_t k = 0; k < use.wrong.size(); ++k)
        codings[(k + u + 1) % kCoders.size()][use.wrong[k]].themes.push_back(use.theme);
    }
    for (std::size_t coder = 0; coder < kCoders.size(); ++coder)
      std::move(codings[coder].begin(), codings[coder].end(),
                std::back_inserter(plan_.coders[coder].codings));
  }

  const DemoFacts& facts_;
  DemoPlan plan_;
  std::map<std::set<std::string>, std::size_t> turns_;  // whose turn it is, by groups
};

}  // namespace

DemoPlan make_demo_plan(const DemoFacts& facts) {
  return Planning(facts).plan();
}

}  // namespace verbatim::tool
