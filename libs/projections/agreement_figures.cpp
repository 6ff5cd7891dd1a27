#include "projections/agreement_figures.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "agreement/nominal.hpp"
#include "agreement/overlap.hpp"
#include "agreement/pair.hpp"
#include "agreement/sets.hpp"
#include "agreement/weighted.hpp"
#include "projections/agreement_sums.hpp"
#include "projections/connections.hpp"

namespace verbatim::projections {
namespace {

using agreement::BinaryCell;
using agreement::Estimate;

constexpr std::array<std::pair<Coefficient, std::string_view>, 15> kNames{{
    {Coefficient::kPercentAgreement, "percent_agreement"},
    {Coefficient::kCohenKappa, "cohen_kappa"},
    {Coefficient::kScottPi, "scott_pi"},
    {Coefficient::kKrippendorffAlpha, "krippendorff_alpha"},
    {Coefficient::kGwetAc1, "gwet_ac1"},
    {Coefficient::kFleissKappa, "fleiss_kappa"},
    {Coefficient::kHolsti, "holsti"},
    {Coefficient::kBrennanPrediger, "brennan_prediger"},
    {Coefficient::kCongerKappa, "conger_kappa"},
    {Coefficient::kLightKappa, "light_kappa"},
    {Coefficient::kPercentExactSets, "percent_exact_sets"},
    {Coefficient::kKrippendorffAlphaNominalSets, "krippendorff_alpha_nominal_sets"},
    {Coefficient::kKrippendorffAlphaJaccard, "krippendorff_alpha_jaccard"},
    {Coefficient::kKrippendorffAlphaMasi, "krippendorff_alpha_masi"},
    {Coefficient::kHolstiMicroDice, "holsti_micro_dice"},
}};

// Whether a coder is among those who were asked for.
bool is_chosen(const std::vector<coding::MemberIndex>& chosen, coding::MemberIndex coder) {
  return chosen.empty() || std::find(chosen.begin(), chosen.end(), coder) != chosen.end();
}

// The responses that a query is about, by number; nothing: all of them.
std::optional<Words> responses_of(const coding::Study& study, coding::QuestionIndex question,
                                  const AgreementQuery& query) {
  const auto size = study.questions[question].responses.size();
  std::optional<Words> words;
  if (query.group) words = responses_of_group(study, question, *query.group);
  const auto* task = query.round ? study.rounds[*query.round].task(question) : nullptr;
  if (!query.round || (task != nullptr && task->sample.empty())) return words;
  Words drawn((size + 63) / 64);
  if (task != nullptr)  // else the round does not code the question
    for (const auto number : task->sample) set(drawn, number, true);
  for (std::size_t i = 0; words && i < drawn.size(); ++i) drawn[i] &= (*words)[i];
  return drawn;
}

// Whether the part is all that was said.
bool is_all(const StudyView& view, coding::QuestionIndex question, const AgreementPart& part) {
  if (part.responses || part.roll_up) return false;
  if (part.pairs && !view.agreement(question).keeps_pairs()) return false;
  const auto all = view.tally(question).coders();
  return part.coders.size() ==
         static_cast<std::size_t>(std::count_if(
             all.begin(), all.end(), [](const CoderTally& coder) { return coder.finished > 0; }));
}

// From the finished codings themselves.
Estimate of_codings(Coefficient coefficient, const agreement::Codings& codings) {
  return coefficient == Coefficient::kCongerKappa ? agreement::conger_kappa(codings)
                                                  : agreement::light_kappa(codings);
}

Estimate of_sets(Coefficient coefficient, const agreement::SetCodings& data) {
  using agreement::SetDistance;
  switch (coefficient) {
    case Coefficient::kKrippendorffAlphaJaccard:
      return agreement::krippendorff_alpha(data, SetDistance::kJaccard);
    case Coefficient::kKrippendorffAlphaMasi:
      return agreement::krippendorff_alpha(data, SetDistance::kMasi);
    case Coefficient::kKrippendorffAlpha:
    case Coefficient::kKrippendorffAlphaNominalSets:
      return agreement::krippendorff_alpha(data, SetDistance::kNominal);
    case Coefficient::kCohenKappa:
      return agreement::cohen_kappa(data.codings);
    case Coefficient::kScottPi:
      return agreement::scott_pi(data.codings);
    case Coefficient::kHolstiMicroDice:
      return agreement::holsti(data);
    case Coefficient::kCongerKappa:
    case Coefficient::kLightKappa:
      return of_codings(coefficient, data.codings);
    default:
      return agreement::percent_exact_sets(data);
  }
}

Estimate too_large(Estimate of) {
  of.value.reset();
  of.reason = agreement::Undefined::kTooLarge;
  of.observed.reset(), of.expected.reset(), of.interval.reset();
  return of;
}

Estimate not_two_coders(std::uint64_t units) {
  Estimate estimate;
  estimate.reason = agreement::Undefined::kNotTwoCoders;
  estimate.units = units;
  return estimate;
}

std::uint64_t pairable(const std::vector<BinaryCell>& cells) {
  std::uint64_t units = 0;
  for (const auto& cell : cells)
    if (cell.codings >= 2) units += cell.units;
  return units;
}

Estimate of_question(Coefficient coefficient, const AgreementSums::Sets& sets,
                     std::uint64_t coders) {
  using agreement::SetDistance;
  const auto alpha = [&](SetDistance distance) {
    return knowing_coders(sets.sums.krippendorff_alpha(sets.labels, distance), coders);
  };
  switch (coefficient) {
    case Coefficient::kKrippendorffAlphaJaccard:
      return alpha(SetDistance::kJaccard);
    case Coefficient::kKrippendorffAlphaMasi:
      return alpha(SetDistance::kMasi);
    case Coefficient::kKrippendorffAlpha:
    case Coefficient::kKrippendorffAlphaNominalSets:
      return alpha(SetDistance::kNominal);
    default:
      return knowing_coders(sets.sums.percent_exact_sets(), coders);
  }
}

// A 2x2 table of the units that both coders finished.
std::array<std::uint64_t, 4> table_of(std::uint64_t units, const PairCells& cells) {
  return {units - cells.both - cells.first_alone - cells.second_alone, cells.second_alone,
          cells.first_alone, cells.both};
}

PairCells cells_of(const PairTally& pair, coding::ThemeIndex theme) {
  return theme < pair.themes.size() ? pair.themes[theme] : PairCells{};
}

// Of a theme, resampled: over the cells of its table or histogram. `all`: what the coefficients
// of a histogram have of it together, once one was asked for.
std::optional<agreement::Interval> resampled_theme(Coefficient c, const ThemeCodings& said,
                                                   const agreement::Resampling& resampling,
                                                   std::optional<agreement::ThemeFigures>& all) {
  const auto of_table = [&](Estimate (*of)(const agreement::PairTable&)) {
    return agreement::bootstrap(
        agreement::PairTable{2, said.table}, resampling,
        [of](const agreement::PairTable& drawn) { return of(drawn).value; });
  };
  switch (c) {
    case Coefficient::kCohenKappa:
      return of_table(&agreement::cohen_kappa);
    case Coefficient::kScottPi:
      return of_table(&agreement::scott_pi);
    case Coefficient::kHolsti:
      return agreement::bootstrap(said.cells, 1, resampling, [](std::span<const BinaryCell> drawn) {
        return agreement::holsti(drawn).value;
      });
    default:
      break;
  }
  if (!all) all = agreement::theme_figures(said.cells, resampling);
  switch (c) {
    case Coefficient::kPercentAgreement:
      return all->percent_agreement.interval;
    case Coefficient::kKrippendorffAlpha:
      return all->krippendorff_alpha.interval;
    case Coefficient::kFleissKappa:
      return all->fleiss_kappa.interval;
    case Coefficient::kGwetAc1:
      return all->gwet_ac1.interval;
    default:
      return all->brennan_prediger.interval;
  }
}

// The agreement of one question, as it was asked for.
class Answer {
 public:
  Answer(const StudyView& view, coding::QuestionIndex question, const AgreementQuery& query)
      : view_(view),
        study_(view.study()),
        question_(question),
        query_(query),
        part_(agreement_part(view, question, query)),
        wanted_(query.coefficients.empty() ? unless_named() : query.coefficients),
        sums_(is_all(view, question, part_) ? running_sums(view, question)
                                            : sums_of_part(view, question, part_)) {}

