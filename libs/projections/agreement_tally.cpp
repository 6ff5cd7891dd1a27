#include "projections/agreement_tally.hpp"

#include <algorithm>

#include "projections/running.hpp"

namespace verbatim::projections {
namespace {

using agreement::SetRun;

// Similarities by the size of the union, in whole numbers: their sum is the same in any order.
class Similarity {
 public:
  void add(std::size_t shared, std::size_t either, std::uint64_t pairs) {
    pairs_ += pairs;
    if (either == 0)
      alike_ += pairs;
    else
      grown(shared_, either) += pairs * shared;
  }
  double mean_distance() const {
    if (pairs_ == 0) return 0;
    auto sum = static_cast<double>(alike_);
    for (std::size_t either = 1; either < shared_.size(); ++either)
      sum += static_cast<double>(shared_[either]) / static_cast<double>(either);
    return 1 - sum / static_cast<double>(pairs_);
  }

 private:
  std::uint64_t pairs_ = 0, alike_ = 0;  // alike: two empty sets
  std::vector<std::uint64_t> shared_;    // by size of the union
};

// Two coders said this of a response (sign +1), or no longer (-1).
void change_cells(PairTally& pair, const HeldSets::Labels& first, const HeldSets::Labels& second,
                  int sign) {
  auto a = first.begin(), b = second.begin();
  while (a != first.end() || b != second.end()) {
    if (b == second.end() || (a != first.end() && *a < *b)) {
      bump(grown(pair.themes, *a++).first_alone, sign);
    } else if (a == first.end() || *b < *a) {
      bump(grown(pair.themes, *b++).second_alone, sign);
    } else {
      bump(grown(pair.themes, *a).both, sign);
      ++a, ++b;
    }
  }
}

void note(std::vector<double>& distances, std::size_t number, double distance) {
  if (distance > 0 || number < distances.size()) grown(distances, number) = distance;
}

}  // namespace

double mean_jaccard_distance(std::span<const HeldSets::Labels> sets, std::span<const SetRun> runs) {
  if (runs.size() < 2) return 0;
  Similarity similarity;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto& a = sets[runs[i].set];
    const std::uint64_t one = runs[i].codings;
    similarity.add(a.size(), a.size(), one * (one - 1) / 2);
    for (std::size_t j = 0; j < i; ++j) {
      const auto& b = sets[runs[j].set];
      const auto shared = agreement::labels_in_common(a, b);
      similarity.add(shared, a.size() + b.size() - shared, one * runs[j].codings);
    }
  }
  return similarity.mean_distance();
}

std::uint16_t AgreementTally::find_slot(coding::MemberIndex coder) const {
  return coder < slot_of_.size() ? slot_of_[coder] : kNoSlot;
}

std::uint16_t AgreementTally::slot_of(coding::MemberIndex coder) {
  if (slot_of_.size() <= coder) slot_of_.resize(coder + std::size_t{1}, kNoSlot);
  auto& slot = slot_of_[coder];
  if (slot == kNoSlot) {
    slot = static_cast<std::uint16_t>(coders_.size());
    coders_.push_back({coder, {}, {}, {}});
    pairs_.resize(keeps_pairs() ? pair_at(0, coders_.size()) : 0);
  }
  return slot;
}

const CoderColumns* AgreementTally::find(coding::MemberIndex coder) const {
  const auto slot = find_slot(coder);
  return slot == kNoSlot ? nullptr : &coders_[slot];
}

const AgreementTally::Framework* AgreementTally::framework(coding::FrameworkIndex framework) const {
  if (framework >= frameworks_.size() || !frameworks_[framework]) return nullptr;
  return &*frameworks_[framework];
}

std::span<const double> AgreementTally::distances() const {
  if (used_ > 1) return distances_;
  for (const auto& framework : frameworks_)
    if (framework) return framework->distances;
  return {};
}

PairTally AgreementTally::pair(coding::MemberIndex first, coding::MemberIndex second) const {
  const auto i = find_slot(first), j = find_slot(second);
  if (i < j) return pairs_[pair_at(i, j)];
  auto turned = pairs_[pair_at(j, i)];
  for (auto& cells : turned.themes) std::swap(cells.first_alone, cells.second_alone);
  return turned;
}

