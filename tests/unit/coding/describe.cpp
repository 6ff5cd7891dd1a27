#include "unit/coding/describe.hpp"

#include <sstream>

#include "coding/rounds.hpp"

namespace verbatim::coding {
namespace {

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

std::string list_of(const std::vector<std::string>& ids) {
  std::string list = "[";
  for (const auto& id : ids) list += (list.size() > 1 ? " " : "") + quoted(id);
  return list + "]";
}

std::string list_of(const std::vector<Segment>& segments) {
  std::string list = "[";
  for (const auto& s : segments)
    list += (list.size() > 1 ? " " : "") + quoted(s.response) + "=" + std::to_string(s.begin) +
            ".." + std::to_string(s.end);
  return list + "]";
}

std::string number(std::uint32_t index, std::uint32_t none) {
  return index == none ? "-" : std::to_string(index);
}

// One word a field, in the order given.
template <class... Fields>
std::string line(std::string_view name, const Fields&... fields) {
  std::ostringstream out;
  out << name;
  (void)(out << ... << (" " + fields));
  return out.str();
}

std::string words(Role role) {
  return std::to_string(static_cast<int>(role));
}

// Any field, in a word or two.
std::string said(const std::string& text) {
  return quoted(text);
}
std::string said(const std::vector<std::string>& ids) {
  return list_of(ids);
}
std::string said(const Sealed& sealed) {
  return std::to_string(sealed.bytes.size());
}
std::string said(const TextMark& mark) {
  return std::to_string(mark.bytes.size());
}
std::string said(const Thing& thing) {
  return std::to_string(static_cast<int>(thing.kind)) + ":" + quoted(thing.question) + "/" +
         quoted(thing.id);
}
template <class Number>
requires std::is_arithmetic_v<Number> || std::is_enum_v<Number> std::string said(Number number) {
  return std::to_string(static_cast<std::uint64_t>(number));
}
std::string said(const std::vector<std::uint32_t>& numbers) {
  std::string list;
  for (const auto number : numbers) list += " " + std::to_string(number);
  return "[" + list + "]";
}
std::string said(const std::vector<RoundPart>& parts) {
  std::string list;
  for (const auto& p : parts)
    list += " " + line("part", said(p.question), said(p.coders), said(p.per_response),
                       said(p.sample), said(p.weights));
  return "[" + list + "]";
}
std::string said(const std::vector<Unit>& units) {
  std::string list;
  for (const auto& unit : units) {
    list += " " + line("unit", said(unit.begin), said(unit.end));
    for (const auto& one : unit.themes) list += " " + quoted(one.theme) + "@" + said(one.revision);
  }
  return "[" + list + "]";
}
std::string said(const std::vector<WantedUnit>& units) {
  std::string list;
  for (const auto& unit : units)
    list += " " + line("unit", said(unit.begin), said(unit.end), said(unit.themes));
  return "[" + list + "]";
}
std::string said(const std::vector<Event>& events) {
  return std::to_string(events.size()) + " events";
}
template <class T>
std::string said(const std::optional<T>& value) {
  return value ? said(*value) : "-";
}

struct DescribeEvent {
  std::string operator()(const StudyOpened& e) const {
    return line("study_opened", quoted(e.study), quoted(e.title));
  }
  std::string operator()(const MemberAdded& e) const {
    return line("member_added", quoted(e.member), words(e.role));
  }
  std::string operator()(const QuestionAdded& e) const {
    return line("question_added", quoted(e.question), quoted(e.text));
  }
  std::string operator()(const GroupAdded& e) const {
    return line("group_added", quoted(e.group), quoted(e.label));
  }
  std::string operator()(const RespondentAdded& e) const {
    return line("respondent_added", quoted(e.respondent), quoted(e.group));
  }
  std::string operator()(const FrameworkAdded& e) const {
    return line("framework_added", quoted(e.framework), quoted(e.label));
  }
  std::string operator()(const ThemeAdded& e) const {
    return line("theme_added", quoted(e.theme), quoted(e.framework), quoted(e.label),
                quoted(e.parent), quoted(e.definition), list_of(e.questions), said(e.inclusion),
                said(e.exclusion), said(e.examples), said(e.colour), said(e.origin),
                said(e.origin_question), said(e.origin_response));
  }
  std::string operator()(const ThemeScoped& e) const {
    return line("theme_scoped", quoted(e.theme), list_of(e.questions));
  }
  std::string operator()(const CommentAdded& e) const {
    return line("comment_added", quoted(e.question), quoted(e.comment), quoted(e.respondent),
                std::to_string(e.sealed_text.bytes.size()), std::to_string(e.code_points));
  }
  std::string operator()(const CommentSegmented& e) const {
    return line("comment_segmented", quoted(e.question), quoted(e.comment), list_of(e.segments));
  }
  std::string operator()(const ThemeAssigned& e) const {
    return line("theme_assigned", quoted(e.question), quoted(e.response), quoted(e.coder),
                quoted(e.theme), std::to_string(e.revision));
  }
  std::string operator()(const ThemeWithdrawn& e) const {
    return line("theme_withdrawn", quoted(e.question), quoted(e.response), quoted(e.coder),
                quoted(e.theme));
  }
  std::string operator()(const CodingFinished& e) const {
    return line("coding_finished", quoted(e.question), quoted(e.response), quoted(e.coder));
  }
  std::string operator()(const CodingReopened& e) const {
    return line("coding_reopened", quoted(e.question), quoted(e.response), quoted(e.coder));
  }
  std::string operator()(const ThemeRevised& e) const {
    return line("theme_revised", said(e.theme), said(e.label), said(e.definition),
                said(e.inclusion), said(e.exclusion), said(e.examples), said(e.colour),
                said(e.minor), said(e.meant_as));
  }
  std::string operator()(const ThemeMoved& e) const {
    return line("theme_moved", said(e.theme), said(e.parent), said(e.before));
  }
  std::string operator()(const ThemeRetired& e) const {
    return line("theme_retired", said(e.theme));
  }
  std::string operator()(const ThemeRestored& e) const {
    return line("theme_restored", said(e.theme));
  }
  std::string operator()(const ThemeMerged& e) const {
    return line("theme_merged", said(e.theme), said(e.into));
  }
  std::string operator()(const ThemeSplit& e) const {
    return line("theme_split", said(e.theme), said(e.into));
  }
  std::string operator()(const FrameworkFrozen& e) const {
    return line("framework_frozen", said(e.framework));
  }
  std::string operator()(const FrameworkUnfrozen& e) const {
    return line("framework_unfrozen", said(e.framework));
  }
  std::string operator()(const ThemesLinked& e) const {
    return line("themes_linked", said(e.theme), said(e.other));
  }
  std::string operator()(const ThemesUnlinked& e) const {
    return line("themes_unlinked", said(e.theme), said(e.other));
  }
  std::string operator()(const RoleChanged& e) const {
    return line("role_changed", said(e.member), said(e.role));
  }
  std::string operator()(const Removed& e) const { return line("removed", said(e.thing)); }
  std::string operator()(const PolicySet& e) const {
    return line("policy_set", said(e.settled_by), said(e.suppress_below),
                said(e.segments_may_overlap), said(e.erased_counts));
  }
  std::string operator()(const RoundOpened& e) const {
    return line("round_opened", said(e.round), said(e.label), said(e.blind), said(e.seed),
                said(e.parts), said(e.unitizing));
  }
  std::string operator()(const RoundStaffed& e) const {
    return line("round_staffed", said(e.round), said(e.question), said(e.coders), said(e.weights));
  }
  std::string operator()(const RoundClosed& e) const { return line("round_closed", said(e.round)); }
  std::string operator()(const RoundReopened& e) const {
    return line("round_reopened", said(e.round));
  }
  std::string operator()(const PlaceTaken& e) const {
    return line("place_taken", said(e.round), said(e.question), said(e.response), said(e.coder));
  }
  std::string operator()(const PlaceReleased& e) const {
    return line("place_released", said(e.round), said(e.question), said(e.response), said(e.coder));
  }
  std::string operator()(const ResponseSettled& e) const {
    return line("response_settled", said(e.question), said(e.response), said(e.themes));
  }
  std::string operator()(const ResponseUnsettled& e) const {
    return line("response_unsettled", said(e.question), said(e.response));
  }
  std::string operator()(const MemoWritten& e) const {
    return line("memo_written", said(e.memo), said(e.author), said(e.about), said(e.audience),
                said(e.sealed_text), said(e.text_mark));
  }
  std::string operator()(const QuoteChosen& e) const {
    return line("quote_chosen", said(e.quote), said(e.question), said(e.response), said(e.theme),
                said(e.sealed_wording), said(e.wording_mark), said(e.sealed_why), said(e.why_mark),
                said(e.consent), said(e.why));
  }
  std::string operator()(const MemberCheckRecorded& e) const {
    return line("member_check_recorded", said(e.check), said(e.question), said(e.theme), said(e.by),
                said(e.sealed_outcome), said(e.outcome_mark), said(e.outcome));
  }
  std::string operator()(const LayerSet& e) const {
    return line("layer_set", said(e.question), said(e.comment), said(e.coder), said(e.units),
                said(e.finished));
  }
  std::string operator()(const SignedOff& e) const {
    return line("signed_off", said(e.member), said(e.at), said(e.statement));
  }
  std::string operator()(const SignOffRevoked& e) const {
    return line("sign_off_revoked", said(e.member), said(e.at));
  }
  std::string operator()(const ErasureRequested& e) const {
    return line("erasure_requested", said(e.erasure), said(e.respondent), said(e.requested_by),
                said(e.received_on), said(e.reference));
  }
  std::string operator()(const ErasureReviewed& e) const {
    return line("erasure_reviewed", said(e.erasure), said(e.ground));
  }
  std::string operator()(const ErasureDecided& e) const {
    return line("erasure_decided", said(e.erasure), said(e.granted));
  }
  std::string operator()(const ErasureReopened& e) const {
    return line("erasure_reopened", said(e.erasure), said(e.step));
  }
  std::string operator()(const ErasureExecuted& e) const {
    return line("erasure_executed", said(e.erasure), said(e.key), said(e.comments), said(e.quotes),
                said(e.memos), said(e.told));
  }
  std::string operator()(const MemberNamed& e) const {
    return line("member_named", said(e.member), said(e.sealed_name), said(e.name_mark));
  }
  std::string operator()(const MemberPseudonymised& e) const {
    return line("member_pseudonymised", said(e.member), said(e.key));
  }
};

struct DescribeCommand {
  std::string operator()(const OpenStudy& c) const {
    return line("open_study", quoted(c.study), quoted(c.title));
  }
  std::string operator()(const AddMember& c) const {
    return line("add_member", quoted(c.member), words(c.role));
  }
  std::string operator()(const AddQuestion& c) const {
    return line("add_question", quoted(c.question), quoted(c.text));
  }
  std::string operator()(const AddGroup& c) const {
    return line("add_group", quoted(c.group), quoted(c.label));
  }
  std::string operator()(const AddRespondent& c) const {
    return line("add_respondent", quoted(c.respondent), quoted(c.group));
  }
  std::string operator()(const AddFramework& c) const {
    return line("add_framework", quoted(c.framework), quoted(c.label));
  }
  std::string operator()(const AddTheme& c) const {
    return line("add_theme", quoted(c.theme), quoted(c.framework), quoted(c.label),
                quoted(c.parent), quoted(c.definition), list_of(c.questions), said(c.inclusion),
                said(c.exclusion), said(c.examples), said(c.colour), said(c.origin),
                said(c.origin_question), said(c.origin_response));
  }
  std::string operator()(const ScopeTheme& c) const {
    return line("scope_theme", quoted(c.theme), list_of(c.questions));
  }
  std::string operator()(const AddComment& c) const {
    return line("add_comment", quoted(c.question), quoted(c.comment), quoted(c.respondent),
                std::to_string(c.code_points));
  }
  std::string operator()(const SegmentComment& c) const {
    return line("segment_comment", quoted(c.question), quoted(c.comment), list_of(c.segments));
  }
  std::string operator()(const AssignTheme& c) const {
    return line("assign_theme", quoted(c.question), quoted(c.response), quoted(c.coder),
                quoted(c.theme));
  }
  std::string operator()(const WithdrawTheme& c) const {
    return line("withdraw_theme", quoted(c.question), quoted(c.response), quoted(c.coder),
                quoted(c.theme));
  }
  std::string operator()(const FinishCoding& c) const {
    return line("finish_coding", quoted(c.question), quoted(c.response), quoted(c.coder));
  }
  std::string operator()(const ReopenCoding& c) const {
    return line("reopen_coding", quoted(c.question), quoted(c.response), quoted(c.coder));
  }
  std::string operator()(const SetCoding& c) const {
    return line("set_coding", quoted(c.question), quoted(c.response), quoted(c.coder),
                list_of(c.themes), c.finished ? std::string("finished") : std::string("open"));
  }
  std::string operator()(const ReviseTheme& c) const {
    return line("revise_theme", said(c.theme), said(c.label), said(c.definition), said(c.inclusion),
                said(c.exclusion), said(c.examples), said(c.colour), said(c.minor));
  }
  std::string operator()(const MoveTheme& c) const {
    return line("move_theme", said(c.theme), said(c.parent), said(c.before));
  }
  std::string operator()(const RetireTheme& c) const { return line("retire_theme", said(c.theme)); }
  std::string operator()(const RestoreTheme& c) const {
    return line("restore_theme", said(c.theme));
  }
  std::string operator()(const MergeThemes& c) const {
    return line("merge_themes", said(c.theme), said(c.into));
  }
  std::string operator()(const SplitTheme& c) const {
    return line("split_theme", said(c.theme), said(c.into));
  }
  std::string operator()(const FreezeFramework& c) const {
    return line("freeze_framework", said(c.framework));
  }
  std::string operator()(const UnfreezeFramework& c) const {
    return line("unfreeze_framework", said(c.framework));
  }
  std::string operator()(const LinkThemes& c) const {
    return line("link_themes", said(c.theme), said(c.other));
  }
  std::string operator()(const UnlinkThemes& c) const {
    return line("unlink_themes", said(c.theme), said(c.other));
  }
  std::string operator()(const ChangeRole& c) const {
    return line("change_role", said(c.member), said(c.role));
  }
  std::string operator()(const RemoveMember& c) const {
    return line("remove_member", said(c.member));
  }
  std::string operator()(const SetPolicy& c) const {
    return line("set_policy", said(c.settled_by), said(c.suppress_below),
                said(c.segments_may_overlap));
  }
  std::string operator()(const OpenRound& c) const {
    return line("open_round", said(c.round), said(c.label), said(c.blind), said(c.seed),
                said(c.parts), said(c.unitizing));
  }
  std::string operator()(const StaffRound& c) const {
    return line("staff_round", said(c.round), said(c.question), said(c.coders), said(c.weights));
  }
  std::string operator()(const CloseRound& c) const { return line("close_round", said(c.round)); }
  std::string operator()(const ReopenRound& c) const { return line("reopen_round", said(c.round)); }
  std::string operator()(const TakePlace& c) const {
    return line("take_place", said(c.round), said(c.question), said(c.coder));
  }
  std::string operator()(const ReleasePlace& c) const {
    return line("release_place", said(c.round), said(c.question), said(c.response), said(c.coder));
  }
  std::string operator()(const SettleResponse& c) const {
    return line("settle_response", said(c.question), said(c.response), said(c.themes));
  }
  std::string operator()(const UnsettleResponse& c) const {
    return line("unsettle_response", said(c.question), said(c.response));
  }
  std::string operator()(const WriteMemo& c) const {
    return line("write_memo", said(c.memo), said(c.author), said(c.about), said(c.audience),
                said(c.sealed_text), said(c.text_mark));
  }
  std::string operator()(const ChooseQuote& c) const {
    return line("choose_quote", said(c.quote), said(c.question), said(c.response), said(c.theme),
                said(c.sealed_wording), said(c.wording_mark), said(c.sealed_why), said(c.why_mark),
                said(c.consent));
  }
  std::string operator()(const RemoveThing& c) const { return line("remove_thing", said(c.thing)); }
  std::string operator()(const RecordMemberCheck& c) const {
    return line("record_member_check", said(c.check), said(c.question), said(c.theme), said(c.by),
                said(c.sealed_outcome), said(c.outcome_mark));
  }
  std::string operator()(const SignOff& c) const {
    return line("sign_off", said(c.member), said(c.at), said(c.statement));
  }
  std::string operator()(const RevokeSignOff& c) const {
    return line("revoke_sign_off", said(c.member), said(c.at));
  }
  std::string operator()(const SetLayer& c) const {
    return line("set_layer", said(c.question), said(c.comment), said(c.coder), said(c.units),
                said(c.finished));
  }
  std::string operator()(const AdoptLayer& c) const {
    return line("adopt_layer", said(c.question), said(c.comment), said(c.coder), said(c.codings));
  }
  std::string operator()(const RequestErasure& c) const {
    return line("request_erasure", said(c.erasure), said(c.respondent), said(c.requested_by),
                said(c.received_on), said(c.reference));
  }
  std::string operator()(const ReviewErasure& c) const {
    return line("review_erasure", said(c.erasure), said(c.ground));
  }
  std::string operator()(const DecideErasure& c) const {
    return line("decide_erasure", said(c.erasure), said(c.granted));
  }
  std::string operator()(const ExecuteErasure& c) const {
    return line("execute_erasure", said(c.erasure), said(c.key), said(c.told));
  }
  std::string operator()(const NameMember& c) const {
    return line("name_member", said(c.member), said(c.sealed_name), said(c.name_mark));
  }
  std::string operator()(const PseudonymiseMember& c) const {
    return line("pseudonymise_member", said(c.member), said(c.key));
  }
  std::string operator()(const TakeBack& c) const { return line("take_back", said(c.events)); }
};

class DescribeStudy {
 public:
  explicit DescribeStudy(const Study& study) : study_(study) {}

