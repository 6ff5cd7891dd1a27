// The figures once more, from the definitions: slow, plain, and with nothing of libs/projections.
#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "base/beside.hpp"
#include "verbatim/output/figure_sheet.hpp"

namespace verbatim::tool {
namespace {

using Kind = FigureId::Kind;
using coding::kNone32;
using Members = std::set<coding::MemberIndex>;

enum : std::uint32_t { kAny = 0, kMajority = 1, kAll = 2, kSettled = 3, kCoder = 4 };

// What an assignment of the theme counts as: where a chain of merges ends.
coding::ThemeIndex merged(const coding::Study& study, coding::ThemeIndex theme) {
  while (study.themes[theme].status == coding::ThemeStatus::kMerged)
    theme = study.themes[theme].into.front();
  return theme;
}

// What was said of one response, merged themes as what they were merged into.
struct Said {
  Members begun, finished;
  std::map<coding::ThemeIndex, Members> standing;
  std::optional<std::set<coding::ThemeIndex>> settled;  // nothing: nobody adjudicated

  Said(const coding::Study& study, coding::ResponseIndex response) {
    const auto& codings = study.responses[response].codings;
    if (const auto found = study.settlements.find(response); found != study.settlements.end()) {
      settled.emplace();
      for (const auto theme : found->second.themes) {
        settled->insert(merged(study, theme));
        standing[merged(study, theme)];  // perhaps assigned by nobody
      }
    }
    for (const auto& coding : codings.codings()) {
      begun.insert(static_cast<coding::MemberIndex>(coding.coder));
      if (coding.finished) finished.insert(static_cast<coding::MemberIndex>(coding.coder));
    }
    for (const auto& assignment : codings.assignments())
      standing[merged(study, assignment.theme)].insert(assignment.coder);
  }

  // The coders whose word counts: those who are finished or, while nobody is, those who have begun.
  const Members& electorate() const { return finished.empty() ? begun : finished; }
};

std::size_t in_both(const Members& a, const Members& b) {
  return static_cast<std::size_t>(
      std::count_if(a.begin(), a.end(), [&](auto member) { return b.count(member) > 0; }));
}

struct IdHash {
  // By multiplication (Knuth, The Art of Computer Programming 3, section 6.4); the map mixes again.
  std::size_t operator()(const FigureId& id) const {
    constexpr std::uint64_t kGolden = 0x9E37'79B9'7F4A'7C15;
    auto hash = (std::uint64_t{id.of[0]} << 32 | id.of[1]) * kGolden;
    hash ^= hash >> 32;
    hash += std::uint64_t{id.of[2]} << 32 | static_cast<std::uint32_t>(id.kind) << 16 | id.question;
    return hash * kGolden;
  }
};

// Of every second respondent. What is counted is comments or parts of them, and respondents, so
// that the figures of all are the sums of those of both halves.
class Recount {
 public:
  Recount(const coding::Study& study, unsigned half) : study_(study), half_(half) {}

  FigureSheet sheet() {
    for (std::size_t q = 0; q < study_.questions.size(); ++q) {
      question_ = static_cast<coding::QuestionIndex>(q);
      voices_.clear();
      respondents_.clear();
      for (const auto comment : study_.questions[q].comments)
        if (!study_.is_gone(study_.comments[comment]) && counts(study_.comments[comment]))
          add(study_.comments[comment]);
      for (const auto& [at, layer] : study_.layers)
        if (study_.comments[at.first].question == question_ && counts(study_.comments[at.first]))
          add(study_.comments[at.first], at.second, layer);
    }
    return {sheet_.begin(), sheet_.end()};  // in order again
  }

 private:
  using Standing = std::set<std::pair<std::uint32_t, coding::ThemeIndex>>;  // (basis, theme)
  enum Unit { kComments, kResponses, kRespondents, kAssignments };

  // Those of erased respondents do as the study's policy says.
  bool counts(const coding::Comment& comment) const {
    if (comment.respondent % 2 != half_) return false;  // the other half's
    return study_.policy.erased_counts == coding::ErasedCounts::kKeep ||
           study_.respondents[comment.respondent].erased_by == kNone32;
  }

  void add(const coding::Comment& comment) {
    group_ = study_.respondents[comment.respondent].group;
    Standing in_comment;
    for (auto r = comment.first_response; r != kNone32; r = study_.responses[r].next_in_comment) {
      bump(Kind::kBase, {}, kResponses);
      add(Said(study_, r), in_comment);
    }
    bump(Kind::kBase, {}, kComments);
    if (respondents_.insert(comment.respondent).second) bump(Kind::kBase, {}, kRespondents);
    for (const auto& [basis, theme] : in_comment) {
      bump(Kind::kTheme, {basis, theme}, kComments);
      const auto voice =
          std::uint64_t{basis} << 48 | std::uint64_t{theme} << 32 | comment.respondent;
      if (voices_.insert(voice).second) bump(Kind::kTheme, {basis, theme}, kRespondents);
    }
  }

