#pragma once

#include <optional>
#include <string>

#include "api/forms/permalink.hpp"
#include "http/message.hpp"
#include "projections/connections.hpp"

namespace verbatim::api {

// How connections are shown (schemas/openapi.yaml: getConnections).
struct ConnectionsForm {
  explicit ConnectionsForm(const http::Request& request) : link(request) {}

  std::string basis;  // as it was asked for
  std::optional<std::string> framework, to, group;
  std::size_t limit = 1000;
  bool csv = false;
  Permalink link;
};

Result<ConnectionsForm> read_connections_form(const http::Request& request);

Result<http::Response> show_connections(const projections::StudyView& view,
                                        coding::QuestionIndex question, projections::Basis basis,
                                        const ConnectionsForm& form);

}  // namespace verbatim::api
