#include "projections/agreement_sums.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "base/beside.hpp"
#include "projections/roll_up.hpp"

namespace verbatim::projections {
namespace {

using agreement::BinaryCell;
using agreement::SetRun;
using agreement::SetSums;
using Labels = HeldSets::Labels;

const std::vector<Labels> kOnlyTheEmptySet = {{}};

// The sums where nobody said anything in the framework.
AgreementSums::Sets nothing_said(const std::vector<std::uint64_t>& by_finished) {
  AgreementSums::Sets sets{kOnlyTheEmptySet, {}};
  for (std::uint32_t m = 2; m < by_finished.size(); ++m)
    sets.sums.add_alike(HeldSets::kEmpty, m, by_finished[m]);
  return sets;
}

// Adds the responses of which no coding applies the theme.
std::vector<BinaryCell> with_the_rest(std::vector<BinaryCell> applying,
                                      std::vector<std::uint64_t> rest) {
  for (const auto& cell : applying) rest[cell.codings] -= cell.units;
  for (std::uint32_t m = 1; m < rest.size(); ++m)
    if (rest[m] > 0) applying.push_back({m, 0, rest[m]});
  return applying;
}

class Running : public AgreementSums {
 public:
  Running(const StudyView& view, coding::QuestionIndex question)
      : counts_(view.tally(question)), tally_(view.agreement(question)) {}

  std::vector<std::uint64_t> by_finished() const override {
    const auto all = counts_.responses_by_finished();
    return {all.begin(), all.end()};
  }
  std::vector<BinaryCell> histogram(coding::ThemeIndex theme) const override {
    const auto applying = counts_.applying(theme);
    return with_the_rest({applying.begin(), applying.end()}, by_finished());
  }
  Sets sets(coding::FrameworkIndex framework) const override {
    const auto* counted = tally_.framework(framework);
    if (counted == nullptr) return nothing_said(by_finished());
    return {counted->sets.sets(), counted->sums};
  }
  std::optional<PairTally> pair(coding::MemberIndex first,
                                coding::MemberIndex second) const override {
    if (!tally_.keeps_pairs()) return std::nullopt;
    return tally_.pair(first, second);
  }

 private:
  const QuestionTally& counts_;
  const AgreementTally& tally_;
};

// The sets of one framework as they count in a part.
struct PartSets {
  HeldSets rolled_up;
  std::vector<std::uint32_t> counts_as;  // rolled up, by the number of each set
  SetSums::Labels labels;
  std::optional<agreement::LabelBits> bits;  // of the labels
  bool used = false;
};

void roll_up(const coding::Study& study, coding::QuestionIndex question, const HeldSets& held,
             PartSets& sets) {
  Labels labels;
  for (const auto& set : held.sets()) {
    labels.clear();
    for (const auto theme : set)
      each_rolled_up(study, question, static_cast<coding::ThemeIndex>(theme),
                     [&](coding::ThemeIndex one) { labels.push_back(one); });
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
    sets.counts_as.push_back(sets.rolled_up.hold(labels));
  }
}

template <class Number>
void add_each(std::vector<Number>& to, const std::vector<Number>& numbers) {
  if (to.size() < numbers.size()) to.resize(numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) to[i] += numbers[i];
}

// What is counted of a part.
struct PartCounts {
  std::vector<std::uint64_t> by_finished;
  std::vector<std::vector<std::uint32_t>> histograms;   // by theme, at m * (m + 1) / 2 + k
  std::vector<SetSums> sums;                            // by framework
  std::vector<std::uint32_t> pair_units;                // by pair_at(places)
  std::vector<std::vector<std::uint32_t>> pair_themes;  // by theme, three a pair

  // Adds what was counted of other responses of the same part.
  void add(const PartCounts& other) {
    add_each(by_finished, other.by_finished);
    add_each(pair_units, other.pair_units);
    for (std::size_t t = 0; t < histograms.size(); ++t)
      add_each(histograms[t], other.histograms[t]);
    for (std::size_t f = 0; f < sums.size(); ++f) sums[f].add(other.sums[f]);
    for (std::size_t t = 0; t < pair_themes.size(); ++t)
      add_each(pair_themes[t], other.pair_themes[t]);
  }
};

// Of what a part consists. Refers to the view.
struct Scope {
  AgreementPart part;
  std::vector<const CoderColumns*> coders;
  std::vector<PartSets> frameworks;
  std::size_t themes = 0;
  std::size_t blocks = 0;  // of 64 responses

