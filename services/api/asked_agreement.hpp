#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "coding/study.hpp"
#include "http/message.hpp"
#include "projections/agreement_figures.hpp"

// What is asked for of agreement: which coefficients, coders, framework, group, round.
namespace verbatim::api {

// `coders=ada,bo` lists ids that have no comma in them; each `coder=` is one id as it is.
struct AskedCoders {
  std::string list;
  std::vector<std::string> names;
};

// A query as it was asked, with ids.
struct AskedAgreement {
  std::vector<projections::Coefficient> coefficients;
  AskedCoders coders;
  std::optional<std::string> framework, group, round;
  bool roll_up = false, pairs = false;

  // Whether the sums that are kept up do not answer it.
  bool is_long() const {
    return !coders.names.empty() || group.has_value() || round.has_value() || roll_up || pairs;
  }
};

// From the parameters coefficient, coders, coder, framework, group, round, roll_up and pairs.
// kInvalidValue with the parameter in `field`.
Result<AskedAgreement> read_asked_agreement(const http::Request& request);

// The same in the numbers of a study. kUnknownGroup, kUnknownRound and their like for what is not
// in it.
Result<projections::AgreementQuery> query_of(const coding::Study& study,
                                             const AskedAgreement& asked);

// The one framework of what is asked about one alone: the study's first where none is named.
// kUnknownFramework where there is none.
Result<coding::FrameworkIndex> framework_of(const coding::Study& study,
                                            const projections::AgreementQuery& query);

}  // namespace verbatim::api
