#pragma once

#include <string>
#include <vector>

#include <rapidcheck.h>

#include "projections/agreement_figures.hpp"
#include "projections/evidence.hpp"
#include "unit/coding/any_command.hpp"

namespace verbatim::projections {

// Commands of which many finish codings, so that there is something to agree on.
inline std::vector<coding::Command> finishing_commands() {
  auto commands = *coding::any_commands();
  const auto more = *rc::gen::container<std::vector<coding::Command>>(rc::gen::map(
      rc::gen::tuple(rc::gen::element<std::string>("q1", "q2"),
                     rc::gen::element<std::string>("c1", "c1.b", "c1.c", "c2", "c3"),
                     rc::gen::element<std::string>("ada", "bo", "cem"),
                     rc::gen::container<std::vector<std::string>>(
                         rc::gen::element<std::string>("food", "long talks", "more tea"))),
      [](auto parts) {
        return coding::Command(coding::SetCoding{std::get<0>(parts), std::get<1>(parts),
                                                 std::get<2>(parts), std::get<3>(parts), true});
      }));
  commands.insert(commands.end(), more.begin(), more.end());
  return commands;
}

// Some of what agreement may be asked of, of what there is in the study.
inline AgreementUnits any_units(const coding::Study& study) {
  AgreementUnits units;
  const auto one_of = [](std::size_t size, auto& into) {
    if (size > 0 && *rc::gen::arbitrary<bool>())
      into = static_cast<typename std::remove_reference_t<decltype(into)>::value_type>(
          *rc::gen::inRange<std::size_t>(0, size));
  };
  for (std::size_t m = 0; m < study.members.size(); ++m)
    if (*rc::gen::arbitrary<bool>()) units.coders.push_back(static_cast<coding::MemberIndex>(m));
  one_of(study.groups.size(), units.group);
  one_of(study.rounds.size(), units.round);
  one_of(study.themes.size(), units.theme);
  units.roll_up = *rc::gen::arbitrary<bool>();
  if (units.round && study.round_ids.is_gone(*units.round)) units.round.reset();
  return units;
}

inline AgreementQuery query_of(const AgreementUnits& units) {
  AgreementQuery query;
  query.coders = units.coders;
  query.group = units.group;
  query.round = units.round;
  query.roll_up = units.roll_up;
  return query;
}

}  // namespace verbatim::projections
