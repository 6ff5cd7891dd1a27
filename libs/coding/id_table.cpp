#include "coding/id_table.hpp"

namespace verbatim::coding {

IdTable::IdTable()
    : names_(std::make_unique<Names>()), numbers_(0, Hash{names_.get()}, Equal{names_.get()}) {}

std::optional<IdTable::Index> IdTable::find(std::string_view id) const {
  const auto known = find_ever(id);
  if (known && gone_count_ > 0 && is_gone(*known)) return std::nullopt;
  return known;
}

std::optional<IdTable::Index> IdTable::find_ever(std::string_view id) const {
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

void IdTable::take_away(Index index) {
  if (gone_.size() <= index) gone_.resize(index + std::size_t{1});
  gone_[index] = true;
  ++gone_count_;
}

void IdTable::bring_back(Index index) {
  gone_[index] = false;
  --gone_count_;
}

}  // namespace verbatim::coding
