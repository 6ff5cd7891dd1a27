// How each coder splits comments for themselves, and how one of them becomes what all share.
#include "coding/layers.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/forms/figure_json.hpp"
#include "api/forms/layer_json.hpp"
#include "api/problems.hpp"
#include "api/reads/conditional.hpp"
#include "api/reads/read_study.hpp"
#include "api/requests/command_json.hpp"
#include "api/requests/json_reader.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "api/writes/segment_check.hpp"
#include "api/writes/write_study.hpp"
#include "projections/layers.hpp"

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;
using projections::StudyView;

constexpr std::size_t kLayerBytesMax = 1u << 20;

// --- One layer: /v1/studies/{study}/questions/{question}/comments/{comment}/layers/{coder}

struct LayerPath {
  std::string question, comment, coder;
};

LayerPath layer_path_of(const http::Request& request) {
  return {request.params[1], request.params[2], request.params[3]};
}

// The layer as it stands; the one of `caller` also before they are a member: not begun.
Result<ordered_json> layer_at(const coding::Study& study, const LayerPath& path,
                              const std::string& caller) {
  const auto comment = find_comment(study, path.question, path.comment);
  if (!comment) return comment.error();
  const auto coder = find_member(study, path.coder, "coder");
  if (!coder && path.coder == caller) return layer_not_begun(path.coder);
  if (!coder) return coder.error();
  return layer_json(study, *comment, *coder);
}

void show_layer(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  const auto path = layer_path_of(call.request);
  StudyRead read;
  read.answer = [path, caller = call.caller.name](const StudyView& view) -> Result<http::Response> {
    const auto& study = view.study();
    auto json = layer_at(study, path, caller);
    if (!json) return std::move(json).error();
    const auto& comment = study.comments[*find_comment(study, path.question, path.comment)];
    (*json)["study"] = study.id;
    (*json)["question"] = path.question;
    (*json)["comment"] = path.comment;
    (*json)["code_points"] = comment.code_points;
    (*json)["position"] = view.position();
    auto response = json_response(200, json->dump());
    response.headers.emplace_back("ETag", etag_of((*json)["revision"].get<std::uint64_t>()));
    return response;
  };
  read.answer_in_blind_round = [path, show = read.answer](
                                   const StudyView& view,
                                   const coding::Viewpoint& viewpoint) -> Result<http::Response> {
    if (path.coder != viewpoint.name) return coding::blind_round(path.question);
    return show(view);
  };
  read.question = path.question;
  read_study(call, std::move(reply), std::move(read));
}

// Only by its own coder, under the caller's If-Match, and whole characters alone.
Result<StudyWrite> prepare(const Call& call, const LayerPath& path) {
  const auto body = json_body(call.request);
  if (!body) return body.error();
  if (auto allowed = access::allow_coding_of(call.caller, path.coder); !allowed)
    return std::move(allowed).error();
  auto command = read_layer(*body, path.question, path.comment, path.coder);
  if (!command) return std::move(command).error();
  auto conditions = if_match(call.request, {path.question, path.comment, path.coder, 0, true});
  if (!conditions) return std::move(conditions).error();
  std::vector<SentCommand> sent{{std::move(*command), ""}};
  if (auto whole = GraphemeCheck(call.app, call.request.params[0], sent).check(0, ""); !whole)
    return std::move(whole).error();
  StudyWrite write;
  write.request.commands.push_back(std::move(sent.front().command));
  write.request.conditions = std::move(*conditions);
  write.if_match = true;
  write.request.locate = [](Failure failure, std::size_t) {
    if (failure.field.starts_with("units")) failure.field.insert(0, "/");
    return failure;
  };
  return write;
}

