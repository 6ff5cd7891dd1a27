#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "http/message.hpp"
#include "projections/evidence.hpp"

// Which figure a request is about.
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

// A cell as it was asked for, by ids.
struct AskedCell {
  std::string theme;
  std::optional<std::string> with;
  AskedBasis basis;
  std::string basis_word;
  std::optional<std::string> group;  // empty: of those in no group
  bool roll_up = false;
};

// The parameters `basis`, `group` (given and empty: those in no group) and `roll_up`.
Result<AskedCell> read_cell(const http::Request& request, const std::string& theme);

// The cell in a study. Where `shown` is asked for, it is one that counts have a row for:
// kUnknownTheme for a theme that is merged, out of scope or gone, with what to ask for instead.
// Else whatever there is or was.
Result<projections::Cell> find_cell(const coding::Study& study, coding::QuestionIndex question,
                                    const AskedCell& asked, bool shown);

// What the figure is called: {"kind", "theme", "label", "other", "basis", "group", "roll_up"}.
nlohmann::ordered_json cell_json(const coding::Study& study, const projections::Cell& cell,
                                 const AskedCell& asked);

}  // namespace verbatim::api
