#include "projections/cell_watch.hpp"

#include <type_traits>

namespace verbatim::projections {
namespace {

using namespace coding;

template <class E, class... Some>
constexpr bool is_one_of = (std::is_same_v<E, Some> || ...);

// What an event may do to a figure.
enum class Reach { kNothing, kOneComment, kNewTheme, kEverything };

// An event that is not named here reaches everything: slow, and never wrong.
template <class E>
constexpr Reach reach_of() {
  if (is_one_of<E, ThemeAssigned, ThemeWithdrawn, CodingFinished, CodingReopened, ResponseSettled,
                ResponseUnsettled, CommentAdded, CommentSegmented>)
    return Reach::kOneComment;
  if (is_one_of<E, ThemeAdded>) return Reach::kNewTheme;
  if (is_one_of<E, MemberAdded, RoleChanged, QuestionAdded, GroupAdded, RespondentAdded,
                FrameworkAdded, FrameworkFrozen, FrameworkUnfrozen, ThemeRevised, ThemesLinked,
                ThemesUnlinked, RoundOpened, RoundStaffed, RoundClosed, RoundReopened, PlaceTaken,
                PlaceReleased, MemoWritten, QuoteChosen, MemberCheckRecorded, SignedOff,
                SignOffRevoked, ErasureRequested, ErasureReviewed, ErasureDecided, ErasureReopened,
                MemberNamed, MemberPseudonymised>)
    return Reach::kNothing;
  return Reach::kEverything;
}

// The comment that an event is about. Requires that it was applied.
template <class E>
std::optional<CommentIndex> comment_of(const Study& study, QuestionIndex question, const E& event) {
  if (question >= study.questions.size() || study.question_ids.id(question) != event.question)
    return std::nullopt;
  if constexpr (requires { event.response; }) {
    const auto response = study.find_response(question, event.response);
    if (!response) return std::nullopt;
    return study.responses[*response].comment;
  } else {
    return study.find_comment(question, event.comment);
  }
}

}  // namespace

CellWatch::CellWatch(const Study& study, QuestionIndex question, const Cell& cell)
    : study_(study), question_(question), cell_(cell) {
  count_all();
}

void CellWatch::count_all() {
  parts_.clear();
  comments_of_.clear();
  units_ = {};
  reader_.emplace(study_, question_, cell_);
  if (question_ >= study_.questions.size()) return;
  for (const auto comment : study_.questions[question_].comments) refresh(comment);
}

// Takes the comment out of the figure and puts it in again as it is now.
void CellWatch::refresh(CommentIndex index) {
  const auto& comment = study_.comments[index];
  if (const auto before = parts_.find(index); before != parts_.end()) {
    units_.responses -= before->second.responses;
    units_.assignments -= before->second.assignments;
    --units_.comments;
    parts_.erase(before);
    const auto voice = comments_of_.find(comment.respondent);
    if (--voice->second == 0) {
      comments_of_.erase(voice);
      --units_.respondents;
    }
  }
  if (study_.is_gone(comment)) return;
  Part part;
  for (auto r = comment.first_response; r != kNone32; r = study_.responses[r].next_in_comment) {
    const auto found = reader_->read(r);
    if (!found) continue;
    ++part.responses;
    part.assignments += found->counted_assignments();
  }
  if (part.responses == 0) return;
  parts_.emplace(index, part);
  units_.responses += part.responses;
  units_.assignments += part.assignments;
  ++units_.comments;
  if (++comments_of_[comment.respondent] == 1) ++units_.respondents;
}

void CellWatch::applied(const Event& event) {
  std::visit(
      [&]<class E>(const E& e) {
        constexpr auto reach = reach_of<E>();
        if constexpr (reach == Reach::kOneComment) {
          if (const auto comment = comment_of(study_, question_, e)) refresh(*comment);
        } else if constexpr (reach == Reach::kNewTheme) {
          // Nothing was said of it yet; what will be may count.
          reader_.emplace(study_, question_, cell_);
        } else if constexpr (reach == Reach::kEverything) {
          count_all();
        }
      },
      event);
}

}  // namespace verbatim::projections
