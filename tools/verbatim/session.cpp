#include "verbatim/session.hpp"

#include <utility>

#include "verbatim/output/event_words.hpp"
#include "verbatim/output/problem_words.hpp"

namespace verbatim::tool {

std::optional<HttpAnswer> Session::ask(HttpRequest request, const std::string& as) {
  if (!client_) {
    auto client = Client::to(server, ca_file);
    if (!client) {
      fail(Exit::kUsage, client.error());
      return std::nullopt;
    }
    client_ = std::move(*client);
  }
  const auto& sent = as.empty() ? token : as;
  if (!sent.empty()) request.headers.emplace_back("Authorization", "Bearer " + sent);
  request.headers.emplace_back("User-Agent", "verbatim/" VERBATIM_VERSION);
  auto answer = client_->call(request);
  if (!answer) {
    fail(Exit::kUnreachable, answer.error());
    return std::nullopt;
  }
  return std::move(*answer);
}

std::optional<HttpAnswer> Session::call(HttpRequest request, const std::string& as) {
  auto answer = ask(std::move(request), as);
  if (!answer || (answer->status >= 200 && answer->status <= 299)) return answer;
  refuse(*answer, !(as.empty() ? token : as).empty());
  return std::nullopt;
}

std::optional<Json> Session::get(const Target& target) {
  const auto answer = call({.target = target.text()});
  if (!answer) return std::nullopt;
  return parse(answer->body);
}

std::optional<Json> Session::post(const Target& target, const Json& body, const std::string& key,
                                  const std::string& as) {
  const auto text = body.dump();
  HttpRequest request{.method = "POST", .target = target.text(), .body = text};
  request.headers = {{"Content-Type", "application/json"}};
  if (!key.empty()) request.headers.emplace_back("Idempotency-Key", key);
  const auto answer = call(std::move(request), as);
  if (!answer) return std::nullopt;
  return parse(answer->body);
}

std::optional<Json> Session::put(const Target& target, const Json& body) {
  return send("PUT", target, body);
}

std::optional<Json> Session::send(const std::string& method, const Target& target, const Json& body,
                                  const std::optional<std::uint64_t>& revision) {
  const auto text = body.is_null() ? "" : body.dump();
  HttpRequest request{.method = method, .target = target.text(), .body = text};
  if (!text.empty()) request.headers = {{"Content-Type", "application/json"}};
  if (revision) request.headers.emplace_back("If-Match", "\"" + std::to_string(*revision) + "\"");
  const auto answer = call(std::move(request));
  if (!answer) return std::nullopt;
  return parse(answer->body);
}

std::optional<std::string> Session::my_name() {
  const auto me = get({"v1", "me"});
  if (!me) return std::nullopt;
  return me->at("name").get<std::string>();
}

std::optional<Json> Session::parse(std::string_view text) {
  auto document = Json::parse(text, nullptr, false);
  if (document.is_object()) return document;
  fail(Exit::kUnreachable,
       {Fault::kMalformedJson, server + " answers, but not as a Verbatim server does.", "",
        "Check the address: --server."});
  return std::nullopt;
}

void Session::print_title(std::string_view text) {
  streams_.out << paint(printable(text), Colour::kBold, streams_.out_colours) << "\n";
}

void Session::fail(Exit code, const Failure& failure) {
  complain("", failure);
  exit_ = code;
}

void Session::refuse(const HttpAnswer& answer, bool token_sent) {
  const auto problem = Json::parse(answer.body, nullptr, false);
  exit_ = Exit::kRefused;
  if (json && problem.is_object()) {
    streams_.err << problem.dump() << "\n";
    return;
  }
  auto [title, failure] = words_of(problem, token_sent);
  failure.field = option_for(failure.field);
  if (!sent_file.empty() && failure.detail.starts_with("Line "))
    failure.detail = sent_file + ", l" + failure.detail.substr(1);
  if (title.empty())
    complain("The server answered with status " + std::to_string(answer.status), {});
  else
    complain(title, failure);
  say_what_came_between(problem);
}

void Session::say_what_came_between(const Json& problem) {
  if (!problem.is_object() || !problem.contains("events") || problem.at("events").empty()) return;
  streams_.err << "  since then:\n";
  for (const auto& event : problem.at("events")) streams_.err << line_of(event) << "\n";
}

void Session::complain(std::string_view title, const Failure& failure) {
  auto& err = streams_.err;
  err << paint("verbatim: ", Colour::kRed, streams_.err_colours);
  if (!title.empty()) err << printable(title) << (failure.detail.empty() ? "\n" : ": ");
  if (!failure.detail.empty()) err << printable(failure.detail) << "\n";
  if (!failure.field.empty()) err << "  at:  " << printable(failure.field) << "\n";
  if (!failure.fix.empty()) err << "  fix: " << printable(failure.fix) << "\n";
}

}  // namespace verbatim::tool
