#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "coding/commands.hpp"
#include "coding/study.hpp"
#include "exchange/import_codings.hpp"

namespace verbatim::exchange {

// The commands that give a study every theme of the table in every question where the table uses
// it, each with the line that first needs it: the framework if it is missing, then themes with
// parents before their sub-themes. See plan() for the rules.
Result<std::vector<std::pair<coding::Command, std::uint32_t>>> plan_themes(
    const coding::Study& study, const CodingsTable& table);

}  // namespace verbatim::exchange
