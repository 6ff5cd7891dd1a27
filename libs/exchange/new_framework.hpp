#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "coding/commands.hpp"
#include "coding/study.hpp"

namespace verbatim::exchange {

// Where the new themes of a file go that does not say so: into the framework that was asked for;
// else into "themes", or into the study's only framework. kMissingField where there are several.
Result<std::string> framework_of_new_themes(const coding::Study& study,
                                            const std::optional<std::string>& asked);

// Adds a framework that a file needs and does not name otherwise.
coding::AddFramework new_framework(const std::string& id);

}  // namespace verbatim::exchange
