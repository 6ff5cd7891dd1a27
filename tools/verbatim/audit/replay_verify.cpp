#include "verbatim/audit/replay_verify.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "projections/study_view.hpp"
#include "snapshot/view_form.hpp"
#include "studies/replay.hpp"
#include "studies/study_source.hpp"
#include "verbatim/audit/audit_log.hpp"
#include "verbatim/output/figure_sheet.hpp"

namespace verbatim::tool {
namespace {

using eventlog::Position;
using projections::StudyView;
using Clock = std::chrono::steady_clock;

// Reads (after, end] and calls visit(position, bytes) for each until it answers a reason.
template <class Visit>
std::optional<Flaw> each_event(const eventlog::EventLog& log, const std::string& study,
                               Position after, Position end, Visit visit) {
  std::optional<Flaw> flaw;
  Position seen = after;
  const auto read = log.read(study, after, [&](Position position, std::string_view bytes) {
    if (position > end) return false;
    if (auto reason = visit(position, bytes)) flaw = Flaw{position, std::move(*reason)};
    seen = position;
    return !flaw;
  });
  if (!flaw && !read) flaw = Flaw{seen + 1, read.error().detail};
  if (!flaw && seen != end)
    flaw = Flaw{seen + 1, fmt::format("The log ends here, but should go on to {}.", end)};
  return flaw;
}

// The whole log once, looking at everything on the way, up to the state it leads to.
std::optional<Flaw> examine(const eventlog::EventLog& log, const std::string& study, Position end,
                            const VerifyProgress& progress, coding::Study& state) {
  constexpr std::uint64_t kTellEvery = 8192;
  FormCheck form;
  record::Record record;
  auto flaw = each_event(log, study, 0, end, [&](Position position, std::string_view bytes) {
    auto fault = form.next(position, record, form_fault(position, bytes, record));
    if (fault) return fault;
    if (form.commit_is_whole()) fault = receipt_fault(log, study, form.record());
    if (fault) return fault;
    if (auto evolved = coding::evolve(state, form.record().event, position); !evolved)
      fault = std::move(evolved).error().detail;
    if (progress && (position % kTellEvery == 0 || position == end)) progress(position);
    return fault;
  });
  if (!flaw)
    if (auto reason = form.end()) flaw = Flaw{end, std::move(*reason)};
  return flaw;
}

// An earlier moment, rebuilt, and the events since one by one, as a live server takes them.
Result<StudyView> replay_with_cut(const eventlog::EventLog& log, const std::string& study,
                                  Position end) {
  const auto middle = end / 2;
  auto view = studies::replay(log, study, middle);
  if (!view) return view;
  record::Record record;
  const auto flaw = each_event(log, study, middle, end,
                               [&](Position, std::string_view bytes) -> std::optional<std::string> {
                                 if (auto decoded = record::decode(bytes, record); !decoded)
                                   return decoded.error().detail;
                                 const auto applied = view->try_apply(record.event, record.time);
                                 if (!applied) return applied.error().detail;
                                 return std::nullopt;
                               });
  if (flaw) return Failure{Fault::kCorruptStore, flaw->reason};
  return view;
}

std::optional<std::string> compare(const StudyView& view, const FigureSheet& recounted) {
  return first_difference(projected_figures(view), recounted, view.study());
}

// Rebuilds from the first event, timed, and compares.
std::optional<std::string> compare_rebuilds(const eventlog::EventLog& log, const std::string& study,
                                            Position end, const FigureSheet& recounted,
                                            double& seconds) {
  const auto begin = Clock::now();
  const auto whole = studies::replay(log, study, end);
  seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  if (!whole) return whole.error().detail;
  if (auto difference = compare(*whole, recounted)) return difference;
  const auto cut = replay_with_cut(log, study, end);
  if (!cut) return cut.error().detail;
  return compare(*cut, recounted);
}

// Each snapshot against one view that goes along the log.
std::optional<Flaw> compare_snapshots(const eventlog::EventLog& log, const std::string& study,
                                      Position end, const std::string& folder,
                                      std::uint64_t& compared) {
  if (folder.empty()) return std::nullopt;
  const studies::StudySource source(log, folder, 1);
  StudyView along;
  for (const auto position : source.snapshots(study)) {
    if (position > end) break;
    const auto kept = source.snapshot(study, position);
    if (!kept) continue;
    if (auto followed = studies::follow(log, study, along, position); !followed)
      return Flaw{along.position() + 1, followed.error().detail};
    ++compared;
    const auto differences = snapshot::differences(*kept, along);
    if (differences.empty()) continue;
    std::string parts;
    for (const auto& part : differences) parts += (parts.empty() ? "" : ", ") + part;
    return Flaw{position, "The snapshot at this position is not what the log says, in: " + parts +
                              ". Delete the folder snapshots: it is made again."};
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> form_fault(Position position, std::string_view bytes,
                                      record::Record& record) {
  if (auto decoded = record::decode(bytes, record); !decoded) return decoded.error().detail;
  if (record.position != position)
    return fmt::format("The event stored here says it is event {}.", record.position);
  if (record::encode(record) != bytes)
    return "The event's bytes are not what writing it again gives.";
  return std::nullopt;
}

namespace {

// What is behind it is not known yet: what is missing here may stand further on.
std::string out_of_order(Position before, Position now) {
  if (now == before) return fmt::format("Event {} stands here a second time.", now);
  if (now < before)
    return fmt::format("Event {} stands behind event {}, and so not in its place.", now, before);
  const auto between =
      now == before + 2 ? fmt::format("event {} is missing here, or not in its place", before + 1)
                        : fmt::format("events {} to {} are missing here, or not in their places",
                                      before + 1, now - 1);
  return fmt::format("Event {} follows on event {}: {}.", now, before, between);
}

}  // namespace

std::optional<std::string> FormCheck::next(Position position, record::Record& record,
                                           std::optional<std::string> fault) {
  std::swap(now_, before_);
  std::swap(now_, record);
  if (position != position_ + 1) return out_of_order(position_, position);
  if (fault) return fault;
  if (position > 1 && now_.time < before_.time)
    return fmt::format("Its time, {}, is before that of the event before it, {}.",
                       to_rfc3339(now_.time), to_rfc3339(before_.time));
  position_ = position;
  return commit_fault();
}

std::optional<std::string> FormCheck::commit_fault() const {
  if (now_.commit_offset >= now_.commit_count)
    return fmt::format("It is event {} of a commit of {}.", now_.commit_offset + 1,
                       now_.commit_count);
  const bool begins = position_ == 1 || before_.commit_offset + 1 == before_.commit_count;
  if (begins) {
    if (now_.commit_offset == 0) return std::nullopt;
    return "It begins in the middle of a commit.";
  }
  if (now_.commit_offset != before_.commit_offset + 1 || now_.commit_count != before_.commit_count)
    return "The commit of the event before it is not whole.";
  if (now_.time != before_.time || now_.actor != before_.actor || now_.command != before_.command)
    return "The events of its commit are not of one time, actor and command.";
  return std::nullopt;
}

std::optional<std::string> FormCheck::end() const {
  if (position_ == 0 || commit_is_whole()) return std::nullopt;
  return "The log ends within a commit.";
}

Verdict verify(const eventlog::EventLog& log, const std::string& study,
               const VerifyProgress& progress, const std::string& snapshots) {
  Verdict verdict;
  verdict.study = study;
  verdict.events = log.last_position(study);
  FigureSheet recounted;
  {
    coding::Study state;  // gone before the rebuilds take as much memory again
    verdict.flaw = examine(log, study, verdict.events, progress, state);
    if (verdict.flaw) return verdict;
    recounted = recounted_figures(state);
  }
  verdict.figures = recounted.size();
  if (auto difference =
          compare_rebuilds(log, study, verdict.events, recounted, verdict.rebuild_seconds))
    verdict.flaw = Flaw{verdict.events, std::move(*difference)};
  if (!verdict.flaw)
    verdict.flaw = compare_snapshots(log, study, verdict.events, snapshots, verdict.snapshots);
  return verdict;
}

}  // namespace verbatim::tool
