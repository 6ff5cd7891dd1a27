#pragma once

#include <optional>

#include "base/result.hpp"
#include "coding/study.hpp"
#include "http/message.hpp"

namespace verbatim::api {

// The themes in use, or those of a framework, or in scope of a question, as a table that an import
// of a codebook takes. kInvalidValue where something could not be told apart there.
Result<http::Response> codebook_table(const coding::Study& study,
                                      std::optional<coding::FrameworkIndex> framework,
                                      std::optional<coding::QuestionIndex> question);

}  // namespace verbatim::api