// Until now every set of the framework was empty, and so no sums were kept of it. A response that
// is taken out at the moment is put in with the sets it has then.
AgreementTally::Framework& AgreementTally::in_use(std::size_t framework) {
  if (frameworks_.size() <= framework) frameworks_.resize(framework + 1);
  auto& counted = frameworks_[framework];
  if (counted) return *counted;
  if (used_ == 1) distances_.assign(distances().begin(), distances().end());
  ++used_;
  counted.emplace();
  for (std::uint32_t m = 2; m < by_finished_.size(); ++m)
    counted->sums.add_alike(HeldSets::kEmpty, m, by_finished_[m]);
  return *counted;
}

void AgreementTally::read_labels(const coding::Study& study, const coding::Codings& codings,
                                 coding::MemberIndex coder) {
  for (auto& labels : labels_) labels.clear();
  for (const auto& assignment : codings.assignments_of(coder)) {
    const auto theme = study.counts_as[assignment.theme];
    grown(labels_, study.themes[theme].framework).push_back(theme);
  }
  for (auto& labels : labels_) {
    std::sort(labels.begin(), labels.end());
    labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  }
}

// Writes down what the coder says of the response now.
void AgreementTally::write(const coding::Study& study, const coding::Response& response,
                           std::uint16_t slot) {
  auto& coder = coders_[slot];
  const auto* coding = response.codings.find(coder.coder);
  set(coder.begun, response.number, coding != nullptr);
  set(coder.finished, response.number, coding != nullptr && coding->finished);
  read_labels(study, response.codings, coder.coder);
  for (std::size_t f = 0; f < std::max(labels_.size(), coder.frameworks.size()); ++f) {
    const bool empty = f >= labels_.size() || labels_[f].empty();
    const auto before = coder.set_at(f, response.number);
    if (empty && before == HeldSets::kEmpty) continue;
    auto& sets = in_use(f).sets;
    const auto now = empty ? HeldSets::kEmpty : sets.hold(labels_[f]);
    grown(coder.frameworks, f).put(response.number, now);
    sets.let_go(before);
  }
}

// The finished codings of a response as they are written down.
void AgreementTally::read_row(const coding::Response& response) {
  row_.slots.clear(), row_.changed.clear();
  const auto add = [&](std::uint16_t slot, bool changed) {
    if (!has(coders_[slot].finished, response.number)) return;
    row_.slots.push_back(slot);
    row_.changed.push_back(changed);
  };
  for (const auto slot : changed_) add(slot, true);
  for (const auto& coding : response.codings.codings()) {
    const auto slot = find_slot(static_cast<coding::MemberIndex>(coding.coder));
    if (!std::binary_search(changed_.begin(), changed_.end(), slot)) add(slot, false);
  }
  row_.sets.resize(frameworks_.size());
  row_.runs.resize(frameworks_.size());
  for (std::size_t f = 0; f < frameworks_.size(); ++f) {
    auto& sets = row_.sets[f];
    auto& runs = row_.runs[f];
    sets.clear(), runs.clear();
    if (!frameworks_[f]) continue;
    for (const auto slot : row_.slots) {
      const auto set = coders_[slot].set_at(f, response.number);
      sets.push_back(set);
      auto run = std::find_if(runs.begin(), runs.end(),
                              [&](const SetRun& known) { return known.set == set; });
      if (run == runs.end()) run = runs.insert(run, SetRun{set, 0});
      ++run->codings;
    }
  }
}

// Puts the row in or takes it out; of the pairs, those with a coder who is looked at again.
void AgreementTally::change_row(const coding::Response& response, int sign) {
  const auto finished = row_.slots.size();
  if (finished > 0) bump(grown(by_finished_, finished), sign);
  for (std::size_t f = 0; f < frameworks_.size(); ++f)
    if (frameworks_[f])
      frameworks_[f]->sums.change(frameworks_[f]->sets.sets(), row_.runs[f], sign);
  if (keeps_pairs())
    for (std::size_t j = 1; j < finished; ++j)
      for (std::size_t i = 0; i < j; ++i)
        if (row_.changed[i] || row_.changed[j]) change_pair(i, j, sign);
  if (sign > 0) note_distances(response.number);
}

// `i` and `j`: places in the row.
void AgreementTally::change_pair(std::size_t i, std::size_t j, int sign) {
  if (row_.slots[i] > row_.slots[j]) std::swap(i, j);
  auto& pair = pairs_[pair_at(row_.slots[i], row_.slots[j])];
  bump(pair.units, sign);
  for (std::size_t f = 0; f < frameworks_.size(); ++f) {
    if (!frameworks_[f]) continue;
    const auto sets = frameworks_[f]->sets.sets();
    change_cells(pair, sets[row_.sets[f][i]], sets[row_.sets[f][j]], sign);
  }
}

