#pragma once

#include "record/record.hpp"

namespace verbatim::record {

// Any record of any event, whether or not it could happen; within a rapidcheck property.
Record any_record();

}  // namespace verbatim::record
