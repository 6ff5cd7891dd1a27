#include "projections/view_fields.hpp"

#include <algorithm>
#include <utility>

namespace verbatim::projections {
namespace {

template <class T>
void trim(std::vector<T>& things) {
  while (!things.empty() && things.back() == T{}) things.pop_back();
}

void trim(ResponseSet& set) {
  auto size = set.size();
  while (size > 0 && !set.test(size - 1)) --size;
  set.resize(size);
}

}  // namespace

QuestionTally ViewFields::tidied(QuestionTally tally) {
  trim(tally.base_);
  trim(tally.by_finished_);
  trim(tally.coders_);
  std::vector<QuestionTally::ThemeRow> rows;
  for (auto& index : tally.row_of_theme_) {
    if (index == coding::kNone16) continue;
    auto& row = tally.rows_[index];
    for (auto& units : row.units) trim(units);
    for (auto& set : row.standing) trim(set);
    const bool empty =
        row.applying.empty() &&
        std::all_of(row.units.begin(), row.units.end(), [](const auto& u) { return u.empty(); }) &&
        std::all_of(row.standing.begin(), row.standing.end(),
                    [](const auto& s) { return s.empty(); });
    index = empty ? coding::kNone16 : static_cast<std::uint16_t>(rows.size());
    if (!empty) rows.push_back(std::move(row));
  }
  tally.rows_ = std::move(rows);
  while (!tally.row_of_theme_.empty() && tally.row_of_theme_.back() == coding::kNone16)
    tally.row_of_theme_.pop_back();
  boost::unordered::erase_if(tally.repeated_, [](const auto& entry) {
    return std::all_of(entry.second.begin(), entry.second.end(), [](auto n) { return n == 0; });
  });
  return tally;
}

}  // namespace verbatim::projections
