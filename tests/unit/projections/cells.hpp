#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "projections/counts.hpp"
#include "projections/evidence.hpp"

namespace verbatim::projections {

inline void PrintTo(const Units& units, std::ostream* out) {
  *out << units.comments << " comments, " << units.responses << " responses, " << units.assignments
       << " assignments, " << units.respondents << " respondents";
}

// The figure of a cell as count() gives it; zeros where it has no row.
inline Units counted(const StudyView& view, coding::QuestionIndex question, const Cell& cell) {
  if (question >= view.study().questions.size()) return {};
  if (cell.coder && *cell.coder >= view.study().members.size()) return {};
  const auto counts =
      count(view, question, {cell.basis, cell.coder, {}, cell.group.has_value(), cell.roll_up});
  for (const auto& row : counts.themes) {
    if (row.theme != cell.theme) continue;
    if (!cell.group) return row.units;
    for (std::size_t g = 0; g < counts.groups.size(); ++g)
      if (counts.groups[g] == *cell.group) return row.groups[g];
  }
  return {};
}

// Every cell of every theme: each basis and each coder, each group and all, rolled up and not.
inline std::vector<Cell> all_cells(const coding::Study& study) {
  std::vector<Cell> cells;
  std::vector<std::optional<coding::GroupIndex>> groups{{}, coding::kNone16};
  for (std::size_t g = 0; g < study.groups.size(); ++g)
    groups.emplace_back(static_cast<coding::GroupIndex>(g));
  for (std::size_t t = 0; t < study.themes.size(); ++t)
    for (const auto group : groups)
      for (const bool roll_up : {false, true}) {
        Cell cell{static_cast<coding::ThemeIndex>(t), {}, Basis::kAny, {}, group, roll_up};
        for (std::size_t b = 0; b < kBases; ++b) {
          cell.basis = static_cast<Basis>(b);
          cells.push_back(cell);
        }
        for (std::size_t m = 0; m < study.members.size(); ++m) {
          cell.coder = static_cast<coding::MemberIndex>(m);
          cells.push_back(cell);
        }
      }
  return cells;
}

}  // namespace verbatim::projections
