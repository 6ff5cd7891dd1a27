#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "projections/agreement_figures.hpp"
#include "projections/evidence.hpp"

namespace verbatim::projections {

// One figure, kept up while a study is played: so that one can say which events moved it.
//
// It depends on the study alone: after every event, units() is that of the figure's evidence, and
// so what the figure's own read has. An event about one comment costs what was said of that
// comment; one that changes how assignments are counted (a merge, a move, a scope, the policy) or
// who is asked (a round) costs what was said of the question.
class FigureWatch {
 public:
  // `study` must outlive it. The figure and the question may not be there yet.
  FigureWatch(const coding::Study& study, coding::QuestionIndex question, const Figure& figure);

  // To be called after each event that was applied to the study. Whether the figure is another one
  // than before.
  bool applied(const coding::Event& event);

  const Units& units() const { return units_; }
  // Of agreement: what the coefficients of its theme are computed from. Without a theme nobody
  // applies anything.
  ThemeCodings codings() const;

 private:
  struct Voice {  // what coders say of one response of agreement
    std::vector<coding::MemberIndex> coders;
    std::uint32_t applying = 0;
    bool first_applies = false;
    bool counts = false;
  };
  // What each comment has in the figure; comments with nothing are left out.
  struct Part {
    std::uint32_t responses = 0, assignments = 0;
    std::vector<Voice> voices;
  };
  // (codings, applying) -> responses.
  using Cells = std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t>;

  void count_all();
  void refresh(coding::CommentIndex comment);
  void take_out(coding::RespondentIndex respondent, const Part& part);
  void put_in(coding::RespondentIndex respondent, const Part& part);
  Voice voice_of(const EvidenceResponse& found) const;

  const coding::Study& study_;
  const coding::QuestionIndex question_;
  const Figure figure_;
  const std::optional<std::uint32_t> least_;  // of agreement: coders that a response needs to count
  std::optional<FigureReader> reader_;
  std::map<coding::CommentIndex, Part> parts_;
  std::map<coding::RespondentIndex, std::uint32_t> comments_of_;  // those that count
  Units units_;
  Cells cells_;
  std::uint64_t first_alone_ = 0;  // responses of two coders where the first alone applies it
  std::map<coding::MemberIndex, std::uint64_t> finished_by_;  // responses, counted or not
};

}  // namespace verbatim::projections
