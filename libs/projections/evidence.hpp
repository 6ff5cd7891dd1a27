#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "projections/agreement_figures.hpp"
#include "projections/question_tally.hpp"

// Where a figure comes from: the responses that are counted in one cell, and what was said of them.
namespace verbatim::projections {

// One cell of a question's counts or, with `with`, of its connections.
struct Cell {
  coding::ThemeIndex theme = 0;
  std::optional<coding::ThemeIndex> with = {};  // a connection: both stand in the response
  Basis basis = Basis::kSettled;
  std::optional<coding::MemberIndex> coder =
      {};  // if set, this coder's standing assignments instead
  std::optional<coding::GroupIndex> group = {};  // only responses of this group (kNone16: of none)
  bool roll_up = false;                          // also where a theme below it does
};

// One assignment to a theme of the cell in a counted response.
struct EvidenceAssignment {
  coding::MemberIndex coder = 0;
  coding::ThemeIndex theme = 0;       // as it was assigned
  coding::ThemeIndex counted_as = 0;  // itself, or what it was merged into
  coding::Revision revision = 0;      // of the codebook, when the coder decided
  bool finished = false;              // the coder is finished with the response
  // It is one of the figure's assignments. Not so for a coder outside of the electorate, and for
  // the second of two themes that count as one.
  bool counted = false;

  bool operator==(const EvidenceAssignment&) const = default;
};

// One response that is counted in the cell.
struct EvidenceResponse {
  coding::ResponseIndex response = 0;
  std::vector<coding::ThemeIndex> themes;       // of the cell, that stand in it; sorted
  std::vector<EvidenceAssignment> assignments;  // to those themes, by coder and theme
  std::uint16_t electorate = 0;                 // coders whose say it was
  bool adjudicated = false;                     // it stands because somebody settled the response

  std::uint32_t counted_assignments() const;
};

// Reads the responses of a study for one cell. Valid while nothing of the codebook changes.
class CellReader {
 public:
  // Whatever the cell names and is not there (any more), counts for nothing: so it does while a
  // study is played from its beginning.
  CellReader(const coding::Study& study, coding::QuestionIndex question, Cell cell);

  // Nothing where the response does not count. Requires that it is one of the question's.
  std::optional<EvidenceResponse> read(coding::ResponseIndex response);

 private:
  bool is_wanted(coding::ThemeIndex theme) const;
  void read_team(EvidenceResponse& found);
  void read_coder(EvidenceResponse& found) const;
  void add_assignments(EvidenceResponse& found) const;

  const coding::Study& study_;
  const Cell cell_;
  bool has_row_ = false;
  std::vector<bool> wanted_;  // by theme
  Reading reading_;
};

// Every response that is counted in the cell, in the order they were added. Looks at every coding
// of the question. units_of() of it is what count() gives for the cell (a property test holds
// this). Requires question < study.questions.size().
std::vector<EvidenceResponse> evidence_of(const coding::Study& study,
                                          coding::QuestionIndex question, const Cell& cell);

// What one coder has done in a question: the responses they have begun or, with `finished_only`,
// finished, each with all they assign there. Their numbers are those of progress().
std::vector<EvidenceResponse> evidence_of_progress(const coding::Study& study,
                                                   coding::QuestionIndex question,
                                                   coding::MemberIndex coder, bool finished_only);

// The units of agreement: the responses that at least two of the coders that a query is about have
// finished, each with what those say of it. Their number is AgreementFigures::units.
std::vector<EvidenceResponse> evidence_of_agreement(const StudyView& view,
                                                    coding::QuestionIndex question,
                                                    const AgreementQuery& query);

// How many of each unit: each comment and respondent once.
Units units_of(const coding::Study& study, std::span<const EvidenceResponse> evidence);

}  // namespace verbatim::projections
