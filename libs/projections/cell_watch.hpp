#pragma once

#include <map>
#include <optional>

#include "projections/evidence.hpp"

namespace verbatim::projections {

// One figure, kept up while a study is played: so that one can say which events moved it.
//
// It depends on the study alone: after every event, units() is what count() gives for the cell.
// An event about one comment costs what was said of that comment; one that changes how assignments
// are counted (a merge, a move, a scope, the policy) costs what was said of the question.
class CellWatch {
 public:
  // `study` must outlive it. The cell and the question may not be there yet.
  CellWatch(const coding::Study& study, coding::QuestionIndex question, const Cell& cell);

  // To be called after each event that was applied to the study.
  void applied(const coding::Event& event);

  const Units& units() const { return units_; }

 private:
  void count_all();
  void refresh(coding::CommentIndex comment);

  const coding::Study& study_;
  const coding::QuestionIndex question_;
  const Cell cell_;
  std::optional<CellReader> reader_;
  // What each comment has in the cell; comments with nothing are left out.
  struct Part {
    std::uint32_t responses = 0, assignments = 0;
  };
  std::map<coding::CommentIndex, Part> parts_;
  std::map<coding::RespondentIndex, std::uint32_t> comments_of_;  // those in parts_
  Units units_;
};

}  // namespace verbatim::projections
