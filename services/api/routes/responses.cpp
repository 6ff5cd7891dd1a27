// What respondents said: the responses of a question with their texts and codings.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "api/forms/csv_table.hpp"
#include "api/forms/response_json.hpp"
#include "api/forms/responses_table.hpp"
#include "api/problems.hpp"
#include "api/reads/evidence_events.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/figure_query.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "base/time.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kLimit = 100, kLimitMax = 1'000;

enum class Seen { kAny, kUnseen, kBegun, kFinished };

struct ListQuery {
  std::string question, caller;
  std::optional<std::string> after, comment, coder;
  Seen seen = Seen::kAny;
  std::size_t limit = kLimit;
  bool csv = false;
  std::optional<projections::Basis> basis;  // of CSV: one column of what stands for the team
};

// What stands for the team is asked for of a table alone: a response as JSON has who said what.
Result<std::optional<projections::Basis>> read_team_basis(const http::Request& request, bool csv) {
  if (!request.parameter("basis")) return std::optional<projections::Basis>();
  if (!csv) return bad_parameter("basis", "It is a column of CSV: give format=csv as well.");
  const auto asked = read_basis(request);
  if (!asked) return asked.error();
  if (asked->coder)
    return bad_parameter("basis", "What one coder says is asked for with the parameter coder.");
  return std::optional(asked->basis);
}

Result<ListQuery> read_query(const http::Request& request) {
  if (auto known = only_parameters(
          request, {"after", "limit", "comment", "coder", "state", "format", "basis", "as_of"});
      !known)
    return std::move(known).error();
  ListQuery query;
  query.question = request.params[1];
  query.after = copy_of(request.parameter("after"));
  query.comment = copy_of(request.parameter("comment"));
  query.coder = copy_of(request.parameter("coder"));
  const auto csv = csv_wanted(request);
  if (!csv) return csv.error();
  query.csv = *csv;
  const auto basis = read_team_basis(request, query.csv);
  if (!basis) return basis.error();
  query.basis = *basis;
  const auto limit =
      number_parameter(request, "limit", 1, kLimitMax, query.csv ? kLimitMax : kLimit);
  if (!limit) return limit.error();
  query.limit = *limit;
  if (const auto state = request.parameter("state")) {
    if (*state == "unseen")
      query.seen = Seen::kUnseen;
    else if (*state == "begun")
      query.seen = Seen::kBegun;
    else if (*state == "finished")
      query.seen = Seen::kFinished;
    else
      return bad_parameter("state", "The state is unseen, begun or finished.");
    if (!query.coder)
      return bad_parameter("state", "Say whose state: give the parameter coder as well.");
  }
  if (query.basis && query.coder && query.seen == Seen::kAny)
    return Failure{Fault::kInvalidValue,
                   "With a basis the themes are the team's: coder only says whose state is meant.",
                   "coder",
                   "Leave basis out for what this coder says, or say which state of theirs to keep "
                   "(state)."};
  return query;
}

// `coder`: null for one who has not begun anything.
bool matches(const projections::CoderColumns* coder, std::size_t number, Seen seen) {
  if (seen == Seen::kAny) return true;
  if (coder == nullptr || !projections::has(coder->begun, number)) return seen == Seen::kUnseen;
  return seen == (projections::has(coder->finished, number) ? Seen::kFinished : Seen::kBegun);
}

// What is found under the lock, to be shown once it is durable.
struct Page {
  std::string study;
  std::uint64_t position = 0;
  std::vector<NotedResponse> responses;
  std::optional<std::string> next;
  std::vector<std::string> coders;  // of the table, in the order in which they joined
  std::optional<std::vector<TeamSays>> team;
};

// Who has begun in the question, or `whose` alone, in the order in which they joined: the columns
// of a table, which are the same whatever way the view came about.
std::vector<std::string> coders_of(const projections::StudyView& view,
                                   coding::QuestionIndex question,
                                   std::optional<coding::MemberIndex> whose) {
  std::vector<coding::MemberIndex> coders;
  for (const auto& columns : view.agreement(question).coders())
    if ((!whose || columns.coder == *whose) &&
        std::any_of(columns.begun.begin(), columns.begun.end(),
                    [](auto word) { return word != 0; }))
      coders.push_back(columns.coder);
  std::sort(coders.begin(), coders.end());
  std::vector<std::string> ids;
  for (const auto coder : coders) ids.emplace_back(view.study().member_ids.id(coder));
  return ids;
}

