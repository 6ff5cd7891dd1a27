#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "agreement/set_sums.hpp"
#include "coding/study.hpp"
#include "projections/coder_columns.hpp"
#include "projections/held_sets.hpp"

namespace verbatim::projections {

// What two coders said of one theme, over the responses that both finished.
struct PairCells {
  std::uint32_t both = 0, first_alone = 0, second_alone = 0;

  bool operator==(const PairCells&) const = default;
};

// Two coders, over the responses that both finished.
struct PairTally {
  std::uint32_t units = 0;
  std::vector<PairCells> themes;  // by theme; missing ones are empty
};

// The pairs of coders by their places in a list: for i < j.
inline std::size_t pair_at(std::size_t i, std::size_t j) {
  return j * (j - 1) / 2 + i;
}

// The running sums that agreement in one question is made of, beside the histograms of
// QuestionTally: who said what, the label sets in use, what pairs of coders said of each theme, and
// how far coders are apart on each response.
//
// The sums depend on the study's state alone. Whoever changes what a coder says of a response calls
// look_again() afterwards, and it compares with what it had noted down: nothing is to be done
// before, and it may be done for several changes together. Cost: the pairs of coders of the
// response, with those whose word changed; for codings that are and were not finished, the codings.
//
// What is said of a respondent who is dropped (Study::is_dropped) changes nothing here, whoever
// calls; where that comes or goes, everything is counted anew.
class AgreementTally {
 public:
  // Pairs are kept while no more coders than this have begun in the question; of more there would
  // be more pairs than codings.
  static constexpr std::size_t kPairedCoders = 32;

  // The label sets of one framework.
  struct Framework {
    HeldSets sets;
    agreement::SetSums sums;
    // By response: the mean Jaccard distance of its finished coders; missing ones are 0.
    std::vector<double> distances;
  };

  // Counts the question from scratch, with or without those who were erased.
  static AgreementTally counted(const coding::Study& study, coding::QuestionIndex question,
                                coding::ErasedCounts erased);
  // What these coders say of the response may have changed; each is named once.
  void look_again(const coding::Study& study, coding::ResponseIndex response,
                  std::span<const coding::MemberIndex> coders);
  // What assignments count as may have changed, and nothing else of the response.
  void look_again(const coding::Study& study, coding::ResponseIndex response);

  // Those who ever began, in no order.
  std::span<const CoderColumns> coders() const { return coders_; }
  const CoderColumns* find(coding::MemberIndex coder) const;
  // Null where nobody ever said anything in the framework: all sets are empty.
  const Framework* framework(coding::FrameworkIndex framework) const;
  // Responses by their number of finished codings.
  std::span<const std::uint32_t> responses_by_finished() const { return by_finished_; }
  // The mean Jaccard distance over the themes of all frameworks, by response; missing ones are 0.
  std::span<const double> distances() const;

  bool keeps_pairs() const { return coders_.size() <= kPairedCoders; }
  // Requires keeps_pairs() and first != second, both of whom ever began.
  PairTally pair(coding::MemberIndex first, coding::MemberIndex second) const;

 private:
  friend struct ViewFields;  // a new field below is to be listed there

  static constexpr std::uint16_t kNoSlot = 0xFFFF;

  // The finished codings of one response.
  struct Row {
    std::vector<std::uint16_t> slots;              // of their coders
    std::vector<bool> changed;                     // of each: whether it is one of changed_
    std::vector<std::vector<std::uint32_t>> sets;  // by framework, of each
    std::vector<std::vector<agreement::SetRun>> runs;
  };

  void look_at_all(const coding::Study& study, const coding::Response& response);
  std::uint16_t slot_of(coding::MemberIndex coder);
  std::uint16_t find_slot(coding::MemberIndex coder) const;
  void read_labels(const coding::Study& study, const coding::Codings& codings,
                   coding::MemberIndex coder);
  Framework& in_use(std::size_t framework);
  void write(const coding::Study& study, const coding::Response& response, std::uint16_t slot);
  void rewrite(const coding::Study& study, const coding::Response& response);
  void read_row(const coding::Response& response);
  void change_row(const coding::Response& response, int sign);
  void change_pair(std::size_t i, std::size_t j, int sign);
  PairTally counted_pair(std::size_t first, std::size_t second) const;
  void note_distances(std::size_t number);
  double distance_of_all() const;

  std::vector<CoderColumns> coders_;    // by slot
  std::vector<std::uint16_t> slot_of_;  // by member
  std::vector<std::optional<Framework>> frameworks_;
  std::size_t used_ = 0;
  std::vector<double> distances_;  // of all frameworks, while more than one is in use
  std::vector<std::uint32_t> by_finished_;
  std::vector<PairTally> pairs_;  // by pair_at(slots)
  // Scratch memory.
  std::vector<HeldSets::Labels> labels_;  // by framework
  std::vector<std::uint16_t> changed_;    // slots of those who are looked at again, sorted
  Row row_;
};

// How far the label sets of several coders are apart: the mean over all pairs of 1 - what both have
// / what either has, 0 to 1; two empty sets do not differ. Each set in one run.
double mean_jaccard_distance(std::span<const HeldSets::Labels> sets,
                             std::span<const agreement::SetRun> runs);

}  // namespace verbatim::projections
