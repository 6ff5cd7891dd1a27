#include "projections/reliability.hpp"

#include <algorithm>
#include <optional>

#include "projections/roll_up.hpp"

namespace verbatim::projections {
namespace {

constexpr std::uint32_t kNoNumber = 0xFFFF'FFFF;

// Puts the data together, response by response.
class Collector {
 public:
  Collector(const StudyView& view, coding::QuestionIndex question, coding::FrameworkIndex framework,
            const AgreementQuery& query)
      : study_(view.study()),
        question_(question),
        framework_(framework),
        query_(query),
        part_(agreement_part(view, question, query)),
        tally_(view.agreement(question)),
        place_of_theme_(study_.themes.size(), kNoNumber) {
    if (const auto* counted = tally_.framework(framework)) held_ = counted->sets.sets();
    number_of_.assign(std::max<std::size_t>(held_.size(), 1), kNoNumber);
    found_.coders = part_.coders;
    for (const auto& columns : tally_.coders()) begun_.push_back(&columns);
    std::sort(begun_.begin(), begun_.end(),
              [](const auto* a, const auto* b) { return a->coder < b->coder; });
  }

  Reliability collect() {
    for (std::size_t t = 0; t < study_.themes.size(); ++t) {
      const auto& theme = study_.themes[t];
      const bool counts = !study_.theme_ids.is_gone(static_cast<coding::IdTable::Index>(t)) &&
                          study_.counts_as[t] == t;
      if (counts && theme.framework == framework_ && theme.in_scope(question_)) place_of(t);
    }
    const auto& responses = study_.questions[question_].responses;
    for (std::size_t number = 0; number < responses.size(); ++number)
      if (!study_.is_gone(study_.responses[responses[number]])) add(number, responses[number]);
    return std::move(found_);
  }

 private:
  std::uint32_t place_of(std::size_t theme) {
    auto& place = place_of_theme_[theme];
    if (place == kNoNumber) {
      place = static_cast<std::uint32_t>(found_.themes.size());
      found_.themes.push_back(static_cast<coding::ThemeIndex>(theme));
    }
    return place;
  }

  // The number of a held set among those found; each is looked at once.
  std::uint32_t number_of(std::uint32_t held) {
    auto& number = number_of_[held];
    if (number != kNoNumber) return number;
    std::vector<std::uint32_t> labels;
    if (held < held_.size())
      for (const auto theme : held_[held]) {
        if (!query_.roll_up)
          labels.push_back(place_of(theme));
        else
          each_rolled_up(study_, question_, static_cast<coding::ThemeIndex>(theme),
                         [&](coding::ThemeIndex one) { labels.push_back(place_of(one)); });
      }
    return number = found_.sets.number_of(std::move(labels));
  }

  std::optional<RowUse> outside(std::size_t number, coding::ResponseIndex response) const {
    const auto& comment = study_.comments[study_.responses[response].comment];
    if (query_.group && study_.respondents[comment.respondent].group != *query_.group)
      return RowUse::kOtherGroup;
    if (part_.responses && !has(*part_.responses, number)) return RowUse::kNotInRound;
    return std::nullopt;
  }

  LeftOut why_not(const CoderColumns& columns, std::size_t number) const {
    if (!has(columns.finished, number)) return LeftOut::kNotFinished;
    const auto& asked = query_.coders;
    const bool is_asked =
        asked.empty() || std::find(asked.begin(), asked.end(), columns.coder) != asked.end();
    return is_asked ? LeftOut::kNotInRound : LeftOut::kNotAsked;
  }

  void add(std::size_t number, coding::ResponseIndex response) {
    auto& row = found_.rows.emplace_back();
    row.response = response;
    found_.codings.start_unit();
    if (const auto why = outside(number, response)) {
      row.use = *why;
      return;
    }
    std::size_t finished = 0;
    for (const auto* columns : begun_) {
      if (!has(columns->begun, number)) continue;
      const auto at = std::lower_bound(part_.coders.begin(), part_.coders.end(), columns->coder);
      const bool in_part = at != part_.coders.end() && *at == columns->coder;
      if (!in_part || !has(columns->finished, number)) {
        row.left_out.push_back({columns->coder, why_not(*columns, number)});
        continue;
      }
      ++finished;
      found_.codings.add(static_cast<std::uint32_t>(at - part_.coders.begin()),
                         number_of(columns->set_at(framework_, number)));
    }
    if (finished >= 2)
      row.use = RowUse::kUsed;
    else if (finished == 1)
      row.use = RowUse::kOneCoder;
    else
      row.use = row.left_out.empty() ? RowUse::kNotBegun : RowUse::kNotFinished;
  }

  const coding::Study& study_;
  const coding::QuestionIndex question_;
  const coding::FrameworkIndex framework_;
  const AgreementQuery& query_;
  const AgreementPart part_;
  const AgreementTally& tally_;
  std::span<const HeldSets::Labels> held_;
  std::vector<std::uint32_t> place_of_theme_, number_of_;
  std::vector<const CoderColumns*> begun_;  // by coder
  Reliability found_;
};

}  // namespace

std::string_view slug_of(RowUse use) {
  switch (use) {
    case RowUse::kUsed:
      return "used";
    case RowUse::kOneCoder:
      return "one_coder";
    case RowUse::kNotFinished:
      return "not_finished";
    case RowUse::kNotBegun:
      return "not_begun";
    case RowUse::kOtherGroup:
      return "other_group";
    case RowUse::kNotInRound:
      return "not_in_round";
  }
  return {};
}

std::string_view slug_of(LeftOut why) {
  switch (why) {
    case LeftOut::kNotFinished:
      return "not_finished";
    case LeftOut::kNotAsked:
      return "not_asked";
    case LeftOut::kNotInRound:
      return "not_in_round";
  }
  return {};
}

Reliability reliability_of(const StudyView& view, coding::QuestionIndex question,
                           coding::FrameworkIndex framework, const AgreementQuery& query) {
  return Collector(view, question, framework, query).collect();
}

}  // namespace verbatim::projections