  // One coder's own segmentation of a comment.
  void add(const coding::Comment& comment, coding::MemberIndex coder, const coding::Layer& layer) {
    group_ = study_.respondents[comment.respondent].group;
    bump_layer(coder, {}, kComments);
    bump_layer(coder, {}, kResponses, layer.units.size());
    if (layer_respondents_.emplace(question_, coder, coding::kNone16, comment.respondent).second)
      bump_layer(coder, {}, kRespondents);
    std::set<coding::ThemeIndex> in_comment;
    for (const auto& unit : layer.units) {
      std::set<coding::ThemeIndex> in_unit;
      for (const auto& assignment : unit.assignments)
        in_unit.insert(merged(study_, assignment.theme));
      for (const auto theme : in_unit) {
        if (study_.theme_ids.is_gone(theme) || !study_.themes[theme].in_scope(question_)) continue;
        bump_layer(coder, theme, kResponses);
        bump_layer(coder, theme, kAssignments);
        bump_layer(coder, {}, kAssignments);
        in_comment.insert(theme);
      }
    }
    for (const auto theme : in_comment) {
      bump_layer(coder, theme, kComments);
      if (layer_respondents_.emplace(question_, coder, theme, comment.respondent).second)
        bump_layer(coder, theme, kRespondents);
    }
  }

  // Of one theme or, without, of the whole layer.
  void bump_layer(coding::MemberIndex coder, std::optional<coding::ThemeIndex> theme, Unit unit,
                  std::size_t by = 1) {
    if (by == 0) return;  // figures of 0 are left out
    for (const std::uint32_t group : {std::uint32_t{group_}, kNone32}) {
      if (theme)
        at(Kind::kLayerTheme, {coder, *theme, group})[unit] += by;
      else
        at(Kind::kLayer, {coder, group})[unit] += by;
    }
  }

  void add(const Said& said, Standing& in_comment) {
    if (!said.begun.empty()) ++at(Kind::kSeen, {})[0];
    if (!said.finished.empty()) {
      ++at(Kind::kSeen, {})[1];
      ++at(Kind::kFinished, {static_cast<std::uint32_t>(said.finished.size())})[0];
    }
    for (const auto coder : said.begun) ++at(Kind::kProgress, {coder})[0];
    for (const auto coder : said.finished) ++at(Kind::kProgress, {coder})[1];
    for (const auto& [theme, coders] : said.standing) {
      for (const auto coder : coders) ++at(Kind::kProgress, {coder})[2];
      if (const auto k = in_both(coders, said.finished); k > 0)
        ++at(Kind::kApplying, {theme, static_cast<std::uint32_t>(said.finished.size()),
                               static_cast<std::uint32_t>(k)})[0];
      if (!study_.theme_ids.is_gone(theme) && study_.themes[theme].in_scope(question_))
        add(said, theme, coders, in_comment);
    }
  }

  void add(const Said& said, coding::ThemeIndex theme, const Members& coders,
           Standing& in_comment) {
    const auto elected = in_both(coders, said.electorate());
    const auto count = [&](std::uint32_t basis, std::size_t assignments) {
      bump(Kind::kTheme, {basis, theme}, kResponses);
      bump(Kind::kTheme, {basis, theme}, kAssignments, assignments);
      bump_assigned(basis, assignments);
      in_comment.emplace(basis, theme);
    };
    const bool any = !coders.empty();
    const bool majority = 2 * elected > said.electorate().size();
    const bool all = any && elected == said.electorate().size();
    if (any) count(kAny, coders.size());
    if (majority) count(kMajority, elected);
    if (all) count(kAll, elected);
    const auto policy = study_.policy.settled_by;
    const bool by_policy = policy == coding::SettledBy::kAny   ? any
                           : policy == coding::SettledBy::kAll ? all
                                                               : majority;
    const bool decided = said.settled && said.settled->count(theme) > 0;
    if (said.settled ? decided : by_policy)
      count(kSettled, !said.settled && policy == coding::SettledBy::kAny ? coders.size() : elected);
    for (const auto coder : coders) count(kCoder + coder, 1);
  }

  // Adds to the figure of the comment's group and to that of all together; in `of`, the group
  // stands last.
  void bump(Kind kind, std::pair<std::uint32_t, std::uint32_t> basis_theme, Unit unit,
            std::size_t by = 1) {
    const auto id = [&](std::uint32_t group) -> std::array<std::uint32_t, 3> {
      if (kind == Kind::kBase) return {group};
      return {basis_theme.first, basis_theme.second, group};
    };
    at(kind, id(group_))[unit] += by;
    at(kind, id(kNone32))[unit] += by;
  }

  void bump_assigned(std::uint32_t basis, std::size_t by) {
    if (by == 0) return;  // figures that are 0 are left out
    at(Kind::kAssigned, {basis, group_})[0] += by;
    at(Kind::kAssigned, {basis, kNone32})[0] += by;
  }

  FigureValues& at(Kind kind, const std::array<std::uint32_t, 3>& of) {
    return sheet_[{kind, question_, of}];
  }

  const coding::Study& study_;
  const unsigned half_;
  coding::QuestionIndex question_ = 0;
  std::uint32_t group_ = 0;  // of the comment at hand
  // Each figure is met as often as it has parts: millions of times.
  boost::unordered_flat_map<FigureId, FigureValues, IdHash> sheet_;
  boost::unordered_flat_set<std::uint64_t> voices_;  // basis, theme and respondent of the question
  boost::unordered_flat_set<coding::RespondentIndex> respondents_;
  // Question, coder, theme (or none: the whole layer) and respondent.
  std::set<std::tuple<coding::QuestionIndex, coding::MemberIndex, coding::ThemeIndex,
                      coding::RespondentIndex>>
      layer_respondents_;
};

}  // namespace

FigureSheet recounted_figures(const coding::Study& study) {
  auto counting = beside([&] { return Recount(study, 1).sheet(); });
  auto sheet = Recount(study, 0).sheet();
  for (const auto& [id, values] : counting.get()) {
    auto& sums = sheet[id];
    std::transform(values.begin(), values.end(), sums.begin(), sums.begin(), std::plus<>());
  }
  return sheet;
}

}  // namespace verbatim::tool
