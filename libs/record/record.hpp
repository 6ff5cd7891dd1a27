#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "coding/commands.hpp"
#include "coding/events.hpp"

namespace verbatim::record {

// An event with everything that was recorded about it. Its stored form is schemas/events.cddl.
struct Record {
  std::uint64_t position = 0;
  Micros time = 0;
  std::string actor;
  std::string command;                        // empty: the client gave its command no id
  std::uint32_t commit_offset = 0;            // events of the same commit before this one
  std::uint32_t commit_count = 1;             // events of the commit
  std::vector<coding::Condition> conditions;  // of the commit, on its first event
  coding::Event event;
  // Of the commit, on its first event.
  std::uint64_t undoes = 0;  // the first position of the commit that this one takes back; 0: none
  // Why, as the actor says: on the first event of what they asked for. Behind one that only enrols
  // the actor that is the second; it used to be the first all the same.
  std::string reason = {};
  std::string client = {};  // the program that sent it, as it names itself

  bool operator==(const Record&) const = default;
};

// "theme_assigned" and so on: the name of an event in the API.
std::string_view name_of(const coding::Event& event);

// Whether there are events of this name.
bool is_event_name(std::string_view name);
// All of them, in the order of their numbers.
std::span<const std::string_view> event_names();

// The stored bytes. Requires well-formed UTF-8 in every text.
std::string encode(const Record& record);

// Reads stored bytes into `record`, whose memory is used again. kCorruptStore, with the reason,
// where they are not an event as the schema has it; kNewerStore for an event of an unknown type.
// `record` is then unspecified.
Result<void> decode(std::string_view bytes, Record& record);

}  // namespace verbatim::record
