#include "unit/coding/any_command.hpp"

#include <string>

#include "coding/decide.hpp"

namespace verbatim::coding {
namespace {

using rc::gen::apply;
using rc::gen::construct;
using rc::gen::element;
using rc::gen::inRange;
using rc::gen::just;

rc::Gen<std::string> one_of(std::vector<std::string> names) {
  return rc::gen::elementOf(std::move(names));
}

rc::Gen<std::string> member() {
  return one_of({"ada", "bo", "cem", "dot", "eve"});
}
rc::Gen<std::string> coder() {
  return one_of({"ada", "ada", "bo", "bo", "cem", "cem", "zoe"});
}
rc::Gen<std::string> question() {
  return one_of({"q1", "q1", "q1", "q1", "q2", "q2", "q3"});
}
rc::Gen<std::string> group() {
  return one_of({"staff", "guests", "press"});
}
rc::Gen<std::string> group_or_none() {
  return one_of({"", "staff", "guests", "press"});
}
rc::Gen<std::string> respondent() {
  return one_of({"p1", "p1", "p1", "p2", "p3", "p4", "p5"});
}
rc::Gen<std::string> framework() {
  return one_of({"themes", "themes", "advice", "moods"});
}
rc::Gen<std::string> theme() {
  return one_of({"food", "food", "talks", "talks", "long talks", "rooms", "more tea", "none such"});
}
rc::Gen<std::string> new_theme() {
  return one_of({"food", "queues", "dark rooms", "more seats"});
}
rc::Gen<std::string> parent() {
  return one_of({"", "", "", "food", "queues", "more tea", "none"});
}
rc::Gen<std::string> comment() {
  return one_of({"c1", "c1", "c2", "c2", "c3", "c3", "c4", "c5", "c6"});
}
rc::Gen<std::string> response() {
  return one_of({"c1", "c1", "c1.b", "c1.b", "c1.c", "c2", "c3", "c3", "c4", "c4.b", "c5"});
}
rc::Gen<std::string> label() {
  return one_of({"A", "B"});
}
rc::Gen<std::vector<std::string>> scope() {
  return rc::gen::weightedOneOf<std::vector<std::string>>(
      {{2, just(std::vector<std::string>{})},
       {3, rc::gen::container<std::vector<std::string>>(question())}});
}
rc::Gen<std::uint32_t> length() {
  return inRange<std::uint32_t>(0, 12);
}
rc::Gen<Role> role() {
  return element(Role::kOwner, Role::kLead, Role::kCoder, Role::kViewer);
}

rc::Gen<std::vector<Segment>> segments() {
  const auto segment = apply(
      [](std::string id, std::uint32_t begin, std::uint32_t size) {
        return Segment{std::move(id), begin, begin + size};
      },
      response(), length(), inRange<std::uint32_t>(0, 5));
  return rc::gen::container<std::vector<Segment>>(segment);
}

// Split one after another from the beginning, the first under the comment's own id.
rc::Gen<SegmentComment> likely_split() {
  return apply(
      [](std::string q, std::string c, std::uint32_t begin, std::vector<std::uint32_t> sizes) {
        SegmentComment command{std::move(q), c, {}};
        const char* ends[] = {"", ".b", ".c", ".d"};
        for (std::size_t i = 0; i < sizes.size() && i < std::size(ends); ++i) {
          command.segments.push_back({c + ends[i], begin, begin + sizes[i]});
          begin += sizes[i];
        }
        return command;
      },
      question(), comment(), inRange<std::uint32_t>(0, 3),
      rc::gen::container<std::vector<std::uint32_t>>(inRange<std::uint32_t>(1, 5)));
}

rc::Gen<std::string> round_id() {
  return one_of({"first", "first", "second"});
}
rc::Gen<std::vector<std::string>> coders() {
  return rc::gen::weightedOneOf<std::vector<std::string>>(
      {{3, rc::gen::elementOf(std::vector<std::vector<std::string>>{
               {"ada", "bo"}, {"bo", "ada", "cem"}, {"cem"}})},
       {1, rc::gen::container<std::vector<std::string>>(coder())}});
}
rc::Gen<std::vector<std::uint32_t>> weights() {
  return rc::gen::weightedOneOf<std::vector<std::uint32_t>>(
      {{4, just(std::vector<std::uint32_t>{})},
       {1, rc::gen::container<std::vector<std::uint32_t>>(inRange<std::uint32_t>(0, 4))}});
}
rc::Gen<std::vector<RoundPart>> parts() {
  const auto part = construct<RoundPart>(question(), coders(), inRange<std::uint32_t>(0, 3),
                                         inRange<std::uint32_t>(0, 3), weights());
  return rc::gen::mapcat(inRange(0, 3), [part](int size) {
    return rc::gen::container<std::vector<RoundPart>>(size, part);
  });
}

// One behind the other or, now and then, anyhow.
rc::Gen<std::vector<WantedUnit>> wanted_units() {
  const auto themes = rc::gen::container<std::vector<std::string>>(theme());
  const auto sized = rc::gen::container<std::vector<std::pair<std::uint32_t, std::uint32_t>>>(
      rc::gen::pair(inRange<std::uint32_t>(0, 3), inRange<std::uint32_t>(1, 5)));
  return apply(
      [](const auto& sizes, const std::vector<std::string>& labels, bool back) {
        std::vector<WantedUnit> units;
        std::uint32_t begin = 0;
        for (const auto& [gap, size] : sizes) {
          units.push_back({begin + gap, begin + gap + size, {}});
          if (units.size() <= labels.size()) units.back().themes = {labels[units.size() - 1]};
          begin += back ? 1 : gap + size;
        }
        return units;
      },
      sized, themes, rc::gen::weightedElement<bool>({{9, false}, {1, true}}));
}
rc::Gen<std::vector<Unit>> units() {
  const auto unit = apply(
      [](std::uint32_t begin, std::uint32_t size, std::vector<std::string> themes) {
        Unit one{begin, begin + size, {}};
        for (auto& theme : themes) one.themes.push_back({std::move(theme), size});
        return one;
      },
      length(), inRange<std::uint32_t>(0, 5),
      rc::gen::container<std::vector<std::string>>(theme()));
  return rc::gen::container<std::vector<Unit>>(unit);
}
rc::Gen<OnResegment> on_resegment() {
  return element(OnResegment::kRefuse, OnResegment::kKeep, OnResegment::kCopy,
                 OnResegment::kWithdraw);
}

template <class C, class... Gens>
rc::Gen<Command> command(Gens... gens) {
  return rc::gen::map(construct<C>(std::move(gens)...), [](C c) { return Command(std::move(c)); });
}

template <class E, class... Gens>
rc::Gen<Event> event(Gens... gens) {
  return rc::gen::map(construct<E>(std::move(gens)...), [](E e) { return Event(std::move(e)); });
}

rc::Gen<Event> any_round_event() {
  return rc::gen::oneOf(
      event<RoundOpened>(round_id(), label(), rc::gen::arbitrary<bool>(),
                         inRange<std::uint32_t>(0, 3), parts(), rc::gen::arbitrary<bool>()),
      event<RoundStaffed>(round_id(), question(), coders(), weights()),
      event<RoundClosed>(round_id()), event<RoundReopened>(round_id()),
      event<PlaceTaken>(round_id(), question(), response(), coder()),
      event<PlaceReleased>(round_id(), question(), response(), coder()));
}

rc::Gen<Command> any_structure_command() {
  return rc::gen::oneOf(
      command<OpenStudy>(just<std::string>("s"), element<std::string>("Study", "Other")),
      command<AddMember>(member(), role()), command<AddQuestion>(question(), label()),
      command<AddGroup>(group(), label()), command<AddRespondent>(respondent(), group_or_none()),
      command<AddFramework>(framework(), label()),
      command<AddTheme>(new_theme(), framework(), label(), parent(), label(), scope()),
      command<ScopeTheme>(theme(), scope()), command<ChangeRole>(member(), role()),
      command<RemoveMember>(one_of({"cem", "dot", "eve"})));
}

rc::Gen<std::optional<std::string>> perhaps(rc::Gen<std::string> text) {
  return rc::gen::map(rc::gen::pair(rc::gen::arbitrary<bool>(), std::move(text)),
                      [](const std::pair<bool, std::string>& drawn) {
                        return drawn.first ? std::optional(drawn.second) : std::nullopt;
                      });
}

rc::Gen<std::vector<std::string>> themes() {
  return rc::gen::container<std::vector<std::string>>(3, theme());
}

rc::Gen<Command> any_theme_command() {
  return rc::gen::weightedOneOf<Command>(
      {{3,
        command<ReviseTheme>(theme(), perhaps(label()), perhaps(label()), perhaps(label()),
                             perhaps(label()), just(std::optional<std::vector<std::string>>()),
                             perhaps(one_of({"", "#aabbcc", "red"})), rc::gen::arbitrary<bool>())},
       {3, command<MoveTheme>(theme(), one_of({"", "food", "talks", "rooms", "queues"}),
                              one_of({"", "", "food", "talks", "long talks"}))},
       {1, command<RetireTheme>(theme())},
       {3, command<RestoreTheme>(theme())},
       {4, command<MergeThemes>(theme(), theme())},
       {1, command<SplitTheme>(theme(), themes())},
       {1, command<FreezeFramework>(framework())},
       {3, command<UnfreezeFramework>(framework())},
       {2, command<LinkThemes>(theme(), theme())},
       {1, command<UnlinkThemes>(theme(), theme())}});
}

rc::Gen<Command> any_comment_command() {
  return rc::gen::oneOf(
      command<AddComment>(question(), comment(), respondent(), just(Sealed{}), length()),
      command<SegmentComment>(question(), comment(), segments(), on_resegment()),
      rc::gen::map(likely_split(), [](SegmentComment c) { return Command(std::move(c)); }));
}

rc::Gen<Thing> about() {
  return rc::gen::oneOf(
      just(Thing{}), construct<Thing>(just(Kind::kTheme), theme(), just<std::string>("")),
      construct<Thing>(element(Kind::kComment, Kind::kResponse), response(), question()));
}
rc::Gen<std::string> memo() {
  return one_of({"m1", "m1", "m2"});
}
rc::Gen<TextMark> mark() {
  return rc::gen::map(one_of({"", "0123456789abcdef"}),
                      [](std::string bytes) { return TextMark{std::move(bytes)}; });
}
// Most of them name what may be removed.
rc::Gen<Thing> thing() {
  return rc::gen::oneOf(
      construct<Thing>(element(Kind::kMemo, Kind::kQuote, Kind::kCheck), memo(),
                       just<std::string>("")),
      construct<Thing>(just(Kind::kMember), member(), just<std::string>("")),
      construct<Thing>(just(Kind::kTheme), theme(), just<std::string>("")),
      construct<Thing>(just(Kind::kGroup), group(), just<std::string>("")),
      construct<Thing>(just(Kind::kQuestion), question(), just<std::string>("")),
      construct<Thing>(just(Kind::kRespondent), respondent(), just<std::string>("")),
      construct<Thing>(just(Kind::kFramework), framework(), just<std::string>("")),
      construct<Thing>(just(Kind::kComment), comment(), question()));
}

rc::Gen<Command> any_note_command() {
  return rc::gen::oneOf(
      command<WriteMemo>(memo(), coder(), about(),
                         element<std::optional<Audience>>({}, Audience::kPrivate, Audience::kTeam),
                         just(Sealed{}), mark()),
      command<ChooseQuote>(memo(), question(), response(), theme(), just(Sealed{}), mark(),
                           just(Sealed{}), mark(), element<std::optional<bool>>({}, false, true)),
      command<RemoveThing>(thing()),
      command<RecordMemberCheck>(memo(), question(), one_of({"", "food"}), label(), just(Sealed{}),
                                 mark()),
      command<SignOff>(coder(), inRange<std::uint64_t>(0, 40), label()),
      command<RevokeSignOff>(coder(), inRange<std::uint64_t>(0, 40)),
      command<NameMember>(member(), just(Sealed{"sealed"}), mark()),
      command<PseudonymiseMember>(member(), one_of({"", "0011223344556677"})));
}

rc::Gen<std::string> erasure() {
  return one_of({"e1", "e1", "e1", "e2"});
}
rc::Gen<ErasureGround> ground() {
  return element(ErasureGround::kConsentWithdrawn, ErasureGround::kConsentWithdrawn,
                 ErasureGround::kObjection, ErasureGround::kResearchImpaired);
}

// Of few respondents and mostly in order, so that many come to their end.
rc::Gen<Command> any_erasure_command() {
  return rc::gen::oneOf(
      command<RequestErasure>(erasure(), one_of({"p1", "p1", "p2", "p9"}),
                              element(RequestedBy::kRespondent, RequestedBy::kController),
                              one_of({"2026-01-31", "2026-01-31", "soon"}), label()),
      command<ReviewErasure>(erasure(), ground()),
      command<DecideErasure>(erasure(), element(true, true, true, false)),
      command<ExecuteErasure>(erasure(), one_of({"", "0011223344556677"}),
                              just(std::vector<std::string>{"The printers"})));
}

rc::Gen<Event> any_erasure_event() {
  return rc::gen::oneOf(
      event<ErasureRequested>(erasure(), respondent(), just(RequestedBy::kRespondent),
                              just<std::string>("2026-01-31"), label()),
      event<ErasureReviewed>(erasure(), ground()),
      event<ErasureDecided>(erasure(), rc::gen::arbitrary<bool>()),
      event<ErasureReopened>(erasure(), element(ErasureStep::kRequested, ErasureStep::kReviewed)),
      event<ErasureExecuted>(erasure(), label(), inRange<std::uint32_t>(0, 3),
                             inRange<std::uint32_t>(0, 3), inRange<std::uint32_t>(0, 3),
                             just(std::vector<std::string>{})));
}

rc::Gen<Command> any_coding_command() {
  return rc::gen::weightedOneOf<Command>(
      {{6, command<AssignTheme>(question(), response(), coder(), theme())},
       {3, command<WithdrawTheme>(question(), response(), coder(), theme())},
       {3, command<FinishCoding>(question(), response(), coder())},
       {2, command<ReopenCoding>(question(), response(), coder())},
       {3, command<SetCoding>(question(), response(), coder(),
                              rc::gen::container<std::vector<std::string>>(theme()),
                              rc::gen::arbitrary<bool>())}});
}

rc::Gen<Command> any_round_command() {
  return rc::gen::weightedOneOf<Command>(
      {{3, command<OpenRound>(round_id(), label(), rc::gen::arbitrary<bool>(),
                              inRange<std::uint32_t>(0, 3), parts(), rc::gen::arbitrary<bool>())},
       {2, command<OpenRound>(round_id(), label(), just(true), inRange<std::uint32_t>(0, 3),
                              parts(), just(true))},
       {1, command<StaffRound>(round_id(), question(), coders(), weights())},
       {1, command<CloseRound>(round_id())},
       {1, command<ReopenRound>(round_id())},
       {4, command<TakePlace>(round_id(), question(), coder())},
       {2, command<ReleasePlace>(round_id(), question(), response(), coder())}});
}

rc::Gen<Command> any_layer_command() {
  return rc::gen::weightedOneOf<Command>(
      {{3, command<SetLayer>(question(), comment(), coder(), wanted_units(),
                             rc::gen::arbitrary<bool>())},
       {1, command<AdoptLayer>(question(), comment(), coder(), on_resegment())}});
}

// A unitizing round in which layers are set, over by the end or not: seldom met by chance.
rc::Gen<std::vector<Command>> layers_set() {
  const auto layer =
      rc::gen::map(construct<SetLayer>(just<std::string>("q1"), element<std::string>("c1", "c2"),
                                       element<std::string>("ada", "bo"), wanted_units(),
                                       rc::gen::weightedElement<bool>({{4, true}, {1, false}})),
                   [](SetLayer c) { return Command(std::move(c)); });
  return apply(
      [](std::vector<Command> layers, bool over) {
        layers.insert(layers.begin(),
                      OpenRound{"split", "", true, 0, {{"q1", {"ada", "bo"}, 0, 0, {}}}, true});
        if (over) layers.push_back(CloseRound{"split"});
        for (const auto* coder : {"ada", "bo"})
          layers.push_back(AdoptLayer{"q1", "c1", coder, OnResegment::kKeep});
        return layers;
      },
      rc::gen::container<std::vector<Command>>(layer),
      rc::gen::weightedElement<bool>({{3, true}, {1, false}}));
}

rc::Gen<Command> any_settling_command() {
  return rc::gen::weightedOneOf<Command>(
      {{3, command<SettleResponse>(question(), response(),
                                   rc::gen::container<std::vector<std::string>>(theme()))},
       {1, command<UnsettleResponse>(question(), response())},
       {1, rc::gen::map(element(SettledBy::kMajority, SettledBy::kAll, SettledBy::kAny),
                        [](SettledBy by) {
                          return Command(SetPolicy{by, {}, {}});
                        })},
       {1, rc::gen::map(element(ErasedCounts::kKeep, ErasedCounts::kDrop), [](ErasedCounts counts) {
          return Command(SetPolicy{{}, {}, {}, counts});
        })}});
}

}  // namespace

std::vector<Command> first_commands() {
  return {
      OpenStudy{"s", "Study"},
      AddMember{"ada", Role::kOwner},
      AddMember{"bo", Role::kCoder},
      AddMember{"cem", Role::kCoder},
      AddQuestion{"q1", "What helped?"},
      AddQuestion{"q2", "What did not?"},
      AddGroup{"staff", "Staff"},
      AddGroup{"guests", "Guests"},
      AddRespondent{"p1", "staff"},
      AddRespondent{"p2", "guests"},
      AddRespondent{"p3", ""},
      AddTheme{"food", "themes", "Food", "", "", {}},
      AddTheme{"talks", "themes", "Talks", "", "What was said on stage", {"q1", "q2"}},
      AddTheme{"long talks", "themes", "Long talks", "talks", "", {}},
      AddTheme{"rooms", "themes", "Rooms", "", "", {"q2"}},
      AddFramework{"advice", "Advice"},
      AddTheme{"more tea", "advice", "More tea", "", "", {}},
      AddComment{"q1", "c1", "p1", {}, 10},
      AddComment{"q1", "c2", "p1", {}, 8},
      AddComment{"q1", "c3", "p2", {}, 6},
      AddComment{"q2", "c1", "p3", {}, 4},
      SegmentComment{"q1", "c1", {{"c1", 0, 4}, {"c1.b", 4, 7}, {"c1.c", 8, 10}}},
  };
}

rc::Gen<Command> any_command() {
  return rc::gen::weightedOneOf<Command>({{3, any_structure_command()},
                                          {2, any_theme_command()},
                                          {2, any_comment_command()},
                                          {8, any_coding_command()},
                                          {2, any_round_command()},
                                          {3, any_layer_command()},
                                          {2, any_settling_command()},
                                          {2, any_note_command()},
                                          {3, any_erasure_command()}});
}

rc::Gen<Command> any_reversible_command() {
  return rc::gen::suchThat(any_command(), [](const Command& command) {
    return !std::holds_alternative<ExecuteErasure>(command) &&
           !std::holds_alternative<PseudonymiseMember>(command);
  });
}

namespace {

rc::Gen<std::vector<Command>> first_and(rc::Gen<Command> any) {
  return apply(
      [](std::vector<Command> layers, std::vector<Command> more) {
        auto commands = first_commands();
        for (auto* part : {&layers, &more})
          commands.insert(commands.end(), std::make_move_iterator(part->begin()),
                          std::make_move_iterator(part->end()));
        return commands;
      },
      rc::gen::weightedOneOf<std::vector<Command>>(
          {{2, just(std::vector<Command>{})}, {1, layers_set()}}),
      rc::gen::container<std::vector<Command>>(std::move(any)));
}

}  // namespace

rc::Gen<std::vector<Command>> any_commands() {
  return first_and(any_command());
}
rc::Gen<std::vector<Command>> any_reversible_commands() {
  return first_and(any_reversible_command());
}

rc::Gen<std::vector<Command>> commands_after_an_erasure() {
  const auto counting = [](ErasedCounts counts) {
    return just(Command(SetPolicy{{}, {}, {}, counts}));
  };
  const auto said = rc::gen::weightedOneOf<Command>({{6, any_coding_command()},
                                                     {2, any_settling_command()},
                                                     {1, counting(ErasedCounts::kKeep)},
                                                     {1, counting(ErasedCounts::kDrop)},
                                                     {1, any_theme_command()},
                                                     {1, any_command()}});
  return rc::gen::map(rc::gen::container<std::vector<Command>>(said), [](auto more) {
    auto commands = first_commands();
    for (auto& next : std::vector<Command>{
             SetCoding{"q1", "c1", "ada", {"food", "more tea"}, true},
             SetCoding{"q1", "c1", "bo", {"food"}, true},
             SetCoding{"q1", "c2", "ada", {"long talks"}, true},
             SetCoding{"q1", "c3", "ada", {"food"}, true},
             RequestErasure{"e", "p1", RequestedBy::kRespondent, "2026-01-31"},
             ReviewErasure{"e", ErasureGround::kConsentWithdrawn}, DecideErasure{"e", true},
             ExecuteErasure{"e"}, SetPolicy{{}, {}, {}, ErasedCounts::kDrop}})
      commands.push_back(std::move(next));
    commands.insert(commands.end(), std::make_move_iterator(more.begin()),
                    std::make_move_iterator(more.end()));
    return commands;
  });
}

rc::Gen<Event> any_event() {
  const auto revision = inRange<Revision>(0, 5);
  return rc::gen::oneOf(
      event<StudyOpened>(just<std::string>("s"), label()), event<MemberAdded>(member(), role()),
      event<QuestionAdded>(question(), label()), event<GroupAdded>(group(), label()),
      event<RespondentAdded>(respondent(), group_or_none()),
      event<FrameworkAdded>(framework(), label()),
      event<ThemeAdded>(new_theme(), framework(), label(), parent(), label(), scope()),
      event<ThemeScoped>(theme(), scope()),
      event<ThemeRevised>(theme(), label(), label(), label(), label(), scope(), label(),
                          rc::gen::arbitrary<bool>()),
      event<ThemeMoved>(theme(), parent(), one_of({"", "food", "talks"})),
      event<ThemeRetired>(theme()), event<ThemeRestored>(theme()),
      event<ThemeMerged>(theme(), theme()), event<ThemeSplit>(theme(), themes()),
      event<FrameworkFrozen>(framework()), event<FrameworkUnfrozen>(framework()),
      event<ThemesLinked>(theme(), theme()), event<ThemesUnlinked>(theme(), theme()),
      event<CommentAdded>(question(), comment(), respondent(), just(Sealed{}), length()),
      event<CommentSegmented>(question(), comment(), segments()),
      event<ThemeAssigned>(question(), response(), coder(), theme(), revision),
      event<ThemeWithdrawn>(question(), response(), coder(), theme()),
      event<CodingFinished>(question(), response(), coder()),
      event<CodingReopened>(question(), response(), coder()),
      event<PolicySet>(element(SettledBy::kMajority, SettledBy::kAll, SettledBy::kAny),
                       inRange<std::uint32_t>(0, 3), rc::gen::arbitrary<bool>(),
                       element(ErasedCounts::kKeep, ErasedCounts::kDrop)),
      any_round_event(),
      event<LayerSet>(question(), comment(), coder(), units(), rc::gen::arbitrary<bool>()),
      event<ResponseSettled>(question(), response(),
                             rc::gen::container<std::vector<std::string>>(theme())),
      event<ResponseUnsettled>(question(), response()), event<RoleChanged>(member(), role()),
      event<Removed>(thing()),
      event<MemoWritten>(memo(), coder(), about(), just(Audience::kTeam), just(Sealed{}), mark()),
      event<QuoteChosen>(memo(), question(), response(), theme(), just(Sealed{}), mark(),
                         just(Sealed{}), mark(), rc::gen::arbitrary<bool>()),
      event<MemberCheckRecorded>(memo(), question(), one_of({"", "food"}), label(), just(Sealed{}),
                                 mark()),
      event<SignedOff>(coder(), inRange<std::uint64_t>(0, 9), label()),
      event<SignOffRevoked>(coder(), inRange<std::uint64_t>(0, 9)),
      event<MemberNamed>(member(), just(Sealed{"sealed"}), mark()),
      event<MemberPseudonymised>(member(), just<std::string>("")), any_erasure_event());
}

std::vector<Event> decided(const std::vector<Command>& commands) {
  Study study;
  std::vector<Event> events;
  for (const auto& command : commands) {
    auto decision = decide(study, command);
    if (!decision) continue;
    for (auto& event : *decision) {
      if (!evolve(study, event, study.position + 1)) std::abort();
      events.push_back(std::move(event));
    }
  }
  return events;
}

}  // namespace verbatim::coding