// `blind`: who asks, where they are shown what they said themselves, and nothing of the team's.
NotedResponse note_for(const coding::Study& study, coding::ResponseIndex response,
                       std::optional<coding::MemberIndex> whose,
                       std::optional<coding::MemberIndex> blind) {
  auto noted = note_response(study, response, blind ? blind : whose);
  if (blind) noted.settled.reset();
  return noted;
}

Result<void> collect(const projections::StudyView& view, const ListQuery& query, Page& page,
                     std::optional<coding::MemberIndex> blind = std::nullopt) {
  const auto& study = view.study();
  const auto question = find_question(study, query.question);
  if (!question) return question.error();
  const auto& asked = study.questions[*question];
  std::optional<coding::MemberIndex> coder;
  if (query.coder) {
    const auto member = find_member(study, *query.coder, "coder");
    // Who asks for their own before they have joined has seen nothing yet.
    if (!member && *query.coder != query.caller) return member.error();
    coder = member ? *member : coding::kNone16;
  }
  std::optional<coding::CommentIndex> comment;
  if (query.comment) {
    const auto found = find_comment(study, query.question, *query.comment);
    if (!found) return found.error();
    comment = *found;
  }
  std::size_t number = 0;
  if (query.after) {
    const auto after = asked.response_ids.find_ever(*query.after);
    if (!after)
      return Failure{Fault::kUnknownResponse, "There is no response '" + *query.after + "'.",
                     "after", "Use the \"next\" of the page before."};
    number = *after + std::size_t{1};
  }
  if (query.basis) page.team.emplace();
  page.coders = coders_of(view, *question, blind ? blind : coder);
  const auto* columns = view.agreement(*question).find(coder.value_or(coding::kNone16));
  for (; number < asked.responses.size(); ++number) {
    if (!matches(columns, number, query.seen)) continue;
    const auto response = asked.responses[number];
    if (study.is_gone(study.responses[response])) continue;
    if (comment && study.responses[response].comment != *comment) continue;
    if (page.responses.size() == query.limit) {
      page.next = page.responses.back().response;
      return {};
    }
    page.responses.push_back(note_for(study, response, coder, blind));
    if (query.basis) page.team->push_back(team_says(view, response, *query.basis));
  }
  return {};
}

// Puts "settled" there: what, by whom, when and why, as far as the caller may know it; null where
// nobody has settled it.
void put_settled(ordered_json& json, const Decisions& decisions, const NotedResponse& noted) {
  auto& settled = json["settled"];
  if (!noted.settled) return;
  const auto& event = decisions.at(noted.settled->position);
  settled["themes"] = noted.settled->themes;
  settled["by"] = event.actor;
  settled["position"] = event.position;
  settled["time"] = to_rfc3339(event.time);
  settled["reason"] = event.reason.empty() ? ordered_json() : ordered_json(event.reason);
}

std::vector<eventlog::Position> settled_at(const std::vector<NotedResponse>& responses) {
  std::vector<eventlog::Position> positions;
  for (const auto& noted : responses)
    if (noted.settled) positions.push_back(noted.settled->position);
  return positions;
}

Result<http::Response> show(const App& app, const ListQuery& query, const Page& page,
                            const Shown& shown) {
  const auto& log = app.studies.log();
  std::vector<ordered_json> list;
  auto positions = query.csv ? std::vector<eventlog::Position>{} : settled_at(page.responses);
  const auto decisions = decided_by(log, page.study, shown, std::move(positions));
  if (!decisions) return decisions.error();
  for (const auto& noted : page.responses) {
    auto response = response_json(log, app.vault, page.study, noted);
    if (!response) return std::move(response).error();
    if (!query.csv) put_settled(*response, *decisions, noted);
    list.push_back(std::move(*response));
  }
  if (query.csv) return responses_table(query.question, list, page.coders, page.team);
  ordered_json json;
  json["study"] = page.study;
  json["question"] = query.question;
  json["position"] = page.position;
  json["responses"] = std::move(list);
  json["next"] = page.next ? ordered_json(*page.next) : ordered_json();
  return json_response(200, json.dump());
}

