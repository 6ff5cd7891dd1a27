#include "agreement/spans.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <utility>

#include "agreement/nominal_basis.hpp"

namespace verbatim::agreement {
namespace {

constexpr std::uint32_t kGap = 0;  // categories are numbered from 1 beside it

// A stretch of one coder's continuum: a span or a gap between spans.
struct Section {
  std::uint64_t begin, end;
  std::uint32_t value;
  double length() const { return static_cast<double>(end - begin); }
};
using Sections = std::vector<Section>;

std::uint64_t end_of(const Span& span) {
  return span.start + span.length;
}

std::vector<Span> sorted(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end(), [](const Span& a, const Span& b) {
    return std::pair(a.start, a.category) < std::pair(b.start, b.category);
  });
  return spans;
}

// The whole continuum of one coder, span by gap by span; nothing if spans overlap.
std::optional<Sections> sections_of(const Continuum& continuum, std::vector<Span> spans) {
  Sections sections;
  auto at = continuum.begin;
  for (const auto& span : sorted(std::move(spans))) {
    if (span.start < at) return std::nullopt;
    if (span.start > at) sections.push_back({at, span.start, kGap});
    sections.push_back({span.start, end_of(span), span.category + 1});
    at = end_of(span);
  }
  const auto end = continuum.begin + continuum.length;
  if (at < end) sections.push_back({at, end, kGap});
  return sections;
}

std::vector<Span> of_category(const std::vector<Span>& spans, std::uint32_t category) {
  std::vector<Span> result;
  std::copy_if(spans.begin(), spans.end(), std::back_inserter(result),
               [&](const Span& span) { return span.category == category; });
  return result;
}

// Overlapping and touching spans as one.
std::vector<Span> united(std::vector<Span> spans) {
  std::vector<Span> result;
  for (const auto& span : sorted(std::move(spans))) {
    if (result.empty() || span.start > end_of(result.back())) {
      result.push_back(span);
    } else {
      result.back().length = std::max(end_of(result.back()), end_of(span)) - result.back().start;
    }
  }
  return result;
}

// What is left of each span when later ones are laid over it.
std::vector<Span> last_wins(const std::vector<Span>& spans) {
  std::vector<Span> visible;
  for (const auto& over : spans) {
    std::vector<Span> rest;
    for (const auto& under : visible) {
      if (under.start < over.start) {
        rest.push_back(
            {under.start, std::min(end_of(under), over.start) - under.start, under.category});
      }
      if (end_of(under) > end_of(over)) {
        const auto start = std::max(under.start, end_of(over));
        rest.push_back({start, end_of(under) - start, under.category});
      }
    }
    rest.push_back(over);
    visible = std::move(rest);
  }
  return visible;
}

// Counts the characters of a continuum by what the coders say of each, section by section.
void count_characters(const std::vector<Sections>& coders, std::uint32_t categories,
                      std::map<std::vector<std::uint32_t>, std::uint64_t>& counts) {
  if (coders.empty()) return;
  std::vector<std::size_t> at(coders.size());
  std::vector<std::uint32_t> said(categories);
  auto begin = coders[0].front().begin;
  const auto end = coders[0].back().end;
  while (begin < end) {
    auto next = end;
    std::fill(said.begin(), said.end(), 0U);
    for (std::size_t coder = 0; coder < coders.size(); ++coder) {
      const auto& section = coders[coder][at[coder]];
      ++said[section.value];
      next = std::min(next, section.end);
    }
    counts[said] += next - begin;
    begin = next;
    for (std::size_t coder = 0; coder < coders.size(); ++coder) {
      at[coder] += coders[coder][at[coder]].end == begin ? 1 : 0;
    }
  }
}

Estimate alpha_of_characters(const std::map<std::vector<std::uint32_t>, std::uint64_t>& counts,
                             std::uint32_t categories, std::optional<std::uint32_t> theme) {
  Profiles profiles(categories);
  for (const auto& [said, characters] : counts) {
    std::vector<CategoryCount> list;
    for (std::uint32_t c = 0; c < categories; ++c) list.push_back({c, said[c]});
    profiles.add(list, characters);
  }
  profiles.sort();
  auto estimate = NominalBasis(std::move(profiles), theme).krippendorff_alpha();
  estimate.interval.reset();  // neighbouring characters are no sample
  return estimate;
}

Estimate about(std::span<const Continuum> continua, Estimate estimate) {
  estimate.units = estimate.coded_units = estimate.codings = 0;
  std::uint64_t coders = 0;
  for (const auto& continuum : continua) {
    coders = std::max<std::uint64_t>(coders, continuum.coders.size());
    estimate.units += continuum.coders.size() >= 2 ? 1 : 0;
    estimate.coded_units += continuum.coders.empty() ? 0 : 1;
    for (const auto& spans : continuum.coders) estimate.codings += spans.size();
  }
  return knowing_coders(estimate, coders);
}

Estimate from_disagreements(const Continuum& continuum, double observed, double expected) {
  Estimate estimate;
  if (continuum.coders.size() < 2) {
    estimate.reason = Undefined::kNoPairableUnits;
  } else if (!(expected > 0)) {  // also where nothing can meet by chance, 0 / 0
    estimate.reason = Undefined::kNoVariation;
  } else {
    estimate.value = 1 - observed / expected;
    estimate.observed = observed;
    estimate.expected = expected;
  }
  return about({&continuum, 1}, estimate);
}

Estimate undefined(const Continuum& continuum, Undefined reason) {
  Estimate estimate;
  estimate.reason = reason;
  return about({&continuum, 1}, estimate);
}

struct Disagreements {
  double observed = 0, expected = 0;
};

// How far two sections of different coders are apart: where two units meet, their ends; where a
// unit lies within the other's gap, its length; all squared.
double difference(const Section& a, const Section& b) {
  const bool meet = a.begin < b.end && b.begin < a.end;
  if (!meet || (a.value == kGap && b.value == kGap)) return 0;
  if (a.value != kGap && b.value != kGap) {
    const double begins = static_cast<double>(a.begin) - static_cast<double>(b.begin);
    const double ends = static_cast<double>(a.end) - static_cast<double>(b.end);
    return begins * begins + ends * ends;
  }
  const auto& unit = a.value == kGap ? b : a;
  const auto& gap = a.value == kGap ? a : b;
  const bool within = gap.begin <= unit.begin && unit.end <= gap.end;
  return within ? unit.length() * unit.length() : 0;
}

double observed_2004(const std::vector<Sections>& coders, double length) {
  double sum = 0;
  for (std::size_t i = 0; i < coders.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      for (const auto& a : coders[i]) {
        for (const auto& b : coders[j]) sum += 2 * difference(a, b);
      }
    }
  }
  const auto m = static_cast<double>(coders.size());
  return sum / (m * (m - 1) * length * length);
}

