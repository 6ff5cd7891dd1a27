#include "verbatim/file_bytes.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <system_error>

namespace verbatim::tool {

std::optional<std::string> read_file(Session& session, const std::string& path) {
  if (std::error_code error; std::filesystem::is_directory(path, error)) {
    session.fail(Exit::kRefused, {Fault::kInvalidValue, path + " is a folder, not a file.", "FILE",
                                  "Name a file in it."});
    return std::nullopt;
  }
  std::ifstream file;
  errno = 0;
  if (path != "-") file.open(path, std::ios::binary);
  auto& stream = path == "-" ? std::cin : file;
  if (stream) {
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    if (!stream.bad()) return bytes;
  }
  const auto reason = errno == 0 ? "" : ": " + std::generic_category().message(errno);
  session.fail(Exit::kRefused,
               {Fault::kInvalidValue, "Cannot read " + path + reason + ".", "FILE", ""});
  return std::nullopt;
}

}  // namespace verbatim::tool
