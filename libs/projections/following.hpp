#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "projections/study_view.hpp"

namespace verbatim::projections {

// Brings a view through many events of the log, with the figures kept up once for all of them: what
// several events say of one response is counted as one change. The state is that after each event
// at any time, the figures are so after catch_up() alone.
//
//   Following following(view);
//   for (...) if (auto followed = following.follow(event, time); !followed) break;
//   following.catch_up();
class Following {
 public:
  // `view` must outlive this, and nobody else changes it or looks at its figures meanwhile.
  explicit Following(StudyView& view) : view_(view) {}

  // As StudyView::follow(): where an event is refused, nothing changes.
  Result<void> follow(const coding::Event& event, Micros time);
  // Brings the figures to where the state is. Also to be called after an event that was refused.
  void catch_up();
  // The two halves of it, which have nothing of each other's: two threads may run them at once.
  void catch_up_counts();
  void catch_up_agreement();
  // How many changes wait for catch_up().
  std::size_t waiting() const { return said_.size(); }

 private:
  // Once so many changes wait, they are counted: they take 8 bytes each.
  static constexpr std::size_t kWaitingMost = 1u << 16;

  void take_out(coding::ResponseIndex response);

  StudyView& view_;
  // By comment, the response of it that is not in the tallies at the moment: one at most, since
  // how a response counts depends on the others of its comment being in.
  boost::unordered_flat_map<coding::CommentIndex, coding::ResponseIndex> out_;
  std::vector<coding::CommentIndex> comments_;  // those of out_, as they came
  // Whose word on which response changed; perhaps several times.
  std::vector<std::pair<coding::ResponseIndex, coding::MemberIndex>> said_;
};

}  // namespace verbatim::projections
