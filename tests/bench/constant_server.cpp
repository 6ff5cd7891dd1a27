#include <csignal>

#include <pthread.h>

#include "http/server.hpp"
#include "setting.hpp"

namespace verbatim::bench {

int serve_constant(std::uint16_t port, std::size_t body_bytes) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const auto body = std::make_shared<const std::string>(body_bytes, 'x');
  const auto answer = [body](const http::Request&, http::Reply reply) {
    http::Response response;
    response.content_type = "application/json";
    response.shared_body = body;
    reply.send(std::move(response));
  };
  http::Router router;
  const std::string question = "/v1/studies/{study}/questions/{question}";
  const std::string theme = question + "/responses/{response}/codings/{coder}/themes/{theme}";
  router.add({http::Method::kPut, theme, answer});
  router.add({http::Method::kDelete, theme, answer});
  router.add({http::Method::kGet, question + "/counts", answer});
  http::ServerOptions options;
  options.port = port;
  http::Server server(options, std::move(router), {});
  if (!server.start()) return 1;
  int signal = 0;
  sigwait(&signals, &signal);
  server.stop();
  return 0;
}

}  // namespace verbatim::bench
