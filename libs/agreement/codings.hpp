#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

namespace verbatim::agreement {

// Reliability data: for every unit, who gave it which value. A coder who did not see a unit has no
// entry there; missing is never a value. A view: it owns nothing.
struct Codings {
  // The entries of unit u are [offsets[u], offsets[u + 1]); one offset more than units, or none.
  std::span<const std::uint32_t> offsets;
  std::span<const std::uint32_t> values;  // below `categories`
  std::span<const std::uint32_t> coders;  // who gave each value: any ids, distinct within a unit
  // The values that could have been given, seen or not.
  std::uint32_t categories = 0;

  std::size_t units() const { return offsets.empty() ? 0 : offsets.size() - 1; }
  std::uint32_t count(std::size_t unit) const { return offsets[unit + 1] - offsets[unit]; }
  std::span<const std::uint32_t> values_of(std::size_t unit) const {
    return values.subspan(offsets[unit], count(unit));
  }
};

// The coders who coded anything, ascending.
std::vector<std::uint32_t> coders_of(const Codings& codings);

// Calls visit(a, b) with the two values of each unit that both coders coded, in the units' order.
template <class Visit>
void each_coded_by_both(const Codings& codings, std::uint32_t first, std::uint32_t second,
                        Visit visit) {
  for (std::size_t unit = 0; unit < codings.units(); ++unit) {
    std::optional<std::uint32_t> a, b;
    for (auto at = codings.offsets[unit]; at < codings.offsets[unit + 1]; ++at) {
      if (codings.coders[at] == first) a = codings.values[at];
      if (codings.coders[at] == second) b = codings.values[at];
    }
    if (a && b) visit(*a, *b);
  }
}

// Owns codings while they are put together, unit by unit.
class CodingsBuffer {
 public:
  // Codings added from here on are of the next unit. A unit without codings is allowed.
  void start_unit() { offsets_.push_back(offsets_.back()); }

  // Requires a started unit which `coder` has not coded yet.
  void add(std::uint32_t coder, std::uint32_t value);

  // Valid until the buffer changes. `categories` is a number above every value added.
  Codings view(std::uint32_t categories) const;

 private:
  std::vector<std::uint32_t> offsets_ = {0};
  std::vector<std::uint32_t> values_;
  std::vector<std::uint32_t> coders_;
};

// Numbers label sets by first appearance: 0, 1, 2, ...
class LabelSets {
 public:
  // The number of the set with these labels, whatever their order; a label given twice is one.
  std::uint32_t number_of(std::vector<std::uint32_t> labels);

  // The sets by number, each ascending. Valid until another set is numbered.
  std::span<const std::vector<std::uint32_t>> sets() const { return sets_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(sets_.size()); }

 private:
  std::map<std::vector<std::uint32_t>, std::uint32_t> numbers_;
  std::vector<std::vector<std::uint32_t>> sets_;
};

}  // namespace verbatim::agreement
