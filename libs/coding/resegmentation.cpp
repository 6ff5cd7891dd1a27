#include "coding/resegmentation.hpp"

#include <algorithm>
#include <utility>

#include "coding/layers.hpp"
#include "coding/refusals.hpp"

namespace verbatim::coding {
namespace {

// What was said of two responses, as of one: all themes of both, finished where both are.
void join(Said& said, const Said& other) {
  said.themes.insert(other.themes.begin(), other.themes.end());
  said.finished = said.finished && other.finished;
}

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

const Segment* named(const std::vector<Segment>& segments, std::string_view response) {
  const auto found = std::find_if(segments.begin(), segments.end(),
                                  [&](const auto& s) { return s.response == response; });
  return found == segments.end() ? nullptr : &*found;
}

// The segment that covers a place, the last one that begins there or before it where several do;
// the first of all where the place is in a gap before them.
const Segment& segment_at(const std::vector<Segment>& segments, std::uint32_t place) {
  const Segment* found = &segments.front();
  for (const auto& segment : segments)
    if (segment.begin <= place) found = &segment;
  return *found;
}

Said said_by(const SaidBy& said, MemberIndex coder) {
  const auto found = said.find(coder);
  return found == said.end() ? Said{} : found->second;
}

}  // namespace

Resegmentation::Resegmentation(const Study& study, CommentIndex comment,
                               std::vector<Segment> segments, OnResegment codings)
    : study_(study),
      in_(study.comments[comment].question),
      question_(study.question_ids.id(in_)),
      comment_(study.id_of(study.comments[comment])),
      before_(segments_of(study, study.comments[comment])),
      after_(std::move(segments)),
      codings_(codings) {
  for (const auto& segment : before_)
    said_before_[segment.response] =
        said_of(study.responses[*study.find_response(in_, segment.response)].codings);
}

void Resegmentation::say(MemberIndex coder, std::map<std::string, Said> of_response) {
  say_instead_[coder] = std::move(of_response);
}

bool Resegmentation::changes(const Segment& before) const {
  const auto* now = named(after_, before.response);
  return now == nullptr || !(*now == before);
}

bool Resegmentation::is_settled(const Segment& before) const {
  return study_.responses[*study_.find_response(in_, before.response)].settled;
}

const Segment* Resegmentation::first_coded_that_changes() const {
  const auto after = said_after();
  for (const auto& segment : before_) {
    const auto& said = said_before_.at(segment.response);
    if (changes(segment) && (!said.empty() || is_settled(segment))) return &segment;
    for (const auto& [coder, instead] : say_instead_)
      if (const auto was = said_by(said, coder); !was.nothing() && !changes(segment))
        if (said_by(after.at(segment.response), coder) != was) return &segment;
  }
  return nullptr;
}

std::vector<Event> Resegmentation::events() const {
  const auto after = said_after();
  std::vector<Event> events;
  for (const auto& segment : before_) {
    const auto kept = after.find(segment.response);
    lead(segment.response, said_before_.at(segment.response),
         kept == after.end() ? SaidBy{} : without_new(kept->second, segment.response), events);
    const bool goes = named(after_, segment.response) == nullptr;
    if (is_settled(segment) && (goes || (changes(segment) && codings_ == OnResegment::kWithdraw)))
      events.push_back(ResponseUnsettled{question_, segment.response});
  }
  if (!keeps_segments()) events.push_back(CommentSegmented{question_, comment_, after_});
  for (const auto& segment : after_) {
    const auto there = said_before_.find(segment.response);
    const auto now = there == said_before_.end()
                         ? SaidBy{}
                         : without_new(after.at(segment.response), segment.response);
    lead(segment.response, now, after.at(segment.response), events);
  }
  return events;
}

std::map<std::string, SaidBy> Resegmentation::said_after() const {
  std::map<std::string, SaidBy> after;
  for (const auto& segment : after_) {
    auto& said = after[segment.response];
    const auto* was = named(before_, segment.response);
    if (was != nullptr && (!changes(*was) || codings_ != OnResegment::kWithdraw))
      said = said_before_.at(segment.response);
    if (was == nullptr && codings_ == OnResegment::kCopy)
      said = said_before_.at(segment_at(before_, segment.begin).response);
  }
  if (codings_ != OnResegment::kWithdraw)
    for (const auto& gone : before_)
      if (named(after_, gone.response) == nullptr)
        for (const auto& [coder, said] : said_before_.at(gone.response)) {
          auto& into = after[segment_at(after_, gone.begin).response];
          const auto [there, is_new] = into.try_emplace(coder, said);
          if (!is_new) join(there->second, said);
        }
  for (const auto& [coder, instead] : say_instead_)
    for (const auto& segment : after_) {
      auto& said = after[segment.response];
      said.erase(coder);
      if (const auto found = instead.find(segment.response);
          found != instead.end() && !found->second.nothing())
        said.emplace(coder, found->second);
    }
  return after;
}

// Of what is to be said of a response, that which is said of it already: the rest follows once the
// responses are there.
SaidBy Resegmentation::without_new(const SaidBy& after, const std::string& response) const {
  SaidBy kept;
  for (const auto& [coder, before] : said_before_.at(response)) {
    const auto found = after.find(coder);
    if (found == after.end()) continue;
    Said both;
    both.finished = before.finished && found->second.finished;
    for (const auto& [theme, revision] : before.themes)
      if (found->second.themes.count(theme) > 0) both.themes.emplace(theme, revision);
    if (!both.nothing()) kept.emplace(coder, std::move(both));
  }
  return kept;
}

// The events that lead from what was said of a response to what is to be said.
void Resegmentation::lead(const std::string& response, const SaidBy& from, const SaidBy& to,
                          std::vector<Event>& events) const {
  for (const auto& [coder, said] : from) {
    const auto target = said_by(to, coder);
    const std::string who(study_.member_ids.id(coder));
    for (const auto& [theme, revision] : said.themes)
      if (target.themes.count(theme) == 0)
        events.push_back(ThemeWithdrawn{question_, response, who, id_of(theme)});
    if (said.finished && !target.finished)
      events.push_back(CodingReopened{question_, response, who});
  }
  for (const auto& [coder, target] : to) {
    const auto said = said_by(from, coder);
    const std::string who(study_.member_ids.id(coder));
    for (const auto& [theme, revision] : target.themes) {
      const auto was = said.themes.find(theme);
      if (was == said.themes.end() || was->second != revision)
        events.push_back(ThemeAssigned{question_, response, who, id_of(theme), revision});
    }
    if (target.finished && !said.finished)
      events.push_back(CodingFinished{question_, response, who});
  }
}

Failure would_change(const Segment& coded) {
  return not_now("Response " + quoted(coded.response) + " has been coded, and would change.",
                 "codings",
                 "Say what becomes of its codings: \"codings\": \"keep\", \"copy\" or "
                 "\"withdraw\".");
}

}  // namespace verbatim::coding
