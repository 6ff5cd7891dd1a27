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

IdTable::Content IdTable::content() const {
  Content content{names_->bytes, names_->ends, {}};
  for (std::size_t i = 0; i < gone_.size(); ++i)
    if (gone_[i]) content.gone.push_back(static_cast<Index>(i));
  return content;
}

std::optional<IdTable> IdTable::of(Content content) {
  std::uint32_t begin = 0;
  for (const auto end : content.ends) {
    if (end < begin) return std::nullopt;
    begin = end;
  }
  if (begin != content.bytes.size()) return std::nullopt;
  IdTable table;
  table.names_->bytes = std::move(content.bytes);
  table.names_->ends = std::move(content.ends);
  table.numbers_.reserve(table.size());
  for (Index index = 0; index < table.size(); ++index)
    if (!table.numbers_.insert(index).second) return std::nullopt;
  for (const auto index : content.gone) {
    if (index >= table.size() || table.is_gone(index)) return std::nullopt;
    table.take_away(index);
  }
  return table;
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
