#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "coding/study.hpp"

// A coder's own segmentation of a comment (schemas/openapi.yaml: Layer).
namespace verbatim::api {

nlohmann::ordered_json units_json(const std::vector<coding::Unit>& units);

// Revision 0 and nothing in it where the coder has not begun.
nlohmann::ordered_json layer_json(const coding::Study& study, coding::CommentIndex comment,
                                  coding::MemberIndex coder);

// The same for a coder who has not even joined the study.
nlohmann::ordered_json layer_not_begun(const std::string& coder);

}  // namespace verbatim::api
