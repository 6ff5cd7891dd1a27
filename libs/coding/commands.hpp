#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "coding/events.hpp"

// What somebody wants to happen to a study. Deciding whether it may is decide().
namespace verbatim::coding {

struct OpenStudy {
  std::string study, title;
};
struct AddMember {
  std::string member;
  Role role = Role::kCoder;
  bool by_own_token = false;  // joins by a first write: the name was judged when the token was made
};
struct AddQuestion {
  std::string question, text;
};
struct AddGroup {
  std::string group, label;
};
struct AddRespondent {
  std::string respondent, group;
};
struct AddFramework {
  std::string framework, label;
};
// The framework of themes that name none. It is added with its first theme.
inline constexpr const char* kDefaultFramework = "themes";

// How long what a theme says of itself may be, in bytes, and how many examples it has: for whoever
// reads commands or files.
inline constexpr std::size_t kLabelBytesMax = 1'000, kDefinitionBytesMax = 20'000,
                             kColourBytesMax = 32, kExamplesMax = 100;

struct AddTheme {
  std::string theme, framework, label, parent, definition;
  std::vector<std::string> questions;
  std::string inclusion = {}, exclusion = {};
  std::vector<std::string> examples = {};
  std::string colour = {};
  Origin origin = Origin::kStart;
  std::string origin_question = {}, origin_response = {};
};
struct ScopeTheme {
  std::string theme;
  std::vector<std::string> questions;
};
// The longest plain text of a comment, in bytes of UTF-8.
inline constexpr std::size_t kCommentBytesMax = 1'000'000;

// The text is sealed before the command is decided: the domain never sees it.
struct AddComment {
  std::string question, comment, respondent;
  Sealed sealed_text;
  std::uint32_t code_points = 0;
  TextMark text_mark = {};
};
// What becomes of what was said of a response that gets other bounds, or goes.
enum class OnResegment : std::uint8_t {
  kRefuse = 0,  // nothing changes of which something was said
  kKeep,      // it stays with the response; of one that goes, it goes to the one that has its place
  kCopy,      // and a new response begins with what was said of the one it comes from
  kWithdraw,  // it is withdrawn
};

// The whole new segmentation of a comment, the first under the comment's own id.
struct SegmentComment {
  std::string question, comment;
  std::vector<Segment> segments;
  OnResegment codings = OnResegment::kRefuse;
  // The position at which the caller saw how the comment is split: kStaleCondition where it was
  // split otherwise since.
  std::optional<std::uint64_t> base = std::nullopt;
};
struct AssignTheme {
  std::string question, response, coder, theme;
};
struct WithdrawTheme {
  std::string question, response, coder, theme;
};
struct FinishCoding {
  std::string question, response, coder;
};
struct ReopenCoding {
  std::string question, response, coder;
};
// The whole coding at once: exactly these themes stand afterwards.
struct SetCoding {
  std::string question, response, coder;
  std::vector<std::string> themes;
  bool finished = true;
};

// --- Codebook ------------------------------------------------------------------------------------

// What is not given stays as it is.
struct ReviseTheme {
  std::string theme;
  std::optional<std::string> label = {}, definition = {}, inclusion = {}, exclusion = {};
  std::optional<std::vector<std::string>> examples = {};
  std::optional<std::string> colour = {};
  bool minor = false;
};
struct MoveTheme {
  std::string theme, parent, before;
};
struct RetireTheme {
  std::string theme;
};
struct RestoreTheme {
  std::string theme;
};
struct MergeThemes {
  std::string theme, into;
};
struct SplitTheme {
  std::string theme;
  std::vector<std::string> into;
};
struct FreezeFramework {
  std::string framework;
};
struct UnfreezeFramework {
  std::string framework;
};
struct LinkThemes {
  std::string theme, other;
};
struct UnlinkThemes {
  std::string theme, other;
};

// --- People and policies -------------------------------------------------------------------------

struct ChangeRole {
  std::string member;
  Role role = Role::kViewer;
};
struct RemoveMember {
  std::string member;
};
// What is not given stays as it is.
struct SetPolicy {
  std::optional<SettledBy> settled_by = {};
  std::optional<std::uint32_t> suppress_below = {};
  std::optional<bool> segments_may_overlap = {};
  std::optional<ErasedCounts> erased_counts = {};
};

// --- Rounds and adjudication ---------------------------------------------------------------------

struct OpenRound {
  std::string round, label;
  bool blind = false;
  std::uint32_t seed = 0;
  std::vector<RoundPart> parts;
  bool unitizing = false;
};
struct StaffRound {
  std::string round, question;
  std::vector<std::string> coders;
  std::vector<std::uint32_t> weights;
};
struct CloseRound {
  std::string round;
};
struct ReopenRound {
  std::string round;
};
// The next response of the round that is free for the coder becomes theirs; in a unitizing round
// the next comment. ReleasePlace then names the comment as its response.
struct TakePlace {
  std::string round, question, coder;
};
struct ReleasePlace {
  std::string round, question, response, coder;
};
struct SettleResponse {
  std::string question, response;
  std::vector<std::string> themes;
};
struct UnsettleResponse {
  std::string question, response;
};

// --- Layers --------------------------------------------------------------------------------------

struct WantedUnit {
  std::uint32_t begin = 0, end = 0;
  std::vector<std::string> themes;
};
// The whole layer at once: exactly these units with these themes stand afterwards.
struct SetLayer {
  std::string question, comment, coder;
  std::vector<WantedUnit> units;
  bool finished = true;
};
// The coder's segmentation of the comment becomes the shared one, and what every coder with a
// finished layer said follows onto its responses (rules_layers.cpp). `codings`: what becomes of
// what was said of the comment's responses before.
struct AdoptLayer {
  std::string question, comment, coder;
  OnResegment codings = OnResegment::kRefuse;
};

// --- What is said about things -------------------------------------------------------------------

struct WriteMemo {
  std::string memo, author;
  Thing about;
  std::optional<Audience> audience = {};  // not given: as it was, and of a new one the team
  Sealed sealed_text = {};
  TextMark text_mark = {};
};
struct ChooseQuote {
  std::string quote, question, response, theme;
  Sealed sealed_wording = {};
  TextMark wording_mark = {};
  Sealed sealed_why = {};
  TextMark why_mark = {};
  // Not given: as it was for this response, and of a new quote none.
  std::optional<bool> consent = {};
};
// A memo or a quote.
struct RemoveThing {
  Thing thing;
};
struct RecordMemberCheck {
  std::string check, question, theme, by;
  Sealed sealed_outcome = {};
  TextMark outcome_mark = {};
};
struct SignOff {
  std::string member;
  std::uint64_t at = 0;
  std::string statement;
};
struct RevokeSignOff {
  std::string member;
  std::uint64_t at = 0;
};

// --- What members are called ---------------------------------------------------------------------

// Empty: nothing any more.
struct NameMember {
  std::string member;
  Sealed sealed_name = {};
  TextMark name_mark = {};
};
// Whoever gives it destroys the key once it is decided and on disk, as with ExecuteErasure.
struct PseudonymiseMember {
  std::string member, key = {};
};

// --- Erasure -------------------------------------------------------------------------------------

struct RequestErasure {
  std::string erasure, respondent;
  RequestedBy requested_by = RequestedBy::kRespondent;
  std::string received_on, reference = {};
};
struct ReviewErasure {
  std::string erasure;
  ErasureGround ground = ErasureGround::kNoLongerNecessary;
};
struct DecideErasure {
  std::string erasure;
  bool granted = false;
};
// Whoever gives it destroys the key once it is decided and on disk, and makes sure of it after a
// crash.
struct ExecuteErasure {
  std::string erasure, key = {};
  std::vector<std::string> told = {};
};

// Part of taking a commit back: `events` lead from what it made to what was there before. That
// nothing later stands in the way is made sure by whoever gives it (studies/undo.hpp).
struct TakeBack {
  std::vector<Event> events;
};

using Command =
    std::variant<OpenStudy, AddMember, AddQuestion, AddGroup, AddRespondent, AddFramework, AddTheme,
                 ScopeTheme, AddComment, SegmentComment, AssignTheme, WithdrawTheme, FinishCoding,
                 ReopenCoding, SetCoding, ReviseTheme, MoveTheme, RetireTheme, RestoreTheme,
                 MergeThemes, SplitTheme, FreezeFramework, UnfreezeFramework, LinkThemes,
                 UnlinkThemes, ChangeRole, RemoveMember, SetPolicy, OpenRound, StaffRound,
                 CloseRound, ReopenRound, TakePlace, ReleasePlace, SettleResponse, UnsettleResponse,
                 WriteMemo, ChooseQuote, RemoveThing, RecordMemberCheck, SignOff, RevokeSignOff,
                 TakeBack, SetLayer, AdoptLayer, RequestErasure, ReviewErasure, DecideErasure,
                 ExecuteErasure, NameMember, PseudonymiseMember>;

// A state that a command was based on: the coding of one response by one coder, at the revision
// (the position of the last event that changed it; 0: none did) that the caller saw. With
// `of_layer` it is the coder's layer of the comment that stands in place of the response.
struct Condition {
  std::string question, response, coder;
  std::uint64_t revision = 0;
  bool of_layer = false;
  bool operator==(const Condition&) const = default;
};

}  // namespace verbatim::coding
