#include "projections/agreement_sums.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <utility>

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
  SetSums sums;
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

class Part : public AgreementSums {
 public:
  Part(const StudyView& view, coding::QuestionIndex question, const AgreementPart& part)
      : part_(part), tally_(view.agreement(question)), histograms_(view.study().themes.size()) {
    for (const auto coder : part.coders)
      if (const auto* columns = tally_.find(coder)) coders_.push_back(columns);
    if (part.pairs) prepare_pairs(view.study().themes.size());
    frameworks_.resize(view.study().frameworks.size());
    for (std::size_t f = 0; f < frameworks_.size(); ++f) {
      const auto framework = static_cast<coding::FrameworkIndex>(f);
      const auto* counted = tally_.framework(framework);
      if (counted == nullptr || (part.framework && *part.framework != framework)) continue;
      auto& sets = frameworks_[f];
      sets.used = true;
      sets.labels = counted->sets.sets();
      if (part.roll_up) {
        roll_up(view.study(), question, counted->sets, sets);
        sets.labels = sets.rolled_up.sets();
      }
      sets.bits.emplace(sets.labels);
    }
    pass();
  }

  std::vector<std::uint64_t> by_finished() const override { return by_finished_; }

  std::vector<BinaryCell> histogram(coding::ThemeIndex theme) const override {
    std::vector<BinaryCell> cells;
    const auto& counted = histograms_[theme];
    for (std::uint32_t m = 1, at = 1; at < counted.size(); ++m)
      for (std::uint32_t k = 0; k <= m && at < counted.size(); ++k, ++at)
        if (counted[at] > 0) cells.push_back({m, k, counted[at]});
    return with_the_rest(std::move(cells), by_finished_);
  }

  Sets sets(coding::FrameworkIndex framework) const override {
    const auto& sets = frameworks_[framework];
    if (!sets.used) return nothing_said(by_finished_);
    return {sets.labels, sets.sums};
  }

  std::optional<PairTally> pair(coding::MemberIndex first,
                                coding::MemberIndex second) const override {
    if (!part_.pairs) return std::nullopt;
    const auto i = place_of(first), j = place_of(second);
    PairTally pair;
    if (i == coders_.size() || j == coders_.size()) return pair;
    const auto at = pair_at(std::min(i, j), std::max(i, j));
    pair.units = pair_units_[at];
    for (const auto& counts : pair_counts_) {
      auto& cells = pair.themes.emplace_back();
      if (counts.empty()) continue;
      cells = {counts[3 * at], counts[3 * at + 1], counts[3 * at + 2]};
      if (i > j) std::swap(cells.first_alone, cells.second_alone);
    }
    return pair;
  }

 private:
  std::size_t place_of(coding::MemberIndex coder) const {
    const auto at = std::find_if(coders_.begin(), coders_.end(),
                                 [&](const CoderColumns* one) { return one->coder == coder; });
    return static_cast<std::size_t>(at - coders_.begin());
  }

  void prepare_pairs(std::size_t themes) {
    pair_units_.resize(pair_at(0, std::max<std::size_t>(coders_.size(), 1)));
    pair_counts_.resize(themes);
    said_.resize(themes);
  }

  void pass() {
    std::size_t blocks = 0;
    for (const auto* coder : coders_) blocks = std::max(blocks, coder->finished.size());
    seen_.resize(coders_.size());
    tiles_.resize(coders_.size());
    for (std::size_t block = 0; block < blocks; ++block) {
      const auto wanted = part_.responses ? word_at(*part_.responses, block) : ~std::uint64_t{0};
      std::uint64_t any = 0;
      active_.clear();
      for (std::size_t c = 0; c < coders_.size(); ++c) {
        seen_[c] = word_at(coders_[c]->finished, block) & wanted;
        any |= seen_[c];
        if (seen_[c] != 0) active_.push_back(c);
      }
      if (any == 0) continue;
      count_finished(any);
      for (std::size_t f = 0; f < frameworks_.size(); ++f)
        if (frameworks_[f].used) look_at(f, block, any);
      if (part_.pairs) count_pair_units();
    }
  }

