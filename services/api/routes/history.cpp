// The history of anything: who decided what of it, when, from where and why.
#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "api/forms/csv_table.hpp"
#include "api/forms/domain_words.hpp"
#include "api/forms/event_json.hpp"
#include "api/forms/permalink.hpp"
#include "api/problems.hpp"
#include "api/reads/commit_heads.hpp"
#include "api/reads/conditional.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "coding/topic.hpp"

namespace verbatim::api {
namespace {

using eventlog::Position;
using nlohmann::ordered_json;

constexpr std::uint64_t kLimitMax = 10'000;
constexpr std::array<std::string_view, 3> kForms = {"json", "ndjson", "csv"};
enum class Shape { kJson, kLines, kCsv };

struct Asked {
  coding::Subject subject;
  std::optional<std::string> actor, command, client;
  std::vector<std::string> types;
  std::optional<Moment> from, to;
  Position after = 0;
  std::uint64_t limit = 100;
  Shape form = Shape::kJson;
};

// What it is the history of: ?kind=&id=&question=&coder=.
Result<coding::Subject> read_subject(const http::Request& request) {
  coding::Subject subject;
  const auto word = request.parameter("kind").value_or("study");
  // A coding is what one coder says of a response.
  const bool is_coding = word == "coding";
  const auto kind = is_coding ? coding::Kind::kResponse : word_from<coding::Kind>(kKinds, word);
  if (!kind) {
    std::string known = "coding";
    for (const auto one : kKinds) known.append(", ").append(one);
    return bad_parameter("kind", "The kind is one of " + known + ".");
  }
  subject.thing = {*kind, std::string(request.parameter("id").value_or("")),
                   std::string(request.parameter("question").value_or(""))};
  subject.coder = request.parameter("coder").value_or("");
  const auto missing = [](std::string_view field, std::string_view what) {
    return Failure{Fault::kMissingField, "It is not said " + std::string(what) + ".",
                   std::string(field), "Add " + std::string(field) + "=."};
  };
  if (*kind == coding::Kind::kStudy && !subject.thing.id.empty())
    return bad_parameter("id", "Say what kind of thing this is the id of: kind=.");
  if (*kind != coding::Kind::kStudy && subject.thing.id.empty())
    return missing("id", "which " + std::string(word));
  if (is_coding && subject.coder.empty()) return missing("coder", "whose coding");
  if (!is_coding && !subject.coder.empty())
    return bad_parameter("coder", "Only a coding has a coder: kind=coding.");
  const bool within = *kind == coding::Kind::kComment || *kind == coding::Kind::kResponse;
  if (!within && !subject.thing.question.empty())
    return bad_parameter("question", "Only comments, responses and codings are of a question.");
  if (within && subject.thing.question.empty())
    return missing("question", "of which question: there are such ids in each");
  return subject;
}

Failure unknown_type(const std::string& type) {
  auto failure = bad_parameter("type", "There are no events of type \"" + type + "\".");
  failure.fix = known_event_types();
  return failure;
}

Result<Asked> read_asked(const http::Request& request) {
  if (auto known =
          only_parameters(request, {"kind", "id", "question", "coder", "actor", "command", "client",
                                    "type", "from", "to", "after", "limit", "format", "as_of"});
      !known)
    return std::move(known).error();
  Asked asked;
  auto subject = read_subject(request);
  if (!subject) return std::move(subject).error();
  asked.subject = std::move(*subject);
  asked.actor = copy_of(request.parameter("actor"));
  asked.command = copy_of(request.parameter("command"));
  asked.client = copy_of(request.parameter("client"));
  asked.types = list_parameter(request, "type");
  for (const auto& type : asked.types)
    if (!record::is_event_name(type)) return unknown_type(type);
  for (auto [name, moment] : {std::pair("from", &asked.from), std::pair("to", &asked.to)}) {
    auto found = moment_of(request, name);
    if (!found) return std::move(found).error();
    *moment = std::move(*found);
  }
  const auto after = number_parameter(request, "after", 0, kPositionMax, 0);
  if (!after) return after.error();
  asked.after = *after;
  const auto form = word_from<Shape>(kForms, request.parameter("format").value_or("json"));
  if (!form) return bad_parameter("format", "The format is json, ndjson or csv.");
  asked.form = *form;
  const auto limit = number_parameter(request, "limit", 1, kLimitMax,
                                      asked.form == Shape::kJson ? 100 : kLimitMax);
  if (!limit) return limit.error();
  asked.limit = *limit;
  return asked;
}

// What is noted down under the study's lock.
struct Notes {
  std::string study;
  Position position = 0;
  std::optional<coding::Topic> topic;
};

// The page's events, made complete.
struct Page {
  std::vector<record::Record> records;
  std::optional<Position> next;  // go on behind this one
};

class Reader {
 public:
  Reader(const eventlog::EventLog& log, const Notes& notes, const Asked& asked, Shown shown)
      : log_(log), notes_(notes), asked_(asked), shown_(shown), heads_(log, notes.study, shown) {}

