#include "studies/retrace.hpp"

#include <string>

#include "studies/decode_ahead.hpp"

namespace verbatim::studies {

Result<void> retrace(const eventlog::EventLog& log, std::string_view study, eventlog::Position from,
                     eventlog::Position until, const Look& look) {
  coding::Study state;
  if (from == 0 && !look(state, nullptr)) return {};
  DecodeAhead events(log, std::string(study), 0, until);
  for (auto batch = events.next(); !batch.empty(); batch = events.next()) {
    for (const auto& record : batch) {
      if (auto evolved = coding::evolve(state, record.event, record.position); !evolved)
        return std::move(evolved).error();
      if (record.position < from) continue;
      if (!look(state, record.position == from ? nullptr : &record)) return {};
    }
  }
  return events.outcome();
}

}  // namespace verbatim::studies
