// Quotes: responses chosen to represent a theme, as they may be published.
#include <memory>

#include <nlohmann/json.hpp>

#include "api/forms/note_text.hpp"
#include "api/problems.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/json_reader.hpp"
#include "api/requests/lookup.hpp"
#include "api/requests/parameters.hpp"
#include "api/routes/routes.hpp"
#include "api/texts/comment_text.hpp"
#include "api/texts/erased_text.hpp"
#include "api/writes/write_study.hpp"
#include "base/text.hpp"
#include "coding/decide.hpp"
#include "vault/place.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

// Where the words that a quote is taken from are.
struct QuotedWords {
  std::string question, comment, respondent;
  eventlog::Position position = 0;
  std::uint32_t begin = 0, end = 0;  // of the comment, in code points
};

QuotedWords quoted_words(const coding::Study& study, coding::ResponseIndex index) {
  const auto& response = study.responses[index];
  const auto& comment = study.comments[response.comment];
  return {std::string(study.question_ids.id(comment.question)),
          std::string(study.id_of(comment)),
          std::string(study.respondent_ids.id(comment.respondent)),
          comment.position,
          response.begin,
          response.end};
}

// With one blank for all white space between two words: a line that ends elsewhere is no other
// wording.
std::string with_single_blanks(std::string_view text) {
  std::string words;
  bool blank = false;
  for (const char c : text) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
      blank = !words.empty();
      continue;
    }
    if (blank) words += ' ';
    blank = false;
    words += c;
  }
  return words;
}

// Whether the wording stands in the response so; null where the text is not there to compare.
Result<ordered_json> is_verbatim(const App& app, const std::string& study, const QuotedWords& words,
                                 std::string_view wording) {
  const auto text = comment_text(app.studies.log(), app.vault, study,
                                 {words.question, words.comment, words.respondent, words.position});
  if (!text) return text.error();
  if (!*text) return ordered_json();
  const auto said = with_single_blanks(code_point_range(**text, words.begin, words.end));
  return ordered_json(said.find(with_single_blanks(wording)) != std::string::npos);
}

// A text that is not given is that of the quote which is there.
struct SentQuote {
  coding::ChooseQuote command;
  std::optional<std::string> wording, why;
};

Result<SentQuote> read_quote_body(const Call& call) {
  auto body = json_body(call.request);
  if (!body) return std::move(body).error();
  ObjectReader in(*body, "");
  SentQuote quote;
  quote.command.quote = call.request.params[1];
  quote.command.question = in.id("question");
  quote.command.response = in.id("response");
  quote.command.theme = in.id("theme");
  quote.wording = in.optional_prose("wording", kNoteBytesMax);
  if (quote.wording && quote.wording->empty())
    in.refuse(
        {Fault::kInvalidValue, "A quote has a wording.", in.pointer_to("wording"),
         "Give the words that may be published, or leave the field out to keep those that are "
         "there."});
  quote.why = in.optional_prose("why", kNoteBytesMax);
  quote.command.consent = in.optional_bool("consent");
  if (auto failure = in.finish()) return std::move(*failure);
  return quote;
}

Failure no_such_quote(const std::string& id) {
  return {Fault::kUnknownQuote, "There is no quote '" + id + "' in this study.", "quote",
          "GET /v1/studies/{study}/quotes lists them."};
}

// Quotes have no owner: in a blind round to choose one would tell whether another did.
std::optional<Failure> hidden_by_blindness(const coding::Study& study, const std::string& caller,
                                           const coding::ChooseQuote& command) {
  const auto viewpoint = coding::viewpoint_of(study, caller);
  if (viewpoint.sees_all()) return std::nullopt;
  if (const auto question = study.question_ids.find(command.question);
      question && !viewpoint.sees(static_cast<coding::QuestionIndex>(*question)))
    return coding::blind_round(command.question);
  const auto known = study.quote_ids.find(command.quote);
  if (!known || coding::shows(study, viewpoint, study.quotes[*known])) return std::nullopt;
  return Failure{Fault::kBlindRound,
                 "The id '" + command.quote + "' is taken by a quote that you are not shown now.",
                 "quote", "Choose the quote under another id."};
}

