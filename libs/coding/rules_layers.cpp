// What a coder says of a comment in units of their own, and how one coder's units become the
// responses that all share.
#include <algorithm>

#include "coding/allocation.hpp"
#include "coding/assignable.hpp"
#include "coding/layers.hpp"
#include "coding/refusals.hpp"
#include "coding/resegmentation.hpp"
#include "coding/rounds.hpp"
#include "coding/rules.hpp"
#include "coding/spans.hpp"

namespace verbatim::coding {
namespace {

struct CommentSpot {
  QuestionIndex question;
  CommentIndex comment;
};

Result<CommentSpot> comment_spot(const Study& study, const std::string& question,
                                 const std::string& comment) {
  const auto asked = study.question_ids.find(question);
  if (!asked) return unknown(Fault::kUnknownQuestion, "question", question, "question");
  const auto q = static_cast<QuestionIndex>(*asked);
  const auto found = study.find_comment(q, comment);
  if (!found) return unknown(Fault::kUnknownComment, "comment", comment, "comment");
  return CommentSpot{q, *found};
}

std::optional<Failure> wrong_units(const SetLayer& c, std::uint32_t length, bool may_overlap) {
  if (c.units.size() > kSegmentsMax)
    return invalid("A comment has at most " + std::to_string(kSegmentsMax) + " units.", "units",
                   "");
  std::vector<Span> spans;
  std::size_t themes = 0;
  for (std::size_t i = 0; i < c.units.size(); ++i) {
    const auto& unit = c.units[i];
    spans.push_back({unit.begin, unit.end});
    themes += unit.themes.size();
    if (unit.themes.size() > kCodingThemesMax)
      return too_many_themes("units/" + std::to_string(i) + "/themes");
  }
  if (themes > kLayerThemesMax)
    return invalid("The units of a layer name at most " + std::to_string(kLayerThemesMax) +
                       " themes together; these name " + std::to_string(themes) + ".",
                   "units", "Say less of the comment.");
  for (std::size_t i = 1; i < spans.size(); ++i)
    if (std::find(spans.begin(), spans.begin() + static_cast<std::ptrdiff_t>(i), spans[i]) !=
        spans.begin() + static_cast<std::ptrdiff_t>(i))
      return invalid("This unit is given twice.", "units/" + std::to_string(i),
                     "Put all of its themes on one.");
  return wrong_spans(spans, length, may_overlap, "units", "Units");
}

// All that the coder says in a layer, of whichever unit: each theme once, sorted.
std::vector<Assignment> all_said(const Layer* layer) {
  std::vector<Assignment> all;
  if (layer == nullptr) return all;
  for (const auto& unit : layer->units)
    all.insert(all.end(), unit.assignments.begin(), unit.assignments.end());
  const auto by_theme = [](const Assignment& a, const Assignment& b) { return a.theme < b.theme; };
  std::stable_sort(all.begin(), all.end(), by_theme);
  all.erase(std::unique(all.begin(), all.end(),
                        [](const auto& a, const auto& b) { return a.theme == b.theme; }),
            all.end());
  return all;
}

std::vector<Assignment> said_of_span(const Layer* layer, std::uint32_t begin, std::uint32_t end) {
  if (layer != nullptr)
    for (const auto& unit : layer->units)
      if (unit.begin == begin && unit.end == end) return unit.assignments;
  return {};
}

// What stands on a unit once these themes are wanted of it: as with a coding, what says them
// already stays as it was said.
std::vector<Assignment> assignments_for(const Study& study, MemberIndex coder,
                                        const std::vector<ThemeIndex>& wanted,
                                        const std::vector<Assignment>& before) {
  const auto is_wanted = [&](ThemeIndex theme) {
    return std::find(wanted.begin(), wanted.end(), theme) != wanted.end();
  };
  std::vector<Assignment> after;
  for (const auto& one : before)
    if (is_wanted(one.theme) || is_wanted(study.counts_as[one.theme])) after.push_back(one);
  for (const auto theme : wanted) {
    if (says_now(study, before, theme)) continue;
    std::erase_if(after, [&](const Assignment& one) { return one.theme == theme; });
    after.push_back({coder, theme, revision_now(study, theme)});
  }
  std::sort(after.begin(), after.end(),
            [](const Assignment& a, const Assignment& b) { return a.theme < b.theme; });
  return after;
}

Result<std::vector<LayerUnit>> units_for(const Study& study, const SetLayer& c,
                                         QuestionIndex question, MemberIndex coder,
                                         const Layer* before) {
  const auto standing = all_said(before);
  std::vector<LayerUnit> units;
  for (std::size_t i = 0; i < c.units.size(); ++i) {
    const auto& unit = c.units[i];
    std::vector<ThemeIndex> wanted;
    for (std::size_t t = 0; t < unit.themes.size(); ++t) {
      const auto theme = assignable(study, unit.themes[t], question, standing,
                                    "units/" + std::to_string(i) + "/themes/" + std::to_string(t));
      if (!theme) return theme.error();
      if (std::find(wanted.begin(), wanted.end(), *theme) == wanted.end()) wanted.push_back(*theme);
    }
    units.push_back(
        {unit.begin, unit.end,
         assignments_for(study, coder, wanted, said_of_span(before, unit.begin, unit.end))});
  }
  return units;
}

// An id for a response that comes of a unit: the comment's with a number, cut where it would be too
// long.
std::string free_id(const Study& study, QuestionIndex question, std::string comment,
                    const std::vector<Segment>& taken) {
  constexpr std::size_t kStemMax = 120;
  while (comment.size() > kStemMax || !valid_id(comment)) comment.pop_back();
  for (std::size_t number = 2;; ++number) {
    auto id = comment + "." + std::to_string(number);
    const bool is_taken =
        study.find_response(question, id) ||
        std::any_of(taken.begin(), taken.end(), [&](const auto& s) { return s.response == id; });
    if (!is_taken) return id;
  }
}

// The units as shared responses: the first bears the comment's id, another that is a response
// already keeps its id. Without units the comment is one response again, as it began.
std::vector<Segment> segments_from(const Study& study, const CommentSpot& at, const Layer& layer) {
  const auto& comment = study.comments[at.comment];
  const std::string id(study.id_of(comment));
  if (layer.units.empty()) return {{id, 0, comment.code_points}};
  const auto before = segments_of(study, comment);
  std::vector<Segment> segments;
  for (const auto& unit : layer.units) {
    if (segments.empty()) {
      segments.push_back({id, unit.begin, unit.end});
      continue;
    }
    const auto same = std::find_if(before.begin() + 1, before.end(), [&](const Segment& s) {
      return s.begin == unit.begin && s.end == unit.end;
    });
    segments.push_back(
        {same != before.end() ? same->response : free_id(study, at.question, id, segments),
         unit.begin, unit.end});
  }
  return segments;
}

// What a finished layer says of responses: each theme is put on the one that most of its unit lies
// in (the later revision, where two units come together), and the coder is finished with all of
// them, also with those they put nothing on. What lies in no response stays in the layer alone.
std::map<std::string, Said> said_in(const Layer& layer, const std::vector<Segment>& segments) {
  std::map<std::string, Said> said;
  for (const auto& segment : segments) said[segment.response].finished = true;
  for (const auto& unit : layer.units) {
    const auto* home = home_of(unit, segments);
    if (home == nullptr) continue;
    for (const auto& assignment : unit.assignments) {
      auto& revision = said[home->response].themes[assignment.theme];
      revision = std::max(revision, assignment.revision);
    }
  }
  return said;
}

}  // namespace

Decision rule(const Study& study, const SetLayer& c) {
  const auto at = comment_spot(study, c.question, c.comment);
  if (!at) return at.error();
  const auto member = study.member_ids.find(c.coder);
  if (!member) return unknown(Fault::kUnknownMember, "member", c.coder, "coder");
  const auto coder = static_cast<MemberIndex>(*member);
  const auto* task = open_task(study, at->question);
  if (task == nullptr || !task->unitizing)
    return not_now("Question " + quoted(c.question) + " is not in an open unitizing round.",
                   "question",
                   "Code the responses that all share (set_coding), or open a unitizing round "
                   "(open_round).");
  const auto& comment = study.comments[at->comment];
  if (auto theirs = allocated(study, *task, comment.number, coder); !theirs)
    return std::move(theirs).error();
  if (auto wrong = wrong_units(c, comment.code_points, study.policy.segments_may_overlap))
    return std::move(*wrong);
  const auto* before = study.layer_of(at->comment, coder);
  auto units = units_for(study, c, at->question, coder, before);
  if (!units) return std::move(units).error();
  const Layer nothing;
  const auto& was = before == nullptr ? nothing : *before;
  if (was.units == *units && was.finished == c.finished) return Events{};
  const Layer wanted{std::move(*units), c.finished, 0};
  return Events{LayerSet{c.question, c.comment, c.coder, units_of(study, wanted), wanted.finished}};
}

// Not while a round is open: its coders would see in the shared responses how somebody split.
Decision rule(const Study& study, const AdoptLayer& c) {
  const auto at = comment_spot(study, c.question, c.comment);
  if (!at) return at.error();
  const auto member = study.member_ids.find_ever(c.coder);  // also one who has left
  if (!member) return unknown(Fault::kUnknownMember, "member", c.coder, "coder");
  if (const auto round = study.questions[at->question].open_round; round != kNone16)
    return not_now("Question " + quoted(c.question) + " is in round " +
                       quoted(study.round_ids.id(round)) + ", which is open.",
                   "question",
                   "Close the round first: until then its coders must not see how others split.");
  const auto* layer = study.layer_of(at->comment, static_cast<MemberIndex>(*member));
  if (layer == nullptr || !layer->finished)
    return not_now(quoted(c.coder) + " has no finished layer of comment " + quoted(c.comment) + ".",
                   "coder", "Adopt that of a coder who is finished with it.");
  const auto segments = segments_from(study, *at, *layer);
  Resegmentation resegmentation(study, at->comment, segments, c.codings);
  each_layer(study, at->comment, [&](MemberIndex coder, const Layer& one) {
    if (one.finished) resegmentation.say(coder, said_in(one, segments));
  });
  if (c.codings == OnResegment::kRefuse)
    if (const auto* coded = resegmentation.first_coded_that_changes()) return would_change(*coded);
  return resegmentation.events();
}

}  // namespace verbatim::coding
