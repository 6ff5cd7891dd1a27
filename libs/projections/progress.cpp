#include "projections/progress.hpp"

namespace verbatim::projections {

std::vector<CoderProgress> progress(const StudyView& view, coding::QuestionIndex question) {
  const auto& members = view.study().members;
  const auto& ids = view.study().member_ids;
  const auto coders = view.tally(question).coders();
  std::vector<CoderProgress> rows;
  for (std::size_t m = 0; m < members.size(); ++m) {
    const auto done = m < coders.size() ? coders[m] : CoderTally{};
    const auto waited_for = [&] {
      return members[m].role == coding::Role::kCoder &&
             !ids.is_gone(static_cast<coding::MemberIndex>(m));
    };
    if (done.begun > 0 || waited_for()) rows.push_back({static_cast<coding::MemberIndex>(m), done});
  }
  return rows;
}

}  // namespace verbatim::projections
