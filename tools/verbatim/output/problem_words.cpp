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
    Phrase{" (in a URL, write + as %2B)", ""},
};

// Parameters of the API that are options here.
constexpr std::array kOptions = {
    Phrase{"as_of", "--as-of"},
    Phrase{"basis", "--basis"},
    Phrase{"by", "--by"},
    Phrase{"coefficient", "--coefficient"},
    Phrase{"coders", "--coders"},
    Phrase{"framework", "--framework"},
    Phrase{"after", "--after"},
    Phrase{"limit", "--limit"},
    Phrase{"Idempotency-Key", "--key"},
    Phrase{"format", "--format"},
    Phrase{"dry_run", "--dry-run"},
    Phrase{"theme_separator", "--theme-separator"},
};

std::string word(const Json& problem, const char* name) {
  const auto found = problem.find(name);
  return found != problem.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string in_commands(std::string sentence) {
  for (const auto& [server, client] : kPhrases) boost::replace_all(sentence, server, client);
  return sentence;
}

std::string in_options(const std::string& field) {
  const auto* known = std::find_if(kOptions.begin(), kOptions.end(),
                                   [&](const Phrase& phrase) { return field == phrase.server; });
  return known == kOptions.end() ? field : known->client;
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
  const auto title = word(problem, "title");
  if (word(problem, "type") == "/problems/unauthenticated")
    return {title, no_good_token(token_sent)};
  return {title,
          {Fault::kInternal, in_commands(word(problem, "detail")),
           in_options(word(problem, "field")), in_commands(word(problem, "fix"))}};
}

}  // namespace verbatim::tool
