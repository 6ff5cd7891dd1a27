// How a comment is split into responses, and what becomes of what was said of them.
#include <algorithm>
#include <map>
#include <set>

#include "coding/refusals.hpp"
#include "coding/rules.hpp"

namespace verbatim::coding {
namespace {

std::vector<Segment> segments_of(const Study& study, const Comment& comment) {
  std::vector<Segment> segments;
  for (auto r = comment.first_response; r != kNone32; r = study.responses[r].next_in_comment) {
    const auto& response = study.responses[r];
    segments.push_back({std::string(study.id_of(response)), response.begin, response.end});
  }
  return segments;
}

// Segments stand in the order of the text, are not empty, have ids of their own, and the first
// keeps the comment's id. They do not overlap, unless the study's policy lets them. Gaps are
// allowed: not everything that was written answers the question.
std::optional<Failure> wrong_segments(const SegmentComment& c, std::uint32_t length,
                                      bool may_overlap) {
  const auto wrong = [](std::size_t i, std::string detail, std::string fix = "") {
    return Failure{Fault::kInvalidValue, std::move(detail), "segments/" + std::to_string(i),
                   std::move(fix)};
  };
  if (c.segments.empty() || c.segments.size() > kSegmentsMax)
    return invalid("A comment is split into 1 to " + std::to_string(kSegmentsMax) + " responses.",
                   "segments", "");
  if (c.segments[0].response != c.comment)
    return wrong(0, "The first response keeps the comment's id, " + quoted(c.comment) + ".");
  std::set<std::string_view> ids;
  std::uint32_t free = 0, begun = 0;
  for (std::size_t i = 0; i < c.segments.size(); ++i) {
    const auto& segment = c.segments[i];
    if (!valid_id(segment.response)) return bad_id("segments/" + std::to_string(i));
    if (!ids.insert(segment.response).second)
      return wrong(i, "Response " + quoted(segment.response) + " is given twice.");
    if (segment.begin < begun || segment.end <= segment.begin || segment.end > length)
      return wrong(i, "Segments must be in order, not empty, and end within the " +
                          std::to_string(length) + " code points of the comment.");
    if (segment.begin < free && !may_overlap)
      return wrong(i, "Segments must not overlap: this one begins before the last one ends.",
                   "Or let them, by the study's policy (set_policy, segments_may_overlap).");
    free = std::max(free, segment.end);
    begun = segment.begin;
  }
  return std::nullopt;
}

// What one coder said of one response: themes with the revision they were assigned under.
struct Said {
  std::map<ThemeIndex, Revision> themes;
  bool finished = false;

  // What was said of two responses, as of one: all themes of both, finished where both are.
  void join(const Said& other) {
    themes.insert(other.themes.begin(), other.themes.end());
    finished = finished && other.finished;
  }
  bool operator==(const Said&) const = default;
};
using SaidBy = std::map<MemberIndex, Said>;

SaidBy said_of(const Codings& codings) {
  SaidBy said;
  for (const auto& coding : codings.codings()) {
    auto& one = said[static_cast<MemberIndex>(coding.coder)];
    one.finished = coding.finished != 0;
    for (const auto& assignment : codings.assignments_of(static_cast<MemberIndex>(coding.coder)))
      one.themes.emplace(assignment.theme, assignment.revision);
  }
  return said;
}

// Works out one re-segmentation: what was said of each response before, and what is to be said of
// each after.
class Resegmentation {
 public:
  Resegmentation(const Study& study, const SegmentComment& c, const Comment& comment)
      : study_(study), c_(c), before_(segments_of(study, comment)) {
    const auto question = comment.question;
    for (const auto& segment : before_)
      said_before_[segment.response] =
          said_of(study.responses[*study.find_response(question, segment.response)].codings);
  }

  const std::vector<Segment>& before() const { return before_; }

  // A response that is no longer there or has other bounds, and of which something was said.
  const Segment* first_coded_that_changes() const {
    for (const auto& segment : before_)
      if (changes(segment) && !said_before_.at(segment.response).empty()) return &segment;
    return nullptr;
  }

  Events events() const {
    const auto after = said_after();
    Events events;
    for (const auto& segment : before_) {
      const auto kept = after.find(segment.response);
      lead(segment.response, said_before_.at(segment.response),
           kept == after.end() ? SaidBy{} : without_new(kept->second, segment.response), events);
    }
    events.push_back(CommentSegmented{c_.question, c_.comment, c_.segments});
    for (const auto& segment : c_.segments) {
      const auto there = said_before_.find(segment.response);
      const auto now = there == said_before_.end()
                           ? SaidBy{}
                           : without_new(after.at(segment.response), segment.response);
      lead(segment.response, now, after.at(segment.response), events);
    }
    return events;
  }

 private:
  static const Segment* named(const std::vector<Segment>& segments, std::string_view response) {
    const auto found = std::find_if(segments.begin(), segments.end(),
                                    [&](const auto& s) { return s.response == response; });
    return found == segments.end() ? nullptr : &*found;
  }

