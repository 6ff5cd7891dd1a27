// A view that was saved and loaded is that view, whatever way it came about.

#include "snapshot/view_form.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "coding/decide.hpp"
#include "projections/following.hpp"
#include "snapshot/form.hpp"
#include "unit/coding/any_command.hpp"
#include "unit/coding/describe.hpp"
#include "unit/projections/figures.hpp"
#include "unit/projections/story.hpp"

namespace verbatim::snapshot {
namespace {

using projections::StudyView;

Binding binding_of(const StudyView& view) {
  return {view.study().id, view.position(), "the last event"};
}

StudyView again(const StudyView& view) {
  auto loaded = decode(encode(view, binding_of(view)), binding_of(view));
  RC_ASSERT(loaded.has_value());
  return std::move(*loaded);
}

RC_GTEST_PROP(AView, ThatWasLoadedIsTheOneThatWasSaved, ()) {
  const auto view = projections::live(coding::decided(*coding::any_commands()));
  const auto loaded = again(view);
  RC_ASSERT(coding::describe(loaded.study()) == coding::describe(view.study()));
  RC_ASSERT(projections::figures_of(loaded) == projections::figures_of(view));
  RC_ASSERT(loaded.opened_at() == view.opened_at());
  RC_ASSERT(loaded.last_event_at() == view.last_event_at());
  RC_ASSERT(bytes_of(loaded) == bytes_of(view));
  RC_ASSERT(differences(loaded, view).empty());
}

RC_GTEST_PROP(AView, ThatWasLoadedGoesOnAsTheOneThatWasSaved, ()) {
  const auto events = coding::decided(*coding::any_commands());
  const auto cut = *rc::gen::inRange<std::size_t>(1, events.size() + 1);
  StudyView straight;
  std::optional<StudyView> loaded;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto time = static_cast<Micros>(i + 1);
    RC_ASSERT(straight.try_apply(events[i], time).has_value());
    if (loaded) RC_ASSERT(loaded->try_apply(events[i], time).has_value());
    if (i + 1 == cut) loaded = again(straight);
  }
  RC_ASSERT(coding::describe(loaded->study()) == coding::describe(straight.study()));
  RC_ASSERT(projections::figures_of(*loaded) == projections::figures_of(straight));
  RC_ASSERT(differences(*loaded, straight) == std::vector<std::string>{});
  RC_ASSERT(bytes_of(*loaded) == bytes_of(straight));
}

RC_GTEST_PROP(AView, HasTheSameBytesKeptUpFollowedOrCountedAnew, ()) {
  const auto events = coding::decided(*coding::any_commands());
  const auto live = projections::live(events);
  StudyView followed;
  for (std::size_t i = 0; i < events.size(); ++i)
    RC_ASSERT(followed.follow(events[i], static_cast<Micros>(i + 1)).has_value());
  const auto counted = projections::rebuilt(events);
  RC_ASSERT(differences(live, followed) == std::vector<std::string>{});
  StudyView in_runs;
  projections::Following following(in_runs);
  for (std::size_t i = 0; i < events.size(); ++i) {
    RC_ASSERT(following.follow(events[i], static_cast<Micros>(i + 1)).has_value());
    if (*rc::gen::inRange(0, 20) == 0) {
      following.catch_up();
      RC_ASSERT(bytes_of(in_runs) ==
                bytes_of(projections::rebuilt(
                    {events.begin(), events.begin() + static_cast<std::ptrdiff_t>(i) + 1})));
    }
  }
  following.catch_up();
  RC_ASSERT(differences(live, counted) == std::vector<std::string>{});
  RC_ASSERT(differences(live, in_runs) == std::vector<std::string>{});
  RC_ASSERT(bytes_of(live) == bytes_of(followed));
  RC_ASSERT(bytes_of(live) == bytes_of(in_runs));
  RC_ASSERT(bytes_of(live) == bytes_of(counted));
}

// However a view came to a position, it is the same one: applied as live, followed in runs, decoded
// from a snapshot of any earlier moment and followed, or counted anew.
void check_all_ways(const std::vector<coding::Event>& events) {
  const auto live = projections::live(events);
  StudyView in_runs;
  projections::Following following(in_runs);
  const auto cut = *rc::gen::inRange<std::size_t>(1, events.size() + 1);
  std::optional<StudyView> loaded;
  std::optional<projections::Following> following_loaded;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const auto time = static_cast<Micros>(i + 1);
    RC_ASSERT(following.follow(events[i], time).has_value());
    if (following_loaded) RC_ASSERT(following_loaded->follow(events[i], time).has_value());
    if (i + 1 != cut) continue;
    following.catch_up();
    loaded = again(in_runs);
    following_loaded.emplace(*loaded);
  }
  following.catch_up();
  following_loaded->catch_up();
  RC_ASSERT(differences(live, projections::rebuilt(events)) == std::vector<std::string>{});
  RC_ASSERT(differences(live, in_runs) == std::vector<std::string>{});
  RC_ASSERT(differences(live, *loaded) == std::vector<std::string>{});
  RC_ASSERT(projections::figures_of(*loaded) == projections::recount(live.study()));
}