// The same listing from behind the last response of a page. A table goes on at the moment it began
// at, so that its columns stay the same.
struct NextLink {
  std::string path, rest;
  bool of_table = false, has_moment = false;

  NextLink(const http::Request& request, bool csv)
      : path(request.target.substr(0, request.target.find('?'))),
        of_table(csv),
        has_moment(request.parameter("as_of").has_value()) {
    for (const auto& [name, value] : request.query)
      if (name != "after") rest.append("&").append(name).append("=").append(percent_encoded(value));
  }

  std::string behind(const Page& page) const {
    auto link = "<" + path + "?after=" + percent_encoded(*page.next) + rest;
    if (of_table && !has_moment) link += "&as_of=" + std::to_string(page.position);
    return link + ">; rel=\"next\"";
  }
};

void list_responses(Call& call, http::Reply reply) {
  auto query = read_query(call.request);
  if (!query) return reply.send(problem(query.error()));
  query->caller = call.caller.name;
  auto page = std::make_shared<Page>();
  const NextLink link(call.request, query->csv);
  StudyRead read;
  read.is_long = query->seen != Seen::kAny || query->comment || query->csv;
  read.answer = [page,
                 query = *query](const projections::StudyView& view) -> Result<http::Response> {
    page->study = view.study().id;
    page->position = view.position();
    if (auto found = collect(view, query, *page); !found) return std::move(found).error();
    return http::Response{};
  };
  read.answer_in_blind_round = [page, query = *query](
                                   const projections::StudyView& view,
                                   const coding::Viewpoint& viewpoint) -> Result<http::Response> {
    const bool of_others = query.basis || (query.coder && *query.coder != viewpoint.name);
    if (of_others) return coding::blind_round(query.question);
    page->study = view.study().id;
    page->position = view.position();
    if (auto found = collect(view, query, *page, viewpoint.member); !found)
      return std::move(found).error();
    return http::Response{};
  };
  read.question = query->question;
  read.complete_with_events = [&app = call.app, page, query = *query,
                               link](const Shown& shown) -> Result<http::Response> {
    auto response = show(app, query, *page, shown);
    if (response && page->next) response->headers.emplace_back("Link", link.behind(*page));
    return response;
  };
  read_study(call, std::move(reply), std::move(read));
}

void read_response(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  const auto question = call.request.params[1], id = call.request.params[2];
  auto page = std::make_shared<Page>();
  StudyRead read;
  const auto note = [page, question, id](
                        const projections::StudyView& view,
                        std::optional<coding::MemberIndex> blind) -> Result<http::Response> {
    page->study = view.study().id;
    page->position = view.position();
    const auto response = find_response(view.study(), question, id);
    if (!response) return response.error();
    page->responses = {note_for(view.study(), *response, std::nullopt, blind)};
    return http::Response{};
  };
  read.answer = [note](const projections::StudyView& view) { return note(view, std::nullopt); };
  read.answer_in_blind_round = [note](const projections::StudyView& view,
                                      const coding::Viewpoint& viewpoint) {
    return note(view, viewpoint.member);
  };
  read.question = question;
  read.complete_with_events = [&app = call.app, page,
                               question](const Shown& shown) -> Result<http::Response> {
    const auto& log = app.studies.log();
    const auto& noted = page->responses.front();
    auto response = response_json(log, app.vault, page->study, noted);
    if (!response) return std::move(response).error();
    const auto decisions = decided_by(log, page->study, shown, settled_at(page->responses));
    if (!decisions) return decisions.error();
    put_settled(*response, *decisions, noted);
    ordered_json json;
    json["study"] = page->study;
    json["question"] = question;
    json["position"] = page->position;
    json.update(*response);
    return json_response(200, json.dump());
  };
  read_study(call, std::move(reply), std::move(read));
}

}  // namespace

void add_response_routes(http::Router& router, App& app) {
  using access::Action;
  const std::string responses = "/v1/studies/{study}/questions/{question}/responses";
  add(router, app, {http::Method::kGet, responses, Action::kReadResponses, list_responses});
  add(router, app,
      {http::Method::kGet, responses + "/{response}", Action::kReadResponses, read_response});
}

}  // namespace verbatim::api
