#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace verbatim::tool {

// Puts the lines of a text that comes in pieces together again.
class Lines {
 public:
  // Calls visit(line) for every line that is whole now, without its end, until it answers false.
  // Answers whether it never did.
  template <class Visit>
  bool add(std::string_view piece, Visit visit) {
    for (auto end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
      rest_.append(piece.substr(0, end));
      piece.remove_prefix(end + 1);
      if (!visit(std::exchange(rest_, {}))) return false;
    }
    rest_.append(piece);
    return true;
  }

 private:
  std::string rest_;  // the line that has no end yet
};

}  // namespace verbatim::tool
