#pragma once

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/app.hpp"
#include "eventlog/memory_log.hpp"
#include "unit/store/temp_folder.hpp"

namespace verbatim::api {

using Answered = std::future<http::Response>;

// What a server is made of, without the server: routes are called as plain functions. Everybody who
// calls is the owner ada, and each pool has one thread.
class GivenApp {
 public:
  // Opens the study "s" with the question "q" and the respondent "p".
  GivenApp();
  ~GivenApp();

  // Calls the route on this thread; what it answers comes now or later.
  Answered call(http::Method method, const std::string& target, const std::string& body = "");
  // Hands in commands to the writer, as the owner.
  std::future<bool> hand_in(std::vector<coding::Command> commands, std::string study = "s");
  // Keeps the writer busy with another study until what is returned gets a value.
  std::promise<void> keep_writer();
  // Keeps the only API worker busy until what is returned gets a value.
  std::promise<void> keep_worker();
  // Whether the only API worker comes to what it is given now. Where it does not, nothing will ever
  // end, and the test ends the process.
  bool worker_is_free();
  // Adds a webhook named "hook" that begins behind `after`; its id.
  std::string add_hook(eventlog::Position after);
  // A counter of /metrics.
  double metric(const std::string& name) const;

  App& app() { return *app_; }
  eventlog::EventLog& log() { return log_; }
  studies::LiveStudy& live() { return *studies_->find("s"); }

 private:
  const test::TempFolder folder_;
  eventlog::MemoryLog log_;
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