  bool changes(const Segment& before) const {
    const auto* now = named(c_.segments, before.response);
    return now == nullptr || !(*now == before);
  }

  // The segment that covers a place, the last one that begins there or before it where several do;
  // the first of all where the place is in a gap before them.
  static const Segment& at(const std::vector<Segment>& segments, std::uint32_t place) {
    const Segment* found = &segments.front();
    for (const auto& segment : segments)
      if (segment.begin <= place) found = &segment;
    return *found;
  }

  std::map<std::string, SaidBy> said_after() const {
    std::map<std::string, SaidBy> after;
    for (const auto& segment : c_.segments) {
      auto& said = after[segment.response];
      const auto* was = named(before_, segment.response);
      if (was != nullptr && (!changes(*was) || c_.codings != OnResegment::kWithdraw))
        said = said_before_.at(segment.response);
      if (was == nullptr && c_.codings == OnResegment::kCopy)
        said = said_before_.at(at(before_, segment.begin).response);
    }
    if (c_.codings == OnResegment::kWithdraw) return after;
    for (const auto& gone : before_)
      if (named(c_.segments, gone.response) == nullptr)
        for (const auto& [coder, said] : said_before_.at(gone.response)) {
          auto& into = after[at(c_.segments, gone.begin).response];
          const auto [there, is_new] = into.try_emplace(coder, said);
          if (!is_new) there->second.join(said);
        }
    return after;
  }

  // Of what is to be said of a response, that which is said of it already: the rest follows once
  // the responses are there.
  SaidBy without_new(const SaidBy& after, const std::string& response) const {
    SaidBy kept;
    for (const auto& [coder, before] : said_before_.at(response)) {
      const auto found = after.find(coder);
      if (found == after.end()) continue;
      Said both;
      both.finished = before.finished && found->second.finished;
      for (const auto& [theme, revision] : before.themes)
        if (found->second.themes.count(theme) > 0) both.themes.emplace(theme, revision);
      if (!both.themes.empty() || both.finished) kept.emplace(coder, std::move(both));
    }
    return kept;
  }

  // The events that lead from what was said of a response to what is to be said.
  void lead(const std::string& response, const SaidBy& from, const SaidBy& to,
            Events& events) const {
    for (const auto& [coder, said] : from) {
      const auto found = to.find(coder);
      const auto target = found == to.end() ? Said{} : found->second;
      const std::string who(study_.member_ids.id(coder));
      for (const auto& [theme, revision] : said.themes)
        if (target.themes.count(theme) == 0)
          events.push_back(ThemeWithdrawn{c_.question, response, who, id_of(theme)});
      if (said.finished && !target.finished)
        events.push_back(CodingReopened{c_.question, response, who});
    }
    for (const auto& [coder, target] : to) {
      const auto found = from.find(coder);
      const auto said = found == from.end() ? Said{} : found->second;
      const std::string who(study_.member_ids.id(coder));
      for (const auto& [theme, revision] : target.themes)
        if (said.themes.count(theme) == 0)
          events.push_back(ThemeAssigned{c_.question, response, who, id_of(theme), revision});
      if (target.finished && !said.finished)
        events.push_back(CodingFinished{c_.question, response, who});
    }
  }

  std::string id_of(ThemeIndex theme) const { return std::string(study_.theme_ids.id(theme)); }

  const Study& study_;
  const SegmentComment& c_;
  const std::vector<Segment> before_;
  std::map<std::string, SaidBy> said_before_;  // by response
};

}  // namespace

Decision rule(const Study& study, const SegmentComment& c) {
  const auto question = study.question_ids.find(c.question);
  if (!question) return unknown(Fault::kUnknownQuestion, "question", c.question, "question");
  const auto q = static_cast<QuestionIndex>(*question);
  const auto index = study.find_comment(q, c.comment);
  if (!index) return unknown(Fault::kUnknownComment, "comment", c.comment, "comment");
  const auto& comment = study.comments[*index];
  if (auto wrong = wrong_segments(c, comment.code_points, study.policy.segments_may_overlap))
    return std::move(*wrong);
  const Resegmentation resegmentation(study, c, comment);
  if (resegmentation.before() == c.segments) return Events{};
  for (std::size_t i = 1; i < c.segments.size(); ++i) {
    const auto there = study.find_response(q, c.segments[i].response);
    if (there && study.responses[*there].comment != *index)
      return exists("response", c.segments[i].response, "segments/" + std::to_string(i));
  }
  if (c.codings == OnResegment::kRefuse)
    if (const auto* coded = resegmentation.first_coded_that_changes())
      return not_now("Response " + quoted(coded->response) + " has been coded, and would change.",
                     "segments",
                     "Say what becomes of its codings: \"codings\": \"keep\", \"copy\" or "
                     "\"withdraw\".");
  return resegmentation.events();
}

}  // namespace verbatim::coding
