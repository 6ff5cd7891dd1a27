#include "api/reads/same_texts.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include "api/texts/comment_text.hpp"
#include "base/text.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

// The responses that say the same, by what is left of their texts.
struct SameText {
  std::string text;  // as the first of them has it
  std::vector<std::uint32_t> rows;
};

Result<std::vector<SameText>> texts_of(const eventlog::EventLog& log, const vault::Vault& vault,
                                       const NotedReliability& noted,
                                       const std::vector<TextPlace>& places) {
  const auto codings = noted.found.data().codings;
  std::vector<SameText> texts;
  std::unordered_map<std::string, std::size_t> numbers;
  eventlog::Position opened = 0;  // parts of one comment stand side by side
  std::optional<std::string> whole;
  for (std::uint32_t row = 0; row < places.size(); ++row) {
    if (codings.count(row) == 0) continue;
    const auto& place = places[row];
    if (place.position != opened) {
      auto text = comment_text(log, vault, noted.study,
                               {noted.question, place.comment, place.respondent, place.position});
      if (!text) return std::move(text).error();
      whole = std::move(*text);
      opened = place.position;
    }
    if (!whole) continue;
    const auto part = code_point_range(*whole, place.begin, place.end);
    auto folded = folded_text(part);
    if (folded.empty()) continue;
    const auto [at, is_new] = numbers.try_emplace(std::move(folded), texts.size());
    if (is_new) texts.push_back({std::string(part), {}});
    texts[at->second].rows.push_back(row);
  }
  return texts;
}

// Who said different things of it, and whether anybody did.
struct Differing {
  std::vector<std::uint32_t> with_themselves;  // coders
  bool at_all = false;
};

Differing differing_on(const agreement::Codings& codings, const SameText& text) {
  std::map<std::uint32_t, std::set<std::uint32_t>> by_coder;
  std::set<std::uint32_t> all;
  for (const auto row : text.rows)
    for (auto at = codings.offsets[row]; at < codings.offsets[row + 1]; ++at) {
      by_coder[codings.coders[at]].insert(codings.values[at]);
      all.insert(codings.values[at]);
    }
  Differing differing{{}, all.size() > 1};
  for (const auto& [coder, sets] : by_coder)
    if (sets.size() > 1) differing.with_themselves.push_back(coder);
  return differing;
}

ordered_json text_json(const NotedReliability& noted, const SameText& text,
                       const Differing& differing) {
  const auto codings = noted.found.data().codings;
  auto coders = ordered_json::array(), responses = ordered_json::array();
  for (const auto coder : differing.with_themselves) coders.push_back(noted.coders[coder]);
  for (const auto row : text.rows) {
    auto said = ordered_json::array();
    for (auto at = codings.offsets[row]; at < codings.offsets[row + 1]; ++at)
      said.push_back({{"coder", noted.coders[codings.coders[at]]},
                      {"themes", themes_json(noted, codings.values[at])}});
    responses.push_back({{"response", noted.responses[row]}, {"coders", std::move(said)}});
  }
  return {{"text", text.text},
          {"inconsistent_coders", std::move(coders)},
          {"responses", std::move(responses)}};
}

}  // namespace

std::vector<TextPlace> note_places(const projections::StudyView& view,
                                   const NotedReliability& noted) {
  const auto& study = view.study();
  std::vector<TextPlace> places;
  for (const auto& row : noted.found.rows) {
    const auto& response = study.responses[row.response];
    const auto& comment = study.comments[response.comment];
    places.push_back({std::string(study.id_of(comment)),
                      std::string(study.respondent_ids.id(comment.respondent)), comment.position,
                      response.begin, response.end});
  }
  return places;
}

Result<ordered_json> same_texts_json(const eventlog::EventLog& log, const vault::Vault& vault,
                                     const NotedReliability& noted,
                                     const std::vector<TextPlace>& places, std::size_t most) {
  auto texts = texts_of(log, vault, noted, places);
  if (!texts) return std::move(texts).error();
  const auto codings = noted.found.data().codings;
  struct Found {
    const SameText* text;
    Differing differing;
  };
  std::vector<Found> found;
  for (const auto& text : *texts) {
    if (text.rows.size() < 2) continue;
    auto differing = differing_on(codings, text);
    if (differing.at_all) found.push_back({&text, std::move(differing)});
  }
  std::stable_sort(found.begin(), found.end(), [](const Found& a, const Found& b) {
    const bool first = !a.differing.with_themselves.empty();
    const bool second = !b.differing.with_themselves.empty();
    return first != second ? first : a.text->rows.size() > b.text->rows.size();
  });
  auto json = header_json(noted);
  json["total"] = noted.suppressed ? ordered_json() : ordered_json(found.size());
  auto list = ordered_json::array();
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i)
    list.push_back(text_json(noted, *found[i].text, found[i].differing));
  json["texts"] = std::move(list);
  return json;
}

}  // namespace verbatim::api
