#include "setting.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace verbatim::bench {

void print(const Figure& figure) {
  nlohmann::ordered_json line;
  line["figure"] = figure.name;
  line["value"] = figure.value;
  line["unit"] = figure.unit;
  if (figure.baseline) {
    line["baseline"] = *figure.baseline;
    line["baseline_is"] = figure.baseline_is;
    line["ratio"] = figure.value / *figure.baseline;
  }
  if (figure.aim) line["aim"] = *figure.aim;
  for (const auto& [name, value] : figure.more) line[name] = value;
  std::cout << line.dump() << std::endl;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

void say(std::string_view what) {
  std::cerr << "# " << what << std::endl;
}

Server::Server(const Setting& setting, const std::string& name,
               const std::vector<std::string>& options)
    : setting_(setting), data_(setting.folder / name), port_(free_port()) {
  std::filesystem::create_directories(data_);
  std::vector<std::string> command{(setting.binaries / "verbatimd").string(), "--data",
                                   data_.string(), "--listen", fmt::format("127.0.0.1:{}", port_)};
  command.insert(command.end(), options.begin(), options.end());
  process_ = std::make_unique<Process>(command, (setting.folder / (name + ".log")).string());
  wait_for_port(port_);
}

std::string Server::token(const std::string& member, const std::string& role) {
  auto token = output_of(fmt::format("{} token create --data {} --name {} --role {}",
                                     (setting_.binaries / "verbatim").string(), data_.string(),
                                     member, role));
  while (!token.empty() && token.back() == '\n') token.pop_back();
  return token;
}

std::string Server::post(const std::string& path, const std::string& token, const std::string& type,
                         const std::string& body) {
  const auto file = setting_.folder / "body";
  std::ofstream(file, std::ios::binary) << body;
  return output_of(fmt::format(
      "curl -sS --fail-with-body -H 'Authorization: Bearer {}' -H 'Content-Type: {}' -H 'Expect:' "
      "--data-binary @{} 'http://127.0.0.1:{}{}'",
      token, type, file.string(), port_, path));
}

std::string Server::get(const std::string& path, const std::string& token) {
  return output_of(
      fmt::format("curl -sS --fail-with-body -H 'Authorization: Bearer {}' 'http://127.0.0.1:{}{}'",
                  token, port_, path));
}

std::string http_request(std::string_view method, std::string_view target, std::string_view token) {
  return fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\r\n",
                     method, target, token);
}

}  // namespace verbatim::bench