  std::string text() {
    out_ << "study " << quoted(study_.id) << ' ' << quoted(study_.title) << " at "
         << study_.position << ", members changed at " << study_.members_changed_at << '\n';
    members();
    groups();
    respondents();
    frameworks();
    themes();
    for (std::uint32_t q = 0; q < study_.questions.size(); ++q) question(q);
    for (std::uint32_t c = 0; c < study_.comments.size(); ++c) comment(c);
    for (std::uint32_t r = 0; r < study_.responses.size(); ++r) response(r);
    rounds();
    layers();
    const auto& policy = study_.policy;
    out_ << "policy " << static_cast<int>(policy.settled_by) << ' ' << policy.suppress_below << ' '
         << policy.segments_may_overlap << ' ' << static_cast<int>(policy.erased_counts) << '\n';
    notes();
    erasures();
    return std::move(out_).str();
  }

 private:
  std::string named(const IdTable& ids, std::uint32_t index) const {
    if (index >= ids.size()) return "NO ID";
    const auto id = ids.id(index);
    if (ids.is_gone(index))
      return quoted(id) + (ids.find_ever(id) == index && !ids.find(id) ? " GONE" : " LOST");
    return quoted(id) + (ids.find(id) == index ? "" : " LOST");
  }
  void surplus(std::string_view kind, const IdTable& ids, std::size_t things) {
    if (ids.size() != things) out_ << kind << ": " << ids.size() << " ids for " << things << '\n';
  }

