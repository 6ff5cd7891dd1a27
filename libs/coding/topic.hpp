#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "coding/study.hpp"

namespace verbatim::coding {

// Something in a study whose history is asked for: a thing or, with `coder`, what that coder says
// of a response, and how they split its comment for themselves.
struct Subject {
  Thing thing;
  std::string coder = {};
};

// Tells the events that belong to a subject's history.
//
// With a theme go those that were merged into it or split into it, and those before them; with a
// comment its responses, also those it was cut into before; with a response its comment; with a
// framework its themes, but not what was assigned; with a question all that was said in it; with a
// member all they did and all that was done with them.
class Topic {
 public:
  // By what the study knows of the subject. kUnknownTheme and so on where it was never there,
  // kInvalidValue where `thing` lacks its question.
  static Result<Topic> of(const Study& study, const Subject& subject);

  bool is_about(const Event& event, std::string_view actor) const;

  // Everything that is followed, the subject first.
  const std::vector<Thing>& things() const { return things_; }

 private:
  explicit Topic(Subject subject) : subject_(std::move(subject)) {}
  void follow(Kind kind, std::string_view id, std::string_view question = "");
  void follow_back(const Study& study);

  Subject subject_;
  std::string comment_;  // of a coding: its response's
  std::vector<Thing> things_;
  std::set<std::string, std::less<>> keys_;  // of things_
};

}  // namespace verbatim::coding
