#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "verbatim/demo/demo_facts.hpp"

namespace verbatim::tool {

// A study from which the published figures come out exactly. Everything the report does not say is
// made up by fixed rules, the same on every machine and every day:
//
//   who wrote what         people of the groups in turn, so that counts by group are as published
//   comments into parts    evenly; texts are placeholders made of theme labels, plainly marked
//   what counts            each theme is dealt out over the responses like cards, as often as its
//                          n; sub-themes to most of their parent's responses; recommendations to
//                          the aligned comments, the unpublished rest of them evenly
//   who said it            three coders, all finished with everything. At most one of them leaves
//                          out what counts, or adds what does not, so that the majority of them is
//                          as published while they do not fully agree
//
// All texts are ASCII, so that offsets in characters, code points and bytes are the same.
struct DemoPlan {
  struct Respondent {
    std::string respondent, group;
  };
  struct Theme {
    std::string theme, framework, label;
    std::string parent;    // empty: a top-level theme
    std::string question;  // empty: for all questions
  };
  struct Part {
    std::string response;  // the first bears the comment's id
    std::size_t begin = 0, end = 0;
  };
  struct Comment {
    std::string question, comment, respondent, text;
    std::vector<Part> parts;
  };
  struct Coding {
    std::string question, response;
    std::vector<std::string> themes;
  };
  struct Coder {
    std::string name;
    std::vector<Coding> codings;  // of every response
  };

  std::vector<Respondent> respondents;
  std::vector<Theme> themes;
  std::vector<Comment> comments;
  std::vector<Coder> coders;
};

DemoPlan make_demo_plan(const DemoFacts& facts);

}  // namespace verbatim::tool
