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
class IdTable {
 public:
  using Index = std::uint32_t;

  IdTable();

  // The number of a known id.
  std::optional<Index> find(std::string_view id) const;
  // Gives the next number. Requires that the id is not known.
  Index add(std::string_view id);
  // Forgets the id added last. Requires size() > 0.
  void pop();

  // Valid until the next add() or pop(). Requires index < size().
  std::string_view id(Index index) const { return names_->at(index); }
  Index size() const { return static_cast<Index>(names_->ends.size()); }

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
};

}  // namespace verbatim::coding
