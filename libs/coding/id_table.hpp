#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_set.hpp>

namespace verbatim::coding {

// Numbers ids in the order they come: 0, 1, 2, ... About 20 bytes an id, so that a hundred
// thousand respondents cost two megabytes.
//
// What an id names may be taken away and come back: its number stays its own, and meanwhile it is
// not found.
class IdTable {
 public:
  using Index = std::uint32_t;

  IdTable();

  // The number of an id that is there.
  std::optional<Index> find(std::string_view id) const;
  // The number of an id that is there or was.
  std::optional<Index> find_ever(std::string_view id) const;
  // Gives the next number. Requires that the id was never there.
  Index add(std::string_view id);
  // Forgets the id added last. Requires size() > 0, and that it is there.
  void pop();

  // Requires that the id is there; that it is gone.
  void take_away(Index index);
  void bring_back(Index index);
  bool is_gone(Index index) const { return index < gone_.size() && gone_[index]; }

  // Valid until the next add() or pop(). Requires index < size().
  std::string_view id(Index index) const { return names_->at(index); }
  Index size() const { return static_cast<Index>(names_->ends.size()); }
  // What a snapshot holds of the table: the ids one behind the other, where each ends, and the
  // numbers of those that are gone, ascending.
  struct Content {
    std::string bytes;
    std::vector<std::uint32_t> ends;
    std::vector<Index> gone;
  };
  Content content() const;
  // The table with that content. Nothing where it is none: ends that fall, or an id twice.
  static std::optional<IdTable> of(Content content);

  // How many are there.
  Index present() const { return size() - gone_count_; }

 private:
  struct Names {
    std::string bytes;
    std::vector<std::uint32_t> ends;  // of each id in `bytes`
    std::string_view at(Index index) const {
      const std::size_t begin = index == 0 ? 0 : ends[index - 1];
      return std::string_view(bytes).substr(begin, ends[index] - begin);
    }
  };
  // The set holds numbers only; hash and equality look the names up. They point at the heap, so
  // that a table can be moved.
  struct Hash {
    using is_transparent = void;
    const Names* names;
    std::size_t operator()(std::string_view id) const { return std::hash<std::string_view>{}(id); }
    std::size_t operator()(Index index) const { return (*this)(names->at(index)); }
  };
  struct Equal {
    using is_transparent = void;
    const Names* names;
    bool operator()(Index a, Index b) const { return a == b; }
    bool operator()(std::string_view id, Index index) const { return id == names->at(index); }
    bool operator()(Index index, std::string_view id) const { return id == names->at(index); }
  };

  std::unique_ptr<Names> names_;
  boost::unordered_flat_set<Index, Hash, Equal> numbers_;
  std::vector<bool> gone_;  // as long as the last that ever was
  Index gone_count_ = 0;
};

}  // namespace verbatim::coding
