#include "verbatim/output/problem_words.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <boost/algorithm/string/replace.hpp>

namespace verbatim::tool {
namespace {

using Json = nlohmann::ordered_json;

struct Phrase {
  const char* server;
  const char* client;
};

// Put in place of each other wherever they stand in a sentence of the server's.
constexpr std::array kPhrases = {
    Phrase{"GET /v1/studies lists them; POST /v1/studies opens one.",
           "`verbatim study list` lists them, `verbatim study open` opens one."},
    Phrase{"a position or an RFC 3339 time such as 2026-11-22T12:00:00Z (in a URL, write + as %2B)",
           "a position, a time such as 2026-11-22T12:00:00Z, or a day such as 2026-11-22 (UTC)"},
    Phrase{" (in a URL, write + as %2B)", ""},
    Phrase{"Open it first: POST /v1/studies.", "Open it first: `verbatim study open`."},
    Phrase{"GET /v1/studies/{study}/rounds lists them.", "`verbatim round list` lists them."},
    Phrase{"GET /v1/studies/{study}/memos lists those that may be read.",
           "`verbatim memo list` lists those that you may read."},
    Phrase{"GET /v1/studies/{study}/quotes lists them.", "`verbatim quote list` lists them."},
    Phrase{"GET /v1/studies/{study}/erasures lists them.", "`verbatim erasure list` lists them."},
    Phrase{"GET /v1/studies/{study}/erasures/{erasure} says how far it is.",
           "`verbatim erasure show` says how far it is."},
    Phrase{"GET /v1/studies/{study}/subscriptions lists them.",
           "`verbatim subscription list` lists them."},
    Phrase{"(GET /v1/studies/{study}/events)", "(`verbatim events`)"},
    Phrase{"A field is missing", "Something is missing"},
    Phrase{"The body is not acceptable CSV", "The file is not acceptable CSV"},
    Phrase{"The parameter must be", "It must be"},
    Phrase{"Add coder=.", "Give --coder MEMBER."},
    Phrase{"Add question=.", "Give --question QUESTION."},
    Phrase{"Say question= whose.", "Give --question QUESTION."},
    Phrase{"Add id=.", "Name its id behind what kind of thing it is."},
    Phrase{"Say from= which position or time on.", "Give --from."},
    Phrase{": kind=coding.", ": ask for `history STUDY coding RESPONSE`."},
    Phrase{"Use the \"next\" of the page before.", "Give the --after that the page before names."},
    Phrase{"Say what becomes of its codings: \"codings\": \"keep\", \"copy\" or \"withdraw\".",
           "Say what becomes of its codings: --codings keep, copy or withdraw."},
    Phrase{"Give \"take\", \"put\" or both.", "Give --take, --put or both."},
    Phrase{"with \"despite_repeats\": true,", "with --despite-repeats,"},
    Phrase{"Send {\"positions\": [12]} or {\"all\": true}.", "Name positions, or give --all."},
    Phrase{"Make one of kind pull.", "One that is added without --webhook is read."},
    Phrase{"Make one of kind webhook.", "One that is added with --webhook is sent events."},
    Phrase{"Revoke it first.", "Take it back first: `verbatim sign-off remove`."},
    Phrase{"Segments must", "Responses must"},
    Phrase{"(set_policy, segments_may_overlap)",
           "(`verbatim policy set --segments-may-overlap yes`)"},
    Phrase{"(ignore_other_columns)", "(--ignore-other-columns)"},
    Phrase{"(change_role)", "(`verbatim member role`)"},
    Phrase{"(add_member)", "(`verbatim member add`)"},
    Phrase{"(staff_round)", "(`verbatim round staff`)"},
    Phrase{"(close_round)", "(`verbatim round close`)"},
    Phrase{"(open_round)", "(`verbatim round open`)"},
    Phrase{"(reopen_round)", "(`verbatim round reopen`)"},
    Phrase{"(take_place)", "(`verbatim round next`)"},
    Phrase{"(set_layer)", "(`verbatim layer set`)"},
    Phrase{"(set_coding)", "(`verbatim coding set`)"},
    Phrase{"(reopen_coding)", "(`verbatim coding reopen`)"},
    Phrase{"(scope_theme)", "(`verbatim theme scope`)"},
    Phrase{"(add_theme)", "(`verbatim theme add`)"},
    Phrase{"(restore_theme)", "(`verbatim theme restore`)"},
    Phrase{"(unfreeze_framework)", "(`verbatim framework unfreeze`)"},
};

std::string word(const Json& problem, const char* name) {
  const auto found = problem.find(name);
  return found != problem.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string in_commands(std::string sentence) {
  for (const auto& [server, client] : kPhrases) boost::replace_all(sentence, server, client);
  return sentence;
}

Failure no_good_token(bool token_sent) {
  constexpr auto kMake = "`verbatim token create --data DIR` makes one.";
  if (!token_sent)
    return {Fault::kUnauthenticated, "No token was given.", "--token",
            std::string("Set VERBATIM_TOKEN, or give --token TOKEN; ") + kMake};
  return {Fault::kUnauthenticated,
          "The server does not know this token: it was revoked, is of another server's data "
          "folder, or is not whole.",
          "--token", std::string("Check VERBATIM_TOKEN, or --token where it is given; ") + kMake};
}

}  // namespace

ProblemWords words_of(const Json& problem, bool token_sent) {
  if (!problem.is_object()) return {};
  const auto title = in_commands(word(problem, "title"));
  if (word(problem, "type") == "/problems/unauthenticated")
    return {title, no_good_token(token_sent)};
  return {title,
          {Fault::kInternal, in_commands(word(problem, "detail")), word(problem, "field"),
           in_commands(word(problem, "fix"))}};
}

}  // namespace verbatim::tool
