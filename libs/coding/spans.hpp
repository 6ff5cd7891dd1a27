#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace verbatim::coding {

// Code points [begin, end) of a comment.
struct Span {
  std::uint32_t begin = 0, end = 0;
  bool operator==(const Span&) const = default;
};

// Parts of a text of `length` code points stand in its order, are not empty, and do not overlap
// unless they may. Gaps are allowed: not everything that was written answers the question.
// kInvalidValue for the first that does not, at "field/its place"; `what` they are, in words.
std::optional<Failure> wrong_spans(const std::vector<Span>& spans, std::uint32_t length,
                                   bool may_overlap, const std::string& field,
                                   const std::string& what);

}  // namespace verbatim::coding
