#include "projections/agreement_figures.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "agreement/binary.hpp"
#include "agreement/codings.hpp"
#include "agreement/nominal.hpp"
#include "agreement/pair.hpp"
#include "agreement/sets.hpp"

namespace verbatim::projections {
namespace {

using agreement::BinaryCell;
using agreement::Estimate;

constexpr std::array<std::pair<Coefficient, std::string_view>, 8> kNames{{
    {Coefficient::kPercentAgreement, "percent_agreement"},
    {Coefficient::kCohenKappa, "cohen_kappa"},
    {Coefficient::kKrippendorffAlpha, "krippendorff_alpha"},
    {Coefficient::kGwetAc1, "gwet_ac1"},
    {Coefficient::kPercentExactSets, "percent_exact_sets"},
    {Coefficient::kKrippendorffAlphaNominalSets, "krippendorff_alpha_nominal_sets"},
    {Coefficient::kKrippendorffAlphaJaccard, "krippendorff_alpha_jaccard"},
    {Coefficient::kKrippendorffAlphaMasi, "krippendorff_alpha_masi"},
}};

bool has_theme_form(Coefficient c) {
  return c <= Coefficient::kGwetAc1;
}
bool has_question_form(Coefficient c) {
  return c != Coefficient::kGwetAc1;
}

// What two coders said of one theme, over the responses that both finished.
struct PairCells {
  std::uint64_t both = 0, first_alone = 0, second_alone = 0;
};

// One pass over the finished codings of the chosen coders.
class Pass {
 public:
  Pass(const coding::Study& study, coding::QuestionIndex question,
       const std::vector<coding::MemberIndex>& coders)
      : study_(study),
        coders_(coders),
        buffers_(study.frameworks.size()),
        sets_(study.frameworks.size()) {
    for (const auto r : study.questions[question].responses)
      if (!study.is_dropped(study.responses[r])) add(study.responses[r].codings);
  }

  std::uint64_t pairable() const { return pairable_; }
  std::uint64_t codings() const { return codings_; }

  std::vector<BinaryCell> histogram(coding::ThemeIndex theme) const {
    std::vector<BinaryCell> cells;
    auto not_applying = by_codings_;
    if (const auto found = applying_.find(theme); found != applying_.end())
      for (const auto& [key, units] : found->second) {
        cells.push_back({key.first, key.second, units});
        not_applying[key.first] -= units;
      }
    for (const auto& [codings, units] : not_applying) cells.push_back({codings, 0, units});
    return cells;
  }

  std::array<std::uint64_t, 4> pair_table(coding::ThemeIndex theme) const {
    const auto found = pairs_.find(theme);
    const auto cells = found == pairs_.end() ? PairCells{} : found->second;
    return {pairable_ - cells.both - cells.first_alone - cells.second_alone, cells.second_alone,
            cells.first_alone, cells.both};
  }

  agreement::SetCodings sets(coding::FrameworkIndex framework) const {
    return {sets_[framework].sets(), buffers_[framework].view(sets_[framework].size())};
  }

 private:
  void add(const coding::Codings& codings) {
    finished_.clear();
    for (const auto& coding : codings.codings())
      if (coding.finished && chosen(coding.coder))
        finished_.push_back(static_cast<coding::MemberIndex>(coding.coder));
    if (finished_.empty()) return;
    const auto count = static_cast<std::uint32_t>(finished_.size());
    codings_ += count;
    pairable_ += count >= 2 ? 1 : 0;
    ++by_codings_[count];
    for (auto& buffer : buffers_) buffer.start_unit();
    std::map<coding::ThemeIndex, std::uint32_t> applying;
    for (const auto coder : finished_) add_coder(codings, coder, applying);
    for (const auto& [theme, k] : applying) ++applying_[theme][{count, k}];
    if (coders_.size() == 2 && count == 2)
      for (const auto& [theme, k] : applying) add_pair(codings, theme, k);
  }

  void add_coder(const coding::Codings& codings, coding::MemberIndex coder,
                 std::map<coding::ThemeIndex, std::uint32_t>& applying) {
    std::vector<std::vector<std::uint32_t>> labels(buffers_.size());
    for (const auto theme : coding::counted_themes(study_, codings, coder)) {
      ++applying[theme];
      labels[study_.themes[theme].framework].push_back(theme);
    }
    for (std::size_t f = 0; f < buffers_.size(); ++f)
      buffers_[f].add(coder, sets_[f].number_of(std::move(labels[f])));
  }

  void add_pair(const coding::Codings& codings, coding::ThemeIndex theme, std::uint32_t k) {
    auto& cells = pairs_[theme];
    if (k == 2)
      ++cells.both;
    else if (coding::counts_for(study_, codings, coders_[0], theme))
      ++cells.first_alone;
    else
      ++cells.second_alone;
  }

  bool chosen(std::uint64_t coder) const {
    return std::binary_search(coders_.begin(), coders_.end(), coder);
  }

