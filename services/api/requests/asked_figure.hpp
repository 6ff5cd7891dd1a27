#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "http/message.hpp"
#include "projections/agreement_figures.hpp"
#include "projections/evidence.hpp"

// Which figure a request is about: those that have evidence, and differences that are explained.
namespace verbatim::api {

// A figure in a study.
struct FoundFigure {
  projections::Figure figure;
  nlohmann::ordered_json name;  // what it is called: schemas/openapi.yaml, Figure
  // What makes a response count where nobody adjudicated: majority, all, any, coder; empty: itself.
  std::string by = {};
  std::optional<coding::GroupIndex> group = {};
  // Of a theme's agreement.
  std::optional<projections::Coefficient> coefficient = {};
};

// Looks up what a request named. Where `shown` is asked for, themes are ones that counts have a row
// for: kUnknownTheme for one that is merged, out of scope or gone, with what to ask for instead.
// Else whatever there is or was.
using FindFigure =
    std::function<Result<FoundFigure>(const coding::Study&, coding::QuestionIndex, bool shown)>;

// The kinds of figures, by where they stand below a question.
struct FigureKind {
  std::string path;                          // "/counts/{theme}"
  std::vector<std::string_view> parameters;  // that say which figure of the kind
  std::string_view repeatable = {};          // of these
  // kInvalidValue for what no study could have.
  std::function<Result<FindFigure>(const http::Request&)> read;
};
std::vector<FigureKind> figure_kinds();

}  // namespace verbatim::api
