#include "verbatim/output/event_words.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "record/record.hpp"
#include "verbatim/lines.hpp"

namespace verbatim::test {
namespace {

using Json = nlohmann::ordered_json;

Json event(const std::string& type, Json data, Json on_behalf_of = {}) {
  return {{"position", 12},
          {"type", type},
          {"time", "2026-11-22T23:51:32.000001Z"},
          {"actor", "ada"},
          {"on_behalf_of", std::move(on_behalf_of)},
          {"command", nullptr},
          {"commit", {{"first", 12}, {"count", 1}}},
          {"undoes", nullptr},
          {"reason", nullptr},
          {"data", std::move(data)}};
}

TEST(EventWordsTest, SayWhereWhenWhoAndWhat) {
  const Json assigned = {
      {"question", "q"}, {"response", "r"}, {"coder", "ben"}, {"theme", "t"}, {"revision", 1}};
  EXPECT_EQ(tool::line_of(event("theme_assigned", assigned, "ben")),
            "      12  2026-11-22T23:51:32.000001Z  ada for ben  put theme t on q/r");
}

TEST(EventWordsTest, EveryEventHasWords) {
  const Json coding = {{"question", "q"}, {"response", "r"}, {"coder", "ada"}, {"theme", "t"}};
  const std::vector<std::pair<Json, std::string>> cases = {
      {event("study_opened", {{"study", "s"}, {"title", "S"}}), "opened the study \"S\""},
      {event("member_added", {{"member", "bo"}, {"role", "coder"}}), "added coder bo"},
      {event("question_added", {{"question", "q"}, {"text", "Why?"}}), "added question q: Why?"},
      {event("group_added", {{"group", "g"}, {"label", "G"}}), "added group g (G)"},
      {event("respondent_added", {{"respondent", "p"}, {"group", "g"}}),
       "added respondent p of group g"},
      {event("respondent_added", {{"respondent", "p"}, {"group", nullptr}}), "added respondent p"},
      {event("framework_added", {{"framework", "f"}, {"label", "F"}}), "added framework f (F)"},
      {event("theme_added", {{"theme", "t"},
                             {"framework", "f"},
                             {"label", "T"},
                             {"parent", nullptr},
                             {"definition", nullptr},
                             {"questions", Json::array()}}),
       "added theme t (T) to framework f for every question"},
      {event("theme_added", {{"theme", "u"},
                             {"framework", "f"},
                             {"label", "U"},
                             {"parent", "t"},
                             {"definition", nullptr},
                             {"questions", {"q1", "q2"}}}),
       "added theme u (U) below t for q1, q2"},
      {event("theme_scoped", {{"theme", "t"}, {"questions", {"q"}}}), "let theme t be used in q"},
      {event("comment_added", {{"question", "q"},
                               {"comment", "c"},
                               {"respondent", "p"},
                               {"has_text", true},
                               {"code_points", 1}}),
       "added comment q/c of respondent p (1 character)"},
      {event("comment_added", {{"question", "q"},
                               {"comment", "c"},
                               {"respondent", "p"},
                               {"has_text", false},
                               {"code_points", 0}}),
       "added comment q/c of respondent p (without text)"},
      {event("comment_segmented", {{"question", "q"}, {"comment", "c"}, {"segments", {1, 2, 3}}}),
       "split comment q/c into 3 responses"},
      {event("theme_assigned", coding), "put theme t on q/r"},
      {event("theme_withdrawn", coding), "took theme t off q/r"},
      {event("coding_finished", coding), "finished q/r"},
      {event("coding_reopened", coding), "reopened q/r"},
      {event("theme_revised", {{"theme", "t"}, {"label", "T"}, {"minor", false}}),
       "revised theme t (T)"},
      {event("theme_revised", {{"theme", "t"}, {"label", "T"}, {"minor", true}}),
       "reworded theme t (T)"},
      {event("theme_moved", {{"theme", "t"}, {"parent", nullptr}, {"before", nullptr}}),
       "moved theme t to the top"},
      {event("theme_moved", {{"theme", "t"}, {"parent", "p"}, {"before", "u"}}),
       "moved theme t below p, before u"},
      {event("theme_retired", {{"theme", "t"}}), "retired theme t"},
      {event("theme_restored", {{"theme", "t"}}), "restored theme t"},
      {event("theme_merged", {{"theme", "t"}, {"into", "u"}}), "merged theme t into u"},
      {event("theme_split", {{"theme", "t"}, {"into", {"u", "v"}}}), "split theme t into u, v"},
      {event("framework_frozen", {{"framework", "f"}}), "froze framework f"},
      {event("framework_unfrozen", {{"framework", "f"}}), "unfroze framework f"},
      {event("themes_linked", {{"theme", "t"}, {"other", "u"}}), "linked theme t with u"},
      {event("themes_unlinked", {{"theme", "t"}, {"other", "u"}}), "unlinked theme t from u"},
      {event("role_changed", {{"member", "bo"}, {"role", "lead"}}), "made bo lead"},
      {event("removed", {{"thing", {{"kind", "comment"}, {"id", "c"}, {"question", "q"}}}}),
       "removed comment q/c"},
      {event("policy_set",
             {{"settled_by", "all"}, {"suppress_below", 0}, {"segments_may_overlap", false}}),
       "set the policy: settled by all"},
      {event("policy_set",
             {{"settled_by", "any"}, {"suppress_below", 5}, {"segments_may_overlap", true}}),
       "set the policy: settled by any, groups below 5 not shown, segments may overlap"},
      {event("round_opened", {{"round", "r1"},
                              {"blind", true},
                              {"parts", {{{"question", "q"}, {"coders", {"ada", "bo"}}}}}}),
       "opened blind round r1: q by ada, bo"},
      {event("round_opened", {{"round", "r2"},
                              {"blind", true},
                              {"parts", {{{"question", "q"}, {"coders", {"ada"}}}}},
                              {"unitizing", true}}),
       "opened unitizing round r2: q by ada"},
      {event("layer_set", {{"question", "q"},
                           {"comment", "c"},
                           {"coder", "ada"},
                           {"units", {1, 2}},
                           {"finished", true}}),
       "split comment q/c into 2 units of their own, finished"},
      {event("round_staffed", {{"round", "r1"}, {"question", "q"}, {"coders", {"ada"}}}),
       "staffed round r1, question q: ada"},
      {event("round_closed", {{"round", "r1"}}), "closed round r1"},
      {event("round_reopened", {{"round", "r1"}}), "reopened round r1"},
      {event("place_taken",
             {{"round", "r1"}, {"question", "q"}, {"response", "r"}, {"coder", "ada"}}),
       "gave q/r to ada in round r1"},
      {event("place_released",
             {{"round", "r1"}, {"question", "q"}, {"response", "r"}, {"coder", "ada"}}),
       "took q/r from ada in round r1"},
      {event("response_settled", {{"question", "q"}, {"response", "r"}, {"themes", {"t", "u"}}}),
       "settled q/r as t, u"},
      {event("response_settled", {{"question", "q"}, {"response", "r"}, {"themes", Json::array()}}),
       "settled q/r without a theme"},
      {event("response_unsettled", {{"question", "q"}, {"response", "r"}}), "opened q/r again"},
      {event("memo_written", {{"about", {{"kind", "theme"}, {"id", "t"}}}}),
       "wrote a memo about theme t"},
      {event("memo_written", {{"about", {{"kind", "study"}}}}), "wrote a memo about the study"},
      {event("quote_chosen", {{"question", "q"}, {"response", "r"}, {"theme", "t"}}),
       "chose q/r to speak for theme t"},
      {event("member_check_recorded", {{"by", "staff"}, {"question", "q"}, {"theme", "t"}}),
       "recorded what staff said of q, theme t"},
      {event("erasure_requested",
             {{"erasure", "e"}, {"respondent", "p"}, {"received_on", "2026-11-20"}}),
       "noted that respondent p is to be erased (e, received on 2026-11-20)"},
      {event("member_named", {{"member", "c1"}, {"has_name", true}}),
       "noted what member c1 is called"},
      {event("member_pseudonymised", {{"member", "c1"}, {"key", nullptr}}),
       "pseudonymised member c1: nobody can read any more what they were called"},
      {event("erasure_reviewed", {{"erasure", "e"}, {"ground", "consent_withdrawn"}}),
       "reviewed erasure e: consent withdrawn"},
      {event("erasure_decided", {{"erasure", "e"}, {"granted", true}}), "granted erasure e"},
      {event("erasure_reopened", {{"erasure", "e"}, {"step", "reviewed"}}),
       "took erasure e back to where it was reviewed"},
      {event("erasure_executed", {{"erasure", "e"}, {"comments", 2}}),
       "executed erasure e: 2 comments can be read no more"},
      {event("signed_off", {{"at", 40}, {"statement", "Right."}}),
       "signed off position 40: Right."},
      {event("sign_off_revoked", {{"at", 40}}), "took back the sign-off of position 40"},
  };
  std::set<std::string> said;
  for (const auto& [one, words] : cases) {
    EXPECT_THAT(tool::line_of(one), testing::EndsWith("  ada  " + words));
    said.insert(one.at("type").get<std::string>());
  }
  EXPECT_EQ(said.size(), std::variant_size_v<coding::Event>) << "an event has no words here";
}

TEST(EventWordsTest, SayWhatIsTakenBackAndWhy) {
  auto one = event("theme_restored", {{"theme", "t"}});
  one["undoes"] = 7;
  one["reason"] = "A mistake.";
  EXPECT_THAT(tool::line_of(one),
              testing::EndsWith("restored theme t, taking back 7 (A mistake.)"));
}

TEST(EventWordsTest, AnEventOfALaterVersionIsShownByItsName) {
  EXPECT_THAT(tool::line_of(event("moon_landed", {{"moon", 1}})),
              testing::EndsWith("  ada  moon_landed"));
}

TEST(EventWordsTest, IdsCannotSteerTheTerminal) {
  EXPECT_THAT(tool::line_of(event("member_added", {{"member", "\x1b[2J"}, {"role", "coder"}})),
              testing::Not(testing::HasSubstr("\x1b")));
}

TEST(LinesTest, ComeWholeHoweverTheTextIsCut) {
  const std::string text = "one\n\ntwo\nthree";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    tool::Lines lines;
    std::vector<std::string> got;
    for (std::size_t i = 0; i < text.size(); i += size)
      EXPECT_TRUE(lines.add(text.substr(i, size), [&](const std::string& line) {
        got.push_back(line);
        return true;
      }));
    EXPECT_THAT(got, testing::ElementsAre("one", "", "two"));  // the last one has no end yet
  }
}

TEST(LinesTest, StopWhenToldTo) {
  tool::Lines lines;
  int seen = 0;
  EXPECT_FALSE(lines.add("a\nb\nc\n", [&](const std::string&) { return ++seen < 2; }));
  EXPECT_EQ(seen, 2);
}

}  // namespace
}  // namespace verbatim::test
