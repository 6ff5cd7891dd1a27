#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "coding/erasure.hpp"
#include "projections/study_view.hpp"

// What is other in a study at one moment than at an earlier one: net, so that what was done and
// taken back in between is not in it. Of what is sealed (memos, quotes, what participants said,
// names of members) it says that it is another, never what it says. Every event that changes what
// anybody is shown makes a difference.
namespace verbatim::projections {

// A theme that is new, gone, or not as it was.
struct ThemeDifference {
  coding::ThemeIndex theme = 0;
  bool added = false, removed = false;
  bool reworded = false;  // label, definition, criteria, examples or colour
  bool revised = false;   // its meaning changed: what was assigned before is stale
  bool moved = false;     // it stands under another theme
  bool scoped = false;    // it may be used in other questions
  // Where it is in another state than before: in use, retired, merged, split.
  std::optional<coding::ThemeStatus> status_before = {};
  bool operator==(const ThemeDifference&) const = default;
};
// Themes of two frameworks that speak of the same, the one that was added first before the other.
using Link = std::pair<coding::ThemeIndex, coding::ThemeIndex>;

// What was said of one theme in one question.
struct AssignmentDifference {
  coding::QuestionIndex question = 0;
  coding::ThemeIndex theme = 0;  // as it was assigned
  std::uint32_t made = 0, withdrawn = 0;
  std::uint32_t confirmed = 0;  // said again, under a later revision of the codebook
  bool operator==(const AssignmentDifference&) const = default;
};
struct CoderDifference {
  coding::MemberIndex coder = 0;
  std::uint32_t made = 0, withdrawn = 0, finished = 0, reopened = 0;
  bool operator==(const CoderDifference&) const = default;
};

// How a response is settled now; nothing: the coders say.
struct SettlementDifference {
  coding::ResponseIndex response = 0;
  std::optional<std::vector<coding::ThemeIndex>> before, after;
  bool operator==(const SettlementDifference&) const = default;
};

struct MemberDifference {
  coding::MemberIndex member = 0;
  std::optional<coding::Role> before, after;  // nothing: not a member
  bool named = false;          // it was noted, noted anew, or is no longer, what they are called
  bool pseudonymised = false;  // and it is forgotten
  bool operator==(const MemberDifference&) const = default;
};

struct RoundDifference {
  coding::RoundIndex round = 0;
  bool opened = false;   // it was not there before
  bool removed = false;  // it is there no longer
  bool closed = false, reopened = false;
  bool staffed = false;  // other coders, or other weights
  // Places in it, each of one coder in one response or, unitizing, comment.
  std::uint32_t places_taken = 0, places_released = 0;
  bool operator==(const RoundDifference&) const = default;
};

struct SegmentationDifference {
  coding::CommentIndex comment = 0;
  std::uint32_t before = 0, after = 0;  // responses
  bool operator==(const SegmentationDifference&) const = default;
};

// One coder's own segmentation of a comment.
struct LayerDifference {
  struct State {
    std::uint32_t units = 0;
    bool finished = false;
    bool operator==(const State&) const = default;
  };
  coding::CommentIndex comment = 0;
  coding::MemberIndex coder = 0;
  std::optional<State> before, after;  // nothing: not begun
  bool operator==(const LayerDifference&) const = default;
};

// Where both are there, it was written again. Who may not read a private memo is to be shown
// neither end of it: a difference is the same for everybody.
struct MemoDifference {
  std::uint32_t memo = 0;                         // its number in memo_ids
  std::optional<coding::Audience> before, after;  // nothing: not there
  bool operator==(const MemoDifference&) const = default;
};
// A quote or a member check that is new, gone, or another.
struct NoteDifference {
  std::uint32_t note = 0;  // its number in quote_ids or check_ids
  bool was = false, is = false;
  bool operator==(const NoteDifference&) const = default;
};
struct SignOffDifference {
  coding::MemberIndex member = 0;
  std::uint64_t at = 0;  // the position that was certified
  bool revoked = false;  // else signed
  bool operator==(const SignOffDifference&) const = default;
};
struct ErasureDifference {
  std::uint32_t erasure = 0;
  std::optional<coding::ErasureStatus> before, after;  // nothing: not requested
  bool operator==(const ErasureDifference&) const = default;
};

// A theme's counts in one question; where it had or has no row, they are 0.
struct FigureDifference {
  coding::QuestionIndex question = 0;
  coding::ThemeIndex theme = 0;
  Units before, after;
  bool operator==(const FigureDifference&) const = default;
};
struct BaseDifference {
  coding::QuestionIndex question = 0;
  Units before, after;  // without assignments
  bool operator==(const BaseDifference&) const = default;
};

// Things of one kind that are new, and that are gone.
template <class Index>
struct Changed {
  std::vector<Index> added, removed;
  bool operator==(const Changed&) const = default;
};

struct Difference {
  bool opened = false;                  // the study was not there before
  std::vector<ThemeDifference> themes;  // in the order they were added
  Changed<Link> links;
  Changed<coding::FrameworkIndex> frameworks;
  std::vector<coding::FrameworkIndex> frozen, unfrozen;
  // Where themes that have the parent they had stand in another order below it.
  std::vector<coding::FrameworkIndex> rearranged;
  Changed<coding::QuestionIndex> questions;
  Changed<coding::GroupIndex> groups;
  std::uint32_t respondents_added = 0, respondents_removed = 0;
  std::vector<AssignmentDifference> assignments;  // by question, then theme
  std::vector<CoderDifference> coders;
  std::vector<SettlementDifference> settlements;
  std::vector<MemberDifference> members;
  std::vector<RoundDifference> rounds;
  std::uint32_t comments_added = 0, comments_removed = 0;
  std::vector<SegmentationDifference> segmentations;  // of comments that were there before
  std::vector<LayerDifference> layers;                // by comment, then coder
  std::vector<MemoDifference> memos;
  std::vector<NoteDifference> quotes, checks;
  std::vector<SignOffDifference> sign_offs;  // what was revoked, then what was signed
  std::vector<ErasureDifference> erasures;
  bool policy = false;                    // it is another one
  std::vector<FigureDifference> figures;  // by question, then theme
  std::vector<BaseDifference> bases;
  bool operator==(const Difference&) const = default;
};

// Looks at every coding of both. The two are of one study, `before` at a position up to that of
// `after`; it may be empty. Figures are of `basis`, and not rolled up.
Difference difference_between(const StudyView& before, const StudyView& after, Basis basis);

}  // namespace verbatim::projections
