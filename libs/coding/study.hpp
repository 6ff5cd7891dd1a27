#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "coding/codings.hpp"
#include "coding/events.hpp"
#include "coding/id_table.hpp"
#include "coding/pool.hpp"

namespace verbatim::coding {

// The state of one study: what decide() must know, and what every projection counts over. Things
// are numbered in the order they came; a number is never reused, so that it can be held in 16 or
// 32 bits. Ids and numbers meet only in the IdTables.
//
// What was taken away again (the event Removed) keeps its number and its place in the vectors, and
// its id is not found any more: whoever goes through a vector asks the IdTable whether a number is
// gone. Nothing refers to what is gone but what was said by a member who left.
//
// A Study has no lock: whoever owns it says who may look when.
using QuestionIndex = std::uint16_t;
using RoundIndex = std::uint16_t;
using GroupIndex = std::uint16_t;
using FrameworkIndex = std::uint16_t;
using RespondentIndex = std::uint32_t;
using CommentIndex = std::uint32_t;
using ResponseIndex = std::uint32_t;

// "None" for every kind of index: the largest value of its type.
inline constexpr std::uint16_t kNone16 = 0xFFFF;
inline constexpr std::uint32_t kNone32 = 0xFFFF'FFFF;

// How many of each a study takes; decide() refuses more. Themes are fewer than their numbers would
// allow (which go on where some are taken back): what is counted is kept for each, and a file whose
// texts were taken for labels has more.
inline constexpr std::size_t kMembersMax = kNone16, kThemesMax = 10'000, kThemesEverMax = kNone16,
                             kGroupsMax = kNone16, kQuestionsMax = kNone16,
                             kFrameworksMax = kNone16, kSegmentsMax = 1000, kRoundsMax = kNone16;
// What is taken in one go, so that the one thread that decides is never long at it: the themes of
// one coding, settlement or unit of a layer; those of all units of a layer, each as often as it is
// named; the coders of a part of a round, and how many responses (or comments) times coders it has.
inline constexpr std::size_t kCodingThemesMax = 200, kLayerThemesMax = 10'000,
                             kPartCodersMax = 1'000, kPartReachMax = 100'000'000;
// How deep themes may stand below each other.
inline constexpr std::size_t kThemeDepthMax = 32;

// Whoever has this id. What they are called stands, sealed, in the event at `named_at`; 0: nobody
// said. Once pseudonymised, the id is all that there is.
struct Member {
  Role role = Role::kViewer;
  std::uint64_t named_at = 0, pseudonymised_at = 0;
  TextMark name_mark = {};
};
struct Question {
  std::string text;
  IdTable comment_ids, response_ids;
  std::vector<CommentIndex> comments;    // by their number in comment_ids
  std::vector<ResponseIndex> responses;  // by their number in response_ids
  RoundIndex open_round = kNone16;       // the one it is coded in now
};
struct Group {
  std::string label;
};
struct Respondent {
  GroupIndex group = kNone16;
  std::uint32_t erased_by = kNone32;  // the erasure that was executed; none: they are not erased
};
struct Framework {
  std::string label;
  Revision revision = 0;
  bool frozen = false;
  std::vector<ThemeIndex> order;  // its themes as they are shown, each before those below it
};
// What a theme says of itself.
struct Wording {
  std::string label, definition;
  std::string inclusion, exclusion;  // what belongs to it, and what does not
  std::vector<std::string> examples;
  std::string colour;  // "#rrggbb", or none
  bool operator==(const Wording&) const = default;
};
// Where a theme came from: with the data, perhaps from one response.
struct Provenance {
  Origin origin = Origin::kStart;
  std::string question, response;
  bool operator==(const Provenance&) const = default;
};
// Only a theme in use is newly assigned; what was assigned before stays in every status.
enum class ThemeStatus : std::uint8_t { kInUse = 0, kRetired, kMerged, kSplit };
struct Theme {
  Wording wording;
  FrameworkIndex framework = 0;
  ThemeIndex parent = kNone16;
  std::vector<QuestionIndex> questions;  // sorted; empty: everywhere
  Provenance from;
  ThemeStatus status = ThemeStatus::kInUse;
  std::vector<ThemeIndex> into;    // merged: the one it counts as; split: those to choose from
  std::vector<ThemeIndex> linked;  // of other frameworks, sorted
  // What it has meant, from which revision of its framework on. Meanings are told apart by the
  // revision that they were first given at, and the one it was added with is 0: a meaning may come
  // back. Empty: it never meant anything else.
  struct Meaning {
    Revision since = 0, given_at = 0;
    bool operator==(const Meaning&) const = default;
  };
  std::vector<Meaning> meanings;
  // Which meaning it had at a revision, and which it has.
  Revision meaning_at(Revision revision) const;
  Revision meaning() const { return meanings.empty() ? 0 : meanings.back().given_at; }
  bool in_scope(QuestionIndex question) const;
  bool is_linked(ThemeIndex other) const;
};
struct Comment {
  std::array<char, 16> mark{};     // of its text; zeros: there is none
  std::uint64_t position = 0;      // of the CommentAdded event, which holds the sealed text
  std::uint64_t segmented_at = 0;  // of the last event that split it otherwise; 0: none did
  RespondentIndex respondent = 0;
  std::uint32_t number = 0;  // in its question's comment_ids
  std::uint32_t code_points = 0;
  ResponseIndex first_response = 0;
  std::uint16_t response_count = 1;  // the others follow the first through `next_in_comment`
  QuestionIndex question = 0;

