// verbatim comment segment, response split, join, move: how a comment is split into the responses
// that all share.
#include "verbatim/commands/segments.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "verbatim/cli.hpp"
#include "verbatim/one_command.hpp"
#include "verbatim/output/words.hpp"
#include "verbatim/span_words.hpp"

namespace verbatim::tool {
namespace {

struct SentSegment {
  std::string response;
  std::uint32_t begin = 0, end = 0;
};

struct AskedSegments {
  std::string study, question, comment, response, other, at, into, reason, codings = "refuse";
  std::vector<std::string> segments;
  std::optional<std::uint32_t> begin, end;
  std::optional<std::uint64_t> base;  // where the comment's responses were read
};
using SharedSegments = std::shared_ptr<AskedSegments>;

// "c1=0:8"; nothing where it is not so. An id may hold a "=": the last one counts.
std::optional<SentSegment> segment_from(std::string_view text) {
  const auto equals = text.rfind('=');
  if (equals == std::string_view::npos || equals == 0) return std::nullopt;
  const auto place = span_from(text.substr(equals + 1));
  if (!place) return std::nullopt;
  return SentSegment{std::string(text.substr(0, equals)), place->first, place->second};
}

std::string a_segment(const std::string& text) {
  return segment_from(text) ? "" : "A response is ID=BEGIN:END, in code points.";
}

std::string a_cut(const std::string& text) {
  return cut_from(text) ? "" : "A cut is one number, or END:BEGIN, in code points.";
}

void send_segments(Session& session, const AskedSegments& asked,
                   const std::vector<SentSegment>& segments) {
  auto list = Json::array();
  for (const auto& one : segments)
    list.push_back({{"response", one.response}, {"begin", one.begin}, {"end", one.end}});
  Json command = {{"type", "segment_comment"},
                  {"question", asked.question},
                  {"comment", asked.comment},
                  {"segments", std::move(list)},
                  {"codings", asked.codings}};
  if (asked.base) command["base"] = *asked.base;
  send_command(session, asked.study, command, asked.reason,
               "Comment " + printable(asked.comment) + " is " +
                   counted(segments.size(), "response") + " now");
}

// The responses of the comment that asked.response is of, in the order of the text; that comment,
// and the position at which they are so, in `asked`. Nothing where that failed, which was said.
std::optional<std::vector<SentSegment>> segments_around(Session& session, AskedSegments& asked) {
  const auto response = session.get(
      {"v1", "studies", asked.study, "questions", asked.question, "responses", asked.response});
  if (!response) return std::nullopt;
  asked.comment = text_of(*response, "comment");
  asked.base = response->at("position").get<std::uint64_t>();
  std::vector<SentSegment> segments;
  std::optional<std::string> after;
  do {
    const auto page =
        session.get(Target{"v1", "studies", asked.study, "questions", asked.question, "responses"}
                        .with("comment", asked.comment)
                        .with("limit", "1000")
                        .with("after", after)
                        .with("as_of", number_of(*response, "position")));
    if (!page) return std::nullopt;
    for (const auto& one : page->at("responses"))
      segments.push_back({text_of(one, "response"), one.at("begin").get<std::uint32_t>(),
                          one.at("end").get<std::uint32_t>()});
    after.reset();
    if (!page->at("next").is_null()) after = text_of(*page, "next");
  } while (after);
  std::sort(segments.begin(), segments.end(), [](const SentSegment& one, const SentSegment& other) {
    return std::pair(one.begin, one.end) < std::pair(other.begin, other.end);
  });
  return segments;
}

// The place of a response in the list; past its end where it is not in it.
std::size_t place_in(const std::vector<SentSegment>& segments, const std::string& response) {
  const auto found = std::find_if(segments.begin(), segments.end(),
                                  [&](const SentSegment& one) { return one.response == response; });
  return static_cast<std::size_t>(found - segments.begin());
}

void refuse_cut(Session& session, std::string detail, std::string fix) {
  session.fail(Exit::kRefused, {Fault::kInvalidValue, std::move(detail), "", std::move(fix)});
}

void split_response(Session& session, AskedSegments asked) {
  auto segments = segments_around(session, asked);
  if (!segments) return;
  const auto place = place_in(*segments, asked.response);
  if (place == segments->size()) return;
  auto& first = (*segments)[place];
  const auto cut = *cut_from(asked.at);
  if (cut.first <= first.begin || cut.second < cut.first || cut.second >= first.end)
    return refuse_cut(session,
                      "Response " + printable(asked.response) + " stands at " +
                          std::to_string(first.begin) + ":" + std::to_string(first.end) +
                          ", and a cut is within it.",
                      "See its text with `verbatim response show`.");
  const SentSegment second{asked.into, cut.second, first.end};
  first.end = cut.first;
  segments->insert(segments->begin() + static_cast<std::ptrdiff_t>(place) + 1, second);
  send_segments(session, asked, *segments);
}

void join_responses(Session& session, AskedSegments asked) {
  auto segments = segments_around(session, asked);
  if (!segments) return;
  auto first = place_in(*segments, asked.response), second = place_in(*segments, asked.other);
  if (first > second) std::swap(first, second);
  if (second == segments->size() || second != first + 1)
    return refuse_cut(
        session,
        printable(asked.other) + " does not stand beside " + printable(asked.response) +
            " in comment " + printable(asked.comment) + ".",
        "Join neighbours, one after another; `verbatim response list --comment` shows "
        "where they stand.");
  (*segments)[first].end = std::max((*segments)[first].end, (*segments)[second].end);
  segments->erase(segments->begin() + static_cast<std::ptrdiff_t>(second));
  send_segments(session, asked, *segments);
}

// A neighbour that touched the boundary moves along with it.
void move_response(Session& session, AskedSegments asked) {
  auto segments = segments_around(session, asked);
  if (!segments) return;
  const auto place = place_in(*segments, asked.response);
  if (place == segments->size()) return;
  auto& moved = (*segments)[place];
  if (asked.begin) {
    if (place > 0 && (*segments)[place - 1].end == moved.begin)
      (*segments)[place - 1].end = *asked.begin;
    moved.begin = *asked.begin;
  }
  if (asked.end) {
    if (place + 1 < segments->size() && (*segments)[place + 1].begin == moved.end)
      (*segments)[place + 1].begin = *asked.end;
    moved.end = *asked.end;
  }
  send_segments(session, asked, *segments);
}

void segment_comment(Session& session, const AskedSegments& asked) {
  std::vector<SentSegment> segments;
  for (const auto& text : asked.segments) segments.push_back(*segment_from(text));
  send_segments(session, asked, segments);
}

CLI::App* command_on_segments(CLI::App& app, const char* name, const char* about,
                              const SharedSegments& asked) {
  auto* command = app.add_subcommand(name, about);
  command->add_option("study", asked->study, "The study's id")->required()->check(an_id);
  command->add_option("question", asked->question, "The question")->required()->check(an_id);
  command
      ->add_option("--codings", asked->codings,
                   "What becomes of what was said of responses that change: refuse, keep (it goes "
                   "on), copy (to new responses, too) or withdraw")
      ->check(CLI::IsMember({"refuse", "keep", "copy", "withdraw"}));
  add_reason_option(*command, asked->reason);
  return command;
}

}  // namespace

void add_comment_segment(CLI::App& comment, Session& session) {
  const auto asked = std::make_shared<AskedSegments>();
  auto* whole = command_on_segments(comment, "segment",
                                    "Say all of how a comment is split into responses", asked);
  whole->footer(
      "Example:\n"
      "  verbatim comment segment iep q1 c17 --response c17=0:7 --response c17-b=9:22\n"
      "The first response keeps the comment's id.");
  whole->add_option("comment", asked->comment, "The comment")->required()->check(an_id);
  whole->add_option("--response", asked->segments, "ID=BEGIN:END in code points (each)")
      ->required()
      ->expected(1)
      ->take_all()
      ->check(a_segment);
  whole->add_option(
      "--base", asked->base,
      "The position at which you saw how it is split: refused where somebody split it "
      "otherwise since");
  whole->callback([&session, asked] { segment_comment(session, *asked); });
}

void add_response_segments(CLI::App& response, Session& session) {
  const auto asked = std::make_shared<AskedSegments>();
  auto* cut =
      command_on_segments(response, "split", "Make two responses of one, for all coders", asked);
  cut->footer(
      "Example, which leaves out the blank between the two:\n"
      "  verbatim response split iep q1 c17 --at 8:9 --into c17-b --codings copy");
  cut->add_option("response", asked->response, "Which; the first half keeps its id")
      ->required()
      ->check(an_id);
  cut->add_option("--at", asked->at, "Where, in code points of the comment; or END:BEGIN")
      ->required()
      ->check(a_cut);
  cut->add_option("--into", asked->into, "The id of the second half")->required()->check(an_id);
  cut->callback([&session, asked] { split_response(session, *asked); });

  auto* both = command_on_segments(response, "join", "Make one response of two neighbours", asked);
  both->footer("Example:\n  verbatim response join iep q1 c17 c17-b --codings keep");
  both->add_option("response", asked->response, "One")->required()->check(an_id);
  both->add_option("other", asked->other, "The other; the first in the text keeps its id")
      ->required()
      ->check(an_id);
  both->callback([&session, asked] { join_responses(session, *asked); });

  auto* shifted =
      command_on_segments(response, "move", "Move where a response begins or ends", asked);
  shifted->footer(
      "Example:\n  verbatim response move iep q1 c17 --end 12\n"
      "A neighbour that touches the boundary moves along.");
  shifted->add_option("response", asked->response, "Which")->required()->check(an_id);
  shifted->add_option("--begin", asked->begin, "Where it begins, in code points of the comment");
  shifted->add_option("--end", asked->end, "Where it ends");
  shifted->callback([&session, asked] {
    if (!asked->begin && !asked->end) throw CLI::RequiredError("--begin or --end");
    move_response(session, *asked);
  });
}

}  // namespace verbatim::tool
