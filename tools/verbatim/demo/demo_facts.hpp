#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// The published figures of the demo study: rapid-insight.json, which is part of the program.
namespace verbatim::tool {

struct DemoFacts {
  struct Group {
    std::string group, label;
    unsigned percent = 0;  // of the attendees
  };
  // What one or several groups wrote together.
  struct Share {
    std::vector<std::string> groups;
    unsigned percent = 0;           // of the question's comments
    std::optional<unsigned> count;  // of comments, where it is published
  };
  struct Theme {
    std::string label;
    unsigned n = 0;                       // responses
    std::vector<std::string> sub_themes;  // their n is not published
  };
  struct Recommendation {
    std::string label;
    unsigned percent = 0;  // of comments
  };
  struct Question {
    std::string question, text;
    unsigned comments = 0, responses = 0;
    std::vector<Share> shares;
    unsigned aligned_comments = 0;            // with at least one recommendation
    bool recommendations_of_aligned = false;  // the base of their percentages; else all comments
    std::vector<Recommendation> recommendations;
    std::vector<Theme> themes;
    unsigned recommendation_base() const {
      return recommendations_of_aligned ? aligned_comments : comments;
    }
  };
  // A figure that does not follow from the report's own counts.
  struct Finding {
    std::string where, published, follows;
    std::map<std::string, std::uint64_t> answered;  // by the figure's name: what follows instead
  };

  std::string study, title;
  unsigned attendees = 0, headline = 0, warm_up_percent = 0;
  std::string headline_called;
  std::vector<Group> groups;
  std::vector<std::string> recommendations;
  std::vector<Question> questions;
  std::vector<Finding> does_not_follow;
};

DemoFacts demo_facts();

// The whole percentage that `part` is of `whole`, half up. Requires whole > 0.
unsigned percent(std::uint64_t part, std::uint64_t whole);

// The count that a published percentage of `whole` stands for: the nearest one.
unsigned count_of(unsigned percent, unsigned whole);

// What a share amounts to: its count where one is published, since a count was counted.
unsigned count_of(const DemoFacts::Share& share, const DemoFacts::Question& question);

// "Capacity and capability" -> "capacity-and-capability".
std::string slug_of_label(const std::string& label);

// The ids that the demo gives to what the report only names.
std::string theme_id(const DemoFacts::Question& question, const std::string& label);
std::string recommendation_id(const std::string& label);
inline constexpr const char* kDemoThemes = "themes";
inline constexpr const char* kDemoRecommendations = "recommendations";

}  // namespace verbatim::tool
