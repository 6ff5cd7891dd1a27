#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "verbatim/demo/demo_facts.hpp"

// Holds what a server answers against what was published. Pure.
namespace verbatim::tool {

// What the API says of the demo study.
struct DemoAnswers {
  using Numbers = std::map<std::string, std::uint64_t>;
  struct Question {
    std::uint64_t comments = 0, responses = 0;
    std::uint64_t aligned_comments = 0;  // with a recommendation, as settled
    Numbers group_comments;              // by group
    Numbers theme_responses;             // by theme of both frameworks, as settled
    Numbers theme_comments;
  };
  std::uint64_t position = 0;
  std::uint64_t comments = 0, respondents = 0;
  Numbers group_respondents;
  std::map<std::string, Question> questions;
};

enum class FigureVerdict {
  kMatches,
  kFinding,  // the published figure does not follow from the report; the answer is what does
  kDiffers,
  kOutside,  // published, but of something that is not coded: no answer is asked for
};

struct DemoFigure {
  std::string name;
  std::string unit;  // "%" or nothing
  std::uint64_t published = 0;
  std::optional<std::uint64_t> answered;
  FigureVerdict verdict = FigureVerdict::kMatches;
};

// Every published figure, in the order of the report.
std::vector<DemoFigure> compare(const DemoFacts& facts, const DemoAnswers& answers);

std::string word_of(FigureVerdict verdict);

}  // namespace verbatim::tool
