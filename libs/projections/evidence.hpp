#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "projections/question_tally.hpp"
#include "projections/reading.hpp"

// Where a figure comes from: the responses that are counted in it, and what was said of them.
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

// What one coder has done in a question: the responses they have begun or, with `finished_only`,
// finished, each with all they assign there. Their numbers are those of progress().
struct CoderWork {
  coding::MemberIndex coder = 0;
  bool finished_only = false;
};

// What agreement is computed from: the responses that at least `least` of the coders have finished,
// each with what those say of it. Coders, group and round are those of an AgreementQuery.
struct AgreementUnits {
  std::vector<coding::MemberIndex> coders = {};  // empty: everybody
  std::optional<coding::GroupIndex> group = {};
  std::optional<coding::RoundIndex> round = {};
  // What is shown of what they say: one theme, those of one framework, or (neither) all.
  std::optional<coding::ThemeIndex> theme = {};
  std::optional<coding::FrameworkIndex> framework = {};
  bool roll_up = false;     // who says a theme says those above it as well
  std::uint32_t least = 2;  // 1 where a coefficient asks those for their share who have nobody to
                            // agree with: Fleiss' and Conger's kappa and Gwet's AC1
};

using Figure = std::variant<Cell, CoderWork, AgreementUnits>;

// One assignment to a theme of the figure in a counted response.
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

// One response that is counted in the figure.
struct EvidenceResponse {
  coding::ResponseIndex response = 0;
  std::vector<coding::ThemeIndex> themes;       // of the figure, that stand in it; sorted
  std::vector<EvidenceAssignment> assignments;  // to those themes, by coder and theme
  std::vector<coding::MemberIndex> coders;      // whose say it was, sorted
  bool adjudicated = false;                     // it stands because somebody settled the response

  std::uint32_t counted_assignments() const;
  // How many of the coders say one of `themes`.
  std::uint32_t applying() const;
};

// Reads the responses of a study for one figure. Valid while nothing of the codebook changes.
class FigureReader {
 public:
  // Whatever the figure names and is not there (any more), counts for nothing: so it does while a
  // study is played from its beginning.
  FigureReader(const coding::Study& study, coding::QuestionIndex question, Figure figure);

  // Nothing where the response does not count. Requires that it is one of the question's.
  std::optional<EvidenceResponse> read(coding::ResponseIndex response);

 private:
  void want(std::optional<coding::ThemeIndex> theme, bool roll_up);
  bool is_wanted(coding::ThemeIndex theme) const;
  std::optional<EvidenceResponse> read(const Cell& cell, coding::ResponseIndex response);
  std::optional<EvidenceResponse> read(const CoderWork& work, coding::ResponseIndex response);
  std::optional<EvidenceResponse> read(const AgreementUnits& units, coding::ResponseIndex response);
  void read_team(const Cell& cell, EvidenceResponse& found);
  void read_coder(const Cell& cell, EvidenceResponse& found) const;
  void add_assignments(const Cell& cell, EvidenceResponse& found) const;
  template <class IsOneOf>
  EvidenceResponse all_said_by(coding::ResponseIndex response, IsOneOf is_one_of) const;

  const coding::Study& study_;
  const coding::QuestionIndex question_;
  const Figure figure_;
  bool has_row_ = true;       // every theme that the figure names has one
  std::vector<bool> wanted_;  // by theme
  Reading reading_;
};

// Every response that is counted in the figure, in the order they were added. Looks at every coding
// of the question. Of a cell, units_of() it is what count() gives; of agreement, there are
// AgreementFigures::units (property tests hold this). Requires question < study.questions.size().
std::vector<EvidenceResponse> evidence_of(const coding::Study& study,
                                          coding::QuestionIndex question, const Figure& figure);

// How many of each unit: each comment and respondent once.
Units units_of(const coding::Study& study, std::span<const EvidenceResponse> evidence);

}  // namespace verbatim::projections
