#pragma once

#include <cstddef>
#include <vector>

#include "coding/study.hpp"

// A coder's own segmentation layer: from numbers to ids, and from a layer's units to the responses
// that are shared.
namespace verbatim::coding {

// The units of a layer as events tell them.
std::vector<Unit> units_of(const Study& study, const Layer& layer);

// The responses that a comment is split into, in the order of the text.
std::vector<Segment> segments_of(const Study& study, const Comment& comment);

// The segment with the most code points of a unit, of equal ones the shorter (so that a unit that
// is a segment itself is at home there), then the earlier; null where the unit lies in none.
const Segment* home_of(const LayerUnit& unit, const std::vector<Segment>& segments);

// How many assignments of finished layers of the comment lie in none of its responses: they are
// said in their layers alone.
std::size_t assignments_outside(const Study& study, CommentIndex comment);

// Calls visit(coder, layer) for each layer of the comment, by coder.
template <class Visit>
void each_layer(const Study& study, CommentIndex comment, Visit visit) {
  for (auto at = study.layers.lower_bound({comment, 0});
       at != study.layers.end() && at->first.first == comment; ++at)
    visit(at->first.second, at->second);
}

}  // namespace verbatim::coding
