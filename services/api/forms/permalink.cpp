#include "api/forms/permalink.hpp"

#include <algorithm>

namespace verbatim::api {
namespace {

// Calls use(name, "name=value") for each parameter of a raw query.
template <class Use>
void each_parameter(std::string_view query, Use use) {
  for (auto begin = query.begin(); begin != query.end();) {
    const auto end = std::find(begin, query.end(), '&');
    const std::string_view parameter(begin, end);
    if (!parameter.empty()) use(parameter.substr(0, parameter.find('=')), parameter);
    begin = end == query.end() ? end : end + 1;
  }
}

}  // namespace

Permalink::Permalink(const http::Request& request) {
  const std::string_view target = request.target;
  const auto mark = target.find('?');
  path_ = target.substr(0, mark);
  if (mark == std::string_view::npos) return;
  each_parameter(target.substr(mark + 1), [&](std::string_view name, std::string_view parameter) {
    if (name != "as_of") query_.append(parameter).append("&");
  });
}

std::string Permalink::at(std::uint64_t position) const {
  return path_ + "?" + query_ + "as_of=" + std::to_string(position);
}

Permalink Permalink::without(std::string_view unwanted) const {
  std::string query;
  each_parameter(query_, [&](std::string_view name, std::string_view parameter) {
    if (name != unwanted) query.append(parameter).append("&");
  });
  return {path_, std::move(query)};
}

std::string Permalink::between(std::uint64_t from, std::uint64_t to) const {
  const auto query = without("from").without("to").query_;
  return path_ + "?" + query + "from=" + std::to_string(from) + "&to=" + std::to_string(to);
}

std::string Permalink::evidence_at(std::uint64_t position, std::string_view path,
                                   std::initializer_list<std::string_view> names,
                                   std::string_view more) const {
  std::string link = path_;
  link.append(path).append("/evidence?");
  each_parameter(query_, [&](std::string_view name, std::string_view parameter) {
    if (std::find(names.begin(), names.end(), name) != names.end())
      link.append(parameter).append("&");
  });
  return link.append("as_of=").append(std::to_string(position)).append(more);
}

}  // namespace verbatim::api
