// verbatim: the command line client.
#include <iostream>

#include <sodium.h>
#include <unistd.h>

#include "verbatim/cli.hpp"

int main(int argc, char** argv) {
  using namespace verbatim::tool;
  std::ios::sync_with_stdio(false);
  Session session({.out = std::cout,
                   .err = std::cerr,
                   .out_colours = shows_colours(STDOUT_FILENO),
                   .err_colours = shows_colours(STDERR_FILENO),
                   .err_is_terminal = is_terminal(STDERR_FILENO)});
  try {
    if (sodium_init() < 0) {
      session.fail(Exit::kRefused,
                   {verbatim::Fault::kInternal, "libsodium cannot be initialised."});
      return static_cast<int>(session.exit());
    }
    run_cli(session, {argv + 1, argv + argc});
  } catch (const Json::exception& error) {
    session.fail(
        Exit::kUnreachable,
        {verbatim::Fault::kMalformedJson,
         "The server's answer is not what this version expects: " + std::string(error.what()) + ".",
         "", "Use a client of the server's version."});
  } catch (const std::exception& error) {
    session.fail(Exit::kRefused, {verbatim::Fault::kInternal, error.what()});
  }
  return static_cast<int>(session.exit());
}