  Result<Page> page() {
    auto first = asked_.after, last = notes_.position;
    if (asked_.from) {
      // A time: what happened from then on, so behind the last event before it.
      const auto begin = asked_.from->time
                             ? position_of(log_, notes_.study, {{}, *asked_.from->time - 1}, "from")
                             : position_of(log_, notes_.study, *asked_.from, "from");
      if (!begin) return begin.error();
      const auto before = asked_.from->time || *begin == 0 ? *begin : *begin - 1;
      first = std::max(first, before);
    }
    if (asked_.to) {
      const auto end = position_of(log_, notes_.study, *asked_.to, "to");
      if (!end) return end.error();
      last = std::min(last, *end);
    }
    record::Record record;
    Result<void> outcome;
    const auto visit = [&](Position position, std::string_view bytes) {
      if (position > last) return false;
      outcome = record::decode(bytes, record);
      if (!outcome) return false;
      if (!is_wanted(record)) return true;
      outcome = heads_.complete(record);
      if (!outcome) return false;
      if (asked_.client && record.client != *asked_.client) return true;
      if (page_.records.size() == asked_.limit) {
        page_.next = page_.records.back().position;
        return false;
      }
      page_.records.push_back(record);
      return true;
    };
    if (first < last)
      if (auto read = log_.read(notes_.study, first, visit); !read) return std::move(read).error();
    if (!outcome) return std::move(outcome).error();
    return std::move(page_);
  }

 private:
  bool is_wanted(const record::Record& record) const {
    if (asked_.actor && record.actor != *asked_.actor) return false;
    if (asked_.command && record.command != *asked_.command) return false;
    if (!asked_.types.empty() && std::find(asked_.types.begin(), asked_.types.end(),
                                           record::name_of(record.event)) == asked_.types.end())
      return false;
    return notes_.topic->is_about(record.event, record.actor) && shown_(record);
  }

  const eventlog::EventLog& log_;
  const Notes& notes_;
  const Asked& asked_;
  const Shown shown_;
  CommitHeads heads_;
  Page page_;
};

http::Response as_csv(const Page& page) {
  CsvTable table({"position", "time", "actor", "on_behalf_of", "client", "command", "commit_first",
                  "commit_count", "type", "reason", "undoes", "data"});
  for (const auto& record : page.records) {
    const auto event = ordered_json::parse(event_json(record));
    const auto text = [&](const char* name) {
      const auto& value = event.at(name);
      table.cell(value.is_string() ? value.get<std::string>() : std::string());
    };
    table.cell(record.position);
    for (const auto* name : {"time", "actor", "on_behalf_of", "client", "command"}) text(name);
    table.cell(record.position - record.commit_offset);
    if (record.commit_count > 0)
      table.cell(std::uint64_t{record.commit_count});
    else
      table.empty();
    text("type");
    text("reason");
    if (record.undoes > 0)
      table.cell(record.undoes);
    else
      table.empty();
    table.cell(event.at("data").dump()).end_row();
  }
  return table.answer("history");
}

http::Response as_lines(const Page& page) {
  http::Response response{200, "application/x-ndjson", {}, {}, {}};
  for (const auto& record : page.records) response.body.append(event_json(record)).append("\n");
  return response;
}

http::Response as_json(const Notes& notes, const Page& page, const std::string& permalink) {
  ordered_json json{{"study", notes.study}, {"position", notes.position}};
  json["permalink"] = permalink;
  auto follows = ordered_json::array();
  for (const auto& thing : notes.topic->things()) follows.push_back(thing_json(thing));
  json["follows"] = std::move(follows);
  auto events = ordered_json::array();
  for (const auto& record : page.records) events.push_back(ordered_json::parse(event_json(record)));
  json["events"] = std::move(events);
  json["next"] = page.next ? ordered_json(*page.next) : ordered_json();
  return json_response(200, json.dump());
}

// The same history behind the page's last event, as of the same position.
std::string next_link(const Permalink& link, Position position, Position after) {
  return "<" + link.without("after").at(position) + "&after=" + std::to_string(after) +
         ">; rel=\"next\"";
}

void read_history(Call& call, http::Reply reply) {
  auto asked = read_asked(call.request);
  if (!asked) return reply.send(problem(asked.error()));
  const auto notes = std::make_shared<Notes>();
  StudyRead read;
  read.answer = [notes, subject = asked->subject](
                    const projections::StudyView& view) -> Result<http::Response> {
    auto topic = coding::Topic::of(view.study(), subject);
    if (!topic) return std::move(topic).error();
    notes->topic = std::move(*topic);
    notes->study = view.study().id;
    notes->position = view.position();
    return http::Response{};
  };
  // In a blind round as well: each event is held against what may be shown.
  read.answer_in_blind_round = [answer = read.answer](const projections::StudyView& view,
                                                      const coding::Viewpoint&) {
    return answer(view);
  };
  read.complete_with_events =
      [notes, asked = std::move(*asked), &studies = call.app.studies,
       link = Permalink(call.request)](const Shown& shown) -> Result<http::Response> {
    auto page = Reader(studies.log(), *notes, asked, shown).page();
    if (!page) return std::move(page).error();
    auto response = asked.form == Shape::kCsv ? as_csv(*page)
                    : asked.form == Shape::kLines
                        ? as_lines(*page)
                        : as_json(*notes, *page, link.at(notes->position));
    if (page->next)
      response.headers.emplace_back("Link", next_link(link, notes->position, *page->next));
    return response;
  };
  read.is_long = true;
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_history_routes(http::Router& router, App& app) {
  add(router, app,
      {http::Method::kGet, "/v1/studies/{study}/history", access::Action::kReadEvents,
       read_history});
}

}  // namespace verbatim::api
