#include "http/current_exception.hpp"

#include <exception>

namespace verbatim::http {

std::string current_exception_text() {
  try {
    throw;
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "an exception of unknown type";
  }
}

}  // namespace verbatim::http