// The quote that is there under the id, of the same response; position 0 where there is none. Of
// another response it would be other words, and nothing of it is kept.
eventlog::Position chosen_before(const coding::Study& study, const coding::ChooseQuote& command) {
  const auto known = study.quote_ids.find(command.quote);
  if (!known) return 0;
  const auto response = find_response(study, command.question, command.response);
  const auto& quote = study.quotes[*known];
  return response && quote.response == *response ? quote.position : 0;
}

Failure chosen_meanwhile(const std::string& id) {
  return {Fault::kNotAllowedNow, "Quote '" + id + "' was chosen or changed at this very moment.",
          "quote", "Send it again."};
}

// What a quote is taken from, where its texts are, and what is there already.
struct QuoteContext {
  QuotedWords words;
  std::string key;
  eventlog::Position before = 0;
};

// Puts the texts that are there in place of those that are not given.
Result<void> keep_texts(const App& app, const std::string& study, const QuoteContext& context,
                        SentQuote& quote) {
  if (context.before == 0 || (quote.wording && quote.why)) return {};
  auto texts =
      quote_texts(app.studies.log(), app.vault, study,
                  {context.key, vault::place_of_quote(study, quote.command.quote), context.before});
  if (!texts && texts.error().fault == Fault::kFutureMoment)  // not on disk yet
    return chosen_meanwhile(quote.command.quote);
  if (!texts) return std::move(texts).error();
  if (!quote.wording) quote.wording = std::move(texts->wording);
  if (!quote.why) quote.why = std::move(texts->why);
  return {};
}

// What has to be given, since there is nothing to keep: whoever is told has been told as well that
// the quote is not hidden from them.
std::optional<Failure> lacking_text(const SentQuote& quote, eventlog::Position before) {
  if (!quote.wording)
    return Failure{Fault::kMissingField,
                   before == 0 ? "There is no quote '" + quote.command.quote +
                                     "' of this response whose wording could be kept."
                               : "The wording that is there can be read no more.",
                   "/wording", "Give the words that may be published."};
  if (!quote.why && before != 0)
    return Failure{Fault::kMissingField, "Why it was chosen can be read no more.", "/why",
                   "Say why, or send \"\"."};
  return std::nullopt;
}

Result<void> seal_texts(App& app, const std::string& study, const std::string& key,
                        SentQuote& quote) {
  const auto place = vault::place_of_quote(study, quote.command.quote);
  const auto place_of_why = vault::place_of_quote_why(study, quote.command.quote);
  std::vector<vault::Vault::Text> texts{{study, key, place, *quote.wording}};
  if (quote.why && !quote.why->empty()) texts.push_back({study, key, place_of_why, *quote.why});
  auto sealed = app.vault.seal(texts);
  if (!sealed) return std::move(sealed).error();
  quote.command.sealed_wording.bytes = std::move(sealed->front().bytes);
  quote.command.wording_mark.bytes = std::move(sealed->front().mark);
  if (sealed->size() == 2) {
    quote.command.sealed_why.bytes = std::move(sealed->back().bytes);
    quote.command.why_mark.bytes = std::move(sealed->back().mark);
  }
  return {};
}

