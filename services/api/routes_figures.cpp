// Figures: counts, agreement, progress.
#include "api/figure_json.hpp"
#include "api/lookup.hpp"
#include "api/problems.hpp"
#include "api/read_study.hpp"
#include "api/routes.hpp"

namespace verbatim::api {
namespace {

using projections::Basis;
using projections::StudyView;

constexpr std::string_view kCoderPrefix = "coder:";

// A basis as it was asked for: one of three words, or one coder by id.
struct AskedBasis {
  Basis basis = Basis::kMajority;
  std::optional<std::string> coder;
  std::string word;
};

Result<AskedBasis> read_basis(const http::Request& request) {
  AskedBasis asked;
  asked.word = request.parameter("basis").value_or("majority");
  if (asked.word == "any")
    asked.basis = Basis::kAny;
  else if (asked.word == "majority")
    asked.basis = Basis::kMajority;
  else if (asked.word == "all")
    asked.basis = Basis::kAll;
  else if (asked.word.starts_with(kCoderPrefix))
    asked.coder = asked.word.substr(kCoderPrefix.size());
  else
    return bad_parameter("basis", "The basis is majority, any, all or coder:ID.");
  return asked;
}

void read_counts(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known = only_parameters(request, {"basis", "by", "framework", "as_of"}); !known)
    return reply.send(problem(known.error()));
  auto basis = read_basis(request);
  if (!basis) return reply.send(problem(basis.error()));
  const auto by = request.parameter("by");
  if (by && *by != "group")
    return reply.send(problem(bad_parameter("by", "Counts are broken down by group.")));
  const auto answer = [id = request.params[1], asked = *basis, by_group = by.has_value(),
                       framework = copy_of(request.parameter("framework"))](
                          const StudyView& view) -> Result<http::Response> {
    const auto& study = view.study();
    const auto question = find_question(study, id);
    if (!question) return question.error();
    const auto of_framework = find_framework(study, framework);
    if (!of_framework) return of_framework.error();
    projections::CountsQuery query{asked.basis, {}, *of_framework, by_group};
    if (asked.coder) {
      const auto coder = find_member(study, *asked.coder, "basis");
      if (!coder) return coder.error();
      query.coder = *coder;
    }
    return json_response(200, counts_json(view, *question, query, asked.word));
  };
  read_study(call, std::move(reply), {answer, {}, true});
}

std::vector<std::string> listed(const std::optional<std::string>& text) {
  std::vector<std::string> items;
  if (!text) return items;
  std::size_t begin = 0;
  for (auto comma = text->find(','); begin <= text->size(); comma = text->find(',', begin)) {
    items.push_back(text->substr(begin, comma - begin));
    if (comma == std::string::npos) break;
    begin = comma + 1;
  }
  return items;
}

Result<std::vector<projections::Coefficient>> read_coefficients(const http::Request& request) {
  std::vector<projections::Coefficient> wanted;
  for (const auto& name : listed(copy_of(request.parameter("coefficient")))) {
    const auto coefficient = projections::coefficient_from(name);
    if (!coefficient) {
      std::string known;
      for (const auto c : projections::all_coefficients())
        known.append(known.empty() ? "" : ", ").append(projections::name_of(c));
      return bad_parameter("coefficient",
                           "There is no coefficient \"" + name + "\". Known are " + known + ".");
    }
    wanted.push_back(*coefficient);
  }
  return wanted;
}

void read_agreement(Call& call, http::Reply reply) {
  const auto& request = call.request;
  if (auto known = only_parameters(request, {"coefficient", "coders", "framework", "as_of"});
      !known)
    return reply.send(problem(known.error()));
  auto coefficients = read_coefficients(request);
  if (!coefficients) return reply.send(problem(coefficients.error()));
  const auto answer = [id = request.params[1], wanted = *coefficients,
                       coders = listed(copy_of(request.parameter("coders"))),
                       framework = copy_of(request.parameter("framework"))](
                          const StudyView& view) -> Result<http::Response> {
    const auto& study = view.study();
    const auto question = find_question(study, id);
    if (!question) return question.error();
    const auto of_framework = find_framework(study, framework);
    if (!of_framework) return of_framework.error();
    projections::AgreementQuery query{wanted, {}, *of_framework};
    for (const auto& name : coders) {
      const auto coder = find_member(study, name, "coders");
      if (!coder) return coder.error();
      query.coders.push_back(*coder);
    }
    const auto figures = projections::agreement_of(view, *question, query);
    return json_response(200, agreement_json(view, *question, figures));
  };
  read_study(call, std::move(reply), {answer, {}, true});
}

void read_progress(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  const auto answer =
      [id = call.request.params[1]](const StudyView& view) -> Result<http::Response> {
    const auto question = find_question(view.study(), id);
    if (!question) return question.error();
    return json_response(200, progress_json(view, *question));
  };
  read_study(call, std::move(reply), {answer, {}, true});
}

void read_study_progress(Call& call, http::Reply reply) {
  if (auto known = only_parameters(call.request, {"as_of"}); !known)
    return reply.send(problem(known.error()));
  const auto answer = [](const StudyView& view) -> Result<http::Response> {
    return json_response(200, study_progress_json(view));
  };
  read_study(call, std::move(reply), {answer, {}, true});
}

}  // namespace

void add_figure_routes(http::Router& router, App& app) {
  using access::Action;
  const std::string question = "/v1/studies/{study}/questions/{question}";
  const auto figure = [&](const std::string& pattern, auto handler) {
    add(router, app, {http::Method::kGet, pattern, Action::kReadFigures, handler});
  };
  figure(question + "/counts", read_counts);
  figure(question + "/agreement", read_agreement);
  figure(question + "/progress", read_progress);
  figure("/v1/studies/{study}/progress", read_study_progress);
}

}  // namespace verbatim::api
