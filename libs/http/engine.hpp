#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include <boost/asio/thread_pool.hpp>

#include "http/byte_budget.hpp"
#include "http/connection_count.hpp"
#include "http/edge_rules.hpp"
#include "http/router.hpp"
#include "http/server.hpp"

namespace verbatim::http {

// What all connections of one server share. It lives until every I/O thread and worker has ended;
// replies and streams that outlive it touch nothing but their closed mailbox.
struct Engine {
  Engine(ServerOptions server_options, Router server_router, Server::Problem server_problem,
         Server::Observer server_observer)
      : options(std::move(server_options)),
        limits{options.header_limit_bytes, options.target_limit_bytes},
        router(std::move(server_router)),
        problem(std::move(server_problem)),
        observer(std::move(server_observer)),
        bodies(std::make_shared<ByteBudget>(options.bodies_bytes_max)),
        answers(std::make_shared<ByteBudget>(options.answers_bytes_max)),
        workers(std::max(1U, options.worker_threads)) {}

  // The document for a refusal; a bare one if the application's wording throws.
  Response word(const Refusal& refusal) const;

  const ServerOptions options;
  const HeadLimits limits;
  const Router router;
  const Server::Problem problem;
  const Server::Observer observer;
  ConnectionCount connections;
  const std::shared_ptr<ByteBudget> bodies, answers;  // connections may outlive the engine
  boost::asio::thread_pool workers;
};

}  // namespace verbatim::http
