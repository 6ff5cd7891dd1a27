#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agreement/reliability_data.hpp"

// Inside of this library: puts reliability data together from the words of a file.
namespace verbatim::exchange {

// The number that a word is, all of it; nothing otherwise.
std::optional<double> number_in(std::string_view word);

class ReliabilityBuilder {
 public:
  agreement::ReliabilityData data;

  // A closed list of categories: others are refused.
  void declare(std::vector<std::string> categories);

  void start_item() { items_.emplace_back(); }
  // Nothing if the category was not declared.
  bool add_value(std::uint32_t coder, const std::string& category);
  bool add_set(std::uint32_t coder, const std::vector<std::string>& labels);
  // Spans use categories too.
  std::optional<std::uint32_t> category_of(const std::string& word);

  // Why `scale` cannot be; nothing if it can. Called once, last: sorts the categories that were
  // not declared (numbers by value, else words), and makes the codings.
  std::optional<std::string> finish(const std::string& scale);

 private:
  struct Entry {
    std::uint32_t coder;
    std::vector<std::uint32_t> labels;
  };

  void sort_categories();
  std::optional<std::string> apply_scale(const std::string& scale);

  bool closed_ = false;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::vector<std::vector<Entry>> items_;
};

}  // namespace verbatim::exchange
