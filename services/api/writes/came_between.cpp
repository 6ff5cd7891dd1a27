#include "api/writes/came_between.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "api/forms/event_json.hpp"
#include "api/problems.hpp"
#include "api/reads/commit_heads.hpp"
#include "record/record.hpp"

namespace verbatim::api {
namespace {

using eventlog::Position;
using nlohmann::ordered_json;

constexpr std::size_t kBetweenMax = 1000;
constexpr std::size_t kShownMax = 100;        // of one write
constexpr std::size_t kShownOfAllMax = 1000;  // a list of many is one answer

// What an event changes, to be found among what was seen.
using ChangedThing =
    std::tuple<BasedOn::What, std::string_view, std::string_view, std::string_view>;

ChangedThing as_changed(const BasedOn& seen) {
  return {seen.what, seen.question, seen.place, seen.coder};
}

// Places in rounds bear a response and a coder too, and change nothing of what is said.
std::optional<ChangedThing> thing_changed_by(const coding::Event& event) {
  return std::visit(
      []<class E>(const E& e) -> std::optional<ChangedThing> {
        if constexpr (std::is_same_v<E, coding::LayerSet>)
          return ChangedThing{BasedOn::What::kLayer, e.question, e.comment, e.coder};
        else if constexpr (std::is_same_v<E, coding::CommentSegmented>)
          return ChangedThing{BasedOn::What::kSplit, e.question, e.comment, ""};
        else if constexpr (
            requires { e.question, e.response, e.coder; } && !requires { e.round; })
          return ChangedThing{BasedOn::What::kCoding, e.question, e.response, e.coder};
        else
          return std::nullopt;
      },
      event);
}

// What was told of one refused write so far.
struct Between {
  std::vector<std::uint64_t> positions;
  ordered_json events = ordered_json::array();

  bool takes(const Stale& of, Position position) const {
    const auto last = of.failure.position;  // 0: it is as if it had never begun
    return position > of.seen.at && (last == 0 || position <= last) &&
           positions.size() < kBetweenMax;
  }
};

class Collecting {
 public:
  Collecting(const std::vector<Stale>& stale, CommitHeads heads)
      : stale_(stale), heads_(std::move(heads)), between_(stale.size()) {
    for (std::size_t i = 0; i < stale.size(); ++i) {
      by_changed_[as_changed(stale[i].seen)].push_back(i);
      first_ = i == 0 ? stale[i].seen.at : std::min(first_, stale[i].seen.at);
      const auto last = stale[i].failure.position;
      last_ = last == 0 || last_ == 0 ? 0 : std::max(last_, last);
    }
  }

  Position first() const { return first_; }
  bool is_over(Position position) const { return last_ != 0 && position > last_; }

  Result<void> add(record::Record& record) {
    const auto changed = thing_changed_by(record.event);
    const auto found = changed ? by_changed_.find(*changed) : by_changed_.end();
    if (found == by_changed_.end()) return {};
    std::optional<ordered_json> json;  // made once, for all that it concerns
    for (const auto i : found->second) {
      auto& between = between_[i];
      if (!between.takes(stale_[i], record.position)) continue;
      between.positions.push_back(record.position);
      if (between.events.size() == kShownMax || shown_ == kShownOfAllMax) continue;
      if (!json) {
        if (auto headed = heads_.leave_out(record); !headed) return headed;
        json = ordered_json::parse(event_json(record));
      }
      between.events.push_back(*json);
      ++shown_;
    }
    return {};
  }

  std::vector<ordered_json> problems(unsigned status) {
    std::vector<ordered_json> documents;
    for (std::size_t i = 0; i < stale_.size(); ++i) {
      auto failure = stale_[i].failure;
      failure.between = std::move(between_[i].positions);
      documents.push_back(problem_json(failure, status));
      documents.back()["events"] = std::move(between_[i].events);
    }
    return documents;
  }

 private:
  const std::vector<Stale>& stale_;
  CommitHeads heads_;
  std::vector<Between> between_;
  std::map<ChangedThing, std::vector<std::size_t>> by_changed_;
  Position first_ = 0, last_ = 1;
  std::size_t shown_ = 0;
};

}  // namespace

BasedOn based_on(const coding::Condition& condition) {
  return {condition.of_layer ? BasedOn::What::kLayer : BasedOn::What::kCoding, condition.question,
          condition.response, condition.coder, condition.revision};
}

std::optional<BasedOn> based_on(const coding::Command& command, Position at) {
  return std::visit(
      [&]<class C>(const C& c) -> std::optional<BasedOn> {
        if constexpr (std::is_same_v<C, coding::SetLayer>)
          return BasedOn{BasedOn::What::kLayer, c.question, c.comment, c.coder, at};
        else if constexpr (std::is_same_v<C, coding::SegmentComment>)
          return BasedOn{BasedOn::What::kSplit, c.question, c.comment, "", at};
        else if constexpr (
            requires { c.question, c.response, c.coder; } && !requires { c.round; })
          return BasedOn{BasedOn::What::kCoding, c.question, c.response, c.coder, at};
        else
          return std::nullopt;
      },
      command);
}

Result<std::vector<ordered_json>> stale_problems(const eventlog::EventLog& log,
                                                 const std::string& study,
                                                 const std::vector<Stale>& stale,
                                                 const Shown& shown, unsigned status,
                                                 const IsOwn& is_own) {
  Collecting collecting(stale, CommitHeads(log, study, shown));
  record::Record record;
  Result<void> added;
  const auto visit = [&](Position position, std::string_view bytes) {
    if (collecting.is_over(position)) return false;
    if (!record::decode(bytes, record) || !shown(record) || (is_own && is_own(record))) return true;
    added = collecting.add(record);
    return added.has_value();
  };
  if (auto read = log.read(study, collecting.first(), visit); !read) return std::move(read).error();
  if (!added) return std::move(added).error();
  return collecting.problems(status);
}

}  // namespace verbatim::api
