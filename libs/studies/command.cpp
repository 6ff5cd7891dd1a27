#include "studies/command.hpp"

#include <algorithm>
#include <utility>

#include "coding/blindness.hpp"
#include "coding/decide.hpp"
#include "coding/owners.hpp"

namespace verbatim::studies {
namespace {

// The events of one request, applied as they are decided, taken back together if a later command
// is refused.
class Attempt {
 public:
  Attempt(projections::StudyView& view, const Actor& actor, Micros time)
      : view_(view), actor_(actor), time_(std::max(time, view.last_event_at())) {}
  ~Attempt() {
    for (; !applied_.empty(); applied_.pop_back()) view_.take_back(std::move(applied_.back()));
  }
  Attempt(const Attempt&) = delete;
  Attempt& operator=(const Attempt&) = delete;

  Result<void> add(const coding::Command& command) {
    auto decision = coding::decide(view_.study(), command);
    if (!decision) return std::move(decision).error();
    // Room first, so that nothing applied is forgotten; doubled, as push_back() would.
    if (const auto wanted = applied_.size() + decision->size(); wanted > applied_.capacity())
      applied_.reserve(std::max(wanted, 2 * applied_.capacity()));
    for (auto& event : *decision) {
      if (actor_.role != coding::Role::kOwner && coding::concerns_an_owner(view_.study(), event))
        return Failure{Fault::kForbidden, "Owners are made, changed and removed by owners alone.",
                       "", "Ask an owner of the study."};
      auto applied = view_.try_apply(std::move(event), time_);
      if (!applied) return std::move(applied).error();
      applied_.push_back(std::move(*applied));
    }
    return {};
  }

  std::size_t events() const { return applied_.size(); }

  // What was applied, as it will be stored. `asked`: the number of the first event of what was
  // asked for, which is what the reason is about.
  std::vector<record::Record> records(const Request& request, const std::string& reason,
                                      std::size_t asked) const {
    std::vector<record::Record> records(applied_.size());
    auto position = view_.position() - applied_.size();
    for (std::size_t i = 0; i < applied_.size(); ++i) {
      auto& record = records[i];
      record.position = ++position;
      record.time = time_;
      record.actor = request.actor.name;
      if (request.command) record.command = request.command->id;
      record.commit_offset = static_cast<std::uint32_t>(i);
      record.commit_count = static_cast<std::uint32_t>(applied_.size());
      record.event = applied_[i].event;
    }
    if (records.empty()) return records;
    records.front().conditions = request.conditions;
    records.front().undoes = request.undoes;
    records[std::min(asked, records.size() - 1)].reason = reason;
    records.front().client = request.client;
    return records;
  }

  void keep() { applied_.clear(); }

 private:
  projections::StudyView& view_;
  const Actor& actor_;
  const Micros time_;
  std::vector<projections::StudyView::Applied> applied_;
};

// A study that is not there may only be met by a request that opens it first.
bool opens(const Request& request) {
  return !request.plan && !request.commands.empty() &&
         std::holds_alternative<coding::OpenStudy>(request.commands.front());
}

// An owner comes back by writing; whoever runs the server is locked out of nothing.
bool was_removed(const coding::Study& study, const Actor& actor) {
  if (actor.role == coding::Role::kOwner) return false;
  const auto known = study.member_ids.find_ever(actor.name);
  return known && study.member_ids.is_gone(*known);
}

bool adds(const coding::Command& command, const std::string& member) {
  const auto* add = std::get_if<coding::AddMember>(&command);
  return add != nullptr && add->member == member;
}

}  // namespace

Result<std::vector<record::Record>> carry_out(projections::StudyView& view, const Request& request,
                                              Micros time, const Accept& accept) {
  if (view.position() == 0 && !opens(request))
    return Failure{Fault::kUnknownStudy, "There is no study '" + request.study + "'.", "study",
                   "Open it first: POST /v1/studies."};
  const auto viewpoint = coding::viewpoint_of(view.study(), request.actor.name);
  for (std::size_t i = 0; i < request.conditions.size(); ++i) {
    auto holds = coding::check(view.study(), viewpoint, request.conditions[i]);
    if (holds) continue;
    auto failure = std::move(holds).error();
    failure.field =
        "/conditions/" + std::to_string(i) + (failure.field.empty() ? "" : "/" + failure.field);
    return failure;
  }

  CommandSource planned;
  if (request.plan) {
    auto plan = request.plan(view.study());
    if (!plan) return std::move(plan).error();
    planned = std::move(*plan);
  }
  const auto size = request.plan ? planned.size : request.commands.size();

  Attempt attempt(view, request.actor, time);
  if (was_removed(view.study(), request.actor))
    return Failure{
        Fault::kForbidden,
        "'" + request.actor.name + "' was removed from this study and changes it no more.", "",
        "Whoever manages the study may add them again (add_member)."};
  bool met = false;  // whoever was a member and removes themselves does not join anew
  const auto enrol = [&]() -> Result<std::size_t> {
    if (met || view.position() == 0) return std::size_t{0};
    met = true;
    if (view.study().member_ids.find(request.actor.name)) return std::size_t{0};
    if (auto added = attempt.add(coding::AddMember{request.actor.name, request.actor.role, true});
        !added)
      return std::move(added).error();
    return std::size_t{1};
  };

  std::size_t enrolled = 0, asked = 0;
  for (std::size_t i = 0; i <= size; ++i) {
    std::optional<coding::Command> made;
    const coding::Command* command = nullptr;
    if (i < size) command = request.plan ? &made.emplace(planned.at(i)) : &request.commands[i];
    const bool joins_by_itself = command != nullptr && adds(*command, request.actor.name);
    if (!joins_by_itself) {
      auto joined = enrol();
      if (!joined) return std::move(joined).error();
      enrolled += *joined;
      if (*joined == attempt.events()) asked = *joined;
    }
    if (command == nullptr) break;
    if (auto may = coding::may_give(view.study(), viewpoint, *command); !may)
      return request.locate ? request.locate(std::move(may).error(), i) : std::move(may).error();
    if (auto added = attempt.add(*command); !added)
      return request.locate ? request.locate(std::move(added).error(), i)
                            : std::move(added).error();
    if (joins_by_itself) enrolled = 0;  // it was asked for, and so is reason enough
  }
  // Enrolling alone is no reason to write: the attempt is taken back.
  const bool nothing = attempt.events() == enrolled;
  auto records =
      nothing ? std::vector<record::Record>{}
              : attempt.records(request, planned.reason.empty() ? request.reason : planned.reason,
                                asked);
  if (request.on_decided) request.on_decided(view, records);
  if (nothing || request.dry_run) return std::vector<record::Record>{};
  if (accept) accept(records);
  attempt.keep();
  return records;
}

}  // namespace verbatim::studies
