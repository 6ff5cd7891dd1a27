#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "exchange/items.hpp"

namespace verbatim::exchange {

// What a file of comments says, one comment a row:
//
//   item_id,question,text [,respondent,group]
//
// An empty text is one that is not given.
struct CommentsTable {
  Items items;
  std::vector<std::string> ignored_columns = {};

  // One for each comment whose text is given. Uses the file's bytes; nothing else here does.
  std::vector<TextToSeal> texts() const { return items.texts_to_seal(); }
};

// Reads the whole file, or says where it is wrong: what CsvReader refuses, and kInvalidValue for a
// cell that is not what its column holds, an item given twice, and a respondent in two groups.
Result<CommentsTable> read_comments(std::string_view csv, bool ignore_other_columns = false);

}  // namespace verbatim::exchange
