#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "coding/commands.hpp"
#include "coding/study.hpp"
#include "exchange/import_codebook.hpp"

namespace verbatim::exchange {

// The commands that make the study's themes what the table says of them, each with the line that
// asks for it: missing frameworks and themes are added; a theme that is there is revised, moved and
// given its scope where the table says something else. Themes that are in no row stay.
//
// kAlreadyExists names the line of a theme that is there in another framework.
Result<std::vector<std::pair<coding::Command, std::uint32_t>>> plan_codebook(
    const coding::Study& study, const CodebookTable& table);

}  // namespace verbatim::exchange
