#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "coding/study.hpp"

namespace verbatim::coding {

// How an event relates to something that can be said of a study.
enum class Relation : std::uint8_t {
  kChanges,  // what is true of it afterwards is what the event says
  kAdds,     // it was not there before; also a change
  kTakes,    // it is not there afterwards, or not as it was; also a change
  kUses,     // it had to be there
  kFills,    // something else stands there afterwards, so that there is less room
};

// Tells everything that an event is about. A subject is a string of bytes that says what it is,
// equal for the same and unequal for different ones: "the assignment of theme t to response r of
// question q by coder c", "theme t", "who staffs round r in question q".
//
// An event stands in the way of taking back an earlier one where both change one subject, where it
// uses what the earlier one added, or takes or fills what the earlier one used.
void tell_subjects(const Event& event, const std::function<void(Relation, std::string_view)>& tell);

// Tells of an event what it alone does not say, but the study before it does: as kUses what the way
// back from it needs (room where somebody or something is put again, and that it leads in no
// circle), and as kAdds what of its lists is new. Requires that the event follows from `before`.
void tell_more(const Study& before, const Event& event,
               const std::function<void(Relation, std::string_view)>& tell);
// The subject that is the thing itself.
std::string subject_of(const Thing& thing);

// The subject "the responses that a comment is split into", which whoever speaks of one of them
// uses: the event alone does not say of which comment.
std::string segments_of_comment(std::string_view question, std::string_view comment);

}  // namespace verbatim::coding