// The pair of two slots, from all that both said.
PairTally AgreementTally::counted_pair(std::size_t first, std::size_t second) const {
  const auto &a = coders_[first], &b = coders_[second];
  PairTally pair;
  for (std::size_t number = 0; number < a.finished.size() * 64; ++number) {
    if (!has(a.finished, number) || !has(b.finished, number)) continue;
    ++pair.units;
    for (std::size_t f = 0; f < frameworks_.size(); ++f) {
      if (!frameworks_[f]) continue;
      const auto sets = frameworks_[f]->sets.sets();
      change_cells(pair, sets[a.set_at(f, number)], sets[b.set_at(f, number)], +1);
    }
  }
  return pair;
}

void AgreementTally::note_distances(std::size_t number) {
  bool alike = true;
  for (std::size_t f = 0; f < frameworks_.size(); ++f) {
    if (!frameworks_[f]) continue;
    alike = alike && row_.runs[f].size() < 2;
    note(frameworks_[f]->distances, number,
         mean_jaccard_distance(frameworks_[f]->sets.sets(), row_.runs[f]));
  }
  if (used_ > 1) note(distances_, number, alike ? 0 : distance_of_all());
}

// Of sets that span all frameworks: what two coders share in one is added to what they share in
// the next.
double AgreementTally::distance_of_all() const {
  Similarity similarity;
  for (std::size_t j = 1; j < row_.slots.size(); ++j)
    for (std::size_t i = 0; i < j; ++i) {
      std::size_t shared = 0, either = 0;
      for (std::size_t f = 0; f < frameworks_.size(); ++f) {
        if (!frameworks_[f]) continue;
        const auto sets = frameworks_[f]->sets.sets();
        const auto &a = sets[row_.sets[f][i]], &b = sets[row_.sets[f][j]];
        const auto here = agreement::labels_in_common(a, b);
        shared += here;
        either += a.size() + b.size() - here;
      }
      similarity.add(shared, either, 1);
    }
  return similarity.mean_distance();
}

// Notes down what the coders of changed_ say of a response now, with every sum kept in step.
void AgreementTally::rewrite(const coding::Study& study, const coding::Response& response) {
  std::sort(changed_.begin(), changed_.end());
  const bool counts = std::any_of(changed_.begin(), changed_.end(), [&](std::uint16_t slot) {
    const auto* coding = response.codings.find(coders_[slot].coder);
    return has(coders_[slot].finished, response.number) || (coding != nullptr && coding->finished);
  });
  if (counts) {
    read_row(response);
    change_row(response, -1);
  }
  for (const auto slot : changed_) write(study, response, slot);
  if (counts) {
    read_row(response);
    change_row(response, +1);
  }
}

AgreementTally AgreementTally::counted(const coding::Study& study, coding::QuestionIndex question,
                                       coding::ErasedCounts erased) {
  AgreementTally tally;
  for (const auto r : study.questions[question].responses) {
    const auto& response = study.responses[r];
    if (study.is_gone(response)) continue;
    if (erased == coding::ErasedCounts::kDrop && study.is_erased(study.comments[response.comment]))
      continue;
    tally.look_at_all(study, response);
  }
  return tally;
}

void AgreementTally::look_again(const coding::Study& study, coding::ResponseIndex index,
                                std::span<const coding::MemberIndex> members) {
  const auto& response = study.responses[index];
  if (study.is_dropped(response)) return;
  changed_.clear();
  for (const auto member : members)
    if (response.codings.find(member) != nullptr || find_slot(member) != kNoSlot)
      changed_.push_back(slot_of(member));
  rewrite(study, response);
}

void AgreementTally::look_again(const coding::Study& study, coding::ResponseIndex index) {
  const auto& response = study.responses[index];
  if (!study.is_dropped(response)) look_at_all(study, response);
}

void AgreementTally::look_at_all(const coding::Study& study, const coding::Response& response) {
  changed_.clear();
  for (const auto& coding : response.codings.codings())
    changed_.push_back(slot_of(static_cast<coding::MemberIndex>(coding.coder)));
  rewrite(study, response);
}

}  // namespace verbatim::projections