RC_GTEST_PROP(AView, IsTheSameWhicheverWayItCameAbout, ()) {
  check_all_ways(coding::decided(*coding::any_commands()));
}

RC_GTEST_PROP(AView, OfAStudyWithDroppedRespondentsIsTheSameWhicheverWayItCameAbout, ()) {
  check_all_ways(coding::decided(*coding::commands_after_an_erasure()));
}

TEST(AView, DoesNotCountWhatIsSaidLaterOfADroppedRespondent) {
  using namespace coding;
  auto commands = first_commands();
  for (auto& next : std::vector<Command>{
           SetCoding{"q1", "c1", "ada", {"food"}, true},
           RequestErasure{"e", "p1", RequestedBy::kRespondent, "2026-01-31"},
           ReviewErasure{"e", ErasureGround::kConsentWithdrawn}, DecideErasure{"e", true},
           ExecuteErasure{"e"}, SetPolicy{{}, {}, {}, ErasedCounts::kDrop}})
    commands.push_back(std::move(next));
  const auto before = decided(commands);
  commands.push_back(SetCoding{"q1", "c1", "bo", {"food"}, true});
  const auto events = decided(commands);
  ASSERT_GT(events.size(), before.size());
  auto view = projections::rebuilt(before);
  const auto figures = projections::figures_of(view);
  projections::Following following(view);
  for (auto i = before.size(); i < events.size(); ++i)
    ASSERT_TRUE(following.follow(events[i], static_cast<Micros>(i + 1)));
  following.catch_up();
  EXPECT_EQ(projections::figures_of(view), figures);
  EXPECT_EQ(differences(view, projections::rebuilt(events)), std::vector<std::string>{});
}

TEST(AView, CountsNothingOfADroppedRespondentWhateverBecomesOfTheirComments) {
  using namespace coding;
  auto commands = first_commands();
  for (auto& next : std::vector<Command>{
           SetCoding{"q1", "c1", "ada", {"food", "long talks"}, true},
           SetCoding{"q1", "c1", "bo", {"long talks"}, true},
           RequestErasure{"e", "p1", RequestedBy::kRespondent, "2026-01-31"},
           ReviewErasure{"e", ErasureGround::kConsentWithdrawn}, DecideErasure{"e", true},
           ExecuteErasure{"e"}, SetPolicy{{}, {}, {}, ErasedCounts::kDrop}})
    commands.push_back(std::move(next));
  const auto before = projections::rebuilt(decided(commands));
  for (const auto& next :
       std::vector<Command>{MergeThemes{"long talks", "food"},
                            SegmentComment{"q1", "c1", {{"c1", 0, 4}, {"c1.b", 4, 7}}}}) {
    SCOPED_TRACE(next.index());
    auto all = commands;
    all.push_back(next);
    auto view = projections::rebuilt(decided(commands));
    const auto events = decide(view.study(), next);
    ASSERT_TRUE(events) << events.error().detail;
    std::vector<StudyView::Applied> done;
    for (const auto& event : *events) {
      auto applied = view.try_apply(event, static_cast<Micros>(view.position() + 1));
      ASSERT_TRUE(applied);
      done.push_back(std::move(*applied));
    }
    EXPECT_EQ(differences(view, projections::rebuilt(decided(all))), std::vector<std::string>{});
    for (; !done.empty(); done.pop_back()) view.take_back(std::move(done.back()));
    EXPECT_EQ(differences(view, before), std::vector<std::string>{});
  }
}

