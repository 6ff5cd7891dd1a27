#include "projections/figure_watch.hpp"

#include <tuple>
#include <type_traits>

namespace verbatim::projections {
namespace {

using namespace coding;

template <class E, class... Some>
constexpr bool is_one_of = (std::is_same_v<E, Some> || ...);

// What an event may do to a figure.
enum class Reach { kNothing, kOneComment, kNewTheme, kRound, kEverything };

// An event that is not named here reaches everything: slow, and never wrong.
template <class E>
constexpr Reach reach_of() {
  if (is_one_of<E, ThemeAssigned, ThemeWithdrawn, CodingFinished, CodingReopened, ResponseSettled,
                ResponseUnsettled, CommentAdded, CommentSegmented>)
    return Reach::kOneComment;
  if (is_one_of<E, ThemeAdded>) return Reach::kNewTheme;
  if (is_one_of<E, RoundOpened, RoundStaffed>) return Reach::kRound;
  if (is_one_of<E, MemberAdded, RoleChanged, QuestionAdded, GroupAdded, RespondentAdded,
                FrameworkAdded, FrameworkFrozen, FrameworkUnfrozen, ThemeRevised, ThemesLinked,
                ThemesUnlinked, LayerSet, RoundClosed, RoundReopened, PlaceTaken, PlaceReleased,
                MemoWritten, QuoteChosen, MemberCheckRecorded, SignedOff, SignOffRevoked,
                ErasureRequested, ErasureReviewed, ErasureDecided, ErasureReopened, MemberNamed,
                MemberPseudonymised>)
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

// Of agreement, the figure is read with those that nobody else has finished as well: how many
// coders there are depends on them.
Figure with_single(Figure figure) {
  if (auto* units = std::get_if<AgreementUnits>(&figure)) units->least = 1;
  return figure;
}

std::optional<std::uint32_t> least_of(const Figure& figure) {
  const auto* units = std::get_if<AgreementUnits>(&figure);
  return units != nullptr ? std::optional(units->least) : std::nullopt;
}

bool is_of_a_round(const Figure& figure) {
  const auto* units = std::get_if<AgreementUnits>(&figure);
  return units != nullptr && units->round.has_value();
}

}  // namespace

FigureWatch::FigureWatch(const Study& study, QuestionIndex question, const Figure& figure)
    : study_(study), question_(question), figure_(with_single(figure)), least_(least_of(figure)) {
  count_all();
}

void FigureWatch::count_all() {
  parts_.clear();
  comments_of_.clear();
  units_ = {};
  cells_.clear();
  first_alone_ = 0;
  finished_by_.clear();
  reader_.emplace(study_, question_, figure_);
  if (question_ >= study_.questions.size()) return;
  for (const auto comment : study_.questions[question_].comments) refresh(comment);
}

FigureWatch::Voice FigureWatch::voice_of(const EvidenceResponse& found) const {
  if (!least_) return {{}, 0, false, true};
  const auto& units = std::get<AgreementUnits>(figure_);
  Voice voice{found.coders, units.theme ? found.applying() : 0, false,
              found.coders.size() >= *least_};
  for (const auto& assignment : found.assignments)
    voice.first_applies |= units.theme && assignment.coder == found.coders.front();
  return voice;
}

void FigureWatch::take_out(RespondentIndex respondent, const Part& part) {
  for (const auto& voice : part.voices) {
    for (const auto coder : voice.coders)
      if (const auto at = finished_by_.find(coder); --at->second == 0) finished_by_.erase(at);
    if (!voice.counts) continue;
    const auto cell =
        cells_.find({static_cast<std::uint32_t>(voice.coders.size()), voice.applying});
    if (--cell->second == 0) cells_.erase(cell);
    first_alone_ -= voice.coders.size() == 2 && voice.applying == 1 && voice.first_applies;
  }
  if (part.responses == 0) return;
  units_.responses -= part.responses;
  units_.assignments -= part.assignments;
  --units_.comments;
  const auto comments = comments_of_.find(respondent);
  if (--comments->second > 0) return;
  comments_of_.erase(comments);
  --units_.respondents;
}

void FigureWatch::put_in(RespondentIndex respondent, const Part& part) {
  for (const auto& voice : part.voices) {
    for (const auto coder : voice.coders) ++finished_by_[coder];
    if (!voice.counts) continue;
    ++cells_[{static_cast<std::uint32_t>(voice.coders.size()), voice.applying}];
    first_alone_ += voice.coders.size() == 2 && voice.applying == 1 && voice.first_applies;
  }
  if (part.responses == 0) return;
  units_.responses += part.responses;
  units_.assignments += part.assignments;
  ++units_.comments;
  if (++comments_of_[respondent] == 1) ++units_.respondents;
}

// Takes the comment out of the figure and puts it in again as it is now.
void FigureWatch::refresh(CommentIndex index) {
  const auto& comment = study_.comments[index];
  if (const auto before = parts_.find(index); before != parts_.end()) {
    take_out(comment.respondent, before->second);
    parts_.erase(before);
  }
  if (study_.is_gone(comment)) return;
  Part part;
  for (auto r = comment.first_response; r != kNone32; r = study_.responses[r].next_in_comment) {
    const auto found = reader_->read(r);
    if (!found) continue;
    auto voice = voice_of(*found);
    if (voice.counts) {
      ++part.responses;
      part.assignments += found->counted_assignments();
    }
    if (least_) part.voices.push_back(std::move(voice));
  }
  if (part.responses == 0 && part.voices.empty()) return;
  put_in(comment.respondent, part);
  parts_.emplace(index, std::move(part));
}

ThemeCodings FigureWatch::codings() const {
  ThemeCodings said;
  said.coders = finished_by_.size();
  std::uint64_t both = 0, one = 0, neither = 0;
  for (const auto& [cell, responses] : cells_) {
    const auto [codings, applying] = cell;
    said.cells.push_back({codings, applying, responses});
    if (codings == 2) (applying == 2 ? both : applying == 1 ? one : neither) += responses;
  }
  said.table = {neither, one - first_alone_, first_alone_, both};
  return said;
}

bool FigureWatch::applied(const Event& event) {
  const auto state = [&] { return std::tuple(units_, cells_, first_alone_, finished_by_.size()); };
  const auto again = [&](auto count) {
    const auto before = state();
    count();
    return before != state();
  };
  return std::visit(
      [&]<class E>(const E& e) {
        constexpr auto reach = reach_of<E>();
        if constexpr (reach == Reach::kOneComment) {
          const auto comment = comment_of(study_, question_, e);
          return comment && again([&] { refresh(*comment); });
        } else if constexpr (reach == Reach::kNewTheme) {
          // Nothing was said of it yet; what will be may count.
          reader_.emplace(study_, question_, figure_);
          return false;
        } else if constexpr (reach == Reach::kRound) {
          return is_of_a_round(figure_) && again([&] { count_all(); });
        } else if constexpr (reach == Reach::kEverything) {
          return again([&] { count_all(); });
        } else {
          return false;
        }
      },
      event);
}

}  // namespace verbatim::projections
