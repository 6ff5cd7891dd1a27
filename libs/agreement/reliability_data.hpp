#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agreement/bootstrap.hpp"
#include "agreement/codings.hpp"
#include "agreement/estimate.hpp"
#include "agreement/spans.hpp"

// Reliability data from anywhere, with names, and every coefficient that applies to them.
namespace verbatim::agreement {

// Disagreements that somebody gave names and numbers to, as Cohen (1968).
struct NamedDisagreement {
  std::string name;
  std::vector<double> matrix;  // categories x categories, >= 0, 0 in its diagonal
};

enum class DataKind { kValues, kSets, kSpans };

struct ReliabilityData {
  DataKind kind = DataKind::kValues;
  std::string id;  // of the data set; may be empty
  std::vector<std::string> coders;
  std::vector<std::string> categories;  // of kSets: the labels
  // Of kValues: what the categories were said to be: nominal, ordinal, interval, ratio or numeric,
  // which is all that numbers allow.
  std::string scale = "nominal";
  // kValues with an order: what each category is worth. Empty: categories have no order.
  std::vector<double> numbers;
  bool has_distances = false;  // `numbers` may be subtracted; else only their order is meant
  std::vector<NamedDisagreement> disagreements;
  CodingsBuffer codings;            // kValues: indexes of categories; kSets: of sets
  LabelSets sets;                   // kSets: of indexes of categories
  std::vector<Continuum> continua;  // kSpans
};

// A theme's figures in one row, as reference files have them.
struct LabelSummary {
  std::optional<double> percent_agreement, gwet_ac1;
  std::uint64_t applied = 0;  // codings that apply the label
  std::uint64_t codings = 0;
};

// One row of what was computed.
struct Figure {
  std::string coefficient;           // as the field's literature names it: "krippendorff_alpha"
  std::optional<std::string> label;  // the category, or the two coders; nothing: of all
  Estimate estimate;
  std::optional<std::pair<double, double>> range = {};  // of an interval that is a row of its own
  std::optional<LabelSummary> summary = {};
};

struct ComputeOptions {
  std::vector<std::string> coefficients = {};  // only these; empty: all
  Resampling resampling = {};
  // No bootstrap of a coefficient that would take more codings than this, all resamples together.
  std::uint64_t drawn_codings_max = 100'000'000;
  // Nor of those that come when all before them have drawn this many; light_kappa counts for each
  // pair of coders.
  std::uint64_t drawn_in_all_max = std::numeric_limits<std::uint64_t>::max();
};

// Every coefficient that applies to the data, each row named as its definition is (README of the
// command says them all). Coefficients without a published variance have a bootstrapped interval.
// What is undefined has a row with its reason.
std::vector<Figure> compute(const ReliabilityData& data, const ComputeOptions& options);

// Names that compute() can give, of the data's kind and any other; for checking what is asked for.
// Names with brackets are of families: "se_gwet[...]".
bool is_coefficient(std::string_view name);

}  // namespace verbatim::agreement