  AgreementFigures figures() {
    const auto by_finished = sums_->by_finished();
    for (std::size_t m = 1; m < by_finished.size(); ++m) {
      figures_.codings += m * by_finished[m];
      if (m >= 2) figures_.units += by_finished[m];
    }
    figures_.coders = part_.coders;
    if (part_.coders.size() == 2) the_two_ = sums_->pair(part_.coders[0], part_.coders[1]);
    for (std::size_t f = 0; f < study_.frameworks.size(); ++f) {
      const auto framework = static_cast<coding::FrameworkIndex>(f);
      if (query_.framework && framework != *query_.framework) continue;
      if (!study_.framework_ids.is_gone(framework)) add_framework(framework);
    }
    if (query_.pairs) add_pairs();
    return std::move(figures_);
  }

 private:
  void add(Coefficient c, coding::FrameworkIndex f, std::optional<coding::ThemeIndex> theme,
           Estimate estimate, std::optional<agreement::Interval> bootstrap = {}) {
    figures_.results.push_back({c, f, theme, estimate, bootstrap});
  }

  static std::vector<Coefficient> unless_named() {
    auto all = all_coefficients();
    std::erase_if(all, only_where_named);
    return all;
  }

  void add_framework(coding::FrameworkIndex framework) {
    const auto sets = sums_->sets(framework);
    const bool looks = figures_.codings <= kCodingsLookedAt;
    agreement::CodingsBuffer buffer;
    if (looks) buffer = set_codings(view_, question_, framework, part_).first;
    const agreement::SetCodings data{sets.labels,
                                     buffer.view(static_cast<std::uint32_t>(sets.labels.size()))};
    for (const auto c : wanted_) {
      if (!has_question_form(c)) continue;
      auto estimate = looks ? of_sets(c, data) : of_many_sets(c, framework, sets);
      auto drawn = looks && estimate.value ? of_resampled_sets(c, data) : std::nullopt;
      add(c, framework, std::nullopt, std::move(estimate), drawn);
    }
    for (std::size_t t = 0; t < study_.themes.size(); ++t) {
      const auto theme = static_cast<coding::ThemeIndex>(t);
      if (study_.theme_ids.is_gone(theme) || study_.counts_as[t] != t) continue;  // merged
      if (study_.themes[t].framework != framework || !study_.themes[t].in_scope(question_))
        continue;
      themes_.push_back(theme);
      const auto said = said_of(theme);
      std::optional<agreement::ThemeFigures> of_histogram;
      for (const auto c : wanted_) {
        if (!has_theme_form(c)) continue;
        auto estimate = asks_who(c) ? of_coders(c, theme, said, looks ? &data : nullptr)
                                    : estimate_of_theme(c, said);
        std::optional<agreement::Interval> drawn;
        if (estimate.value && query_.resampling.resamples >= 2)
          drawn = asks_who(c) ? of_resampled_coders(c, theme, data)
                              : resampled_theme(c, said, query_.resampling, of_histogram);
        add(c, framework, theme, std::move(estimate), drawn);
      }
    }
  }

