#include "verbatim/audit/audit_examine.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "coding/decide.hpp"
#include "merkle/tree.hpp"
#include "verbatim/audit/event_pipe.hpp"
#include "verbatim/audit/replay_verify.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

using eventlog::Position;
using Clock = std::chrono::steady_clock;

// What the events say, one after the other, up to the first that cannot be.
class StateCheck {
 public:
  explicit StateCheck(RecordSource& source) : source_(source) {}

  std::optional<std::string> next(EventPipe::Event& event) {
    const auto position = event.position;
    if (auto fault = form_.next(position, event.record, std::move(event.fault))) return fault;
    const auto& record = form_.record();
    if (record.commit_offset == 0)
      if (auto fault = begins(record)) return fault;
    if (auto evolved = coding::evolve(state_, record.event, position); !evolved)
      return "It does not follow from the events before it: " + evolved.error().detail;
    if (position == 1) opened_at_ = record.time;
    return form_.commit_is_whole() ? source_.commit(record) : std::nullopt;
  }
  std::optional<std::string> end() const { return form_.end(); }

  projections::StudyView view() && { return {std::move(state_), opened_at_, form_.record().time}; }

 private:
  std::optional<std::string> begins(const record::Record& record) {
    begins_.resize(record.position + 1);
    begins_[record.position] = true;
    for (const auto& condition : record.conditions)
      if (auto holds = coding::check(state_, condition); !holds)
        return "A condition of its commit did not hold: " + holds.error().detail;
    if (record.undoes != 0 && (record.undoes >= record.position || !begins_[record.undoes]))
      return fmt::format("It takes back the commit at {}, but no commit begins there.",
                         record.undoes);
    return std::nullopt;
  }

  RecordSource& source_;
  FormCheck form_;
  coding::Study state_;
  std::vector<bool> begins_;  // by position: whether a commit begins there
  Micros opened_at_ = 0;
};

}  // namespace

void Findings::add(Finding finding) {
  if (list_.size() == kMax) {
    ++more_;
    return;
  }
  list_.push_back(std::move(finding));
}

std::vector<Finding> Findings::take() {
  std::stable_sort(list_.begin(), list_.end(),
                   [](const Finding& a, const Finding& b) { return a.first < b.first; });
  if (more_ > 0) list_.push_back({0, 0, fmt::format("There are {} findings more.", more_)});
  return std::move(list_);
}

Examination examine(RecordSource& source, const std::vector<Position>& sizes,
                    const std::function<void(std::uint64_t)>& progress) {
  const auto begin = Clock::now();
  Examination result;
  Findings of_hashes, of_events;

  // Reading and hashing keep one core busy, what follows from what the other; each event by itself
  // is looked at by whichever has time.
  EventPipe pipe([&](const EventPipe::Give& give) {
    return source.read([&](Position position, std::string_view bytes, std::string_view words) {
      const auto leaf = merkle::leaf_hash(bytes);
      source.leaf(position, leaf, of_hashes);
      const auto index = result.edge.size();
      result.edge.append(leaf, [&](unsigned level, const merkle::Hash& root) {
        if (level % merkle::kTileHeight == 0)
          source.subtree(level / merkle::kTileHeight, index >> level, root, of_hashes);
      });
      if (std::find(sizes.begin(), sizes.end(), index + 1) != sizes.end())
        result.roots[index + 1] = result.edge.root();
      return give(position, bytes, words);
    });
  });

  StateCheck check(source);
  bool stands = true;
  for (auto batch = pipe.next(); !batch.empty(); batch = pipe.next()) {
    for (auto& event : batch) {
      const auto position = event.position;
      ++result.events;
      if (!stands) continue;
      if (auto reason = check.next(event)) {
        of_events.add({position, position, std::move(*reason)});
        stands = false;
      } else if (!event.words_hold) {
        of_events.add({position, position, "What is said of it in words is not what it says."});
      }
    }
    if (progress) progress(result.events);
  }
  if (!pipe.outcome()) {
    of_events.add({result.events + 1, result.events + 1, pipe.outcome().error().detail});
    stands = false;
  } else if (result.events != source.size()) {
    const bool more = result.events > source.size();
    of_events.add({std::min(result.events, source.size()) + 1,
                   std::max(result.events, source.size()),
                   more ? fmt::format("There are {} events, but there should be {}.", result.events,
                                      source.size())
                        : fmt::format("The record ends at {}, but should go on to {}.",
                                      result.events, source.size())});
    stands = false;
  }
  if (stands) {
    if (auto reason = check.end()) {
      of_events.add({result.events, result.events, std::move(*reason)});
      stands = false;
    }
  }
  result.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  if (stands && result.events > 0) result.view = std::move(check).view();
  Findings all;
  for (auto* some : {&of_hashes, &of_events})
    for (auto& finding : some->take()) all.add(std::move(finding));
  result.findings = all.take();
  return result;
}

std::vector<Finding> differences(const merkle::CompactRange& found,
                                 const merkle::CompactRange& kept, const std::string& reason) {
  std::vector<Finding> findings;
  if (found.size() != kept.size())
    return {{std::min(found.size(), kept.size()) + 1, std::max(found.size(), kept.size()),
             fmt::format("The log has {}, and the hashes kept with it are of {}.",
                         counted(found.size(), "event"), kept.size())}};
  Position begin = 0;
  std::size_t i = 0;
  for (auto left = found.size(); left != 0; ++i) {
    const auto width = std::bit_floor(left);
    if (found.hashes()[i] != kept.hashes()[i])
      findings.push_back({begin + 1, begin + width, reason});
    begin += width;
    left -= width;
  }
  return findings;
}

}  // namespace verbatim::tool
