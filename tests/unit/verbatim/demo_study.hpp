#pragma once

#include "projections/study_view.hpp"
#include "verbatim/demo/demo_check.hpp"
#include "verbatim/demo/demo_plan.hpp"

namespace verbatim::test {

// The plan carried out by the domain itself, as the server would.
projections::StudyView carry_out(const tool::DemoFacts& facts, const tool::DemoPlan& plan);

// What the API would answer about it.
tool::DemoAnswers answers_of(const projections::StudyView& view);

}  // namespace verbatim::test
