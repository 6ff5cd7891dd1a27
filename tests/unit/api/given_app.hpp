#pragma once

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "api/app.hpp"
#include "eventlog/memory_log.hpp"
#include "unit/store/temp_folder.hpp"

namespace verbatim::api {

using Answered = std::future<http::Response>;

// Of an answer, whether it is its own or shared with others.
inline std::string body_of(const http::Response& response) {
  return response.shared_body ? *response.shared_body : response.body;
}

// A log in memory of which a test is told when somebody asks for its end, or reads it.
class ToldLog final : public eventlog::MemoryLog {
 public:
  // Calls `what` once, before it answers the next last_position().
  void at_next_end(std::function<void()> what);
  // The same before the next read().
  void at_next_read(std::function<void()> what);

  Result<void> read(std::string_view study, eventlog::Position after,
                    const Visit& visit) const override;
  eventlog::Position last_position(std::string_view study) const override;

 private:
  void tell(std::function<void()>& what) const;

  mutable std::mutex mutex_;
  mutable std::function<void()> at_end_, at_read_;  // guarded by mutex_
};

// What a server is made of, without the server: routes are called as plain functions. Everybody who
// calls is the owner ada, and each pool has one thread.
class GivenApp {
 public:
  // Opens the study "s" with the question "q" and the respondent "p".
  GivenApp();
  ~GivenApp();

  // Calls the route on this thread; what it answers comes now or later.
  Answered call(http::Method method, const std::string& target, const std::string& body = "",
                const std::string& if_none_match = "");
  // Calls the route as the server does: on the API worker if it is one for workers, and then only
  // when that need not wait.
  Answered serve(http::Method method, const std::string& target, const std::string& body = "");
  // Hands in commands to the writer, as the owner.
  std::future<bool> hand_in(std::vector<coding::Command> commands, std::string study = "s");
  // Adds ada and bo, a theme "t" and the responses of "p": an event each.
  void begin_coding(const std::vector<std::string>& responses = {"r1", "r2"});
  // Opens a blind round of "q" for both, in which bo assigns "t" to "r1": two events, durable then.
  void code_blindly();
  // Keeps the writer busy with another study until what is returned gets a value.
  std::promise<void> keep_writer();
  // Keeps the only API worker busy until what is returned gets a value.
  std::promise<void> keep_worker();
  // Whether the only API worker comes to what it is given now. Where it does not, nothing will ever
  // end, and the test ends the process.
  bool worker_is_free();
  // Adds a webhook named "hook" that begins behind `after`; its id. Without types it is sent all.
  std::string add_hook(eventlog::Position after, std::vector<std::string> types = {});
  // A counter of /metrics.
  double metric(const std::string& name) const;

  App& app() { return *app_; }
  ToldLog& log() { return log_; }
  studies::LiveStudy& live() { return *studies_->find("s"); }

 private:
  // A request and what it is made of.
  struct Asked {
    Asked(const GivenApp& given, http::Method method, std::string target, std::string body);
    Asked(const Asked&) = delete;
    const std::string target, body, authorization;
    http::Request request;
    const http::Route* route = nullptr;
  };

  const test::TempFolder folder_;
  ToldLog log_;
  const audit::SigningKey key_;
  std::unique_ptr<access::TokenStore> tokens_;
  std::unique_ptr<vault::Vault> vault_;
  std::unique_ptr<subscriptions::Store> subscriptions_;
  std::unique_ptr<studies::Studies> studies_;
  LiveFeed feed_;
  Metrics metrics_;
  Workers workers_;
  Deliveries deliveries_;
  std::unique_ptr<App> app_;
  std::unique_ptr<http::Router> router_;
  std::string token_;
};

}  // namespace verbatim::api