  std::size_t pairs() const { return pair_at(0, std::max<std::size_t>(coders.size(), 1)); }
};

// One pass over some of a part's blocks.
class Pass {
 public:
  explicit Pass(const Scope& scope)
      : scope_(scope), seen_(scope.coders.size()), tiles_(scope.coders.size()) {
    counts_.histograms.resize(scope.themes);
    counts_.sums.resize(scope.frameworks.size());
    if (!scope.part.pairs) return;
    counts_.pair_units.resize(scope.pairs());
    counts_.pair_themes.resize(scope.themes);
    said_.resize(scope.themes);
  }

  // Requires begin <= end <= blocks. Once.
  PartCounts over(std::size_t begin, std::size_t end) {
    for (auto block = begin; block < end; ++block) look_at_block(block);
    return std::move(counts_);
  }

 private:
  void look_at_block(std::size_t block) {
    const auto& part = scope_.part;
    const auto wanted = part.responses ? word_at(*part.responses, block) : ~std::uint64_t{0};
    std::uint64_t any = 0;
    active_.clear();
    for (std::size_t c = 0; c < scope_.coders.size(); ++c) {
      seen_[c] = word_at(scope_.coders[c]->finished, block) & wanted;
      any |= seen_[c];
      if (seen_[c] != 0) active_.push_back(c);
    }
    if (any == 0) return;
    count_finished(any);
    for (std::size_t f = 0; f < scope_.frameworks.size(); ++f)
      if (scope_.frameworks[f].used) look_at(f, block, any);
    if (part.pairs) count_pair_units();
  }

  void count_finished(std::uint64_t any) {
    finished_.fill(0);
    for (const auto c : active_)
      for (auto left = seen_[c]; left != 0; left &= left - 1)
        ++finished_[static_cast<std::size_t>(std::countr_zero(left))];
    for (auto left = any; left != 0; left &= left - 1) {
      const auto m = finished_[static_cast<std::size_t>(std::countr_zero(left))];
      if (counts_.by_finished.size() <= m) counts_.by_finished.resize(m + std::size_t{1});
      ++counts_.by_finished[m];
    }
  }

  // The responses of one block of which somebody says something in one framework.
  std::uint64_t said_in(std::size_t f, std::size_t block) const {
    std::uint64_t said = 0;
    for (const auto c : active_)
      if (f < scope_.coders[c]->frameworks.size())
        said |= scope_.coders[c]->frameworks[f].there(block) & seen_[c];
    return said;
  }

  // The sets of one block in one framework.
  void look_at(std::size_t f, std::size_t block, std::uint64_t any) {
    const auto& sets = scope_.frameworks[f];
    auto& sums = counts_.sums[f];
    const auto said = said_in(f, block);
    for (auto left = any & ~said; left != 0; left &= left - 1)
      sums.add_alike(HeldSets::kEmpty, finished_[static_cast<std::size_t>(std::countr_zero(left))],
                     1);
    if (said == 0) return;
    for (const auto c : active_) {
      auto& tile = tiles_[c];
      if (f < scope_.coders[c]->frameworks.size()) {
        scope_.coders[c]->frameworks[f].read(block, tile);
      } else
        tile.fill(HeldSets::kEmpty);
      if (scope_.part.roll_up)
        for (auto& set : tile) set = sets.counts_as[set];
    }
    if (codings_of_.size() < sets.labels.size()) codings_of_.resize(sets.labels.size());
    for (auto left = said; left != 0; left &= left - 1)
      look_at_response(sets, sums, static_cast<std::size_t>(std::countr_zero(left)));
    if (scope_.part.pairs) look_at_pairs(sets);
  }

