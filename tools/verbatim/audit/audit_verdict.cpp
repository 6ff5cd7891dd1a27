#include "verbatim/audit/audit_verdict.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/beside.hpp"
#include "verbatim/audit/audit_log.hpp"
#include "verbatim/output/figure_sheet.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {

using audit::Checkpoint;
using eventlog::Position;

std::vector<Checkpoint> believed(const std::string& origin,
                                 const std::optional<audit::VerifierKey>& key,
                                 std::vector<KeptCheckpoint>& kept,
                                 std::vector<Finding>& findings) {
  std::vector<Checkpoint> checkpoints;
  for (auto& one : kept) {
    const auto note = audit::parse_note(one.note);
    const auto claimed =
        note ? audit::parse_checkpoint(note->text) : Result<Checkpoint>(note.error());
    if (!claimed) {
      if (!std::exchange(one.used, true))
        findings.push_back({0, 0, one.name + ": " + claimed.error().detail});
      continue;
    }
    if (claimed->origin != origin) continue;
    one.used = true;
    if (!key) {
      findings.push_back({0, 0, one.name + ": no key is named that it could be verified with."});
      continue;
    }
    if (auto opened = audit::open_checkpoint(one.note, *key, origin); !opened)
      findings.push_back({0, 0, one.name + ": " + opened.error().detail});
    else
      checkpoints.push_back(std::move(*opened));
  }
  std::sort(checkpoints.begin(), checkpoints.end(),
            [](const Checkpoint& a, const Checkpoint& b) { return a.size < b.size; });
  return checkpoints;
}

std::string signed_origin(const KeptCheckpoint& kept, const audit::VerifierKey& key) {
  const auto note = audit::parse_note(kept.note);
  if (!note || !audit::is_signed_by(*note, key)) return {};
  auto checkpoint = audit::parse_checkpoint(note->text);
  return checkpoint ? std::move(checkpoint->origin) : std::string();
}

void compare_checkpoints(const std::vector<Checkpoint>& checkpoints, const Examination& examination,
                         std::vector<Finding>& findings) {
  Position holds = 0;
  for (const auto& checkpoint : checkpoints) {
    if (checkpoint.size > examination.edge.size()) {
      findings.push_back(
          {examination.edge.size() + 1, checkpoint.size,
           fmt::format("The record has {}; at the checkpoint of position {} it had more.",
                       counted(examination.edge.size(), "event"), checkpoint.size)});
      return;
    }
    const auto found =
        checkpoint.size == 0 ? examination.roots.end() : examination.roots.find(checkpoint.size);
    const auto root = found == examination.roots.end() ? merkle::empty_root() : found->second;
    if (root != checkpoint.root) {
      findings.push_back({holds + 1, checkpoint.size,
                          fmt::format("They are not those of the checkpoint of position {}: the "
                                      "record was rewritten.",
                                      checkpoint.size)});
      return;
    }
    holds = checkpoint.size;
  }
}

std::uint64_t compare_figures(const projections::StudyView& view, std::vector<Finding>& findings) {
  auto counting = beside([&] { return recounted_figures(view.study()); });
  const auto projected = projected_figures(view);
  const auto recounted = counting.get();
  if (auto difference = first_difference(projected, recounted, view.study()))
    findings.push_back({view.position(), view.position(), std::move(*difference)});
  return recounted.size();
}

AuditVerdict verify_study(const eventlog::EventLog& log, const std::string& study,
                          const std::optional<audit::VerifierKey>& key,
                          std::vector<KeptCheckpoint>& kept,
                          const std::function<void(std::uint64_t)>& progress) {
  AuditVerdict verdict;
  verdict.study = study;
  verdict.origin = audit::origin_of(audit::key_name_of(log.store_id()), study);
  const auto checkpoints = believed(verdict.origin, key, kept, verdict.findings);
  std::vector<Position> sizes;
  for (const auto& checkpoint : checkpoints) sizes.push_back(checkpoint.size);

  const auto kept_edge = log.tree_edge(study);  // before the events: it may grow meanwhile
  LogSource source(log, study);
  auto examination = examine(source, sizes, progress);
  verdict.events = examination.events;
  verdict.seconds = examination.seconds;
  verdict.root = examination.edge.root();
  verdict.checkpoints = checkpoints.size();
  for (auto& finding : examination.findings) verdict.findings.push_back(std::move(finding));
  if (!kept_edge)
    verdict.findings.push_back({0, 0, kept_edge.error().detail});
  else
    for (auto& finding : differences(examination.edge, *kept_edge,
                                     "The root that is kept over these events is not theirs."))
      verdict.findings.push_back(std::move(finding));
  compare_checkpoints(checkpoints, examination, verdict.findings);
  if (examination.view) verdict.figures = compare_figures(*examination.view, verdict.findings);
  return verdict;
}

}  // namespace verbatim::tool