  void count_finished(std::uint64_t any) {
    finished_.fill(0);
    for (const auto c : active_)
      for (auto left = seen_[c]; left != 0; left &= left - 1)
        ++finished_[static_cast<std::size_t>(std::countr_zero(left))];
    for (auto left = any; left != 0; left &= left - 1) {
      const auto m = finished_[static_cast<std::size_t>(std::countr_zero(left))];
      if (by_finished_.size() <= m) by_finished_.resize(m + std::size_t{1});
      ++by_finished_[m];
    }
  }

  // The responses of one block of which somebody says something in one framework.
  std::uint64_t said_in(std::size_t f, std::size_t block) const {
    std::uint64_t said = 0;
    for (const auto c : active_)
      if (f < coders_[c]->frameworks.size())
        said |= coders_[c]->frameworks[f].there(block) & seen_[c];
    return said;
  }

  // The sets of one block in one framework.
  void look_at(std::size_t f, std::size_t block, std::uint64_t any) {
    auto& sets = frameworks_[f];
    const auto said = said_in(f, block);
    for (auto left = any & ~said; left != 0; left &= left - 1)
      sets.sums.add_alike(HeldSets::kEmpty,
                          finished_[static_cast<std::size_t>(std::countr_zero(left))], 1);
    if (said == 0) return;
    for (const auto c : active_) {
      auto& tile = tiles_[c];
      if (f < coders_[c]->frameworks.size()) {
        coders_[c]->frameworks[f].read(block, tile);
      } else
        tile.fill(HeldSets::kEmpty);
      if (part_.roll_up)
        for (auto& set : tile) set = sets.counts_as[set];
    }
    if (codings_of_.size() < sets.labels.size()) codings_of_.resize(sets.labels.size());
    for (auto left = said; left != 0; left &= left - 1)
      look_at_response(sets, static_cast<std::size_t>(std::countr_zero(left)));
    if (part_.pairs) look_at_pairs(sets);
  }

  void look_at_response(PartSets& sets, std::size_t bit) {
    runs_.clear();
    for (const auto c : active_) {
      if ((seen_[c] >> bit & 1) == 0) continue;
      const auto set = tiles_[c][bit];
      if (codings_of_[set]++ == 0) runs_.push_back({set, 0});
    }
    for (auto& run : runs_) run.codings = std::exchange(codings_of_[run.set], 0);
    sets.sums.change(*sets.bits, runs_, +1);
    const auto m = finished_[bit];
    if (runs_.size() == 1) {
      for (const auto theme : sets.labels[runs_[0].set]) ++cell(theme, m, m);
      return;
    }
    if (applying_.size() < histograms_.size()) applying_.resize(histograms_.size());
    for (const auto& run : runs_)
      for (const auto theme : sets.labels[run.set]) {
        if (applying_[theme] == 0) themes_.push_back(theme);
        applying_[theme] += run.codings;
      }
    for (const auto theme : themes_) ++cell(theme, m, std::exchange(applying_[theme], 0));
    themes_.clear();
  }

  std::uint32_t& cell(std::uint32_t theme, std::uint32_t m, std::uint32_t k) {
    auto& cells = histograms_[theme];
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
            said.resize(coders_.size());
            themes_.push_back(theme);
          }
          said[c] |= std::uint64_t{1} << bit;
        }
      }
    for (const auto theme : themes_) {
      auto& counts = pair_counts_[theme];
      if (counts.empty()) counts.resize(3 * pair_units_.size());
      count_pairs(said_[theme], seen_, counts);
      said_[theme].clear();
    }
    themes_.clear();
  }

  void count_pair_units() {
    for (std::size_t j = 1; j < coders_.size(); ++j)
      for (std::size_t i = 0; i < j; ++i)
        pair_units_[pair_at(i, j)] +=
            static_cast<std::uint32_t>(std::popcount(seen_[i] & seen_[j]));
  }

  const AgreementPart part_;
  const AgreementTally& tally_;
  std::vector<const CoderColumns*> coders_;
  std::vector<std::uint64_t> by_finished_;
  std::vector<std::vector<std::uint32_t>> histograms_;  // by theme, at m * (m + 1) / 2 + k
  std::vector<PartSets> frameworks_;
  std::vector<std::uint32_t> pair_units_;                // by pair_at(places)
  std::vector<std::vector<std::uint32_t>> pair_counts_;  // by theme, three a pair

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