// Each number is how many events to take back after a command, as when a commit is given up.
void check_taken_back(const std::vector<coding::Command>& commands) {
  std::vector<StudyView::Applied> done;
  std::vector<coding::Event> standing;
  StudyView view;
  for (const auto& command : commands) {
    const auto decision = coding::decide(view.study(), command);
    if (decision) {
      for (const auto& event : *decision) {
        auto applied = view.try_apply(event, static_cast<Micros>(view.position() + 1));
        RC_ASSERT(applied.has_value());
        done.push_back(std::move(*applied));
        standing.push_back(event);
      }
    }
    auto back = *rc::gen::weightedElement<std::size_t>({{8, 0}, {2, 1}, {1, 3}, {1, 12}});
    if (done.size() < 30) back = 0;
    for (; back > 0; --back) {
      view.take_back(std::move(done.back()));
      done.pop_back();
      standing.pop_back();
    }
  }
  const auto straight = projections::live(standing);
  RC_ASSERT(differences(view, straight) == std::vector<std::string>{});
  RC_ASSERT(bytes_of(view) == bytes_of(straight));
}

RC_GTEST_PROP(AView, HasTheSameBytesAfterWhatWasTakenBack, ()) {
  check_taken_back(*coding::any_commands());
}

RC_GTEST_PROP(AView, HasTheSameBytesAfterWhatWasTakenBackAndDropped, ()) {
  check_taken_back(*coding::commands_after_an_erasure());
}

// Pairs of coders are not kept while there are very many; they are there again where fewer are
// left.
TEST(AView, OfManyCodersIsTheSameOneWhenFewerAreLeft) {
  auto commands = coding::first_commands();
  const auto name = [](std::size_t n) { return "m" + std::to_string(n); };
  for (std::size_t n = 0; n <= projections::AgreementTally::kPairedCoders; ++n) {
    commands.push_back(coding::AddMember{name(n), coding::Role::kCoder});
    commands.push_back(coding::SetCoding{"q1", "c1", name(n), {"food"}, true});
  }
  commands.push_back(coding::SetCoding{"q1", "c1", name(0), {}, false});
  const auto events = coding::decided(commands);
  const auto live = projections::live(events), counted = projections::rebuilt(events);
  ASSERT_FALSE(live.agreement(0).keeps_pairs());
  ASSERT_TRUE(counted.agreement(0).keeps_pairs());
  EXPECT_EQ(differences(live, counted), std::vector<std::string>{});
  const auto loaded = again(live);
  ASSERT_TRUE(loaded.agreement(0).keeps_pairs());
  const auto member = [&](std::size_t n) {
    return static_cast<coding::MemberIndex>(*loaded.study().member_ids.find(name(n)));
  };
  const auto pair = loaded.agreement(0).pair(member(1), member(2));
  EXPECT_EQ(pair.units, 1U);
  const auto food = *loaded.study().theme_ids.find("food");
  EXPECT_EQ(pair.themes.at(food), (projections::PairCells{1, 0, 0}));
}