// The answer shows the layer as the request left it. For a request that was answered before, that
// is what the study was at the position of the first answer.
void set_layer(Call& call, http::Reply reply) {
  const auto path = layer_path_of(call.request);
  auto write = prepare(call, path);
  if (!write) return reply.send(problem(write.error()));
  using Shown = Result<ordered_json>;
  auto layer = std::make_shared<Shown>(ordered_json());
  const auto caller = call.caller.name;
  write->request.on_decided = [layer, path, caller](const StudyView& view,
                                                    const std::vector<record::Record>&) {
    *layer = layer_at(view.study(), path, caller);
  };
  write->on_worker_if_replayed = true;
  write->answer = [&studies = call.app.studies, layer, path, caller,
                   study = call.request.params[0]](const studies::Outcome& outcome) {
    if (outcome.replayed) {
      const auto view = studies.as_of(study, outcome.position);
      *layer = view ? layer_at((*view)->study(), path, caller) : Shown(view.error());
    }
    if (!*layer) return problem(layer->error());
    auto response =
        json_response(200, outcome_json(study, outcome, ",\"layer\":" + (*layer)->dump()));
    response.headers.emplace_back("ETag", etag_of((**layer)["revision"].get<std::uint64_t>()));
    return response;
  };
  write_study(call, std::move(reply), std::move(*write));
}

// --- All layers of a question

struct LayerListQuery {
  std::string question;
  std::vector<std::string> coders;
  bool finished_only = false;
  std::optional<std::string> after;
  std::size_t limit = 100;
};

Result<LayerListQuery> read_list_query(const http::Request& request) {
  if (auto known =
          only_parameters(request, {"coder", "finished", "after", "limit", "as_of"}, "coder");
      !known)
    return std::move(known).error();
  LayerListQuery query;
  query.question = request.params[1];
  for (const auto& [name, value] : request.query)
    if (name == "coder") query.coders.push_back(value);
  const auto finished = flag_parameter(request, "finished");
  if (!finished) return finished.error();
  query.finished_only = *finished;
  query.after = copy_of(request.parameter("after"));
  const auto limit = number_parameter(request, "limit", 1, 1000, 100);
  if (!limit) return limit.error();
  query.limit = *limit;
  return query;
}

ordered_json spans_json(const coding::Study& study, const projections::CoderSpans& layer) {
  auto units = ordered_json::array();
  for (const auto& span : layer.spans) {
    auto themes = ordered_json::array();
    for (const auto theme : span.themes) themes.push_back(study.theme_ids.id(theme));
    units.push_back({{"begin", span.begin}, {"end", span.end}, {"themes", std::move(themes)}});
  }
  return {{"coder", study.member_ids.id(layer.coder)},
          {"finished", layer.finished},
          {"units", std::move(units)}};
}

ordered_json comment_layers_json(const coding::Study& study,
                                 const projections::CommentLayers& comment) {
  auto layers = ordered_json::array();
  for (const auto& layer : comment.coders) layers.push_back(spans_json(study, layer));
  return {{"comment", study.id_of(study.comments[comment.comment])},
          {"code_points", comment.length},
          {"layers", std::move(layers)}};
}

// `only`: the one coder whose layers are shown.
Result<http::Response> list_of(const StudyView& view, const LayerListQuery& query,
                               std::optional<coding::MemberIndex> only) {
  const auto& study = view.study();
  const auto question = find_question(study, query.question);
  if (!question) return question.error();
  projections::LayersQuery wanted;
  wanted.finished_only = query.finished_only;
  wanted.most = query.limit + 1;
  for (const auto& name : query.coders) {
    const auto coder = find_member(study, name, "coder");
    if (!coder) return coder.error();
    wanted.coders.push_back(*coder);
  }
  if (only) wanted.coders = {*only};
  if (query.after) {
    const auto after = study.questions[*question].comment_ids.find_ever(*query.after);
    if (!after)
      return Failure{Fault::kUnknownComment, "There is no comment '" + *query.after + "'.", "after",
                     "Use the \"next\" of the page before."};
    wanted.first = *after + 1;
  }
  auto found = projections::layers_of(study, *question, wanted);
  const bool more = found.size() > query.limit;
  if (more) found.pop_back();
  ordered_json json;
  json["study"] = study.id;
  json["question"] = query.question;
  json["position"] = view.position();
  if (only) json["restricted"] = kInBlindRound;
  auto comments = ordered_json::array();
  for (const auto& comment : found) comments.push_back(comment_layers_json(study, comment));
  json["next"] = more ? comments.back()["comment"] : ordered_json();
  json["comments"] = std::move(comments);
  return json_response(200, json.dump());
}

