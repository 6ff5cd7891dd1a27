#pragma once

#include <string>
#include <vector>

#include "projections/study_view.hpp"

namespace verbatim::api {

// What a study has to show at a position.
struct Published {
  std::string name;    // "counts-settled-2": what it is, and of which question, counted from 1
  std::string target;  // what to ask the API for, as of the position
  std::string body;    // what it answers, to the last byte
};

// The codebook, every coder's progress and, for every question, the counts by group at every basis,
// the connections of themes and the agreement: as the API answers whoever is in no blind round.
std::vector<Published> published(const projections::StudyView& view);

}  // namespace verbatim::api
