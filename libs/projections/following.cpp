#include "projections/following.hpp"

#include <algorithm>

namespace verbatim::projections {

Result<void> Following::follow(const coding::Event& event, Micros time) {
  auto& study = view_.study_;
  const auto response = coding::response_of(study, event);
  if (!response) {
    catch_up();
    return view_.follow(event, time);
  }
  take_out(*response);
  if (auto evolved = coding::evolve(study, event, study.position + 1); !evolved) return evolved;
  view_.last_event_at_ = time;
  if (const auto coder = coding::coder_of(study, event)) {
    const auto said = std::pair(*response, *coder);
    if (said_.empty() || said_.back() != said) said_.push_back(said);
    if (said_.size() >= kWaitingMost) catch_up();
  }
  return {};
}

void Following::take_out(coding::ResponseIndex response) {
  const auto& study = view_.study_;
  const auto comment = study.responses[response].comment;
  auto& tally = view_.tallies_[study.comments[comment].question];
  const auto [at, is_first] = out_.try_emplace(comment, response);
  if (is_first) {
    comments_.push_back(comment);
  } else {
    if (at->second == response) return;
    tally.put_in(study, at->second);
    at->second = response;
  }
  tally.take_out(study, response);
}

void Following::catch_up() {
  catch_up_counts();
  catch_up_agreement();
}

void Following::catch_up_counts() {
  const auto& study = view_.study_;
  for (const auto comment : comments_)
    view_.tallies_[study.comments[comment].question].put_in(study, out_.find(comment)->second);
  comments_.clear();
  out_.clear();
}

void Following::catch_up_agreement() {
  const auto& study = view_.study_;
  std::sort(said_.begin(), said_.end());
  said_.erase(std::unique(said_.begin(), said_.end()), said_.end());
  std::vector<coding::MemberIndex> coders;
  for (std::size_t i = 0; i < said_.size();) {
    const auto response = said_[i].first;
    coders.clear();
    for (; i < said_.size() && said_[i].first == response; ++i) coders.push_back(said_[i].second);
    view_.agreements_[study.question_of(response)].look_again(study, response, coders);
  }
  said_.clear();
}

}  // namespace verbatim::projections
