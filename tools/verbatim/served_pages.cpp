#include "verbatim/served_pages.hpp"

#include <algorithm>

namespace verbatim::tool {

void print_all_as_served(Session& session, const Target& first, bool is_csv, bool one_page) {
  std::string target = first.text(), columns;
  for (bool is_first = true;; is_first = false) {
    const auto answer = session.call({"GET", target});
    if (!answer) return;
    const std::string_view text(answer->body);
    const auto end_of_columns = is_csv ? std::min(text.find('\n') + 1, text.size()) : 0;
    if (is_first) columns = text.substr(0, end_of_columns);
    if (text.substr(0, end_of_columns) != columns)  // a blind round was opened in between
      return session.fail(Exit::kRefused,
                          {Fault::kNotAllowedNow,
                           "What you may see has changed on the way: the rows from here on have "
                           "other columns.",
                           "", "Give the same command again."});
    session.print(is_first ? text : text.substr(end_of_columns));
    const auto link = answer->header("Link");
    if (link.empty() || one_page) return;
    target = link.substr(1, link.find('>') - 1);
  }
}

}  // namespace verbatim::tool