  ThemeCodings said_of(coding::ThemeIndex theme) const {
    ThemeCodings said{sums_->histogram(theme), part_.coders.size(), {}};
    if (the_two_) said.table = table_of(the_two_->units, cells_of(*the_two_, theme));
    return said;
  }

  // Of more codings than are looked at one by one: from the sums.
  Estimate of_many_sets(Coefficient c, coding::FrameworkIndex framework,
                        const AgreementSums::Sets& sets) const {
    if (asks_who(c))
      return too_large(of_question(Coefficient::kPercentExactSets, sets, part_.coders.size()));
    if (c == Coefficient::kCohenKappa || c == Coefficient::kScottPi)
      return of_sets_of_two(c, framework);
    if (c == Coefficient::kHolstiMicroDice) return holsti_of_sets(framework, sets);
    return of_question(c, sets, part_.coders.size());
  }

  // All resamples of these codings together are no more than are drawn.
  bool may_draw(const agreement::Codings& codings) const {
    const auto resamples = std::uint64_t{query_.resampling.resamples};
    return resamples >= 2 && resamples * codings.values.size() <= kCodingsDrawn;
  }

  std::optional<agreement::Interval> of_resampled_sets(Coefficient c,
                                                       const agreement::SetCodings& data) const {
    if (!may_draw(data.codings)) return std::nullopt;
    return agreement::bootstrap(data.codings, 2, query_.resampling,
                                [&](const agreement::Codings& drawn) {
                                  return of_sets(c, {data.sets, drawn}).value;
                                });
  }

