#include "given.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "support/csv.hpp"

namespace verbatim::agreement {
namespace {

// Words get numbers 0, 1, 2, ... by first appearance.
class Numbering {
 public:
  std::uint32_t operator()(std::string_view word) {
    const auto next = static_cast<std::uint32_t>(numbers_.size());
    return numbers_.try_emplace(std::string(word), next).first->second;
  }

 private:
  std::map<std::string, std::uint32_t> numbers_;
};

// Calls read(word) for every coding of every row; a dot is none.
template <class Value, class Read>
Units<Value> read_rows(std::initializer_list<std::string_view> rows, Read read) {
  Units<Value> units;
  for (const auto row : rows) {
    auto& unit = units.emplace_back();
    std::uint32_t coder = 0;
    for (const auto word : test::split(row, ' ')) {
      if (word.empty()) continue;
      if (word != ".") unit.emplace_back(coder, read(word));
      ++coder;
    }
  }
  return units;
}

template <class Value, class Applies>
std::vector<BinaryCell> count_cells(const Units<Value>& units, Applies applies) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint64_t> counts;
  for (const auto& unit : units) {
    const auto applying = std::count_if(unit.begin(), unit.end(),
                                        [&](const auto& coding) { return applies(coding.second); });
    ++counts[{static_cast<std::uint32_t>(unit.size()), static_cast<std::uint32_t>(applying)}];
  }
  std::vector<BinaryCell> cells;
  for (const auto& [key, number] : counts) cells.push_back({key.first, key.second, number});
  return cells;
}

std::uint32_t one_above_all(const Values& units) {
  std::uint32_t categories = 0;
  for (const auto& unit : units) {
    for (const auto& [coder, value] : unit) categories = std::max(categories, value + 1);
  }
  return categories;
}

}  // namespace

Values values(std::initializer_list<std::string_view> rows) {
  Numbering number;
  return read_rows<std::uint32_t>(rows, [&](std::string_view word) { return number(word); });
}

LabelLists label_lists(std::initializer_list<std::string_view> rows) {
  Numbering number;
  return read_rows<std::vector<std::uint32_t>>(rows, [&](std::string_view word) {
    std::vector<std::uint32_t> labels;
    if (word == "-") return labels;
    for (const auto label : test::split(word, ',')) labels.push_back(number(label));
    return labels;
  });
}

Values from_table(std::span<const std::uint64_t> counts, std::uint32_t categories) {
  Values units;
  for (std::uint32_t a = 0; a < categories; ++a) {
    for (std::uint32_t b = 0; b < categories; ++b) {
      units.insert(units.end(), counts[a * categories + b], {{0, a}, {1, b}});
    }
  }
  return units;
}

Values from_counts(const std::vector<std::vector<int>>& rows) {
  Values units;
  for (const auto& row : rows) {
    auto& unit = units.emplace_back();
    for (std::uint32_t category = 0; category < row.size(); ++category) {
      for (int n = 0; n < row[category]; ++n) {
        unit.emplace_back(static_cast<std::uint32_t>(unit.size()), category);
      }
    }
  }
  return units;
}

NominalData::NominalData(const Values& units, std::uint32_t categories)
    : categories_(std::max(categories, one_above_all(units))) {
  for (const auto& unit : units) {
    buffer_.start_unit();
    for (const auto& [coder, value] : unit) buffer_.add(coder, value);
  }
}

SetData::SetData(const LabelLists& units) {
  for (const auto& unit : units) {
    buffer_.start_unit();
    for (const auto& [coder, labels] : unit) buffer_.add(coder, sets_.number_of(labels));
  }
}

std::vector<BinaryCell> histogram(const Values& units, std::uint32_t category) {
  return count_cells(units, [&](std::uint32_t value) { return value == category; });
}

std::vector<BinaryCell> histogram(const LabelLists& units, std::uint32_t label) {
  return count_cells(units, [&](const std::vector<std::uint32_t>& labels) {
    return std::find(labels.begin(), labels.end(), label) != labels.end();
  });
}

}  // namespace verbatim::agreement
