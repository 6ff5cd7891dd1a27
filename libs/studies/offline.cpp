#include "studies/offline.hpp"

#include <set>
#include <utility>

#include "coding/refusals.hpp"

namespace verbatim::studies {

using eventlog::Position;

namespace {

// Where the coding or layer that a command changes, or how it splits a comment, was changed last;
// 0: never, or it changes none of these.
Position changed_at(const coding::Study& study, const coding::Command& command) {
  return std::visit(
      [&]<class C>(const C& c) -> Position {
        if constexpr (std::is_same_v<C, coding::SetLayer>) {
          const auto question = study.question_ids.find(c.question);
          const auto coder = study.member_ids.find(c.coder);
          if (!question || !coder) return 0;
          const auto comment =
              study.find_comment(static_cast<coding::QuestionIndex>(*question), c.comment);
          if (!comment) return 0;
          const auto* layer = study.layer_of(*comment, static_cast<coding::MemberIndex>(*coder));
          return layer == nullptr ? 0 : layer->changed_at;
        } else if constexpr (std::is_same_v<C, coding::SegmentComment>) {
          const auto question = study.question_ids.find(c.question);
          if (!question) return 0;
          const auto comment =
              study.find_comment(static_cast<coding::QuestionIndex>(*question), c.comment);
          return comment ? study.comments[*comment].segmented_at : 0;
        } else if constexpr (
            requires { c.question, c.response, c.coder; } && !requires { c.round; }) {
          // A place in a round names a response and a coder, too, and is no coding.
          const auto question = study.question_ids.find(c.question);
          const auto coder = study.member_ids.find(c.coder);
          if (!question || !coder) return 0;
          const auto response =
              study.find_response(static_cast<coding::QuestionIndex>(*question), c.response);
          if (!response) return 0;
          const auto* coding =
              study.responses[*response].codings.find(static_cast<coding::MemberIndex>(*coder));
          return coding == nullptr ? 0 : coding->changed_at;
        } else {
          return 0;
        }
      },
      command);
}

std::string what_of(const coding::Command& command) {
  if (std::holds_alternative<coding::SegmentComment>(command))
    return "The comment was split otherwise";
  return "The coding has changed";
}

// What the requests of one list share. All but `written_` is as it was made.
class List {
 public:
  List(const eventlog::EventLog& log, std::string study, std::string actor,
       std::vector<Queued> queue)
      : log_(log), study_(std::move(study)), actor_(std::move(actor)), queue_(std::move(queue)) {}

  std::size_t size() const { return queue_.size(); }
  const Queued& at(std::size_t i) const { return queue_[i]; }

  void note(const std::vector<record::Record>& records) {
    for (const auto& record : records) written_.insert(record.position);
  }

  // A coding may have changed since the client's copy only by what this client did itself.
  Result<void> still_stands(const coding::Study& study, const Queued& queued) const {
    // Of what is not there, nobody can say whether it has changed since.
    if (queued.base > study.position)
      return coding::ahead_of_the_study(queued.base, study.position);
    const auto changed = changed_at(study, queued.command);
    if (changed <= queued.base || written_.contains(changed)) return {};
    if (auto by_us = was_written_by_us(changed); !by_us || *by_us)
      return by_us ? Result<void>() : std::move(by_us).error();
    Failure stale{Fault::kStaleCondition,
                  what_of(queued.command) + " since position " + std::to_string(queued.base) +
                      ", at position " + std::to_string(changed) + ".",
                  "base", "Look at what changed, decide anew, and send it under a new id."};
    stale.position = changed;
    return stale;
  }

 private:
  // Whether the event there came from a command of this list, in an earlier attempt to send it. An
  // id alone does not tell: others may use the same.
  Result<bool> was_written_by_us(Position position) const {
    bool ours = false;
    record::Record record;
    const auto look = [&](Position at, std::string_view bytes) {
      if (at == position && record::decode(bytes, record) && record.actor == actor_)
        for (const auto& queued : queue_) ours = ours || queued.id == record.command;
      return false;
    };
    if (auto read = log_.read(study_, position - 1, look); !read) return std::move(read).error();
    return ours;
  }

  const eventlog::EventLog& log_;
  const std::string study_, actor_;
  const std::vector<Queued> queue_;
  std::set<Position> written_;  // by this list; the writer thread's own
};

}  // namespace

std::vector<Request> requests_of(const eventlog::EventLog& log, const std::string& study,
                                 const Actor& actor, const std::string& client,
                                 std::vector<Queued> list) {
  const auto shared = std::make_shared<List>(log, study, actor.name, std::move(list));
  std::vector<Request> requests(shared->size());
  for (std::size_t i = 0; i < requests.size(); ++i) {
    auto& request = requests[i];
    const auto& queued = shared->at(i);
    request.study = study;
    request.actor = actor;
    request.client = client;
    request.command = {queued.id, queued.fingerprint};
    request.plan = [shared, i](const coding::Study& now) -> Result<CommandSource> {
      if (auto stands = shared->still_stands(now, shared->at(i)); !stands)
        return std::move(stands).error();
      return CommandSource{1, [shared, i](std::size_t) { return shared->at(i).command; }};
    };
    request.on_decided = [shared](const projections::StudyView&,
                                  const std::vector<record::Record>& records) {
      shared->note(records);
    };
  }
  return requests;
}

}  // namespace verbatim::studies
