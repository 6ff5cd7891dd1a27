#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "coding/commands.hpp"
#include "coding/study.hpp"

namespace verbatim::coding {

// What one coder says of one response: themes with the revision they were assigned under.
struct Said {
  std::map<ThemeIndex, Revision> themes;
  bool finished = false;

  bool nothing() const { return themes.empty() && !finished; }
  bool operator==(const Said&) const = default;
};
using SaidBy = std::map<MemberIndex, Said>;

// Works out how a comment comes to other responses: what was said of each before, and what is to be
// said of each after.
class Resegmentation {
 public:
  // Requires segments as rule(SegmentComment) checks them.
  Resegmentation(const Study& study, CommentIndex comment, std::vector<Segment> segments,
                 OnResegment codings);

  // What the coder says of each of the new responses, whatever they said of the old ones: nothing
  // of those that are not named.
  void say(MemberIndex coder, std::map<std::string, Said> of_response);

  bool keeps_segments() const { return before_ == after_; }
  // A response of which something was said that would go, get other bounds, or be said otherwise.
  const Segment* first_coded_that_changes() const;
  // The fewest events that lead there; none where all is so already.
  std::vector<Event> events() const;

 private:
  bool changes(const Segment& before) const;
  bool is_settled(const Segment& before) const;
  std::map<std::string, SaidBy> said_after() const;
  SaidBy without_new(const SaidBy& after, const std::string& response) const;
  void lead(const std::string& response, const SaidBy& from, const SaidBy& to,
            std::vector<Event>& events) const;
  std::string id_of(ThemeIndex theme) const { return std::string(study_.theme_ids.id(theme)); }

  const Study& study_;
  const QuestionIndex in_;
  const std::string question_, comment_;
  const std::vector<Segment> before_, after_;
  const OnResegment codings_;
  std::map<std::string, SaidBy> said_before_;                       // by response
  std::map<MemberIndex, std::map<std::string, Said>> say_instead_;  // by coder and response
};

// "Response 'x' has been coded, and would change." with what to say. `field` names the wish.
Failure would_change(const Segment& coded);

}  // namespace verbatim::coding
