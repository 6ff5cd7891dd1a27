#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/reliability_data.hpp"
#include "base/result.hpp"

// Reliability data in, and what was computed of them out, in the form of the field's reference
// files.
namespace verbatim::exchange {

// How much is taken; what is more is refused while it is read, before anything is computed. The
// values here are what coefficients can be had of at all: their tables have a cell for every two
// categories and every two coders. Bytes are those of a category's or coder's name.
struct ReliabilityLimits {
  static constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

  std::size_t columns = 10'000, coders = 2'000, categories = 5'000, custom_weights = 100;
  std::size_t codings = kUnlimited, spans = kUnlimited, name_bytes = kUnlimited;
  std::uint64_t characters = std::numeric_limits<std::uint32_t>::max();
  std::string fix = "Compute it in parts.";
};

struct ReliabilityForm {
  // nominal, ordinal, interval, ratio or numeric (all that numbers allow), in place of the file's.
  std::optional<std::string> scale = {};
  // Of CSV: labels apart by ";" are a set, "[]" is the empty one; the columns that are coders, in
  // place of what their names say; a field that says "not coded", as an empty one does.
  bool sets = false;
  std::vector<std::string> coders = {};
  std::string missing = {};
  ReliabilityLimits limits = {};
};

// Reads one data set, or a list of them under `data_sets`:
//   {"coders": [..], "items": [[a, b, null], ..], "categories": [..], "scale": "nominal",
//    "custom_weights": {NAME: {"type": "disagreement", "matrix": [[..]]}}}
//   {"coders": [..], "items": [[["cost", "wait"], [], null], ..]}                      label sets
//   {"coders": [..], "begin": 0, "length": 200, "spans": [[[0, 40, "cost"], ..], ..]}  one text,
//    the spans of each coder as [start, length, label]; segments_start_length_label is the same
//   [[a, b, null], ..]                                                                 items alone
// One row an item, one entry a coder; null is not coded, [] is coded with no label. Categories that
// are not declared are those that occur, in order. What is usually kept beside data (title, source,
// notes, expected, a study's own rows, ...) is left alone; any other name is refused, and a
// response that stands twice in a study's own rows.
//
// kMalformedJson with line and column; kInvalidUtf8; kMissingField and kInvalidValue with a JSON
// Pointer in `field`, also for what is beyond the limits.
Result<std::vector<agreement::ReliabilityData>> read_reliability_json(std::string_view text,
                                                                      const ReliabilityForm& form);

// Reads one row an item, one column a coder; an empty field is not coded. A first column item,
// item_id, unit, unit_id, id, subject, response, respondent, row (in any case) or without a name
// names the items, each of which has one line. Where columns are named coder:NAME, these alone are
// coders. Blanks around names and labels are no part of them. What a study writes as its own
// reliability data is read as sets, and as it is. Failures as CsvReader's; kMalformedCsv also where
// there is no line or only one column; kInvalidValue with line and column, also for what is beyond
// the limits.
Result<agreement::ReliabilityData> read_reliability_csv(std::string_view text,
                                                        const ReliabilityForm& form);

// kInvalidValue in "coefficient" where krippendorff_alpha, which is that of nominal data, is asked
// for of ordinal, interval or ratio data, and no other alpha beside it: another was meant.
Result<void> has_alpha_of_scale(const agreement::ReliabilityData& data,
                                const std::vector<std::string>& coefficients);

// [{"coefficient", "label", "value", "se", "ci", "reason", ...}] as JSON, one object a figure. The
// value of an interval that is a row of its own is [low, high]; that of a summary an object.
std::string figures_json(const std::vector<agreement::Figure>& figures);

}  // namespace verbatim::exchange
