#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "coding/study.hpp"
#include "projections/agreement_tally.hpp"
#include "projections/question_tally.hpp"

namespace verbatim::projections {

// One study at one position: its state and every figure over it.
//
// The figures depend on the state alone. They are kept up event by event where a study is live,
// and counted from the state where it was rebuilt from the log; tests hold the two together.
//
// Not thread-safe: its owner says who may look when.
class StudyView {
 public:
  StudyView() = default;
  // Counts every figure from scratch. `opened_at` and `last_event_at` are the times of the study's
  // first and last events.
  StudyView(coding::Study study, Micros opened_at, Micros last_event_at);

  // Applies the next event of the study and answers how to take it back, since it may belong to a
  // commit that is given up. kCorruptStore where it does not follow from those before; nothing
  // changes then.
  struct Applied {
    coding::Event event;
    coding::Undo undo;
    Micros last_event_at;  // before
  };
  Result<Applied> try_apply(coding::Event event, Micros time);
  // The same for an event of the log, which is never taken back: faster. Of many, Following is
  // faster still.
  Result<void> follow(const coding::Event& event, Micros time);
  // Takes back what was applied last.
  void take_back(Applied applied);

  const coding::Study& study() const { return study_; }
  std::uint64_t position() const { return study_.position; }
  const QuestionTally& tally(coding::QuestionIndex question) const { return tallies_[question]; }
  // About how much memory it takes, from how many things there are: cheap, and not exact.
  std::size_t memory_bytes() const;
  const AgreementTally& agreement(coding::QuestionIndex question) const {
    return agreements_[question];
  }
  Micros opened_at() const { return opened_at_; }
  Micros last_event_at() const { return last_event_at_; }

 private:
  friend struct ViewFields;  // a new field below is to be listed there
  friend class Following;

  template <class Evolve>
  Result<void> step(const coding::Event& event, Micros time, Evolve evolve);
  template <class Evolve>
  Result<void> bracket(const coding::Event& event, Evolve evolve);
  template <class Evolve>
  Result<void> bracket_merge(coding::ThemeIndex theme, Evolve evolve);
  void count_all();
  // A comment as it stands in the bases.
  struct Counted {
    coding::CommentIndex comment;
    coding::QuestionIndex question;
    coding::RespondentIndex respondent;
    std::size_t slot;
    std::uint16_t responses;
  };
  std::optional<Counted> comment_of(const coding::Event& event) const;
  bool counts_anew(const coding::Policy& before, const coding::Event& event) const;
  void recount(const std::optional<Counted>& before, const std::optional<Counted>& after);

  coding::Study study_;
  std::vector<QuestionTally> tallies_;      // by question
  std::vector<AgreementTally> agreements_;  // by question
  Micros opened_at_ = 0, last_event_at_ = 0;
};

}  // namespace verbatim::projections
