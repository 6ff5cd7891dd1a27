#include "coding/id_table.hpp"

namespace verbatim::coding {

IdTable::IdTable()
    : names_(std::make_unique<Names>()), numbers_(0, Hash{names_.get()}, Equal{names_.get()}) {}

std::optional<IdTable::Index> IdTable::find(std::string_view id) const {
  const auto found = numbers_.find(id);
  if (found == numbers_.end()) return std::nullopt;
  return *found;
}

IdTable::Index IdTable::add(std::string_view id) {
  const Index index = size();
  names_->bytes.append(id);
  names_->ends.push_back(static_cast<std::uint32_t>(names_->bytes.size()));
  numbers_.insert(index);
  return index;
}

void IdTable::pop() {
  const Index last = size() - 1;
  numbers_.erase(last);
  names_->bytes.resize(names_->bytes.size() - id(last).size());
  names_->ends.pop_back();
}

}  // namespace verbatim::coding
