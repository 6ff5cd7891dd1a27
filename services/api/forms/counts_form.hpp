#pragma once

#include <cstddef>
#include <string>

#include "api/forms/permalink.hpp"
#include "http/message.hpp"
#include "projections/counts.hpp"

namespace verbatim::api {

// How counts are shown (schemas/openapi.yaml: getCounts).
struct CountsForm {
  explicit CountsForm(const http::Request& request) : link(request) {}

  enum class Column { kAdded, kTheme, kLabel, kResponses, kComments, kRespondents, kAssignments };
  enum class Base { kResponses, kComments, kRespondents, kAssignments };

  std::string basis;  // as it was asked for
  Base share_of = Base::kResponses;
  Column sort = Column::kAdded;
  bool descending = false;
  std::size_t offset = 0, limit = 10'000;  // which of the sorted themes
  bool csv = false;
  Permalink link;
};

// Nothing where the request asks for something that is not there: kInvalidValue.
Result<CountsForm> read_counts_form(const http::Request& request);

http::Response show_counts(const projections::StudyView& view, coding::QuestionIndex question,
                           const projections::CountsQuery& query, const CountsForm& form);

}  // namespace verbatim::api
