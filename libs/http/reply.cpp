#include "http/reply.hpp"

#include "http/bare_problem.hpp"

namespace verbatim::http {

void Reply::Sink::abandon() {
  send(bare_problem(500));
}

}  // namespace verbatim::http
