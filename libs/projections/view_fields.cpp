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

// Which number each set has in the order of their labels; the sets nobody holds get none.
std::vector<std::uint32_t> in_order(const HeldSets& held) {
  const auto sets = held.sets();
  std::vector<std::uint32_t> order;
  for (std::uint32_t number = 1; number < sets.size(); ++number)
    if (!sets[number].empty()) order.push_back(number);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return sets[a] < sets[b]; });
  std::vector<std::uint32_t> number_of(sets.size(), HeldSets::kEmpty);
  for (std::size_t i = 0; i < order.size(); ++i)
    number_of[order[i]] = static_cast<std::uint32_t>(i + 1);
  return number_of;
}

HeldSets renumbered(const HeldSets& held, const std::vector<std::uint32_t>& number_of,
                    std::size_t there) {
  std::vector<HeldSets::Labels> sets(there + 1);
  std::vector<std::uint32_t> holders(there + 1);
  for (std::size_t number = 1; number < number_of.size(); ++number) {
    if (number_of[number] == HeldSets::kEmpty) continue;
    sets[number_of[number]] = held.sets()[number];
    holders[number_of[number]] = held.holders()[number];
  }
  return HeldSets::of(std::move(sets), std::move(holders));
}

agreement::SetSums renumbered(const agreement::SetSums& sums,
                              const std::vector<std::uint32_t>& number_of, std::size_t there) {
  auto sizes = sums.sizes();
  for (auto& size : sizes) trim(size.similar);
  trim(sizes);
  std::vector<std::uint64_t> uses(there + 1);
  for (std::size_t number = 0; number < sums.uses().size(); ++number)
    if (number == HeldSets::kEmpty || number_of[number] != HeldSets::kEmpty)
      uses[number_of[number]] = sums.uses()[number];
  trim(uses);
  return agreement::SetSums::of(std::move(sizes), std::move(uses));
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

// Coders in the order of members, without those of whom nothing stands any more; label sets in the
// order of their labels, without those that nobody holds; frameworks without those of which all
// sets are empty.
AgreementTally ViewFields::tidied(const AgreementTally& tally) {
  AgreementTally tidy;
  for (auto coder : tally.coders_) {
    trim(coder.begun);
    if (coder.begun.empty()) continue;
    trim(coder.finished);
    tidy.coders_.push_back(std::move(coder));
  }
  std::sort(tidy.coders_.begin(), tidy.coders_.end(),
            [](const auto& a, const auto& b) { return a.coder < b.coder; });
  if (!tidy.coders_.empty())
    tidy.slot_of_.resize(tidy.coders_.back().coder + std::size_t{1}, AgreementTally::kNoSlot);
  for (std::size_t slot = 0; slot < tidy.coders_.size(); ++slot)
    tidy.slot_of_[tidy.coders_[slot].coder] = static_cast<std::uint16_t>(slot);

  tidy.frameworks_.resize(tally.frameworks_.size());
  for (std::size_t f = 0; f < tally.frameworks_.size(); ++f) {
    if (!tally.frameworks_[f]) continue;
    const auto& counted = *tally.frameworks_[f];
    const auto number_of = in_order(counted.sets);
    const auto there = *std::max_element(number_of.begin(), number_of.end());
    if (there == 0) continue;
    auto& tidy_one = tidy.frameworks_[f].emplace();
    tidy_one.sets = renumbered(counted.sets, number_of, there);
    tidy_one.sums = renumbered(counted.sums, number_of, there);
    tidy_one.distances = counted.distances;
    trim(tidy_one.distances);
    ++tidy.used_;
    for (auto& coder : tidy.coders_) {
      if (f >= coder.frameworks.size()) continue;
      for (auto& page : coder.frameworks[f].pages_)
        for (auto& set : page.sets) set = number_of[set];
    }
  }
  while (!tidy.frameworks_.empty() && !tidy.frameworks_.back()) tidy.frameworks_.pop_back();
  for (auto& coder : tidy.coders_) {
    for (auto& column : coder.frameworks)
      while (!column.pages_.empty() && column.pages_.back().sets.empty()) column.pages_.pop_back();
    while (!coder.frameworks.empty() && coder.frameworks.back().pages_.empty())
      coder.frameworks.pop_back();
  }
  if (tidy.used_ > 1) tidy.distances_ = tally.distances_;
  trim(tidy.distances_);
  tidy.by_finished_ = tally.by_finished_;
  trim(tidy.by_finished_);

  if (!tidy.keeps_pairs() || tidy.coders_.empty()) return tidy;
  tidy.pairs_.resize(pair_at(0, tidy.coders_.size()));
  for (std::size_t j = 1; j < tidy.coders_.size(); ++j)
    for (std::size_t i = 0; i < j; ++i) {
      auto& pair = tidy.pairs_[pair_at(i, j)];
      pair = tally.keeps_pairs() ? tally.pair(tidy.coders_[i].coder, tidy.coders_[j].coder)
                                 : tidy.counted_pair(i, j);
      trim(pair.themes);
    }
  return tidy;
}

}  // namespace verbatim::projections