void choose_quote(Call& call, http::Reply reply) {
  const auto& study = call.request.params[0];
  auto quote = read_quote_body(call);
  if (!quote) return reply.send(problem(quote.error()));
  const auto live = find_study(call.app.studies, study);
  if (!live) return reply.send(problem(live.error()));
  const auto context =
      studies::look_now(**live, [&](const projections::StudyView& view) -> Result<QuoteContext> {
        const auto& now = view.study();
        if (auto blind = hidden_by_blindness(now, call.caller.name, quote->command))
          return std::move(*blind);
        const auto response = find_response(now, quote->command.question, quote->command.response);
        if (!response) return response.error();
        return QuoteContext{quoted_words(now, *response), key_of_response(now, *response),
                            chosen_before(now, quote->command)};
      });
  if (!context) return reply.send(problem(context.error()));
  const bool keeps_wording = !quote->wording, keeps = keeps_wording || !quote->why;
  if (auto kept = keep_texts(call.app, study, *context, *quote); !kept)
    return reply.send(problem(kept.error()));
  auto lacking = lacking_text(*quote, context->before);
  Result<ordered_json> verbatim = ordered_json();
  if (!lacking) {
    verbatim = is_verbatim(call.app, study, context->words, *quote->wording);
    if (!verbatim) return reply.send(problem(verbatim.error()));
    if (auto sealed = seal_texts(call.app, study, context->key, *quote); !sealed)
      return reply.send(problem(sealed.error()));
  }
  StudyWrite write;
  write.sealed_for = {context->key};
  write.request.plan = [command = std::move(quote->command), caller = call.caller.name, keeps,
                        before = context->before, lacking = std::move(lacking)](
                           const coding::Study& now) -> Result<studies::CommandSource> {
    if (auto blind = hidden_by_blindness(now, caller, command)) return std::move(*blind);
    if (keeps && chosen_before(now, command) != before) return chosen_meanwhile(command.quote);
    if (lacking) {  // unless it would be refused with all of it, too
      const auto decided = coding::decide(now, command);
      return decided ? *lacking : decided.error();
    }
    return studies::CommandSource{1, [command](std::size_t) { return command; }};
  };
  // Of a wording that was kept then, and may be another by now, a repeated answer says nothing.
  write.answer = [study, keeps_wording, found = verbatim->dump()](const auto& outcome) {
    const bool is_known = !(outcome.replayed && keeps_wording);
    return json_response(
        200, outcome_json(study, outcome, ",\"verbatim\":" + (is_known ? found : "null")));
  };
  write_study(call, std::move(reply), std::move(write));
}

// What a coder in a blind round may not see is not there for them.
void remove_quote(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {}); !known)
    return reply.send(problem(known.error()));
  StudyWrite write;
  write.request.plan = [id = call.request.params[1], caller = call.caller.name](
                           const coding::Study& study) -> Result<studies::CommandSource> {
    const auto viewpoint = coding::viewpoint_of(study, caller);
    const auto known = study.quote_ids.find_ever(id);
    if (known && !coding::shows(study, viewpoint, study.quotes[*known])) return no_such_quote(id);
    const coding::Command command = coding::RemoveThing{{coding::Kind::kQuote, id, ""}};
    return studies::CommandSource{1, [command](std::size_t) { return command; }};
  };
  write_study(call, std::move(reply), std::move(write));
}

struct NotedQuote {
  std::string quote, question, response, theme;
  bool consent;
  NotePlace place;
  QuotedWords words;
};

struct Quotes {
  std::string study;
  std::uint64_t position = 0;
  std::vector<NotedQuote> quotes;
  std::optional<std::string> next;
};

NotedQuote note_quote(const coding::Study& study, coding::IdTable::Index index) {
  const auto& quote = study.quotes[index];
  const std::string id(study.quote_ids.id(index));
  return {
      id,
      std::string(study.question_ids.id(study.question_of(quote.response))),
      std::string(study.id_of(study.responses[quote.response])),
      std::string(study.theme_ids.id(quote.theme)),
      quote.consent,
      {key_of_response(study, quote.response), vault::place_of_quote(study.id, id), quote.position},
      quoted_words(study, quote.response)};
}

Result<ordered_json> quote_json(const App& app, const std::string& study, const NotedQuote& quote) {
  auto texts = quote_texts(app.studies.log(), app.vault, study, quote.place);
  if (!texts) return std::move(texts).error();
  ordered_json json;
  json["quote"] = quote.quote;
  json["question"] = quote.question;
  json["response"] = quote.response;
  json["theme"] = quote.theme;
  json["wording"] = texts->wording ? ordered_json(*texts->wording) : ordered_json();
  json["why"] = texts->why ? ordered_json(*texts->why) : ordered_json();
  json["consent"] = quote.consent;
  json["chosen_at"] = quote.place.position;
  if (auto put = put_erased(json, "wording", app.vault, study, quote.place.key); !put)
    return std::move(put).error();
  return json;
}

