#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "api/app.hpp"
#include "api/requests/command_json.hpp"

namespace verbatim::api {

struct Split;

// Refuses segments and units that would tear what a reader sees as one character, such as a letter
// with its accent (kInvalidValue, with their place below `pointer`). The domain cannot: it never
// sees a text. A comment whose text was not given, or is erased, may be split anywhere. Reads
// texts: not for an I/O thread. Commands about one comment in a row read it once; texts of more
// than 64 MB together are refused (kTooLarge).
class GraphemeCheck {
 public:
  // `app` and `sent` must outlive it.
  GraphemeCheck(App& app, std::string study, const std::vector<SentCommand>& sent);

  // Of the command `sent[i]`: the comment's text may come with one before it.
  Result<void> check(std::size_t i, const std::string& pointer);

 private:
  struct Of {
    std::string question, comment;
    bool is_sent = false;
    bool operator==(const Of&) const = default;
  };

  Result<std::span<const std::size_t>> boundaries_of(std::size_t i, const Split& split);

  App& app_;
  const std::string study_;
  const std::vector<SentCommand>& sent_;
  std::map<std::pair<std::string, std::string>, std::size_t> added_;  // the first with a text
  std::optional<Of> last_;                                            // whose boundaries these are
  std::vector<std::size_t> boundaries_;
  std::size_t bytes_ = 0;
};

// Of all of them, each at "/commands/i".
Result<void> check_graphemes(App& app, const std::string& study,
                             const std::vector<SentCommand>& sent);

}  // namespace verbatim::api
