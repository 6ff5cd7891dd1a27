#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

// What happened to a study. Each struct is a fact; its stored form, with the meaning of each
// field, is schemas/events.cddl. A changed meaning is a new event, never an edit of an old one.
//
// Ids are chosen by people or their programs: UTF-8, 1 to 128 bytes, no control characters (see
// valid_id). Responses and comments are named within their question; everything else within the
// study.
namespace verbatim::coding {

// Counts the changes to one framework. 0 is the empty framework.
using Revision = std::uint32_t;

// What a member may do is decided in libs/access; the study only remembers the role.
enum class Role : std::uint8_t { kOwner = 0, kLead, kCoder, kAdjudicator, kAuditor, kViewer };

// Where a theme came from: the start of the study, its data, or somebody's suggestion.
enum class Origin : std::uint8_t { kStart = 0, kData, kSuggestion };

// What stands for the team at the basis "settled" where nobody has adjudicated.
enum class SettledBy : std::uint8_t { kMajority = 0, kAll, kAny };

// Whether the responses of an erased respondent still count.
enum class ErasedCounts : std::uint8_t { kKeep = 0, kDrop };

// Who reads a memo: its author alone, or everybody who reads responses.
enum class Audience : std::uint8_t { kPrivate = 0, kTeam };

// What there is in a study, as something that is written about or taken away again.
enum class Kind : std::uint8_t {
  kStudy = 0,
  kMember,
  kQuestion,
  kGroup,
  kRespondent,
  kFramework,
  kTheme,
  kComment,
  kResponse,
  kMemo,
  kQuote,
  kRound,
  kCheck,
  kErasure,
};

// Names one thing. `question` is that of a comment or a response, else empty; `id` is empty for the
// study itself.
struct Thing {
  Kind kind = Kind::kStudy;
  std::string id, question;
  bool operator==(const Thing&) const = default;
};

struct StudyOpened {
  std::string study, title;
  bool operator==(const StudyOpened&) const = default;
};
struct MemberAdded {
  std::string member;
  Role role = Role::kViewer;
  bool operator==(const MemberAdded&) const = default;
};
struct QuestionAdded {
  std::string question, text;
  bool operator==(const QuestionAdded&) const = default;
};
struct GroupAdded {
  std::string group, label;
  bool operator==(const GroupAdded&) const = default;
};
struct RespondentAdded {
  std::string respondent;
  std::string group;  // empty: belongs to no group
  bool operator==(const RespondentAdded&) const = default;
};
struct FrameworkAdded {
  std::string framework, label;
  bool operator==(const FrameworkAdded&) const = default;
};
struct ThemeAdded {
  std::string theme, framework, label;
  std::string parent;  // empty: a top-level theme
  std::string definition;
  std::vector<std::string> questions;          // where it may be used; empty: everywhere
  std::string inclusion = {}, exclusion = {};  // what belongs to it, and what does not
  std::vector<std::string> examples = {};
  std::string colour = {};  // "#rrggbb", or none
  Origin origin = Origin::kStart;
  std::string origin_question = {}, origin_response = {};  // the response it was first seen in
  bool operator==(const ThemeAdded&) const = default;
};
struct ThemeScoped {
  std::string theme;
  std::vector<std::string> questions;  // the whole new scope; empty: everywhere
  bool operator==(const ThemeScoped&) const = default;
};
// Personal text as libs/vault seals it; empty: there is none. A type of its own, so that nothing
// stores or shows it as if it were text.
struct Sealed {
  std::string bytes;
  bool empty() const { return bytes.empty(); }
  bool operator==(const Sealed&) const = default;
};
// Equal for equal texts of one respondent, and else it says nothing (vault/sealing.hpp): 16 bytes,
// or none where there is no text.
struct TextMark {
  std::string bytes;
  bool empty() const { return bytes.empty(); }
  bool operator==(const TextMark&) const = default;
};
// A comment starts as one response, which bears the comment's id and spans all of it.
struct CommentAdded {
  std::string question, comment, respondent;
  Sealed sealed_text;             // empty: the text was not given
  std::uint32_t code_points = 0;  // of the plain text
  TextMark text_mark = {};
  bool operator==(const CommentAdded&) const = default;
};
// Code points [begin, end) of the comment.
struct Segment {
  std::string response;
  std::uint32_t begin = 0, end = 0;
  bool operator==(const Segment&) const = default;
};
// The comment's one response becomes several. The first segment keeps the comment's id.
struct CommentSegmented {
  std::string question, comment;
  std::vector<Segment> segments;
  bool operator==(const CommentSegmented&) const = default;
};
struct ThemeAssigned {
  std::string question, response, coder, theme;
  Revision revision = 0;  // of the theme's framework, when the coder decided
  bool operator==(const ThemeAssigned&) const = default;
};
struct ThemeWithdrawn {
  std::string question, response, coder, theme;
  bool operator==(const ThemeWithdrawn&) const = default;
};
// The coder is finished with the response: what is assigned now is all they say of it.
struct CodingFinished {
  std::string question, response, coder;
  bool operator==(const CodingFinished&) const = default;
};
struct CodingReopened {
  std::string question, response, coder;
  bool operator==(const CodingReopened&) const = default;
};

// --- Codebook ------------------------------------------------------------------------------------

// The whole new wording. `minor`: the meaning is what it was (a typo, a colour, an example more),
// so that nothing becomes stale.
struct ThemeRevised {
  std::string theme, label, definition, inclusion, exclusion;
  std::vector<std::string> examples;
  std::string colour;
  bool minor = false;
  // Not minor: it means again what it meant at this revision of its framework; 0: something new.
  Revision meant_as = 0;
  bool operator==(const ThemeRevised&) const = default;
};
// The theme, with its sub-themes, stands under `parent` (empty: at the top) just before its sibling
// `before` (empty: last).
struct ThemeMoved {
  std::string theme, parent, before;
  bool operator==(const ThemeMoved&) const = default;
};
// Nobody assigns it any more; what stands keeps standing, and is counted.
struct ThemeRetired {
  std::string theme;
  bool operator==(const ThemeRetired&) const = default;
};
// In use again, as before it was retired, merged or split.
struct ThemeRestored {
  std::string theme;
  bool operator==(const ThemeRestored&) const = default;
};
// What was assigned to `theme` counts as `into` from now on. The assignments themselves stay as
// they were made, so that a merge can be taken back.
struct ThemeMerged {
  std::string theme, into;
  bool operator==(const ThemeMerged&) const = default;
};
// `theme` is no longer assigned; whatever bears it is to be decided again between the themes
// `into`.
struct ThemeSplit {
  std::string theme;
  std::vector<std::string> into;
  bool operator==(const ThemeSplit&) const = default;
};
// Nothing in the framework changes until it is unfrozen.
struct FrameworkFrozen {
  std::string framework;
  bool operator==(const FrameworkFrozen&) const = default;
};
struct FrameworkUnfrozen {
  std::string framework;
  bool operator==(const FrameworkUnfrozen&) const = default;
};
// Two themes of different frameworks speak of the same (a crosswalk); no direction.
struct ThemesLinked {
  std::string theme, other;
  bool operator==(const ThemesLinked&) const = default;
};
struct ThemesUnlinked {
  std::string theme, other;
  bool operator==(const ThemesUnlinked&) const = default;
};

// --- People and policies -------------------------------------------------------------------------

struct RoleChanged {
  std::string member;
  Role role = Role::kViewer;
  bool operator==(const RoleChanged&) const = default;
};
// It is no longer part of the study; what was done with it stays in the log. Its id may be added
// again, which brings it back. A member who is removed keeps everything they said.
struct Removed {
  Thing thing;
  bool operator==(const Removed&) const = default;
};
// All of the study's policies.
struct PolicySet {
  SettledBy settled_by = SettledBy::kMajority;
  std::uint32_t suppress_below = 0;  // figures of groups with fewer respondents are not shown
  bool segments_may_overlap = false;
  ErasedCounts erased_counts = ErasedCounts::kKeep;
  bool operator==(const PolicySet&) const = default;
};

// --- Rounds and adjudication ---------------------------------------------------------------------

// Who codes what in one question. `per_response` of the coders code each response; 0: all of them.
// `sample` responses are coded; 0: all. `weights` (as many as coders, or none: all alike) say how
// many responses a coder gets beside the others where per_response leaves a choice.
struct RoundPart {
  std::string question;
  std::vector<std::string> coders;
  std::uint32_t per_response = 0, sample = 0;
  std::vector<std::uint32_t> weights;
  bool operator==(const RoundPart&) const = default;
};
// `seed` draws samples. Blind: until the round is closed its coders see of its responses what they
// said themselves, and nothing that somebody else did. Unitizing (always blind): what is handed out
// is the comment, and each of its coders splits it for themselves, in a layer of their own.
struct RoundOpened {
  std::string round, label;
  bool blind = false;
  std::uint32_t seed = 0;
  std::vector<RoundPart> parts;
  bool unitizing = false;
  bool operator==(const RoundOpened&) const = default;
};
// The whole new list of those who code a question in the round: somebody drops out, somebody tops
// up.
struct RoundStaffed {
  std::string round, question;
  std::vector<std::string> coders;
  std::vector<std::uint32_t> weights;
  bool operator==(const RoundStaffed&) const = default;
};
struct RoundClosed {
  std::string round;
  bool operator==(const RoundClosed&) const = default;
};
struct RoundReopened {
  std::string round;
  bool operator==(const RoundReopened&) const = default;
};
// One of the free places of a response is the coder's. In a unitizing round it is one of the
// comment's, which goes by its first response: that bears the comment's id.
struct PlaceTaken {
  std::string round, question, response, coder;
  bool operator==(const PlaceTaken&) const = default;
};
struct PlaceReleased {
  std::string round, question, response, coder;
  bool operator==(const PlaceReleased&) const = default;
};
// The themes that stand for the team, whatever its coders said. The reason is the commit's.
struct ResponseSettled {
  std::string question, response;
  std::vector<std::string> themes;
  bool operator==(const ResponseSettled&) const = default;
};
struct ResponseUnsettled {
  std::string question, response;
  bool operator==(const ResponseUnsettled&) const = default;
};

// --- What is said about things -------------------------------------------------------------------

// A note; written again under the same id, it is revised. The text is sealed for whoever it is
// about: the respondent of a comment or response, else its author.
struct MemoWritten {
  std::string memo, author;
  Thing about;
  Audience audience = Audience::kTeam;
  Sealed sealed_text;
  TextMark text_mark = {};
  bool operator==(const MemoWritten&) const = default;
};
// A response chosen to represent a theme, as it may be published. `consent`: the respondent agreed.
struct QuoteChosen {
  std::string quote, question, response, theme;
  Sealed sealed_wording;
  TextMark wording_mark = {};
  Sealed sealed_why = {};
  TextMark why_mark = {};
  bool consent = false;
  std::string why = {};  // from before these were sealed
  bool operator==(const QuoteChosen&) const = default;
};
// What participants say of the findings; `theme` empty: of the question as a whole.
struct MemberCheckRecorded {
  std::string check, question, theme, by;
  Sealed sealed_outcome;
  TextMark outcome_mark = {};
  std::string outcome = {};  // from before these were sealed
  bool operator==(const MemberCheckRecorded&) const = default;
};
// "Certified as of position N": the member stands for the figures at that position.
struct SignedOff {
  std::string member;
  std::uint64_t at = 0;
  std::string statement;
  bool operator==(const SignedOff&) const = default;
};
struct SignOffRevoked {
  std::string member;
  std::uint64_t at = 0;
  bool operator==(const SignOffRevoked&) const = default;
};

// --- Layers --------------------------------------------------------------------------------------

// A theme that a coder put on a unit of theirs.
struct UnitTheme {
  std::string theme;
  Revision revision = 0;  // of the theme's framework, when the coder decided
  bool operator==(const UnitTheme&) const = default;
};
// Code points [begin, end) of a comment as one coder split it, and the themes they put on it.
struct Unit {
  std::uint32_t begin = 0, end = 0;
  std::vector<UnitTheme> themes;
  bool operator==(const Unit&) const = default;
};
// The whole new layer: all that the coder says of the comment, in units of their own. One that is
// empty and not finished is as if there were none.
struct LayerSet {
  std::string question, comment, coder;
  std::vector<Unit> units;  // in the order of the text
  bool finished = false;
  bool operator==(const LayerSet&) const = default;
};

// --- Erasure -------------------------------------------------------------------------------------

// Who asks that a respondent be erased; the controller: of its own accord.
enum class RequestedBy : std::uint8_t { kRespondent = 0, kRepresentative, kController };

// What a review finds: a ground of UK GDPR Art. 17(1) for erasing, (a) to (f), or an exemption of
// Art. 17(3) from having to, (a) to (e).
enum class ErasureGround : std::uint8_t {
  kNoLongerNecessary = 0,
  kConsentWithdrawn,
  kObjection,
  kUnlawfulProcessing,
  kLegalObligation,
  kChild,
  kFreedomOfExpression,  // the first exemption
  kLegalDutyOrPublicTask,
  kPublicHealth,
  kResearchImpaired,
  kLegalClaims,
};

// How far an erasure is taken back to.
enum class ErasureStep : std::uint8_t { kRequested = 0, kReviewed };

// `received_on`: the day the request came in, "2026-11-22"; `reference`: how whoever received it
// files it.
struct ErasureRequested {
  std::string erasure, respondent;
  RequestedBy requested_by = RequestedBy::kRespondent;
  std::string received_on, reference;
  bool operator==(const ErasureRequested&) const = default;
};
struct ErasureReviewed {
  std::string erasure;
  ErasureGround ground = ErasureGround::kNoLongerNecessary;
  bool operator==(const ErasureReviewed&) const = default;
};
struct ErasureDecided {
  std::string erasure;
  bool granted = false;
  bool operator==(const ErasureDecided&) const = default;
};
// It is where it was after `step`: what came behind it is taken back.
struct ErasureReopened {
  std::string erasure;
  ErasureStep step = ErasureStep::kRequested;
  bool operator==(const ErasureReopened&) const = default;
};
// From here on no text of the respondent can be read: the key of this id (hexadecimal; none: there
// was no text) is destroyed, and must not exist any more. `comments`, `quotes`, `memos` had texts
// sealed with it; `told`: who else had these texts and was told.
struct ErasureExecuted {
  std::string erasure, key;
  std::uint32_t comments = 0, quotes = 0, memos = 0;
  std::vector<std::string> told;
  bool operator==(const ErasureExecuted&) const = default;
};

// --- What members are called ---------------------------------------------------------------------

// Empty: they are not called anything any more.
struct MemberNamed {
  std::string member;
  Sealed sealed_name = {};
  TextMark name_mark = {};
  bool operator==(const MemberNamed&) const = default;
};
// From here on nobody can read what the member was called: the key of this id (hexadecimal; none:
// they had no name) is destroyed, and must not exist any more. What they did stays, under their id.
struct MemberPseudonymised {
  std::string member, key;
  bool operator==(const MemberPseudonymised&) const = default;
};

// The number of an event's type in the log is its place here, counted from 1: new ones are added at
// the end.
using Event = std::variant<
    StudyOpened, MemberAdded, QuestionAdded, GroupAdded, RespondentAdded, FrameworkAdded,
    ThemeAdded, ThemeScoped, CommentAdded, CommentSegmented, ThemeAssigned, ThemeWithdrawn,
    CodingFinished, CodingReopened, ThemeRevised, ThemeMoved, ThemeRetired, ThemeRestored,
    ThemeMerged, ThemeSplit, FrameworkFrozen, FrameworkUnfrozen, ThemesLinked, ThemesUnlinked,
    RoleChanged, Removed, PolicySet, RoundOpened, RoundStaffed, RoundClosed, RoundReopened,
    PlaceTaken, PlaceReleased, ResponseSettled, ResponseUnsettled, MemoWritten, QuoteChosen,
    MemberCheckRecorded, SignedOff, SignOffRevoked, LayerSet, ErasureRequested, ErasureReviewed,
    ErasureDecided, ErasureReopened, ErasureExecuted, MemberNamed, MemberPseudonymised>;

}  // namespace verbatim::coding
