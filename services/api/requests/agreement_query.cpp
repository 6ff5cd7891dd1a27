#include "api/requests/agreement_query.hpp"

#include "api/requests/lookup.hpp"
#include "api/requests/parameters.hpp"

namespace verbatim::api {
namespace {

constexpr std::uint64_t kSeedMax = (1ULL << 53) - 1;  // what every JSON reader takes

Result<std::vector<projections::Coefficient>> read_coefficients(const http::Request& request) {
  std::vector<projections::Coefficient> wanted;
  for (const auto& name : list_parameter(request, "coefficient")) {
    const auto coefficient = projections::coefficient_from(name);
    if (!coefficient) {
      std::string known;
      for (const auto c : projections::all_coefficients())
        known.append(known.empty() ? "" : ", ").append(projections::name_of(c));
      return bad_parameter("coefficient",
                           "There is no coefficient \"" + name + "\". Known are " + known + ".",
                           "Give one of these or several, separated by commas.");
    }
    wanted.push_back(*coefficient);
  }
  return wanted;
}

}  // namespace

Result<AskedAgreement> read_agreement_query(const http::Request& request) {
  AskedAgreement asked;
  auto coefficients = read_coefficients(request);
  if (!coefficients) return coefficients.error();
  asked.coefficients = std::move(*coefficients);
  asked.coders = read_coders(request);
  asked.framework = copy_of(request.parameter("framework"));
  asked.group = copy_of(request.parameter("group"));
  asked.round = copy_of(request.parameter("round"));
  const auto roll_up = flag_parameter(request, "roll_up");
  if (!roll_up) return roll_up.error();
  asked.roll_up = *roll_up;
  const auto pairs = flag_parameter(request, "pairs");
  if (!pairs) return pairs.error();
  asked.pairs = *pairs;
  const auto resamples = number_parameter(request, "resamples", 0, kResamplesMax, 0);
  if (!resamples) return resamples.error();
  asked.resampling.resamples = static_cast<std::uint32_t>(*resamples);
  const auto seed = number_parameter(request, "seed", 0, kSeedMax, 1);
  if (!seed) return seed.error();
  asked.resampling.seed = *seed;
  return asked;
}

Result<projections::AgreementQuery> agreement_query_of(const coding::Study& study,
                                                       const AskedAgreement& asked) {
  projections::AgreementQuery query;
  query.coefficients = asked.coefficients;
  query.roll_up = asked.roll_up;
  query.pairs = asked.pairs;
  query.resampling = asked.resampling;
  const auto framework = find_framework(study, asked.framework);
  if (!framework) return framework.error();
  query.framework = *framework;
  if (asked.group) {
    // Those in no group have no name that agreement could be reported under.
    const auto group = study.group_ids.find(*asked.group);
    if (!group)
      return Failure{Fault::kUnknownGroup,
                     "There is no group '" + *asked.group + "' in this study.", "group",
                     "Check the spelling."};
    query.group = static_cast<coding::GroupIndex>(*group);
  }
  if (asked.round) {
    const auto round = find_round(study, *asked.round);
    if (!round) return round.error();
    query.round = *round;
  }
  auto coders = find_coders(study, asked.coders);
  if (!coders) return std::move(coders).error();
  query.coders = std::move(*coders);
  return query;
}

Result<coding::FrameworkIndex> framework_of(const coding::Study& study,
                                            const projections::AgreementQuery& query) {
  if (query.framework) return *query.framework;
  for (std::uint32_t f = 0; f < study.frameworks.size(); ++f)
    if (!study.framework_ids.is_gone(f)) return static_cast<coding::FrameworkIndex>(f);
  return Failure{Fault::kUnknownFramework, "The study has no framework.", "framework",
                 "Add one, and themes to it."};
}

}  // namespace verbatim::api