  static std::string numbers(const std::vector<std::uint16_t>& indexes) {
    std::string list;
    for (const auto index : indexes) list += " " + std::to_string(index);
    return list;
  }

  void members() {
    surplus("members", study_.member_ids, study_.members.size());
    for (std::uint32_t i = 0; i < study_.members.size(); ++i) {
      const auto& member = study_.members[i];
      out_ << "member " << named(study_.member_ids, i) << ' ' << words(member.role) << ' '
           << said(member.name_mark) << " named at " << member.named_at << ", pseudonymised at "
           << member.pseudonymised_at << '\n';
    }
  }
  void groups() {
    surplus("groups", study_.group_ids, study_.groups.size());
    for (std::uint32_t i = 0; i < study_.groups.size(); ++i)
      out_ << "group " << named(study_.group_ids, i) << ' ' << quoted(study_.groups[i].label)
           << '\n';
  }
  void respondents() {
    surplus("respondents", study_.respondent_ids, study_.respondents.size());
    for (std::uint32_t i = 0; i < study_.respondents.size(); ++i)
      out_ << "respondent " << named(study_.respondent_ids, i) << " group "
           << number(study_.respondents[i].group, kNone16) << " erased by "
           << number(study_.respondents[i].erased_by, kNone32) << '\n';
  }
  void frameworks() {
    surplus("frameworks", study_.framework_ids, study_.frameworks.size());
    for (std::uint32_t i = 0; i < study_.frameworks.size(); ++i)
      out_ << "framework " << named(study_.framework_ids, i) << ' '
           << quoted(study_.frameworks[i].label) << " revision " << study_.frameworks[i].revision
           << (study_.frameworks[i].frozen ? " frozen" : "") << " order"
           << numbers(study_.frameworks[i].order) << '\n';
  }
  void themes() {
    surplus("themes", study_.theme_ids, study_.themes.size());
    surplus("what counts as themes", study_.theme_ids, study_.counts_as.size());
    for (std::uint32_t i = 0; i < study_.themes.size(); ++i) {
      const auto& theme = study_.themes[i];
      out_ << "theme " << named(study_.theme_ids, i) << ' ' << quoted(theme.wording.label) << ' '
           << quoted(theme.wording.definition) << ' ' << quoted(theme.wording.inclusion) << ' '
           << quoted(theme.wording.exclusion) << ' ' << list_of(theme.wording.examples) << ' '
           << quoted(theme.wording.colour) << " from " << static_cast<int>(theme.from.origin)
           << quoted(theme.from.question) << quoted(theme.from.response) << " framework "
           << theme.framework << " parent " << number(theme.parent, kNone16) << " questions";
      out_ << numbers(theme.questions) << " status " << static_cast<int>(theme.status) << " into"
           << numbers(theme.into) << " linked" << numbers(theme.linked) << " meant since "
           << theme.meaning() << " counts as " << study_.counts_as[i];
      for (const auto& one : theme.meanings)
        out_ << " from " << one.since << " like " << one.given_at;
      out_ << '\n';
    }
  }
  void question(std::uint32_t index) {
    const auto& asked = study_.questions[index];
    out_ << "question " << named(study_.question_ids, index) << ' ' << quoted(asked.text)
         << " round " << number(asked.open_round, kNone16) << '\n';
    surplus(" comments", asked.comment_ids, asked.comments.size());
    surplus(" responses", asked.response_ids, asked.responses.size());
    for (std::uint32_t i = 0; i < asked.comments.size(); ++i)
      out_ << " comment " << named(asked.comment_ids, i) << " is " << asked.comments[i] << '\n';
    for (std::uint32_t i = 0; i < asked.responses.size(); ++i)
      out_ << " response " << named(asked.response_ids, i) << " is " << asked.responses[i] << '\n';
  }
  void comment(std::uint32_t index) {
    const auto& c = study_.comments[index];
    out_ << "comment " << index << " question " << c.question << " number " << c.number
         << " respondent " << c.respondent << " code points " << c.code_points << " position "
         << c.position << " responses " << c.response_count << " from " << c.first_response << '\n';
  }
  void response(std::uint32_t index) {
    const auto& r = study_.responses[index];
    out_ << "response " << index << " comment " << r.comment << " number " << r.number << " ["
         << r.begin << ".." << r.end << ") next " << number(r.next_in_comment, kNone32) << '\n';
    for (const auto& coding : r.codings.codings())
      out_ << " coder " << coding.coder << (coding.finished ? " finished" : " begun") << " changed "
           << coding.changed_at << '\n';
    for (const auto& a : r.codings.assignments())
      out_ << " coder " << a.coder << " theme " << a.theme << " revision " << a.revision << '\n';
    const auto settlement = study_.settlements.find(index);
    if (r.settled != (settlement != study_.settlements.end())) out_ << " SETTLED OR NOT\n";
    if (!r.settled) return;
    out_ << " settled at " << settlement->second.position << ':';
    for (const auto theme : settlement->second.themes) out_ << ' ' << theme;
    out_ << '\n';
  }
  void rounds() {
    surplus("rounds", study_.round_ids, study_.rounds.size());
    for (std::uint32_t i = 0; i < study_.rounds.size(); ++i) {
      const auto& round = study_.rounds[i];
      out_ << "round " << named(study_.round_ids, i) << ' ' << quoted(round.label)
           << (round.blind ? " blind" : "") << (round.unitizing ? " unitizing" : "")
           << (round.open ? " open" : " closed") << " seed " << round.seed << '\n';
      for (const auto& each : round.tasks) task(each);
    }
  }
  void task(const Task& task) {
    out_ << " question " << task.question << (task.unitizing ? " comments" : "") << " each "
         << task.per_response << " coders";
    for (const auto coder : task.coders) out_ << ' ' << coder;
    out_ << " weights";
    for (const auto weight : task.weights) out_ << ' ' << weight;
    out_ << " sample";
    for (const auto number : task.sample) out_ << ' ' << number;
    out_ << " ever";
    for (const auto coder : task.ever_coded) out_ << ' ' << coder;
    out_ << '\n';
    for (std::uint32_t n = 0; n < numbers_of(study_.questions[task.question], task.unitizing); ++n)
      for (const auto coder : holders(task, n)) out_ << "  place " << n << ' ' << coder << '\n';
    pool(task.pool);
  }
  void pool(const Pool& pool) {
    out_ << "  of " << pool.responses << " held " << pool.held << " free " << pool.free << '\n';
    for (const auto& mine : pool.coders)
      out_ << "  allocated " << mine.allocated << " finished " << mine.finished << " next "
           << number(mine.to_do.first().value_or(kNone32), kNone32) << '\n';
    for (const auto& [kind, numbers] : pool.open) {
      out_ << "  free " << kind.free << " barred";
      for (const auto coder : kind.barred) out_ << ' ' << coder;
      out_ << " in";
      for (const auto number : numbers) out_ << ' ' << number;
      out_ << '\n';
    }
  }