void list_layers(Call& call, http::Reply reply) {
  const auto query = read_list_query(call.request);
  if (!query) return reply.send(problem(query.error()));
  StudyRead read;
  read.answer = [query = *query](const StudyView& view) {
    return list_of(view, query, std::nullopt);
  };
  read.answer_in_blind_round = [query = *query](
                                   const StudyView& view,
                                   const coding::Viewpoint& viewpoint) -> Result<http::Response> {
    for (const auto& coder : query.coders)
      if (coder != viewpoint.name) return coding::blind_round(query.question);
    return list_of(view, query, viewpoint.member);
  };
  read.question = query->question;
  read.is_long = true;
  read_study(call, std::move(reply), std::move(read));
}

// --- Adopting

struct Adoption {
  std::string question, coder, reason;
  std::optional<std::string> comment;  // nothing: every comment the coder is finished with
  coding::OnResegment codings = coding::OnResegment::kRefuse;
  bool dry_run = false;
};

Result<Adoption> read_adoption(const nlohmann::json& body, const std::string& question) {
  ObjectReader in(body, "");
  Adoption adoption;
  adoption.question = question;
  adoption.coder = in.id("coder");
  adoption.comment = in.optional_id("comment");
  if (const auto choice = read_on_resegment(in)) adoption.codings = *choice;
  adoption.reason = in.prose("reason", kReasonBytesMax);
  adoption.dry_run = in.optional_bool("dry_run", false);
  if (auto failure = in.finish()) return std::move(*failure);
  return adoption;
}

// The comments whose segmentation is adopted: of all of them, those the coder is finished with.
Result<std::vector<coding::CommentIndex>> adopted_comments(const coding::Study& study,
                                                           const Adoption& adoption) {
  const auto question = find_question(study, adoption.question);
  if (!question) return question.error();
  if (adoption.comment) {
    const auto comment = find_comment(study, adoption.question, *adoption.comment);
    if (!comment) return comment.error();
    return std::vector{*comment};
  }
  const auto coder = find_member(study, adoption.coder, "coder");
  if (!coder) return coder.error();
  std::vector<coding::CommentIndex> comments;
  for (const auto comment : study.questions[*question].comments)
    if (const auto* layer = study.layer_of(comment, *coder); layer != nullptr && layer->finished)
      comments.push_back(comment);
  return comments;
}

// Whether anything is there to adopt is not told to a coder of an open blind round.
Result<studies::CommandSource> plan_of(const coding::Study& study, const Adoption& adoption,
                                       const std::string& caller) {
  const auto question = study.question_ids.find(adoption.question);
  if (question &&
      !coding::viewpoint_of(study, caller).sees(static_cast<coding::QuestionIndex>(*question)))
    return coding::blind_round(adoption.question);
  const auto comments = adopted_comments(study, adoption);
  if (!comments) return comments.error();
  if (comments->empty())
    return Failure{
        Fault::kNotAllowedNow,
        "'" + adoption.coder + "' has no finished layer in question '" + adoption.question + "'.",
        "/coder", "Adopt those of a coder who is finished with some."};
  const auto commands = std::make_shared<std::vector<coding::Command>>();
  for (const auto comment : *comments)
    commands->push_back(coding::AdoptLayer{adoption.question,
                                           std::string(study.id_of(study.comments[comment])),
                                           adoption.coder, adoption.codings});
  return studies::CommandSource{commands->size(),
                                [commands](std::size_t i) { return (*commands)[i]; }};
}

// What an adoption came to: from its events, and from the study as it left it.
struct Adopted {
  Result<void> found;
  std::uint32_t events = 0, split = 0, assigned = 0, withdrawn = 0;
  std::size_t comments = 0, outside = 0;

