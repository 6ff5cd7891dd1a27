#pragma once

#include <string>
#include <string_view>

namespace verbatim::vault {

// Where a comment's text belongs (schemas/events.cddl: sealed): part of what is authenticated, so
// that a sealed text cannot stand for another comment's.
inline std::string place_of_comment(std::string_view study, std::string_view question,
                                    std::string_view comment) {
  return std::string(study).append("/").append(question).append("/").append(comment);
}

}  // namespace verbatim::vault
