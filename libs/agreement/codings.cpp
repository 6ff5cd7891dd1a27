#include "agreement/codings.hpp"

#include <algorithm>
#include <utility>

#include <boost/unordered/unordered_flat_set.hpp>

namespace verbatim::agreement {

std::vector<std::uint32_t> coders_of(const Codings& codings) {
  std::vector<std::uint32_t> found;
  boost::unordered_flat_set<std::uint32_t> known;
  for (const auto coder : codings.coders) {
    if (known.insert(coder).second) found.push_back(coder);
  }
  std::sort(found.begin(), found.end());
  return found;
}

void CodingsBuffer::add(std::uint32_t coder, std::uint32_t value) {
  values_.push_back(value);
  coders_.push_back(coder);
  ++offsets_.back();
}

Codings CodingsBuffer::view(std::uint32_t categories) const {
  return {.offsets = offsets_, .values = values_, .coders = coders_, .categories = categories};
}

std::uint32_t LabelSets::number_of(std::vector<std::uint32_t> labels) {
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  const auto [entry, is_new] = numbers_.try_emplace(std::move(labels), size());
  if (is_new) sets_.push_back(entry->first);
  return entry->second;
}

}  // namespace verbatim::agreement