void read_quote(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  auto found = std::make_shared<Quotes>();
  const auto note = [found, id = call.request.params[1]](
                        const projections::StudyView& view,
                        const coding::Viewpoint* viewpoint) -> Result<http::Response> {
    const auto& study = view.study();
    const auto known = study.quote_ids.find(id);
    if (!known || (viewpoint && !coding::shows(study, *viewpoint, study.quotes[*known])))
      return no_such_quote(id);
    *found = {study.id, view.position(), {note_quote(study, *known)}, {}};
    return http::Response{};
  };
  auto read = read_for_all(note);
  read.complete = [&app = call.app, found]() -> Result<http::Response> {
    auto quote = quote_json(app, found->study, found->quotes.front());
    if (!quote) return std::move(quote).error();
    ordered_json json{{"study", found->study}, {"position", found->position}};
    json.update(*quote);
    json["verbatim"] = nullptr;
    if (const auto& wording = json["wording"]; wording.is_string()) {
      auto verbatim = is_verbatim(app, found->study, found->quotes.front().words,
                                  wording.get_ref<const std::string&>());
      if (!verbatim) return std::move(verbatim).error();
      json["verbatim"] = std::move(*verbatim);
    }
    return json_response(200, json.dump());
  };
  read_study(call, std::move(reply), std::move(read));
}

void list_quotes(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known = only_parameters(request, {"theme", "question", "after", "limit", "as_of"});
      !known)
    return reply.send(problem(known.error()));
  const auto limit = number_parameter(request, "limit", 1, 1000, 100);
  if (!limit) return reply.send(problem(limit.error()));
  auto found = std::make_shared<Quotes>();
  const auto note = [found, theme = copy_of(request.parameter("theme")),
                     question = copy_of(request.parameter("question")),
                     after = copy_of(request.parameter("after")),
                     limit = *limit](const projections::StudyView& view,
                                     const coding::Viewpoint* viewpoint) -> Result<http::Response> {
    const auto& study = view.study();
    if (theme && !study.theme_ids.find(*theme))
      return Failure{Fault::kUnknownTheme, "There is no theme '" + *theme + "' in this study.",
                     "theme", "Check the spelling."};
    if (question)
      if (const auto known = find_question(study, *question); !known) return known.error();
    *found = {study.id, view.position(), {}, {}};
    const auto is_hidden = [&](coding::IdTable::Index q) {
      return viewpoint && !coding::shows(study, *viewpoint, study.quotes[q]);
    };
    coding::IdTable::Index q = 0;
    if (after) {
      const auto known = study.quote_ids.find_ever(*after);
      if (!known || is_hidden(*known))
        return Failure{Fault::kUnknownQuote, "There is no quote '" + *after + "'.", "after",
                       "Use the \"next\" of the page before."};
      q = *known + 1;
    }
    for (; q < study.quotes.size(); ++q) {
      if (study.quote_ids.is_gone(q) || is_hidden(q)) continue;
      auto quote = note_quote(study, q);
      if ((theme && quote.theme != *theme) || (question && quote.question != *question)) continue;
      if (found->quotes.size() == limit) {
        found->next = found->quotes.back().quote;
        break;
      }
      found->quotes.push_back(std::move(quote));
    }
    return http::Response{};
  };
  auto read = read_for_all(note);
  read.complete = [&app = call.app, found]() -> Result<http::Response> {
    auto list = ordered_json::array();
    for (const auto& noted : found->quotes) {
      auto quote = quote_json(app, found->study, noted);
      if (!quote) return std::move(quote).error();
      list.push_back(std::move(*quote));
    }
    return json_response(
        200, ordered_json{{"study", found->study},
                          {"position", found->position},
                          {"quotes", std::move(list)},
                          {"next", found->next ? ordered_json(*found->next) : ordered_json()}}
                 .dump());
  };
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_quote_routes(http::Router& router, App& app) {
  using access::Action;
  const std::string quotes = "/v1/studies/{study}/quotes", quote = quotes + "/{quote}";
  add(router, app, {http::Method::kGet, quotes, Action::kReadResponses, list_quotes});
  add(router, app, {http::Method::kGet, quote, Action::kReadResponses, read_quote});
  add(router, app,
      {http::Method::kPut, quote, Action::kCode, choose_quote, 64 * 1024, http::Where::kWorker});
  add(router, app, {http::Method::kDelete, quote, Action::kCode, remove_quote});
}

}  // namespace verbatim::api
