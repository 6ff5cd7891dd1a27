#include "api/requests/figure_query.hpp"

#include "api/requests/lookup.hpp"
#include "api/requests/parameters.hpp"

namespace verbatim::api {
namespace {

using projections::Basis;

constexpr std::string_view kCoderPrefix = "coder:";

// "a,b" would be read as two coders, whose figures are not those of coder "a,b".
Result<void> refuse_ambiguous(const coding::Study& study, const AskedCoders& asked) {
  if (asked.list.find(',') == std::string::npos) return {};
  for (coding::IdTable::Index m = 0; m < study.member_ids.size(); ++m) {
    const auto id = study.member_ids.id(m);
    if (id.find(',') == std::string_view::npos || asked.list.find(id) == std::string::npos)
      continue;
    auto failure = bad_parameter(
        "coders", "There is a coder \"" + std::string(id) + "\", whose id has a comma in it.");
    failure.fix = "Name each coder by a parameter of its own: coder=ID&coder=ID.";
    return failure;
  }
  return {};
}

}  // namespace

Result<AskedBasis> read_basis(const http::Request& request) {
  AskedBasis asked;
  const auto word = request.parameter("basis").value_or("settled");
  if (word == "settled")
    asked.basis = Basis::kSettled;
  else if (word == "any")
    asked.basis = Basis::kAny;
  else if (word == "majority")
    asked.basis = Basis::kMajority;
  else if (word == "all")
    asked.basis = Basis::kAll;
  else if (word.starts_with(kCoderPrefix))
    asked.coder = word.substr(kCoderPrefix.size());
  else
    return bad_parameter("basis", "The basis is settled, majority, any, all or coder:ID.",
                         "Give one of these; what one coder said is coder: and their id.");
  return asked;
}

Result<AskedBasis> read_basis_or_layer(const http::Request& request) {
  const auto layer = request.parameter("layer");
  if (!layer) return read_basis(request);
  if (request.parameter("basis"))
    return bad_parameter("layer", "A layer is one coder's own; it has no basis beside.");
  return AskedBasis{Basis::kSettled, std::string(*layer), true};
}

AskedCoders read_coders(const http::Request& request) {
  AskedCoders asked{std::string(request.parameter("coders").value_or("")),
                    list_parameter(request, "coders")};
  for (const auto& [name, value] : request.query)
    if (name == "coder") asked.names.push_back(value);
  return asked;
}

Result<std::vector<coding::MemberIndex>> find_coders(const coding::Study& study,
                                                     const AskedCoders& asked) {
  if (auto clear = refuse_ambiguous(study, asked); !clear) return std::move(clear).error();
  std::vector<coding::MemberIndex> coders;
  for (const auto& name : asked.names) {
    const auto coder = find_member(study, name, "coders");
    if (!coder) return coder.error();
    coders.push_back(*coder);
  }
  return coders;
}

}  // namespace verbatim::api
