#include "verbatim/file_bytes.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace verbatim::tool {

std::optional<std::string> read_file(Session& session, const std::string& path) {
  if (std::error_code error; std::filesystem::is_directory(path, error)) {
    session.fail(Exit::kRefused, {Fault::kInvalidValue, path + " is a folder, not a file.", "FILE",
                                  "Name a file in it."});
    return std::nullopt;
  }
  std::ifstream file;
  if (path != "-") file.open(path, std::ios::binary);
  auto& stream = path == "-" ? std::cin : file;
  if (stream) {
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    if (!stream.bad()) return bytes;
  }
  session.fail(Exit::kRefused, {Fault::kInvalidValue, "Cannot read " + path + ".", "FILE", ""});
  return std::nullopt;
}

}  // namespace verbatim::tool
