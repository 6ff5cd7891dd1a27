#pragma once

#include <cstdint>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "coding/study.hpp"
#include "projections/question_tally.hpp"

namespace verbatim::projections {

// One study at one position: its state and every figure over it. Built by apply() alone, live and
// in replay alike, so that the same events give the same view.
//
// Not thread-safe: its owner says who may look when.
class StudyView {
 public:
  // Applies the next event of the study. kCorruptStore where it does not follow from those before;
  // nothing changes then.
  Result<void> apply(const coding::Event& event, Micros time);

  // The same, for a commit that may still be given up: answers how to take it back.
  struct Applied {
    coding::Event event;
    coding::Undo undo;
    Micros last_event_at;  // before
  };
  Result<Applied> try_apply(const coding::Event& event, Micros time);
  // Takes back what was applied last.
  void take_back(Applied applied);

  const coding::Study& study() const { return study_; }
  std::uint64_t position() const { return study_.position; }
  const QuestionTally& tally(coding::QuestionIndex question) const { return tallies_[question]; }
  Micros opened_at() const { return opened_at_; }
  Micros last_event_at() const { return last_event_at_; }

 private:
  template <class Evolve>
  Result<void> bracket(const coding::Event& event, Evolve evolve);
  void count_in(const coding::Event& event);
  void count_out(const coding::Event& event);

  coding::Study study_;
  std::vector<QuestionTally> tallies_;  // by question
  Micros opened_at_ = 0, last_event_at_ = 0;
};

}  // namespace verbatim::projections
