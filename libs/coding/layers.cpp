#include "coding/layers.hpp"

#include <algorithm>

namespace verbatim::coding {

std::vector<Unit> units_of(const Study& study, const Layer& layer) {
  std::vector<Unit> units;
  for (const auto& own : layer.units) {
    Unit unit{own.begin, own.end, {}};
    for (const auto& assignment : own.assignments)
      unit.themes.push_back(
          {std::string(study.theme_ids.id(assignment.theme)), assignment.revision});
    units.push_back(std::move(unit));
  }
  return units;
}

std::vector<Segment> segments_of(const Study& study, const Comment& comment) {
  std::vector<Segment> segments;
  for (auto r = comment.first_response; r != kNone32; r = study.responses[r].next_in_comment) {
    const auto& response = study.responses[r];
    segments.push_back({std::string(study.id_of(response)), response.begin, response.end});
  }
  return segments;
}

const Segment* home_of(const LayerUnit& unit, const std::vector<Segment>& segments) {
  const Segment* home = nullptr;
  std::uint32_t most = 0;
  for (const auto& segment : segments) {
    const auto begin = std::max(unit.begin, segment.begin), end = std::min(unit.end, segment.end);
    if (end <= begin || end - begin < most) continue;
    const bool is_shorter =
        home == nullptr || segment.end - segment.begin < home->end - home->begin;
    if (end - begin == most && !is_shorter) continue;
    most = end - begin;
    home = &segment;
  }
  return home;
}

std::size_t assignments_outside(const Study& study, CommentIndex comment) {
  const auto segments = segments_of(study, study.comments[comment]);
  std::size_t outside = 0;
  each_layer(study, comment, [&](MemberIndex, const Layer& layer) {
    if (!layer.finished) return;
    for (const auto& unit : layer.units)
      if (home_of(unit, segments) == nullptr) outside += unit.assignments.size();
  });
  return outside;
}

}  // namespace verbatim::coding