  // By coding, whether it applies the theme.
  static std::vector<std::uint32_t> applying(coding::ThemeIndex theme,
                                             const agreement::SetCodings& data) {
    std::vector<bool> has;
    for (const auto& set : data.sets)
      has.push_back(std::binary_search(set.begin(), set.end(), std::uint32_t{theme}));
    std::vector<std::uint32_t> applied;
    for (const auto set : data.codings.values) applied.push_back(has[set] ? 1 : 0);
    return applied;
  }

  std::optional<agreement::Interval> of_resampled_coders(Coefficient c, coding::ThemeIndex theme,
                                                         const agreement::SetCodings& data) const {
    if (!may_draw(data.codings)) return std::nullopt;
    const auto applied = applying(theme, data);
    const agreement::Codings codings{data.codings.offsets, applied, data.codings.coders, 2};
    return agreement::bootstrap(
        codings, 2, query_.resampling,
        [&](const agreement::Codings& drawn) { return of_codings(c, drawn).value; });
  }

  // A coefficient that asks who applies the theme. `data` null: there are too many codings.
  static Estimate of_coders(Coefficient c, coding::ThemeIndex theme, const ThemeCodings& said,
                            const agreement::SetCodings* data) {
    const auto share = estimate_of_theme(Coefficient::kPercentAgreement, said);
    if (data == nullptr) return too_large(share);
    const auto applied = applying(theme, *data);
    auto estimate = of_codings(c, {data->codings.offsets, applied, data->codings.coders, 2});
    estimate.prevalence = share.prevalence;  // of the theme, not of the more frequent of the two
    return estimate;
  }

  // From the histograms of the framework's themes: each says how often its label is in common.
  Estimate holsti_of_sets(coding::FrameworkIndex framework, const AgreementSums::Sets& sets) const {
    auto estimate = of_question(Coefficient::kPercentExactSets, sets, part_.coders.size());
    if (estimate.reason) return estimate;
    double common = 0;
    std::uint64_t applied = 0;
    for (std::size_t t = 0; t < study_.themes.size(); ++t) {
      if (study_.themes[t].framework != framework || study_.counts_as[t] != t) continue;
      for (const auto& cell : sums_->histogram(static_cast<coding::ThemeIndex>(t))) {
        if (cell.codings < 2 || cell.applying == 0) continue;
        applied += cell.units * cell.applying;
        common += static_cast<double>(cell.units * cell.applying * (cell.applying - 1)) /
                  static_cast<double>(cell.codings - 1);
      }
    }
    estimate.value.reset(), estimate.observed.reset(), estimate.expected.reset();
    estimate.interval.reset();
    if (applied == 0) {
      estimate.reason = agreement::Undefined::kNoVariation;
      return estimate;
    }
    estimate.value = common / static_cast<double>(applied);
    estimate.observed = 1 - *estimate.value;
    return estimate;
  }

  Estimate of_sets_of_two(Coefficient c, coding::FrameworkIndex framework) const {
    if (part_.coders.size() > 2) {
      auto estimate = not_two_coders(figures_.units);
      estimate.codings = sums_->sets(framework).sums.percent_exact_sets().codings;
      return estimate;
    }
    const auto [codings, categories] = set_codings(view_, question_, framework, part_);
    const auto view = codings.view(categories);
    return c == Coefficient::kScottPi ? agreement::scott_pi(view) : agreement::cohen_kappa(view);
  }

  void add_pairs() {
    const auto& coders = part_.coders;
    figures_.too_many_for_pairs = coders.size() > AgreementTally::kPairedCoders;
    if (figures_.too_many_for_pairs) return;
    std::vector<std::uint64_t> units(coders.size());
    std::vector<std::vector<PairCells>> against(coders.size(),
                                                std::vector<PairCells>(themes_.size()));
    for (std::size_t i = 0; i < coders.size(); ++i)
      for (std::size_t j = i + 1; j < coders.size(); ++j) {
        const auto pair = *sums_->pair(coders[i], coders[j]);
        units[i] += pair.units, units[j] += pair.units;
        for (std::size_t t = 0; t < themes_.size(); ++t) {
          const auto cells = cells_of(pair, themes_[t]);
          auto &one = against[i][t], &other = against[j][t];
          one.both += cells.both, other.both += cells.both;
          one.first_alone += cells.first_alone, other.first_alone += cells.second_alone;
          one.second_alone += cells.second_alone, other.second_alone += cells.first_alone;
          const auto table = table_of(pair.units, cells);
          figures_.pairs.push_back({coders[i], coders[j], themes_[t], cells,
                                    agreement::percent_agreement(agreement::PairTable{2, table}),
                                    agreement::cohen_kappa(agreement::PairTable{2, table})});
        }
      }
    for (std::size_t i = 0; i < coders.size(); ++i)
      for (std::size_t t = 0; t < themes_.size(); ++t) {
        const auto table = table_of(units[i], against[i][t]);
        figures_.against_the_rest.push_back(
            {coders[i], themes_[t], against[i][t],
             agreement::percent_agreement(agreement::PairTable{2, table}),
             agreement::cohen_kappa(agreement::PairTable{2, table})});
      }
  }