// More codings than fit into one block of a file, and no whole number of blocks.
TEST(AView, OfManyCodingsIsTheOneThatWasSaved) {
  constexpr int kComments = 3'001;
  auto commands = coding::first_commands();
  for (int n = 0; n < kComments; ++n) {
    const auto comment = "many" + std::to_string(n);
    commands.push_back(coding::AddRespondent{comment, ""});
    commands.push_back(coding::AddComment{"q1", comment, comment, {}, 5});
    for (const auto* coder : {"ada", "bo", "cem"})
      commands.push_back(coding::SetCoding{"q1", comment, coder, {"food", "talks"}, n % 2 == 0});
  }
  const auto view = projections::live(coding::decided(commands));
  const auto loaded = again(view);
  EXPECT_EQ(bytes_of(loaded), bytes_of(view));
  EXPECT_EQ(coding::describe(loaded.study()), coding::describe(view.study()));
}

StudyView some_view() {
  auto commands = coding::first_commands();
  commands.push_back(coding::SetCoding{"q1", "c1", "ada", {"food"}, true});
  commands.push_back(coding::SetCoding{"q1", "c2", "bo", {"food"}, true});
  return projections::live(coding::decided(commands));
}

TEST(ASnapshot, OfWhichAnyByteIsAnotherIsPassedOver) {
  const auto view = some_view();
  const auto file = encode(view, binding_of(view));
  ASSERT_TRUE(decode(file, binding_of(view)));
  for (std::size_t i = 0; i < file.size(); ++i) {
    auto damaged = file;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    EXPECT_FALSE(decode(damaged, binding_of(view))) << "byte " << i;
  }
}

TEST(ASnapshot, ThatIsCutShortOrGoesOnIsPassedOver) {
  const auto view = some_view();
  const auto file = encode(view, binding_of(view));
  for (std::size_t size = 0; size < file.size(); ++size)
    EXPECT_FALSE(decode(std::string_view(file).substr(0, size), binding_of(view))) << size;
  EXPECT_FALSE(decode(file + file, binding_of(view)));
  EXPECT_FALSE(decode(file + '\0', binding_of(view)));
}

TEST(ASnapshot, OfAnotherStudyPositionOrHistoryIsPassedOver) {
  const auto view = some_view();
  const auto own = binding_of(view);
  const auto file = encode(view, own);
  auto other = own;
  other.study = "t";
  EXPECT_EQ(decode(file, other).error().fault, Fault::kCorruptStore);
  other = own;
  ++other.position;
  EXPECT_EQ(decode(file, other).error().fault, Fault::kCorruptStore);
  other = own;
  other.last_event += ".";
  EXPECT_EQ(decode(file, other).error().fault, Fault::kCorruptStore);
}

// As whole as any other, under a number that is not its own.
TEST(ASnapshot, ThatWasRenumberedIsPassedOver) {
  const auto view = some_view();
  auto renumbered = binding_of(view);
  ++renumbered.position;
  EXPECT_EQ(decode(encode(view, renumbered), renumbered).error().fault, Fault::kCorruptStore);
}

TEST(ASnapshot, OfAnotherVersionOrLayoutIsPassedOver) {
  const auto view = some_view();
  const auto own = binding_of(view);
  const auto file = encode(view, own);
  auto version = file;
  version[8] = static_cast<char>(version[8] + 1);
  EXPECT_EQ(decode(version, own).error().fault, Fault::kNewerStore);
  auto layout = file;
  const auto at = 8 + 4 + 4 + own.study.size() + 8 + 8;
  layout[at] = static_cast<char>(layout[at] + 1);
  EXPECT_EQ(decode(layout, own).error().fault, Fault::kNewerStore);
}

// A layout is told by its words: they name each field, so that one that comes, goes or changes its
// type makes another layout without anybody remembering to say so.
TEST(ALayout, NamesEveryField) {
  std::string words;
  describe_layout<StudyView>(words);
  for (const auto* field :
       {"sign_offs: list of {member: u2; at: u8; statement: text; position: u8",
        "settlements: map of u4 to {themes: list of u2; position: u8; }", "mark: 16*i1",
        "standing: ", "voices: map of u4 to {comments: u4; all: u4; }",
        "codings: 16 1 47; assignments: 16 16 32"})
    EXPECT_NE(words.find(field), std::string::npos) << field << "\nin\n" << words;
}

}  // namespace
}  // namespace verbatim::snapshot