  void look_at_response(const PartSets& sets, SetSums& sums, std::size_t bit) {
    runs_.clear();
    for (const auto c : active_) {
      if ((seen_[c] >> bit & 1) == 0) continue;
      const auto set = tiles_[c][bit];
      if (codings_of_[set]++ == 0) runs_.push_back({set, 0});
    }
    for (auto& run : runs_) run.codings = std::exchange(codings_of_[run.set], 0);
    sums.change(*sets.bits, runs_, +1);
    const auto m = finished_[bit];
    if (runs_.size() == 1) {
      for (const auto theme : sets.labels[runs_[0].set]) ++cell(theme, m, m);
      return;
    }
    if (applying_.size() < counts_.histograms.size()) applying_.resize(counts_.histograms.size());
    for (const auto& run : runs_)
      for (const auto theme : sets.labels[run.set]) {
        if (applying_[theme] == 0) themes_.push_back(theme);
        applying_[theme] += run.codings;
      }
    for (const auto theme : themes_) ++cell(theme, m, std::exchange(applying_[theme], 0));
    themes_.clear();
  }

  std::uint32_t& cell(std::uint32_t theme, std::uint32_t m, std::uint32_t k) {
    auto& cells = counts_.histograms[theme];
    const auto at = std::size_t{m} * (m + 1) / 2 + k;
    if (cells.size() <= at) cells.resize(at + 1);
    return cells[at];
  }

  void look_at_pairs(const PartSets& sets) {
    for (const auto c : active_)
      for (auto left = seen_[c]; left != 0; left &= left - 1) {
        const auto bit = static_cast<std::size_t>(std::countr_zero(left));
        for (const auto theme : sets.labels[tiles_[c][bit]]) {
          auto& said = said_[theme];
          if (said.empty()) {
            said.resize(scope_.coders.size());
            themes_.push_back(theme);
          }
          said[c] |= std::uint64_t{1} << bit;
        }
      }
    for (const auto theme : themes_) {
      auto& counts = counts_.pair_themes[theme];
      if (counts.empty()) counts.resize(3 * counts_.pair_units.size());
      count_pairs(said_[theme], seen_, counts);
      said_[theme].clear();
    }
    themes_.clear();
  }

  void count_pair_units() {
    for (std::size_t j = 1; j < scope_.coders.size(); ++j)
      for (std::size_t i = 0; i < j; ++i)
        counts_.pair_units[pair_at(i, j)] +=
            static_cast<std::uint32_t>(std::popcount(seen_[i] & seen_[j]));
  }

  const Scope& scope_;
  PartCounts counts_;
  // Of the block at hand: by coder, by response, by theme.
  std::vector<std::size_t> active_;
  std::vector<std::uint64_t> seen_;
  std::vector<SetColumn::Block> tiles_;
  std::array<std::uint32_t, 64> finished_{};
  std::vector<std::vector<std::uint64_t>> said_;
  // Of the response at hand.
  std::vector<SetRun> runs_;
  std::vector<std::uint32_t> codings_of_;  // by set
  std::vector<std::uint32_t> applying_;    // by theme
  std::vector<std::uint32_t> themes_;
};

Scope scope_of(const StudyView& view, coding::QuestionIndex question, const AgreementPart& part) {
  const auto& study = view.study();
  const auto& tally = view.agreement(question);
  Scope scope{part, {}, std::vector<PartSets>(study.frameworks.size()), study.themes.size()};
  for (const auto coder : part.coders)
    if (const auto* columns = tally.find(coder)) {
      scope.coders.push_back(columns);
      scope.blocks = std::max(scope.blocks, columns->finished.size());
    }
  for (std::size_t f = 0; f < scope.frameworks.size(); ++f) {
    const auto framework = static_cast<coding::FrameworkIndex>(f);
    const auto* counted = tally.framework(framework);
    if (counted == nullptr || (part.framework && *part.framework != framework)) continue;
    auto& sets = scope.frameworks[f];
    sets.used = true;
    sets.labels = counted->sets.sets();
    if (part.roll_up) {
      roll_up(study, question, counted->sets, sets);
      sets.labels = sets.rolled_up.sets();
    }
    sets.bits.emplace(sets.labels);
  }
  return scope;
}

// Of many responses, one half on a thread of its own: every count is a whole number, so that the
// halves add up to the same in whatever order.
PartCounts counted(const Scope& scope) {
  constexpr std::size_t kBlocksForTwo = 128;
  if (scope.blocks < kBlocksForTwo) return Pass(scope).over(0, scope.blocks);
  const auto middle = scope.blocks / 2;
  auto second = beside([&] { return Pass(scope).over(middle, scope.blocks); });
  auto counts = Pass(scope).over(0, middle);
  counts.add(second.get());
  return counts;
}

class Part : public AgreementSums {
 public:
  Part(const StudyView& view, coding::QuestionIndex question, const AgreementPart& part)
      : scope_(scope_of(view, question, part)), counts_(counted(scope_)) {}