  // Whether a text is the comment's own, as far as its mark tells.
  bool has_mark(const TextMark& of_text) const;
};
struct Response {
  CommentIndex comment = 0;
  std::uint32_t number = 0;  // in its question's response_ids
  std::uint32_t begin = 0, end = 0;
  ResponseIndex next_in_comment = kNone32;
  bool settled = false;  // Study::settlements says how
  Codings codings;
};

// What one coder says of one comment, in units of their own.
struct LayerUnit {
  std::uint32_t begin = 0, end = 0;
  std::vector<Assignment> assignments;  // the coder's, sorted by theme
  bool operator==(const LayerUnit&) const = default;
};
struct Layer {
  std::vector<LayerUnit> units;  // in the order of the text
  bool finished = false;
  std::uint64_t changed_at = 0;  // position of the last event that changed it
};

// One question in a round (coding/rounds.hpp has its arithmetic). What is handed out goes by its
// number: that of a response or, unitizing, of a comment.
struct Task {
  QuestionIndex question = 0;
  bool unitizing = false;
  std::vector<MemberIndex> coders;      // in the order they were named
  std::vector<std::uint32_t> weights;   // as many; empty: all alike
  std::uint32_t per_response = 0;       // coders for each; 0: all of them
  std::vector<std::uint32_t> sample;    // the numbers that were drawn, sorted; empty: all
  std::vector<MemberIndex> places;      // per_response a number: who has them, sorted, then
                                        // kNone16; up to the last that is held
  std::vector<MemberIndex> ever_coded;  // coders of now and before, sorted: blind to the end
  Pool pool;                            // while it is open

  bool operator==(const Task&) const = default;
};
struct Round {
  std::string label;
  bool blind = false, open = true;
  std::uint32_t seed = 0;
  std::vector<Task> tasks;      // each question once
  std::uint64_t opened_at = 0;  // position of the event that opened it
  bool unitizing = false;
  std::uint64_t closed_at = 0;  // position of the event that closed it; 0 while it is open

  const Task* task(QuestionIndex question) const;
};
struct Policy {
  SettledBy settled_by = SettledBy::kMajority;
  std::uint32_t suppress_below = 0;
  bool segments_may_overlap = false;
  ErasedCounts erased_counts = ErasedCounts::kKeep;
  bool operator==(const Policy&) const = default;
};
// What stands for the team on a response. Who settled it and why stands in the event at `position`.
struct Settlement {
  std::vector<ThemeIndex> themes;  // sorted
  std::uint64_t position = 0;
};

// What is sealed stands in the event at `position`, as with comments.
struct Memo {
  MemberIndex author = 0;
  Thing about;
  Audience audience = Audience::kTeam;
  std::uint64_t position = 0;
  TextMark mark = {};
  // Whose words it was about when it was written: what it is about may be about others by now.
  RespondentIndex concerns = kNone32;
};
struct Quote {
  ResponseIndex response = 0;
  ThemeIndex theme = 0;
  std::uint64_t position = 0;
  TextMark mark = {}, why_mark = {};
  bool consent = false;
};
struct MemberCheck {
  QuestionIndex question = 0;
  ThemeIndex theme = kNone16;  // none: of the question as a whole
  std::string by;
  std::uint64_t position = 0;
  TextMark mark = {};
};
struct SignOffRecord {
  MemberIndex member = 0;
  std::uint64_t at = 0;  // the position that is certified
  std::string statement;
  std::uint64_t position = 0;  // of the event
};

// What is known of an erasure. Each step is the position of its event; 0: it has not come (again).
struct Erasure {
  RespondentIndex respondent = 0;
  RequestedBy requested_by = RequestedBy::kRespondent;
  std::string received_on, reference;
  std::uint64_t requested_at = 0, reviewed_at = 0, decided_at = 0, executed_at = 0;
  ErasureGround ground = ErasureGround::kNoLongerNecessary;
  bool granted = false;
  std::string key;  // the id of the destroyed key
  std::uint32_t comments = 0, quotes = 0, memos = 0;
  std::vector<std::string> told;
};

struct Study {
  std::string id, title;
  std::uint64_t position = 0;            // of the last event
  std::uint64_t members_changed_at = 0;  // of the last event about members and their roles