  const coding::Study& study_;
  const std::vector<coding::MemberIndex>& coders_;  // sorted
  std::uint64_t pairable_ = 0, codings_ = 0;
  std::map<std::uint32_t, std::uint64_t> by_codings_;
  std::map<coding::ThemeIndex, std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t>>
      applying_;
  std::map<coding::ThemeIndex, PairCells> pairs_;
  std::vector<agreement::CodingsBuffer> buffers_;  // by framework
  std::vector<agreement::LabelSets> sets_;         // by framework
  std::vector<coding::MemberIndex> finished_;
};

// The same histogram as Pass::histogram, of all coders, without a pass.
std::vector<BinaryCell> running_histogram(const QuestionTally& tally, coding::ThemeIndex theme) {
  const auto applying = tally.applying(theme);
  std::vector<BinaryCell> cells(applying.begin(), applying.end());
  const auto by_finished = tally.responses_by_finished();
  std::vector<std::uint64_t> rest(by_finished.begin(), by_finished.end());
  for (const auto& cell : applying) rest[cell.codings] -= cell.units;
  for (std::uint32_t m = 1; m < rest.size(); ++m)
    if (rest[m] > 0) cells.push_back({m, 0, rest[m]});
  return cells;
}

// Those of the chosen coders, or of all where none is chosen, who have finished a response.
std::vector<coding::MemberIndex> coders_who_finished(
    const QuestionTally& tally, const std::vector<coding::MemberIndex>& chosen) {
  std::vector<coding::MemberIndex> coders;
  for (std::size_t m = 0; m < tally.coders().size(); ++m) {
    const auto coder = static_cast<coding::MemberIndex>(m);
    if (tally.coders()[m].finished == 0) continue;
    if (chosen.empty() || std::find(chosen.begin(), chosen.end(), coder) != chosen.end())
      coders.push_back(coder);
  }
  return coders;
}

Estimate of_theme(Coefficient coefficient, const std::vector<BinaryCell>& cells,
                  std::uint64_t coders) {
  switch (coefficient) {
    case Coefficient::kPercentAgreement:
      return knowing_coders(agreement::percent_agreement(cells), coders);
    case Coefficient::kKrippendorffAlpha:
      return knowing_coders(agreement::krippendorff_alpha(cells), coders);
    default:
      return knowing_coders(agreement::gwet_ac1(cells), coders);
  }
}

Estimate not_two_coders(std::uint64_t units) {
  Estimate estimate;
  estimate.reason = agreement::Undefined::kNotTwoCoders;
  estimate.units = units;
  return estimate;
}

Estimate of_question(Coefficient coefficient, const agreement::SetCodings& data) {
  switch (coefficient) {
    case Coefficient::kCohenKappa:
      return agreement::cohen_kappa(data.codings);
    case Coefficient::kKrippendorffAlphaJaccard:
      return agreement::krippendorff_alpha(data, agreement::SetDistance::kJaccard);
    case Coefficient::kKrippendorffAlphaMasi:
      return agreement::krippendorff_alpha(data, agreement::SetDistance::kMasi);
    case Coefficient::kKrippendorffAlpha:
    case Coefficient::kKrippendorffAlphaNominalSets:
      return agreement::krippendorff_alpha(data, agreement::SetDistance::kNominal);
    default:
      return agreement::percent_exact_sets(data);
  }
}

}  // namespace

std::string_view name_of(Coefficient coefficient) {
  return kNames[static_cast<std::size_t>(coefficient)].second;
}

std::optional<Coefficient> coefficient_from(std::string_view name) {
  for (const auto& [coefficient, known] : kNames)
    if (known == name) return coefficient;
  return std::nullopt;
}

std::vector<Coefficient> all_coefficients() {
  std::vector<Coefficient> all;
  for (const auto& entry : kNames) all.push_back(entry.first);
  return all;
}

AgreementFigures agreement_of(const StudyView& view, coding::QuestionIndex question,
                              const AgreementQuery& query) {
  const auto& study = view.study();
  const auto& tally = view.tally(question);
  const auto wanted = query.coefficients.empty() ? all_coefficients() : query.coefficients;
  const bool everyone = query.coders.empty();

  AgreementFigures figures;
  figures.coders = coders_who_finished(tally, query.coders);
  const Pass pass(study, question, figures.coders);
  figures.units = pass.pairable();
  figures.codings = pass.codings();

  const auto add = [&](Coefficient c, coding::FrameworkIndex f,
                       std::optional<coding::ThemeIndex> theme, Estimate estimate) {
    figures.results.push_back({c, f, theme, estimate});
  };
  for (std::size_t i = 0; i < study.frameworks.size(); ++i) {
    const auto framework = static_cast<coding::FrameworkIndex>(i);
    if (query.framework && framework != *query.framework) continue;
    if (study.framework_ids.is_gone(framework)) continue;
    for (const auto c : wanted)
      if (has_question_form(c))
        add(c, framework, std::nullopt, of_question(c, pass.sets(framework)));
    for (std::size_t t = 0; t < study.themes.size(); ++t) {
      const auto theme = static_cast<coding::ThemeIndex>(t);
      if (study.theme_ids.is_gone(theme)) continue;
      if (study.themes[t].framework != framework || !study.themes[t].in_scope(question)) continue;
      if (study.counts_as[t] != t) continue;  // merged
      const auto cells = everyone ? running_histogram(tally, theme) : pass.histogram(theme);
      for (const auto c : wanted) {
        if (!has_theme_form(c)) continue;
        if (c != Coefficient::kCohenKappa) {
          add(c, framework, theme, of_theme(c, cells, figures.coders.size()));
        } else if (figures.coders.size() > 2) {
          add(c, framework, theme, not_two_coders(figures.units));
        } else {
          const auto table = pass.pair_table(theme);
          add(c, framework, theme,
              knowing_coders(agreement::cohen_kappa({2, table}), figures.coders.size()));
        }
      }
    }
  }
  return figures;
}

}  // namespace verbatim::projections
