#include "verbatim/served_pages.hpp"

#include <algorithm>

#include "verbatim/output/words.hpp"

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

std::optional<Json> all_pages(Session& session, const Target& first, const char* list) {
  auto all = session.get(first);
  while (all && !all->at("next").is_null()) {
    auto rest = first;
    if (first.text().find("as_of=") == std::string::npos)
      rest.with("as_of", number_of(*all, "position"));
    auto page = session.get(rest.with("after", text_of(*all, "next")));
    if (!page) return std::nullopt;
    for (auto& one : page->at(list)) all->at(list).push_back(std::move(one));
    all->at("next") = page->at("next");
  }
  return all;
}

}  // namespace verbatim::tool
