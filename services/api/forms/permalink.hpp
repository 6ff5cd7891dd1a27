#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "http/message.hpp"

namespace verbatim::api {

// The address under which a read gives the same answer for ever: the target as it was asked for,
// as of the position that it was answered at. So an answer as of a position holds the same address
// as the one that was given live.
class Permalink {
 public:
  explicit Permalink(const http::Request& request);

  std::string at(std::uint64_t position) const;
  // Of a read that compares two moments.
  std::string between(std::uint64_t from, std::uint64_t to) const;
  // Without a parameter.
  Permalink without(std::string_view name) const;
  // The address of the evidence of one of its figures, as a template (RFC 6570): `path` stands
  // below that of the request, of whose parameters those in `names` are kept; `more` are those that
  // may be added, such as "{&unit}".
  std::string evidence_at(std::uint64_t position, std::string_view path,
                          std::initializer_list<std::string_view> names,
                          std::string_view more = "") const;

 private:
  Permalink(std::string path, std::string query)
      : path_(std::move(path)), query_(std::move(query)) {}

  std::string path_;   // as it was sent
  std::string query_;  // as it was sent, without as_of; ends with & where there is any
};

}  // namespace verbatim::api
