#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "coding/study.hpp"
#include "http/message.hpp"
#include "projections/reading.hpp"

// Whose word a figure that is asked for counts.
namespace verbatim::api {

// A basis as it was asked for: one of four words, or one coder by id.
struct AskedBasis {
  projections::Basis basis = projections::Basis::kSettled;
  std::optional<std::string> coder;
  bool of_layer = false;  // of the coder's own segmentation
};

// The parameter `basis`; settled where it is not given. kInvalidValue for another word.
Result<AskedBasis> read_basis(const http::Request& request);
// As well, or in its place, `layer`: a coder's own segmentation.
Result<AskedBasis> read_basis_or_layer(const http::Request& request);

// `coders=ada,bo` lists ids that have no comma in them; each `coder=` is one id as it is.
struct AskedCoders {
  std::string list;
  std::vector<std::string> names;
};
AskedCoders read_coders(const http::Request& request);
// kInvalidValue where a list could be read in two ways.
Result<std::vector<coding::MemberIndex>> find_coders(const coding::Study& study,
                                                     const AskedCoders& asked);

}  // namespace verbatim::api