  void add(const coding::Event& event) {
    ++events;
    split += std::holds_alternative<coding::CommentSegmented>(event);
    assigned += std::holds_alternative<coding::ThemeAssigned>(event);
    withdrawn += std::holds_alternative<coding::ThemeWithdrawn>(event);
  }
  void look(const coding::Study& study, const Adoption& adoption) {
    const auto adopted = adopted_comments(study, adoption);
    if (!adopted) return void(found = adopted.error());
    comments = adopted->size();
    for (const auto comment : *adopted) outside += coding::assignments_outside(study, comment);
  }
  ordered_json json() const {
    return {{"comments", comments},
            {"split", split},
            {"assigned", assigned},
            {"withdrawn", withdrawn},
            {"outside", outside}};
  }
};

Adopted adopted_then(const App& app, const std::string& study, const Adoption& adoption,
                     const studies::Outcome& outcome) {
  Adopted adopted;
  record::Record record;
  const auto visit = [&](eventlog::Position position, std::string_view bytes) {
    if (position > outcome.position) return false;
    adopted.found = record::decode(bytes, record);
    if (adopted.found) adopted.add(record.event);
    return adopted.found.has_value();
  };
  if (auto read = app.studies.log().read(study, outcome.position - outcome.events, visit); !read)
    adopted.found = std::move(read).error();
  const auto view = app.studies.as_of(study, outcome.position);
  if (!view)
    adopted.found = view.error();
  else if (adopted.found)
    adopted.look((*view)->study(), adoption);
  return adopted;
}

void adopt(Call& call, http::Reply reply) {
  const auto body = json_body(call.request);
  if (!body) return reply.send(problem(body.error()));
  const auto adoption = read_adoption(*body, call.request.params[1]);
  if (!adoption) return reply.send(problem(adoption.error()));
  auto adopted = std::make_shared<Adopted>();
  StudyWrite write;
  write.request.reason = adoption->reason;
  write.request.dry_run = adoption->dry_run;
  write.request.plan = [adoption = *adoption,
                        caller = call.caller.name](const coding::Study& study) {
    auto plan = plan_of(study, adoption, caller);
    return plan;
  };
  write.request.locate = [](Failure failure, std::size_t) {
    if (failure.field == "codings" || failure.field == "coder" || failure.field == "comment")
      failure.field.insert(0, "/");
    return failure;
  };
  write.request.on_decided = [adopted, adoption = *adoption](
                                 const StudyView& view,
                                 const std::vector<record::Record>& records) {
    for (const auto& record : records) adopted->add(record.event);
    adopted->look(view.study(), adoption);
  };
  write.on_worker_if_replayed = true;
  write.answer = [&app = call.app, adopted, adoption = *adoption,
                  study = call.request.params[0]](studies::Outcome outcome) {
    if (outcome.replayed) *adopted = adopted_then(app, study, adoption, outcome);
    if (!adopted->found) return problem(adopted->found.error());
    if (adoption.dry_run) outcome.events = adopted->events;
    return json_response(200, outcome_json(study, outcome,
                                           fmt::format(",\"dry_run\":{},\"adopted\":{}",
                                                       adoption.dry_run, adopted->json().dump())));
  };
  write_study(call, std::move(reply), std::move(write));
}

}  // namespace

void add_layer_routes(http::Router& router, App& app) {
  using access::Action;
  using http::Method;
  const std::string question = "/v1/studies/{study}/questions/{question}";
  const std::string layer = question + "/comments/{comment}/layers/{coder}";
  add(router, app, {Method::kGet, layer, Action::kReadResponses, show_layer});
  add(router, app,
      {Method::kPut, layer, Action::kCode, set_layer, kLayerBytesMax, http::Where::kWorker});
  add(router, app, {Method::kGet, question + "/layers", Action::kReadResponses, list_layers});
  add(router, app, {Method::kPost, question + "/adoption", Action::kAdjudicate, adopt});
}

}  // namespace verbatim::api