  std::vector<std::uint64_t> by_finished() const override { return counts_.by_finished; }

  std::vector<BinaryCell> histogram(coding::ThemeIndex theme) const override {
    std::vector<BinaryCell> cells;
    const auto& counted = counts_.histograms[theme];
    for (std::uint32_t m = 1, at = 1; at < counted.size(); ++m)
      for (std::uint32_t k = 0; k <= m && at < counted.size(); ++k, ++at)
        if (counted[at] > 0) cells.push_back({m, k, counted[at]});
    return with_the_rest(std::move(cells), counts_.by_finished);
  }

  Sets sets(coding::FrameworkIndex framework) const override {
    const auto& sets = scope_.frameworks[framework];
    if (!sets.used) return nothing_said(counts_.by_finished);
    return {sets.labels, counts_.sums[framework]};
  }

  std::optional<PairTally> pair(coding::MemberIndex first,
                                coding::MemberIndex second) const override {
    if (!scope_.part.pairs) return std::nullopt;
    const auto i = place_of(first), j = place_of(second);
    PairTally pair;
    if (i == scope_.coders.size() || j == scope_.coders.size()) return pair;
    const auto at = pair_at(std::min(i, j), std::max(i, j));
    pair.units = counts_.pair_units[at];
    for (const auto& counts : counts_.pair_themes) {
      auto& cells = pair.themes.emplace_back();
      if (counts.empty()) continue;
      cells = {counts[3 * at], counts[3 * at + 1], counts[3 * at + 2]};
      if (i > j) std::swap(cells.first_alone, cells.second_alone);
    }
    return pair;
  }

 private:
  std::size_t place_of(coding::MemberIndex coder) const {
    const auto at = std::find_if(scope_.coders.begin(), scope_.coders.end(),
                                 [&](const CoderColumns* one) { return one->coder == coder; });
    return static_cast<std::size_t>(at - scope_.coders.begin());
  }

  const Scope scope_;
  const PartCounts counts_;
};

}  // namespace

std::unique_ptr<AgreementSums> running_sums(const StudyView& view, coding::QuestionIndex question) {
  return std::make_unique<Running>(view, question);
}

std::unique_ptr<AgreementSums> sums_of_part(const StudyView& view, coding::QuestionIndex question,
                                            const AgreementPart& part) {
  return std::make_unique<Part>(view, question, part);
}

std::pair<agreement::CodingsBuffer, std::uint32_t> set_codings(const StudyView& view,
                                                               coding::QuestionIndex question,
                                                               coding::FrameworkIndex framework,
                                                               const AgreementPart& part) {
  const auto& tally = view.agreement(question);
  const auto* counted = tally.framework(framework);
  PartSets sets;
  if (counted != nullptr && part.roll_up) roll_up(view.study(), question, counted->sets, sets);
  agreement::CodingsBuffer buffer;
  const auto responses = view.study().questions[question].responses.size();
  for (std::size_t number = 0; number < responses; ++number) {
    if (part.responses && !has(*part.responses, number)) continue;
    buffer.start_unit();
    for (const auto coder : part.coders) {
      const auto* columns = tally.find(coder);
      if (columns == nullptr || !has(columns->finished, number)) continue;
      const auto set = columns->set_at(framework, number);
      buffer.add(coder, sets.counts_as.empty() ? set : sets.counts_as[set]);
    }
  }
  const auto categories = counted == nullptr ? 1 : counted->sets.sets().size();
  return {std::move(buffer), static_cast<std::uint32_t>(categories)};
}

}  // namespace verbatim::projections
