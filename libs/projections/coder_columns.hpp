#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <boost/container/vector.hpp>

#include "coding/study.hpp"
#include "projections/bits.hpp"
#include "projections/held_sets.hpp"

// What one coder said of each response of a question, side by side: whoever looks at every coding
// finds them here one after the other, four bytes each, instead of all over memory.
namespace verbatim::projections {

// The label set of each response, by its number (HeldSets); only those that are not empty take
// room. Read in blocks of 64 responses.
class SetColumn {
 public:
  static constexpr std::size_t kBlock = 64;
  using Block = std::array<std::uint32_t, kBlock>;

  std::uint32_t at(std::size_t number) const;
  void put(std::size_t number, std::uint32_t set);

  // How many blocks there are; the sets of one, HeldSets::kEmpty where there is none.
  std::size_t blocks() const { return pages_.size() * kBlocksOfPage; }
  std::uint64_t there(std::size_t block) const {
    return block < blocks() ? pages_[block / kBlocksOfPage].there[block % kBlocksOfPage] : 0;
  }
  void read(std::size_t block, Block& sets) const;

 private:
  friend struct ViewFields;  // a new field below is to be listed there

  // Sixteen blocks, whose sets lie in one piece: a pass over a column meets few places of memory.
  static constexpr std::size_t kBlocksOfPage = 16;
  struct Page {
    std::array<std::uint64_t, kBlocksOfPage> there{};  // one bit a response whose set is not empty
    boost::container::vector<
        std::uint32_t, void,
        boost::container::vector_options_t<boost::container::stored_size<std::uint32_t>>>
        sets;  // theirs, in order

    // How many sets lie before that of a response of the page.
    std::uint32_t sets_before(std::size_t block, std::size_t bit) const;
  };
  std::vector<Page> pages_;
};

struct CoderColumns {
  coding::MemberIndex coder = 0;
  Words begun, finished;
  std::vector<SetColumn> frameworks;  // missing ones are empty

  std::uint32_t set_at(std::size_t framework, std::size_t number) const {
    return framework < frameworks.size() ? frameworks[framework].at(number) : HeldSets::kEmpty;
  }
};

}  // namespace verbatim::projections
