#include "api/reads/evidence_events.hpp"

#include <algorithm>
#include <utility>

namespace verbatim::api {
namespace {

using eventlog::Position;

// Ids do not hold this byte.
void join(std::string& key, std::initializer_list<std::string_view> ids) {
  key.clear();
  for (const auto id : ids) key.append(id) += '\0';
}

// Looks for the last event of each key up to the page's position: that one made it so.
class Search {
 public:
  explicit Search(EvidencePage& page) : page_(page) {
    first_ = page.position;
    for (auto& row : page.rows)
      for (auto& response : row.responses) want(response);
  }

  // Nothing that is looked for stands before this position.
  Position first() const { return first_; }

  void look_at(const record::Record& record) {
    if (const auto* assigned = std::get_if<coding::ThemeAssigned>(&record.event)) {
      if (assigned->question != page_.question) return;
      join(key_, {assigned->response, assigned->coder, assigned->theme});
    } else if (const auto* settled = std::get_if<coding::ResponseSettled>(&record.event)) {
      if (settled->question != page_.question) return;
      join(key_, {settled->response});
    } else {
      return;
    }
    if (const auto found = wanted_.find(key_); found != wanted_.end())
      found->second = record.position;
  }

  // Where each was found; 0: nowhere.
  std::vector<Position> positions() const {
    std::vector<Position> positions;
    for (const auto& [key, position] : wanted_) positions.push_back(position);
    return positions;
  }

  void tell(const Decisions& events) {
    for (auto& row : page_.rows)
      for (auto& response : row.responses) {
        for (auto& assignment : response.assignments) {
          join(key_, {response.response, assignment.coder, assignment.theme});
          assignment.decided = events.at(wanted_.at(key_));
        }
        if (response.by != "adjudication") continue;
        join(key_, {response.response});
        response.adjudicated = events.at(wanted_.at(key_));
      }
  }

 private:
  void want(const NotedEvidence& response) {
    first_ = std::min(first_, response.comment_position);
    for (const auto& assignment : response.assignments) {
      join(key_, {response.response, assignment.coder, assignment.theme});
      wanted_[key_] = 0;
    }
    if (response.by != "adjudication") return;
    join(key_, {response.response});
    wanted_[key_] = 0;
  }

  EvidencePage& page_;
  Position first_ = 0;
  std::unordered_map<std::string, Position> wanted_;
  std::string key_;
};

}  // namespace

Result<DecidedBy> decided_by(const eventlog::EventLog& log, const std::string& study,
                             CommitHeads& heads, Position position) {
  const auto bytes = log.read_one(study, position);
  if (!bytes) return bytes.error();
  record::Record record;
  if (auto read = record::decode(*bytes, record); !read) return std::move(read).error();
  if (auto head = heads.complete(record); !head) return std::move(head).error();
  return DecidedBy{position,       record.time,   record.actor,
                   record.command, record.client, record.reason};
}

Result<Decisions> decided_by(const eventlog::EventLog& log, const std::string& study,
                             const Shown& shown, std::vector<Position> positions) {
  std::sort(positions.begin(), positions.end());
  positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
  Decisions events;
  CommitHeads heads(log, study, shown);
  for (const auto position : positions) {
    auto decided = decided_by(log, study, heads, position);
    if (!decided) return std::move(decided).error();
    events[position] = std::move(*decided);
  }
  return events;
}

Result<void> find_events(const eventlog::EventLog& log, const Shown& shown, EvidencePage& page) {
  Search search(page);
  record::Record record;
  Result<void> decoded;
  const auto visit = [&](Position position, std::string_view bytes) {
    if (position > page.position) return false;
    decoded = record::decode(bytes, record);
    if (decoded) search.look_at(record);
    return decoded.has_value();
  };
  if (page.rows.empty()) return {};
  if (auto read = log.read(page.study, search.first() - 1, visit); !read) return read;
  if (!decoded) return decoded;

  auto positions = search.positions();
  if (std::count(positions.begin(), positions.end(), Position{0}) > 0)
    return Failure{Fault::kCorruptStore, "What stands behind a figure of question '" +
                                             page.question + "' has no event in the log."};
  const auto events = decided_by(log, page.study, shown, std::move(positions));
  if (!events) return events.error();
  search.tell(*events);
  return {};
}

}  // namespace verbatim::api