  const StudyView& view_;
  const coding::Study& study_;
  const coding::QuestionIndex question_;
  const AgreementQuery& query_;
  const AgreementPart part_;
  const std::vector<Coefficient> wanted_;
  const std::unique_ptr<AgreementSums> sums_;
  std::optional<PairTally> the_two_;
  std::vector<coding::ThemeIndex> themes_;  // those with results
  AgreementFigures figures_;
};

}  // namespace

AgreementPart agreement_part(const StudyView& view, coding::QuestionIndex question,
                             const AgreementQuery& query) {
  const auto& study = view.study();
  AgreementPart part{
      {}, responses_of(study, question, query), query.framework, query.roll_up, false};
  const auto* task = query.round ? study.rounds[*query.round].task(question) : nullptr;
  for (const auto& columns : view.agreement(question).coders()) {
    if (!is_chosen(query.coders, columns.coder)) continue;
    if (task != nullptr &&
        !std::binary_search(task->ever_coded.begin(), task->ever_coded.end(), columns.coder))
      continue;
    const auto finished = part.responses ? count_of_both(columns.finished, *part.responses)
                                         : count_of(columns.finished);
    if (finished > 0) part.coders.push_back(columns.coder);
  }
  std::sort(part.coders.begin(), part.coders.end());
  part.pairs = part.coders.size() == 2 ||
               (query.pairs && part.coders.size() <= AgreementTally::kPairedCoders);
  return part;
}

bool asks_who(Coefficient c) {
  return c == Coefficient::kCongerKappa || c == Coefficient::kLightKappa;
}
bool only_where_named(Coefficient c) {
  return asks_who(c) || c == Coefficient::kScottPi || c == Coefficient::kHolsti ||
         c == Coefficient::kHolstiMicroDice;
}
bool has_theme_form(Coefficient c) {
  return c <= Coefficient::kLightKappa;
}
bool has_question_form(Coefficient c) {
  return c < Coefficient::kGwetAc1 || c > Coefficient::kBrennanPrediger;
}

Estimate estimate_of_theme(Coefficient coefficient, const ThemeCodings& said) {
  switch (coefficient) {
    case Coefficient::kPercentAgreement:
      return knowing_coders(agreement::percent_agreement(said.cells), said.coders);
    case Coefficient::kCohenKappa:
      if (said.coders > 2) return not_two_coders(pairable(said.cells));
      return knowing_coders(agreement::cohen_kappa(agreement::PairTable{2, said.table}),
                            said.coders);
    case Coefficient::kScottPi:
      if (said.coders > 2) return not_two_coders(pairable(said.cells));
      return knowing_coders(agreement::scott_pi(agreement::PairTable{2, said.table}), said.coders);
    case Coefficient::kHolsti:
      if (const auto units = pairable(said.cells); units > 0 && said.coders > 2)
        return not_two_coders(units);
      return knowing_coders(agreement::holsti(said.cells), said.coders);
    case Coefficient::kKrippendorffAlpha:
      return knowing_coders(agreement::krippendorff_alpha(said.cells), said.coders);
    case Coefficient::kFleissKappa:
      return knowing_coders(agreement::fleiss_kappa(said.cells), said.coders);
    case Coefficient::kBrennanPrediger:
      return knowing_coders(agreement::brennan_prediger(said.cells), said.coders);
    default:
      return knowing_coders(agreement::gwet_ac1(said.cells), said.coders);
  }
}

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
  return Answer(view, question, query).figures();
}

}  // namespace verbatim::projections
