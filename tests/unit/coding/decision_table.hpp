#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "coding/commands.hpp"
#include "coding/events.hpp"
#include "coding/study.hpp"

// Decisions as tables: given what happened, when somebody wants this, then that happens.
namespace verbatim::coding {

using Events = std::vector<Event>;

struct Refused {
  Fault fault;
  std::string field;
};

struct Decided {
  const char* fact;
  Events given;
  Command when;
  std::variant<Events, Refused> then;
};

inline Events nothing() {
  return {};
}

template <class... More>
Events after(Events given, More... more) {
  (given.push_back(Event(std::move(more))), ...);
  return given;
}

// The study in which just these events happened. Requires that they follow from each other.
Study study_of(const Events& events);

// Checks every row. Whatever was accepted, sent again, must change nothing; whatever was refused
// must say why in a sentence.
void expect_decisions(const std::vector<Decided>& rows);

}  // namespace verbatim::coding
