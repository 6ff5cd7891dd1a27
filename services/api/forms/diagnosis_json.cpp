#include "api/forms/diagnosis_json.hpp"

#include <algorithm>

#include "agreement/diagnosis.hpp"
#include "api/forms/agreement_json.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

// Of more coders there are more pairs than anybody reads.
constexpr std::size_t kPairedCoders = 32;

// Every two themes that meet, or a theme and none, and how often; the most frequent first.
ordered_json theme_matrix_json(const NotedReliability& noted) {
  const auto labels = static_cast<std::uint32_t>(noted.themes.size());
  const auto matrix = agreement::label_matrix(noted.found.data(), labels);
  struct Cell {
    std::uint32_t first, second;
    std::uint64_t times;
  };
  std::vector<Cell> cells;
  for (std::uint32_t a = 0; a < labels; ++a)
    for (std::uint32_t b = a; b <= labels; ++b) {
      const auto times = a == b ? matrix.at(a, b) / 2 : matrix.at(a, b);
      if (times > 0) cells.push_back({a, b, times});
    }
  std::stable_sort(cells.begin(), cells.end(),
                   [](const Cell& a, const Cell& b) { return a.times > b.times; });
  auto list = ordered_json::array();
  for (const auto& cell : cells)
    list.push_back({{"theme", noted.themes[cell.first]},
                    {"other", cell.second == labels ? ordered_json()
                                                    : ordered_json(noted.themes[cell.second])},
                    {"times", cell.times}});
  return list;
}

ordered_json coder_matrix_json(const NotedReliability& noted) {
  if (noted.coders.size() > kPairedCoders) return {};
  auto list = ordered_json::array();
  for (const auto& pair : agreement::coder_matrix(noted.found.data().codings).pairs)
    list.push_back({{"first", noted.coders[pair.first]},
                    {"second", noted.coders[pair.second]},
                    {"percent_exact_sets", estimate_json(pair.percent_agreement)},
                    {"cohen_kappa", estimate_json(pair.cohen_kappa)}});
  return list;
}

ordered_json costliest_json(const NotedReliability& noted, agreement::SetDistance distance,
                            std::size_t most) {
  const auto data = noted.found.data();
  auto list = ordered_json::array();
  for (const auto& unit : agreement::costliest_units(data, distance, most)) {
    auto coders = ordered_json::array();
    for (auto at = data.codings.offsets[unit.unit]; at < data.codings.offsets[unit.unit + 1]; ++at)
      coders.push_back({{"coder", noted.coders[data.codings.coders[at]]},
                        {"themes", themes_json(noted, data.codings.values[at])}});
    list.push_back({{"response", noted.responses[unit.unit]},
                    {"share", unit.share},
                    {"coders", std::move(coders)}});
  }
  return list;
}

ordered_json advice_json(const NotedReliability& noted) {
  auto list = ordered_json::array();
  for (const auto& one : agreement::advise(noted.found.data(), noted.labels, noted.coders)) {
    auto use = ordered_json::array();
    for (const auto& coder : one.use)
      use.push_back({{"coder", noted.coders[coder.coder]},
                     {"applied", coder.applied},
                     {"codings", coder.codings}});
    list.push_back(
        {{"theme", noted.themes[one.label]},
         {"label", noted.labels[one.label]},
         {"kind", slug_of(one.kind)},
         {"words", one.words},
         {"taken_for", one.taken_for ? ordered_json(noted.themes[*one.taken_for]) : ordered_json()},
         {"krippendorff_alpha", estimate_json(one.alpha)},
         {"use", std::move(use)}});
  }
  return list;
}

}  // namespace

ordered_json diagnosis_json(const NotedReliability& noted, agreement::SetDistance distance,
                            std::size_t most) {
  auto json = header_json(noted);
  const auto codings = noted.found.data().codings;
  std::uint64_t units = 0, on_units = 0;
  for (std::size_t unit = 0; unit < codings.units(); ++unit) {
    if (codings.count(unit) < 2) continue;
    ++units;
    on_units += codings.count(unit);
  }
  json["coders"] = noted.coders;
  json["units"] = noted.suppressed ? ordered_json() : ordered_json(units);
  json["codings"] = noted.suppressed ? ordered_json() : ordered_json(on_units);
  json["themes"] = advice_json(noted);
  json["theme_matrix"] = theme_matrix_json(noted);
  json["coder_matrix"] = coder_matrix_json(noted);
  json["costliest"] = costliest_json(noted, distance, most);
  return json;
}

}  // namespace verbatim::api