double expected_2004(const std::vector<Sections>& coders, double length) {
  double units = 0;
  std::vector<double> gaps;
  for (const auto& sections : coders) {
    for (const auto& section : sections) {
      if (section.value == kGap) {
        gaps.push_back(section.length());
      } else {
        ++units;
      }
    }
  }
  double sum = 0;
  double own = 0;
  for (const auto& sections : coders) {
    for (const auto& section : sections) {
      if (section.value == kGap) continue;
      const double l = section.length();
      double room = 0;
      for (const double gap : gaps) room += gap >= l ? gap - l + 1 : 0;
      sum += (units - 1) / 3 * (2 * l * l * l - 3 * l * l + l) + l * l * room;
      own += l * (l - 1);
    }
  }
  const double all = static_cast<double>(coders.size()) * length;
  return 2 / length * sum / (all * (all - 1) - own);
}

std::optional<Disagreements> disagreements_2004(const Continuum& continuum,
                                                std::uint32_t category) {
  std::vector<Sections> coders;
  for (const auto& spans : continuum.coders) {
    auto sections = sections_of(continuum, of_category(spans, category));
    if (!sections) return std::nullopt;
    coders.push_back(std::move(*sections));
  }
  if (coders.size() < 2) return Disagreements{};
  const auto length = static_cast<double>(continuum.length);
  return Disagreements{observed_2004(coders, length), expected_2004(coders, length)};
}

// A square matrix of lengths.
class Lengths {
 public:
  explicit Lengths(std::size_t size) : size_(size), cells_(size * size) {}
  double& at(std::size_t a, std::size_t b) { return cells_[a * size_ + b]; }
  double at(std::size_t a, std::size_t b) const { return cells_[a * size_ + b]; }
  double row(std::size_t a) const {
    double sum = 0;
    for (std::size_t b = 0; b < size_; ++b) sum += at(a, b);
    return sum;
  }
  double column(std::size_t b) const {
    double sum = 0;
    for (std::size_t a = 0; a < size_; ++a) sum += at(a, b);
    return sum;
  }
  double sum() const {
    double sum = 0;
    for (const double cell : cells_) sum += cell;
    return sum;
  }
  double diagonal() const {
    double sum = 0;
    for (std::size_t c = 0; c < size_; ++c) sum += at(c, c);
    return sum;
  }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_;
  std::vector<double> cells_;
};

