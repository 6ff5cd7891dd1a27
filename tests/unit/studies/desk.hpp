#pragma once

#include <future>
#include <memory>
#include <string>
#include <vector>

#include "studies/studies.hpp"
#include "unit/projections/figures.hpp"

namespace verbatim::studies {

using coding::Command;
using Answer = Result<Outcome>;

// Everything that can be seen of a view, as text.
std::string seen(const projections::StudyView& view);

// A request of `who` (an owner, unless told otherwise) to study "s".
Request request(std::vector<Command> commands, std::string who = "ada",
                coding::Role role = coding::Role::kOwner);
// The same under a command id. `fingerprint` stands for what the request says.
Request named(std::string id, std::string fingerprint, std::vector<Command> commands);

// The studies of one server as a caller on one thread sees them.
class Desk {
 public:
  // Requires that the log can be opened. `log` must outlive the desk.
  explicit Desk(eventlog::EventLog& log, StudiesOptions options = {});

  // Hands in the request and waits for its answer.
  Answer ask(Request request);
  // Hands it in; the answer comes later.
  std::future<Answer> hand_in(Request request);

  // seen() of the study by a reader, once it is durable; "nothing" where there is no such study.
  std::string read(const std::string& study = "s");

  Studies& studies() { return *studies_; }

 private:
  std::unique_ptr<Studies> studies_;
};

// "accepted", or the word of the fault.
std::string word_of(const Answer& answer);

}  // namespace verbatim::studies
