#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/failure.hpp"
#include "verbatim/client.hpp"
#include "verbatim/exit_code.hpp"
#include "verbatim/output/table.hpp"
#include "verbatim/target.hpp"

namespace verbatim::tool {

using Json = nlohmann::ordered_json;

// What one run of the program has: which server, who is calling, where to print, how it went.
//
// Calls that can fail answer nothing where they did, have then said why on `err`, and have set
// the exit code, so that a command only has to stop.
class Session {
 public:
  struct Streams {
    std::ostream& out;
    std::ostream& err;
    bool out_colours = false, err_colours = false;
    bool err_is_terminal = false;
  };
  explicit Session(Streams streams) : streams_(streams) {}

  // Set by the command line.
  std::string server = "http://127.0.0.1:8080", token, ca_file;
  bool json = false;
  // A file that is sent: of what is wrong in it, a refusal names the line.
  std::string sent_file;
  // What the user typed for a field of the API.
  std::function<std::string(const std::string&)> option_for = [](const std::string& field) {
    return field;
  };

  // The answer, whatever its status; nothing only where there is none.
  std::optional<HttpAnswer> ask(HttpRequest request, const std::string& as = {});
  // The answer, if the server granted the request. `as`: another token than `token`.
  std::optional<HttpAnswer> call(HttpRequest request, const std::string& as = {});
  // The JSON of a granted GET.
  std::optional<Json> get(const Target& target);
  // The JSON of a granted POST of JSON. `key`: its Idempotency-Key; without one, the request must
  // be such that it changes nothing the second time.
  std::optional<Json> post(const Target& target, const Json& body, const std::string& key = {},
                           const std::string& as = {});
  // The JSON of a granted PUT of JSON.
  std::optional<Json> put(const Target& target, const Json& body);
  // The JSON of any granted request; a body that is null is not sent. `revision`: only if the
  // coding or layer is still at it.
  std::optional<Json> send(const std::string& method, const Target& target, const Json& body = {},
                           const std::optional<std::uint64_t>& revision = {});
  // The name of whoever the token belongs to.
  std::optional<std::string> my_name();
  // The text as JSON of the server's.
  std::optional<Json> parse(std::string_view text);

  void print(std::string_view text) { streams_.out << text; }
  void print(const Table& table) { streams_.out << table.to_text(streams_.out_colours); }
  // A line on its own, as in a heading.
  void print_title(std::string_view text);
  // JSON on one line.
  void print_json(const Json& document) { streams_.out << document.dump() << "\n"; }
  void flush() { streams_.out.flush(); }
  // To the side, where it does not mix with what the command prints.
  void note(std::string_view text) { streams_.err << text << "\n"; }
  // Where progress may be drawn; nullptr: nowhere.
  std::ostream* progress() { return streams_.err_is_terminal && !json ? &streams_.err : nullptr; }
  bool out_colours() const { return streams_.out_colours; }

  // Says what went wrong and sets the exit code.
  void fail(Exit code, const Failure& failure);
  void end_with(Exit code) { exit_ = code; }
  Exit exit() const { return exit_; }

 private:
  void refuse(const HttpAnswer& answer, bool token_sent);
  void complain(std::string_view title, const Failure& failure);
  // Of a conflict: the events that the caller has not seen.
  void say_what_came_between(const Json& problem);

  Streams streams_;
  std::optional<Client> client_;
  Exit exit_ = Exit::kDone;
};

}  // namespace verbatim::tool
