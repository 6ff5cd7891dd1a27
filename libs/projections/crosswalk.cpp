#include "projections/crosswalk.hpp"

#include <map>

namespace verbatim::projections {
namespace {

class Meetings {
 public:
  Meetings(const coding::Study& study, coding::QuestionIndex question, coding::FrameworkIndex from,
           coding::FrameworkIndex to)
      : study_(study), question_(question), from_(from), to_(to) {}

  void add_links() {
    for (std::size_t t = 0; t < study_.themes.size(); ++t)
      for (const auto other : study_.themes[t].linked) {
        const auto one = study_.counts_as[t], two = study_.counts_as[other];
        if (belongs(one, from_) && belongs(two, to_)) pairs_[{one, two}].linked = true;
      }
  }

  void add(const Reading& reading, Basis basis) {
    for (const auto& one : reading.themes) {
      if (!belongs(one.theme, from_) || !reading.holds(one, basis)) continue;
      for (const auto& two : reading.themes)
        if (belongs(two.theme, to_) && reading.holds(two, basis))
          ++pairs_[{one.theme, two.theme}].responses;
    }
  }

  std::vector<CrosswalkPair> list() const {
    std::vector<CrosswalkPair> pairs;
    for (const auto& [themes, met] : pairs_)
      pairs.push_back({themes.first, themes.second, met.responses, met.linked});
    return pairs;
  }

 private:
  struct Met {
    std::uint32_t responses = 0;
    bool linked = false;
  };

  bool belongs(coding::ThemeIndex theme, coding::FrameworkIndex framework) const {
    return study_.themes[theme].framework == framework && study_.themes[theme].in_scope(question_);
  }

  const coding::Study& study_;
  const coding::QuestionIndex question_;
  const coding::FrameworkIndex from_, to_;
  std::map<std::pair<coding::ThemeIndex, coding::ThemeIndex>, Met> pairs_;
};

}  // namespace

std::vector<CrosswalkPair> crosswalk(const StudyView& view, coding::QuestionIndex question,
                                     coding::FrameworkIndex from, coding::FrameworkIndex to,
                                     Basis basis) {
  const auto& study = view.study();
  Meetings meetings(study, question, from, to);
  meetings.add_links();
  Reading reading;
  for (const auto response : study.questions[question].responses) {
    read(study, study.responses[response].codings, reading);
    meetings.add(reading, basis);
  }
  return meetings.list();
}

}  // namespace verbatim::projections
