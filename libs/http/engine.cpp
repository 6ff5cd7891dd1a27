#include "http/engine.hpp"

#include <exception>

#include <spdlog/spdlog.h>

#include "http/bare_problem.hpp"

namespace verbatim::http {

Response Engine::word(const Refusal& refusal) const {
  if (!problem) return bare_problem(refusal.status);
  try {
    Response response = problem(refusal.failure, refusal.status);
    response.status = refusal.status;
    return response;
  } catch (const std::exception& e) {
    spdlog::error("the wording of a problem failed: {}", e.what());
    return bare_problem(refusal.status);
  }
}

}  // namespace verbatim::http
