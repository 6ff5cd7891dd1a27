#include "unit/projections/story.hpp"

#include <cstdlib>
#include <utility>

namespace verbatim::projections {
namespace {

template <class Index>
Index number(const coding::IdTable& ids, const char* id) {
  const auto found = ids.find(id);
  if (!found) std::abort();
  return static_cast<Index>(*found);
}

}  // namespace

StudyView live(const std::vector<coding::Event>& events) {
  StudyView view;
  for (const auto& event : events)
    if (!view.try_apply(event, static_cast<Micros>(view.position() + 1))) std::abort();
  return view;
}

StudyView rebuilt(const std::vector<coding::Event>& events) {
  coding::Study study;
  for (const auto& event : events)
    if (!coding::evolve(study, event, study.position + 1)) std::abort();
  const auto last = static_cast<Micros>(study.position);
  return StudyView(std::move(study), last > 0 ? 1 : 0, last);
}

coding::ThemeIndex theme(const StudyView& view, const char* id) {
  return number<coding::ThemeIndex>(view.study().theme_ids, id);
}
coding::QuestionIndex question(const StudyView& view, const char* id) {
  return number<coding::QuestionIndex>(view.study().question_ids, id);
}
coding::MemberIndex member(const StudyView& view, const char* id) {
  return number<coding::MemberIndex>(view.study().member_ids, id);
}
coding::GroupIndex group(const StudyView& view, const char* id) {
  return number<coding::GroupIndex>(view.study().group_ids, id);
}

}  // namespace verbatim::projections
