#pragma once

#include "coding/decide.hpp"

// One rule a command: what happens to `study` by it, or why it may not. A command without a rule
// does not compile. Each is defined in the file of its subject, rules_*.cpp.
namespace verbatim::coding {

using Events = std::vector<Event>;

Decision rule(const Study& study, const OpenStudy& c);
Decision rule(const Study& study, const AddMember& c);
Decision rule(const Study& study, const AddQuestion& c);
Decision rule(const Study& study, const AddGroup& c);
Decision rule(const Study& study, const AddRespondent& c);
Decision rule(const Study& study, const AddFramework& c);
Decision rule(const Study& study, const AddTheme& c);
Decision rule(const Study& study, const ScopeTheme& c);
Decision rule(const Study& study, const AddComment& c);
Decision rule(const Study& study, const SegmentComment& c);
Decision rule(const Study& study, const AssignTheme& c);
Decision rule(const Study& study, const WithdrawTheme& c);
Decision rule(const Study& study, const FinishCoding& c);
Decision rule(const Study& study, const ReopenCoding& c);
Decision rule(const Study& study, const SetCoding& c);
Decision rule(const Study& study, const ReviseTheme& c);
Decision rule(const Study& study, const MoveTheme& c);
Decision rule(const Study& study, const RetireTheme& c);
Decision rule(const Study& study, const RestoreTheme& c);
Decision rule(const Study& study, const MergeThemes& c);
Decision rule(const Study& study, const SplitTheme& c);
Decision rule(const Study& study, const FreezeFramework& c);
Decision rule(const Study& study, const UnfreezeFramework& c);
Decision rule(const Study& study, const LinkThemes& c);
Decision rule(const Study& study, const UnlinkThemes& c);
Decision rule(const Study& study, const ChangeRole& c);
Decision rule(const Study& study, const RemoveMember& c);
Decision rule(const Study& study, const SetPolicy& c);
Decision rule(const Study& study, const OpenRound& c);
Decision rule(const Study& study, const StaffRound& c);
Decision rule(const Study& study, const CloseRound& c);
Decision rule(const Study& study, const ReopenRound& c);
Decision rule(const Study& study, const TakePlace& c);
Decision rule(const Study& study, const ReleasePlace& c);
Decision rule(const Study& study, const SettleResponse& c);
Decision rule(const Study& study, const UnsettleResponse& c);
Decision rule(const Study& study, const WriteMemo& c);
Decision rule(const Study& study, const ChooseQuote& c);
Decision rule(const Study& study, const RemoveThing& c);
Decision rule(const Study& study, const RecordMemberCheck& c);
Decision rule(const Study& study, const SignOff& c);
Decision rule(const Study& study, const RevokeSignOff& c);
Decision rule(const Study& study, const NameMember& c);
Decision rule(const Study& study, const PseudonymiseMember& c);
Decision rule(const Study& study, const RequestErasure& c);
Decision rule(const Study& study, const ReviewErasure& c);
Decision rule(const Study& study, const DecideErasure& c);
Decision rule(const Study& study, const ExecuteErasure& c);
Decision rule(const Study& study, const TakeBack& c);
Decision rule(const Study& study, const SetLayer& c);
Decision rule(const Study& study, const AdoptLayer& c);

}  // namespace verbatim::coding
