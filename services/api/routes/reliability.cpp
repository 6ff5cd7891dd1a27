// Agreement of reliability data from anywhere: nothing of a study is read or written.
#include "exchange/reliability.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "api/problems.hpp"
#include "api/routes/routes.hpp"

namespace verbatim::api {
namespace {

using agreement::ReliabilityData;

constexpr std::size_t kBodyBytesMax = 4u << 20;
// Codings that all resamples draw: of one coefficient, and of all of them together.
constexpr std::uint64_t kDrawnCodingsMax = 2'000'000, kDrawnInAllMax = 100'000'000;
constexpr std::uint64_t kResamplesMax = 1'000;
constexpr std::uint64_t kSeedMax = (std::uint64_t{1} << 53) - 1;

struct AskedComputation {
  exchange::ReliabilityForm form;
  agreement::ComputeOptions options;
  bool csv = false;
};

// What keeps a request short. The tables of categories are squares of them.
exchange::ReliabilityLimits limits() {
  return {.columns = 1'000,
          .coders = 200,
          .categories = 200,
          .custom_weights = 20,
          .codings = 20'000,
          .spans = 2'000,
          .name_bytes = 1'000,
          .characters = 1'000'000,
          .fix = "Compute larger data with the command: verbatim agreement compute FILE."};
}

Result<AskedComputation> read_computation(const http::Request& request) {
  if (auto known = only_parameters(
          request, {"coefficient", "scale", "sets", "coders", "missing", "resamples", "seed"});
      !known)
    return std::move(known).error();
  AskedComputation wanted;
  wanted.options.coefficients = list_parameter(request, "coefficient");
  for (const auto& name : wanted.options.coefficients)
    if (!agreement::is_coefficient(name))
      return bad_parameter("coefficient", "There is no coefficient of that name.");
  if (const auto scale = request.parameter("scale")) {
    constexpr std::array kScales = {"nominal", "ordinal", "interval", "ratio", "numeric"};
    if (std::find(kScales.begin(), kScales.end(), *scale) == kScales.end())
      return bad_parameter("scale", "The scale is nominal, ordinal, interval, ratio or numeric.");
    wanted.form.scale = std::string(*scale);
  }
  const auto sets = flag_parameter(request, "sets");
  if (!sets) return sets.error();
  wanted.form.sets = *sets;
  wanted.form.coders = list_parameter(request, "coders");
  wanted.form.missing = request.parameter("missing").value_or("");
  const auto resamples = number_parameter(request, "resamples", 0, kResamplesMax, 0);
  if (!resamples) return resamples.error();
  const auto seed = number_parameter(request, "seed", 0, kSeedMax, 1);
  if (!seed) return seed.error();
  wanted.options.resampling = {static_cast<std::uint32_t>(*resamples), *seed};
  wanted.options.drawn_codings_max = kDrawnCodingsMax;
  wanted.options.drawn_in_all_max = kDrawnInAllMax;
  wanted.form.limits = limits();
  const auto json = only_media_type(request, "application/json");
  wanted.csv = !json && only_media_type(request, "text/csv");
  if (!json && !wanted.csv) return json.error();
  return wanted;
}

Result<ReliabilityData> read_data(const AskedComputation& wanted, std::string_view body) {
  if (wanted.csv) return exchange::read_reliability_csv(body, wanted.form);
  auto all = exchange::read_reliability_json(body, wanted.form);
  if (!all) return std::move(all).error();
  if (all->size() != 1)
    return Failure{Fault::kInvalidValue, "There is not exactly one data set.", "/data_sets",
                   "Send one data set a request."};
  return std::move(all->front());
}

void compute_agreement(Call& call, http::Reply reply) {
  const auto wanted = read_computation(call.request);
  if (!wanted) return reply.send(problem(wanted.error()));
  const auto data = read_data(*wanted, call.request.body);
  if (!data) return reply.send(problem(data.error()));
  if (const auto right = exchange::has_alpha_of_scale(*data, wanted->options.coefficients); !right)
    return reply.send(problem(right.error()));
  nlohmann::ordered_json json;
  json["coders"] = data->coders;
  json["categories"] = data->categories;
  json["results"] = nlohmann::ordered_json::parse(
      exchange::figures_json(agreement::compute(*data, wanted->options)));
  reply.send(json_response(200, json.dump()));
}

}  // namespace

void add_reliability_routes(http::Router& router, App& app) {
  add(router, app,
      {http::Method::kPost, "/v1/agreement", access::Action::kReadFigures, compute_agreement,
       kBodyBytesMax, http::Where::kWorker, false});
}

}  // namespace verbatim::api