// Equation 32.
Lengths coincidences(const std::vector<Sections>& coders, std::size_t values) {
  Lengths lengths(values);
  for (std::size_t i = 0; i < coders.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      for (auto a = coders[i].begin(), b = coders[j].begin();
           a != coders[i].end() && b != coders[j].end();) {
        const auto begin = std::max(a->begin, b->begin);
        const auto end = std::min(a->end, b->end);
        const double common = end > begin ? static_cast<double>(end - begin) : 0;
        lengths.at(a->value, b->value) += common;
        lengths.at(b->value, a->value) += common;
        const bool first_ends = a->end <= b->end;
        const bool second_ends = b->end <= a->end;
        a += first_ends ? 1 : 0;
        b += second_ends ? 1 : 0;
      }
    }
  }
  Lengths mean(values);
  for (std::size_t a = 0; a < values; ++a) {
    for (std::size_t b = 0; b < values; ++b) {
      mean.at(a, b) = lengths.at(a, b) / static_cast<double>(coders.size() - 1);
    }
  }
  return mean;
}

// Equation 33: what would coincide by chance, `own` being what meets itself.
Lengths by_chance(const Lengths& seen, const std::vector<double>& own) {
  double all_own = 0;
  for (const double length : own) all_own += length;
  const double all = seen.sum();
  const double rest = all - all_own / all;
  Lengths expected(seen.size());
  for (std::size_t a = 0; a < seen.size(); ++a) {
    for (std::size_t b = 0; b < seen.size(); ++b) {
      const double pairs = seen.row(a) * seen.column(b) - (a == b ? own[a] : 0);
      expected.at(a, b) = rest > 0 ? pairs / rest : 0;
    }
  }
  return expected;
}

// A span with itself is its length squared; a gap's characters are each alone.
std::vector<double> own_lengths(const std::vector<Sections>& coders, std::size_t values) {
  std::vector<double> own(values);
  for (const auto& sections : coders) {
    for (const auto& section : sections) {
      const double length = section.length();
      own[section.value] += section.value == kGap ? length : length * length;
    }
  }
  return own;
}

// Only as far as another coder marked anything there too.
std::vector<double> own_lengths_marked_by_others(const std::vector<Sections>& coders,
                                                 std::size_t values) {
  std::vector<double> own(values);
  for (std::size_t i = 0; i < coders.size(); ++i) {
    std::vector<Span> others;
    for (std::size_t j = 0; j < coders.size(); ++j) {
      if (i == j) continue;
      for (const auto& section : coders[j]) {
        if (section.value != kGap)
          others.push_back({section.begin, section.end - section.begin, 0});
      }
    }
    others = united(std::move(others));
    for (const auto& section : coders[i]) {
      if (section.value == kGap) continue;
      double common = 0;
      for (const auto& span : others) {
        const auto begin = std::max(section.begin, span.start);
        const auto end = std::min(section.end, end_of(span));
        if (end > begin) common += static_cast<double>(end - begin);
      }
      own[section.value - 1] += common * common;
    }
  }
  return own;
}

Lengths without_gaps(const Lengths& lengths) {
  Lengths result(lengths.size() - 1);
  for (std::size_t a = 1; a < lengths.size(); ++a) {
    for (std::size_t b = 1; b < lengths.size(); ++b) result.at(a - 1, b - 1) = lengths.at(a, b);
  }
  return result;
}

Estimate off_diagonal(const Continuum& continuum, const Lengths& seen, const Lengths& expected) {
  return from_disagreements(continuum, (seen.sum() - seen.diagonal()) / seen.sum(),
                            (expected.sum() - expected.diagonal()) / expected.sum());
}

Lengths marked_or_not(const Lengths& lengths) {
  Lengths result(2);
  for (std::size_t a = 0; a < lengths.size(); ++a) {
    for (std::size_t b = 0; b < lengths.size(); ++b) {
      result.at(a == kGap ? 0 : 1, b == kGap ? 0 : 1) += lengths.at(a, b);
    }
  }
  return result;
}

// Equation 38 for one category.
Estimate told_apart(const Continuum& continuum, const Lengths& seen, const Lengths& expected,
                    std::size_t k) {
  const double met = seen.column(k);
  const double by_chance_met = expected.column(k);
  if (met <= 0) return undefined(continuum, Undefined::kNoPairableUnits);
  return from_disagreements(continuum, (met - seen.at(k, k)) / met,
                            (by_chance_met - expected.at(k, k)) / by_chance_met);
}

}  // namespace

