#include "http/engine.hpp"

#include <spdlog/spdlog.h>

#include "http/bare_problem.hpp"
#include "http/current_exception.hpp"

namespace verbatim::http {

Response Engine::word(const Refusal& refusal) const {
  if (!problem) return bare_problem(refusal.status);
  try {
    Response response = problem(refusal.failure, refusal.status);
    response.status = refusal.status;
    return response;
  } catch (...) {
    spdlog::error("the wording of a problem failed: {}", current_exception_text());
    return bare_problem(refusal.status);
  }
}

}  // namespace verbatim::http
