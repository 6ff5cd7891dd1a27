// Erasing a respondent: requested, reviewed, decided, executed.
#include <algorithm>
#include <utility>

#include "coding/erasure.hpp"
#include "coding/folds.hpp"

namespace verbatim::coding {
namespace {

// Changes the erasure under this id by `change`, which says whether it may.
template <class Change>
Result<void> change_erasure(const Step& step, const std::string& id, Change how) {
  const auto known = step.study.erasure_ids.find(id);
  if (!known) return missing(step, "erasure", id);
  auto& erasure = step.study.erasures[*known];
  if (erasure.executed_at != 0) return in_use(step, "erasure", id);
  auto before = erasure;
  how(erasure);
  return step.done(
      [at = *known, before = std::move(before)](Study& study) { study.erasures[at] = before; });
}

}  // namespace

ErasureStatus status_of(const Erasure& erasure) {
  if (erasure.executed_at != 0) return ErasureStatus::kExecuted;
  if (erasure.decided_at != 0)
    return erasure.granted ? ErasureStatus::kGranted : ErasureStatus::kRefused;
  return erasure.reviewed_at != 0 ? ErasureStatus::kReviewed : ErasureStatus::kRequested;
}

bool is_ground(ErasureGround finding) {
  return finding < ErasureGround::kFreedomOfExpression;
}

std::uint64_t forgotten_at(const Study& study) {
  std::uint64_t last = 0;
  for (const auto& erasure : study.erasures) last = std::max(last, erasure.executed_at);
  for (const auto& member : study.members) last = std::max(last, member.pseudonymised_at);
  return last;
}

std::optional<std::string> due_on(std::string_view received_on) {
  constexpr std::string_view kForm = "0000-00-00";
  if (received_on.size() != kForm.size()) return std::nullopt;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool digit = received_on[i] >= '0' && received_on[i] <= '9';
    if (kForm[i] == '0' ? !digit : received_on[i] != kForm[i]) return std::nullopt;
  }
  const auto number = [&](std::size_t at, std::size_t digits) {
    int value = 0;
    for (auto i = at; i < at + digits; ++i) value = 10 * value + (received_on[i] - '0');
    return value;
  };
  const auto days_of = [](int year, int month) {
    constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return kDays[month - 1] + (month == 2 && leap ? 1 : 0);
  };
  int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year == 0 || year == 9999 || month < 1 || month > 12) return std::nullopt;
  if (day < 1 || day > days_of(year, month)) return std::nullopt;
  month == 12 ? (++year, month = 1) : ++month;
  day = std::min(day, days_of(year, month));
  std::string due(kForm);
  const auto put = [&](std::size_t at, std::size_t digits, int value) {
    for (auto i = at + digits; i-- > at; value /= 10) due[i] = static_cast<char>('0' + value % 10);
  };
  put(0, 4, year);
  put(5, 2, month);
  put(8, 2, day);
  return due;
}

Result<void> fold(const Step& step, const ErasureRequested& e) {
  const auto& study = step.study;
  const auto respondent = study.respondent_ids.find(e.respondent);
  if (!respondent) return missing(step, "respondent", e.respondent);
  if (study.erasure_ids.find(e.erasure)) return twice(step, "erasure", e.erasure);
  Erasure erasure;
  erasure.respondent = *respondent;
  erasure.requested_by = e.requested_by;
  erasure.received_on = e.received_on;
  erasure.reference = e.reference;
  erasure.requested_at = step.position;
  return add_thing(step, &Study::erasure_ids, &Study::erasures, e.erasure, std::move(erasure));
}

Result<void> fold(const Step& step, const ErasureReviewed& e) {
  return change_erasure(step, e.erasure, [&](Erasure& erasure) {
    erasure.reviewed_at = step.position;
    erasure.ground = e.ground;
  });
}

Result<void> fold(const Step& step, const ErasureDecided& e) {
  return change_erasure(step, e.erasure, [&](Erasure& erasure) {
    erasure.decided_at = step.position;
    erasure.granted = e.granted;
  });
}

Result<void> fold(const Step& step, const ErasureReopened& e) {
  return change_erasure(step, e.erasure, [&](Erasure& erasure) {
    erasure.decided_at = 0;
    erasure.granted = false;
    if (e.step == ErasureStep::kReviewed) return;
    erasure.reviewed_at = 0;
    erasure.ground = ErasureGround::kNoLongerNecessary;
  });
}

Result<void> fold(const Step& step, const ErasureExecuted& e) {
  auto& study = step.study;
  const auto known = study.erasure_ids.find(e.erasure);
  if (!known) return missing(step, "erasure", e.erasure);
  auto& erasure = study.erasures[*known];
  auto& respondent = study.respondents[erasure.respondent];
  if (study.respondent_ids.is_gone(erasure.respondent))
    return missing(step, "respondent", study.respondent_ids.id(erasure.respondent));
  if (respondent.erased_by != kNone32) return twice(step, "the execution of", e.erasure);
  auto before = erasure;
  erasure.executed_at = step.position;
  erasure.key = e.key;
  erasure.comments = e.comments;
  erasure.quotes = e.quotes;
  erasure.memos = e.memos;
  erasure.told = e.told;
  respondent.erased_by = *known;
  return step.done([at = *known, before = std::move(before)](Study& s) {
    s.respondents[before.respondent].erased_by = kNone32;
    s.erasures[at] = before;
  });
}

}  // namespace verbatim::coding