Estimate character_alpha(std::span<const Continuum> continua, std::uint32_t category) {
  std::map<std::vector<std::uint32_t>, std::uint64_t> counts;
  for (const auto& continuum : continua) {
    std::vector<Sections> coders;
    for (const auto& spans : continuum.coders) {
      auto own = united(of_category(spans, category));
      for (auto& span : own) span.category = 0;
      coders.push_back(*sections_of(continuum, std::move(own)));
    }
    count_characters(coders, 2, counts);
  }
  return about(continua, alpha_of_characters(counts, 2, 1));
}

Estimate character_alpha_of_last_spans(std::span<const Continuum> continua,
                                       std::uint32_t category) {
  std::vector<Continuum> cut(continua.begin(), continua.end());
  for (auto& continuum : cut) {
    for (auto& spans : continuum.coders) spans = last_wins(spans);
  }
  return character_alpha(cut, category);
}

Estimate character_alpha(std::span<const Continuum> continua) {
  std::uint32_t categories = 1;
  for (const auto& continuum : continua) {
    for (const auto& spans : continuum.coders) {
      for (const auto& span : spans) categories = std::max(categories, span.category + 2);
    }
  }
  std::map<std::vector<std::uint32_t>, std::uint64_t> counts;
  for (const auto& continuum : continua) {
    std::vector<Sections> coders;
    for (const auto& spans : continuum.coders) {
      auto sections = sections_of(continuum, spans);
      if (!sections) {
        Estimate estimate;
        estimate.reason = Undefined::kOverlappingSpans;
        return about(continua, estimate);
      }
      coders.push_back(std::move(*sections));
    }
    count_characters(coders, categories, counts);
  }
  return about(continua, alpha_of_characters(counts, categories, {}));
}

Estimate u_alpha_2004(const Continuum& continuum, std::uint32_t category) {
  const auto both = disagreements_2004(continuum, category);
  if (!both) return undefined(continuum, Undefined::kOverlappingSpans);
  return from_disagreements(continuum, both->observed, both->expected);
}

Estimate u_alpha_2004_overall(const Continuum& continuum, std::uint32_t categories) {
  Disagreements all;
  for (std::uint32_t category = 0; category < categories; ++category) {
    const auto both = disagreements_2004(continuum, category);
    if (!both) return undefined(continuum, Undefined::kOverlappingSpans);
    all.observed += both->observed;
    all.expected += both->expected;
  }
  return from_disagreements(continuum, all.observed, all.expected);
}

UnitizingFamily unitizing_family(const Continuum& continuum, std::uint32_t categories) {
  UnitizingFamily family;
  const auto all = [&](Undefined reason) {
    family.u = family.binary = family.cu = undefined(continuum, reason);
    family.by_category.assign(categories, family.u);
    family.coverage.assign(categories, std::nullopt);
    return family;
  };
  if (continuum.coders.size() < 2) return all(Undefined::kNoPairableUnits);
  std::vector<Sections> coders;
  for (const auto& spans : continuum.coders) {
    auto sections = sections_of(continuum, spans);
    if (!sections) return all(Undefined::kOverlappingSpans);
    coders.push_back(std::move(*sections));
  }
  const auto seen = coincidences(coders, categories + std::size_t{1});
  const auto expected = by_chance(seen, own_lengths(coders, categories + std::size_t{1}));
  family.u = off_diagonal(continuum, seen, expected);
  family.binary = off_diagonal(continuum, marked_or_not(seen), marked_or_not(expected));
  const auto marked = without_gaps(seen);
  for (std::uint32_t k = 0; k < categories; ++k) {
    const double used = seen.column(k + 1);
    family.coverage.push_back(used > 0 ? std::optional(marked.column(k) / used) : std::nullopt);
  }
  if (marked.sum() <= 0) {
    family.cu = undefined(continuum, Undefined::kNoPairableUnits);
    family.by_category.assign(categories, family.cu);
    return family;
  }
  const auto by_chance_marked = by_chance(marked, own_lengths_marked_by_others(coders, categories));
  family.cu = off_diagonal(continuum, marked, by_chance_marked);
  for (std::uint32_t k = 0; k < categories; ++k) {
    family.by_category.push_back(told_apart(continuum, marked, by_chance_marked, k));
  }
  return family;
}

}  // namespace verbatim::agreement
