#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agreement/reliability_data.hpp"
#include "exchange/reliability.hpp"

// Inside of this library: puts reliability data together from the words of a file.
namespace verbatim::exchange {

// The largest number that counts as a value or a weight: the squares of differences can still be
// added up.
inline constexpr double kNumberMax = 1e100;

// The number that a word is, all of it; nothing otherwise.
std::optional<double> number_in(std::string_view word);

class ReliabilityBuilder {
 public:
  explicit ReliabilityBuilder(ReliabilityLimits limits) : limits_(std::move(limits)) {}

  agreement::ReliabilityData data;

  // The first limit that is crossed by what came so far: asked after each item or span, so that
  // little more is ever held. kInvalidValue, with `place` before its detail and `field` in it.
  Result<void> within_limits(const std::string& place, const std::string& field) const;
  // The same of what can be counted before it is read: `name` is one of the limits in words.
  Result<void> at_most(std::uint64_t count, std::uint64_t limit, std::string_view name,
                       const std::string& place, const std::string& field) const;
  const ReliabilityLimits& limits() const { return limits_; }

  void name_coder(std::string name);
  // A closed list of categories: others are refused.
  void declare(std::vector<std::string> categories);

  void start_item() { items_.emplace_back(); }
  // Nothing if the category was not declared.
  bool add_value(std::uint32_t coder, const std::string& category);
  bool add_set(std::uint32_t coder, const std::vector<std::string>& labels);
  // Spans use categories too.
  std::optional<std::uint32_t> category_of(const std::string& word);
  void count_span() { ++spans_; }

  // Why `scale` cannot be; nothing if it can. Called once, last: sorts the categories that were
  // not declared (numbers by value, else words), and makes the codings.
  std::optional<std::string> finish(const std::string& scale);
  // Of values (labels of sets are names) that were found and not declared, and are numbers: refuses
  // one that is written in two ways (1 and 1.0), which would count as two. For where no scale says
  // that names are meant.
  // Requires finish().
  Result<void> each_number_is_written_one_way() const;

 private:
  struct Entry {
    std::uint32_t coder;
    std::vector<std::uint32_t> labels;
  };

  void sort_categories();
  std::optional<std::string> apply_scale(const std::string& scale);

  ReliabilityLimits limits_;
  std::size_t codings_ = 0, spans_ = 0, longest_name_ = 0;
  bool closed_ = false;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::vector<std::vector<Entry>> items_;
};

}  // namespace verbatim::exchange