  IdTable member_ids, question_ids, group_ids, respondent_ids, framework_ids, theme_ids, round_ids,
      memo_ids, quote_ids, check_ids, erasure_ids;
  std::vector<Member> members;
  std::vector<Question> questions;
  std::vector<Group> groups;
  std::vector<Respondent> respondents;
  std::vector<Framework> frameworks;
  std::vector<Theme> themes;
  // By theme, what an assignment of it counts as: itself or, merged, what it was merged into.
  std::vector<ThemeIndex> counts_as;
  std::vector<Comment> comments;
  std::vector<Response> responses;
  std::vector<Round> rounds;
  Policy policy;
  std::map<ResponseIndex, Settlement> settlements;  // where it was adjudicated
  // Own segmentations, of unitizing rounds. Only those that were begun.
  std::map<std::pair<CommentIndex, MemberIndex>, Layer> layers;
  std::vector<Memo> memos;
  std::vector<Quote> quotes;
  std::vector<MemberCheck> checks;
  std::vector<SignOffRecord> sign_offs;  // those that stand, in the order they came
  std::vector<Erasure> erasures;

  // Keeps what was lent to codings (see Run); null where nothing was.
  std::shared_ptr<const void> lender;

  std::string_view id_of(const Comment& comment) const {
    return questions[comment.question].comment_ids.id(comment.number);
  }
  std::string_view id_of(const Response& response) const {
    return questions[comments[response.comment].question].response_ids.id(response.number);
  }
  std::optional<CommentIndex> find_comment(QuestionIndex question, std::string_view name) const;
  std::optional<ResponseIndex> find_response(QuestionIndex question, std::string_view name) const;
  // Null where the coder has said nothing of the comment in a layer of their own.
  const Layer* layer_of(CommentIndex comment, MemberIndex coder) const;
  QuestionIndex question_of(ResponseIndex response) const {
    return comments[responses[response].comment].question;
  }
  bool is_gone(const Comment& comment) const {
    return questions[comment.question].comment_ids.is_gone(comment.number);
  }
  bool is_gone(const Response& response) const {
    return questions[comments[response.comment].question].response_ids.is_gone(response.number);
  }
  bool is_erased(const Comment& comment) const {
    return respondents[comment.respondent].erased_by != kNone32;
  }
  // Erased, and by the study's policy no longer part of any figure.
  bool is_dropped(RespondentIndex respondent) const {
    return policy.erased_counts == ErasedCounts::kDrop &&
           respondents[respondent].erased_by != kNone32;
  }
  bool is_dropped(const Comment& comment) const { return is_dropped(comment.respondent); }
  bool is_dropped(const Response& response) const { return is_dropped(comments[response.comment]); }
  // How many there are in all questions.
  std::size_t comments_present() const;
  std::size_t responses_present() const;
};

// Takes one event back: puts there what was there before. To be called on the study as it was right
// after that event.
using Undo = std::function<void(Study&)>;

// Records what happened. Total over every event a log may hold: an event that does not follow from
// those before it (which no log of ours holds), because it refers to what is not there, adds what
// is there, or opens the study at another position than 1, is refused with kCorruptStore and
// changes nothing. Requires position == study.position + 1.
Result<void> evolve(Study& study, const Event& event, std::uint64_t position);

// The same, and remembers how to take it back.
Result<Undo> evolve_with_undo(Study& study, const Event& event, std::uint64_t position);

// Takes the last event back. Requires that `undo` came from evolving it.
void revert(Study& study, const Undo& undo);

// The themes that one coder's assignments count as, sorted, each once.
std::vector<ThemeIndex> counted_themes(const Study& study, std::span<const Assignment> assignments);
std::vector<ThemeIndex> counted_themes(const Study& study, const Codings& codings,
                                       MemberIndex coder);
// Whether one of them counts as `theme`.
bool counts_for(const Study& study, std::span<const Assignment> standing, ThemeIndex theme);
bool counts_for(const Study& study, const Codings& codings, MemberIndex coder, ThemeIndex theme);
// Whether the theme is `above`, or one of its sub-themes at any depth.
bool stands_below(const Study& study, ThemeIndex theme, ThemeIndex above);
// Whether the theme is `through`, or was merged into it, at once or by way of others.
bool merged_through(const Study& study, ThemeIndex theme, ThemeIndex through);
// Whether an assignment was made under another meaning than that of today: of the theme that was
// assigned, or of the one it counts as.
bool is_stale(const Study& study, const Assignment& assignment);

// Whose words a thing is or is about: the respondent themselves; who wrote the comment or response,
// or what is quoted; whom an erasure is of; for a memo, whom it was about when it was written. Also
// of what is there no more; nothing for other things.
std::optional<RespondentIndex> respondent_concerned(const Study& study, const Thing& thing);

// The response whose coding or settlement an event changes; nothing for other events or unknown
// responses.
std::optional<ResponseIndex> response_of(const Study& study, const Event& event);
// The coder whose coding of a response an event changes; nothing for other events or an unknown
// coder.
std::optional<MemberIndex> coder_of(const Study& study, const Event& event);

}  // namespace verbatim::coding