  void layers() {
    for (const auto& [at, layer] : study_.layers) {
      out_ << "layer of comment " << at.first << " by " << at.second
           << (layer.finished ? " finished" : " begun") << " changed " << layer.changed_at << '\n';
      for (const auto& unit : layer.units) {
        out_ << " [" << unit.begin << ".." << unit.end << ")";
        for (const auto& a : unit.assignments)
          out_ << " coder " << a.coder << " theme " << a.theme << " revision " << a.revision;
        out_ << '\n';
      }
    }
  }

  void notes() {
    surplus("memos", study_.memo_ids, study_.memos.size());
    for (std::uint32_t i = 0; i < study_.memos.size(); ++i) {
      const auto& m = study_.memos[i];
      out_ << line("memo", named(study_.memo_ids, i), said(m.author), said(m.about),
                   said(m.audience), said(m.position), said(m.mark))
           << '\n';
    }
    surplus("quotes", study_.quote_ids, study_.quotes.size());
    for (std::uint32_t i = 0; i < study_.quotes.size(); ++i) {
      const auto& q = study_.quotes[i];
      out_ << line("quote", named(study_.quote_ids, i), said(q.response), said(q.theme),
                   said(q.position), said(q.mark), said(q.why_mark), said(q.consent))
           << '\n';
    }
    surplus("checks", study_.check_ids, study_.checks.size());
    for (std::uint32_t i = 0; i < study_.checks.size(); ++i) {
      const auto& c = study_.checks[i];
      out_ << line("check", named(study_.check_ids, i), said(c.question), said(c.theme), said(c.by),
                   said(c.position), said(c.mark))
           << '\n';
    }
    for (const auto& s : study_.sign_offs)
      out_ << line("sign-off", said(s.member), said(s.at), said(s.statement), said(s.position))
           << '\n';
  }

  void erasures() {
    surplus("erasures", study_.erasure_ids, study_.erasures.size());
    for (std::uint32_t i = 0; i < study_.erasures.size(); ++i) {
      const auto& e = study_.erasures[i];
      out_ << line("erasure", named(study_.erasure_ids, i), said(e.respondent),
                   said(e.requested_by), said(e.received_on), said(e.reference),
                   said(e.requested_at), said(e.reviewed_at), said(e.decided_at),
                   said(e.executed_at), said(e.ground), said(e.granted), said(e.key),
                   said(e.comments), said(e.quotes), said(e.memos), said(e.told))
           << '\n';
    }
  }

  const Study& study_;
  std::ostringstream out_;
};

}  // namespace

std::string describe(const Study& study) {
  return DescribeStudy(study).text();
}
std::string describe(const Event& event) {
  return std::visit(DescribeEvent{}, event);
}
std::string describe(const Command& command) {
  return std::visit(DescribeCommand{}, command);
}

void showValue(const Command& command, std::ostream& out) {
  out << describe(command);
}
void showValue(const Event& event, std::ostream& out) {
  out << describe(event);
}

}  // namespace verbatim::coding
