#pragma once

#include <cmath>
#include <cstdint>
#include <ostream>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "agreement/binary.hpp"
#include "agreement/codings.hpp"
#include "agreement/estimate.hpp"
#include "agreement/sets.hpp"

// Codings as the tests of this part write them down.
namespace verbatim::agreement {

// By unit: (coder, what that coder gave it).
template <class Value>
using Units = std::vector<std::vector<std::pair<std::uint32_t, Value>>>;
using Values = Units<std::uint32_t>;
using LabelLists = Units<std::vector<std::uint32_t>>;

// One row a unit, one column a coder, words apart by blanks: "a b . a"; a dot is a missing coding.
// Categories are numbered by first appearance.
Values values(std::initializer_list<std::string_view> rows);

// The same with label sets: "cost,wait cost . -"; a dash is the empty set. Labels are single words,
// numbered by first appearance.
LabelLists label_lists(std::initializer_list<std::string_view> rows);

// Two coders: units by rows (first coder) and columns (second) of a square table.
Values from_table(std::span<const std::uint64_t> counts, std::uint32_t categories);

// Coders without a name: one row a unit, how many of them gave each category.
Values from_counts(const std::vector<std::vector<int>>& rows);

// Owns the codings of `units`; `categories` 0 stands for one more than the highest value.
class NominalData {
 public:
  explicit NominalData(const Values& units, std::uint32_t categories = 0);
  // NOLINTNEXTLINE(google-explicit-constructor): so that a test may pass it where a view is wanted.
  operator Codings() const { return buffer_.view(categories_); }

 private:
  CodingsBuffer buffer_;
  std::uint32_t categories_;
};

class SetData {
 public:
  explicit SetData(const LabelLists& units);
  // NOLINTNEXTLINE(google-explicit-constructor)
  operator SetCodings() const {
    return {.sets = sets_.sets(), .codings = buffer_.view(sets_.size())};
  }

 private:
  LabelSets sets_;
  CodingsBuffer buffer_;
};

// How many units have m codings, k of which are `category` (or hold the label).
std::vector<BinaryCell> histogram(const Values& units, std::uint32_t category);
std::vector<BinaryCell> histogram(const LabelLists& units, std::uint32_t label);

inline void PrintTo(const Estimate& estimate, std::ostream* out) {
  if (estimate.value) *out << *estimate.value;
  if (estimate.reason) *out << slug_of(*estimate.reason);
  *out << " on " << estimate.units << " units of " << estimate.coded_units << " with "
       << estimate.codings << " codings, " << estimate.coders << " coders, " << estimate.values
       << " values, observed " << estimate.observed.value_or(NAN) << ", expected "
       << estimate.expected.value_or(NAN) << ", prevalence " << estimate.prevalence.value_or(NAN);
  if (const auto& interval = estimate.interval) {
    *out << ", se " << interval->se << " (" << interval->low << " to " << interval->high << ")";
  }
}

MATCHER_P2(IsNear, value, tolerance, "") {
  return arg.value && !arg.reason && std::abs(*arg.value - (value)) <= (tolerance);
}

MATCHER_P(IsExactly, value, "") {
  return arg.value && !arg.reason && *arg.value == (value);
}

MATCHER_P(IsUndefined, word, "") {
  return !arg.value && arg.reason && slug_of(*arg.reason) == (word);
}

}  // namespace verbatim::agreement
