// verbatimd: reads its configuration, opens the data folder, wires the parts, serves until SIGTERM.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <pthread.h>
#include <sodium.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "access/data_folder.hpp"
#include "api/app.hpp"
#include "api/listen_address.hpp"
#include "api/problems.hpp"
#include "api/routes/routes.hpp"
#include "api/texts/erased_text.hpp"
#include "audit/checkpoint.hpp"
#include "audit/key_file.hpp"
#include "eventlog/rocks_log.hpp"
#include "http/reply_batch.hpp"
#include "http/server.hpp"
#include "subscriptions/store.hpp"

namespace {

using namespace verbatim;

constexpr int kUsage = 2;  // as `verbatim` has it; CLI11's own numbers are beyond 100

struct Options {
  std::string data, key_file;
  std::string listen = "127.0.0.1:8080";
  std::string public_url;
  std::vector<std::string> webhook_allow;
  unsigned webhook_attempts = 10;
  double webhook_retry_seconds = 5, webhook_timeout_seconds = 15;
  unsigned io_threads = 2, worker_threads = 2;
  std::uint64_t snapshot_events = 8'192;
  double idle_minutes = 15;
  std::size_t studies_memory_mb = 0;
  bool verify = false;
};

studies::StudiesOptions studies_options(const Options& options, vault::Vault& vault) {
  studies::StudiesOptions studies;
  studies.snapshots = options.data + "/snapshots";
  studies.snapshot_interval = options.snapshot_events;
  studies.keeper.idle = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::duration<double, std::ratio<60>>(options.idle_minutes));
  studies.keeper.memory_bytes = options.studies_memory_mb << 20;
  studies.check_at_open = options.verify;
  studies.check_in_background = !options.verify;
  studies.trouble = [](const Failure& failure) {
    spdlog::error("{} {}", failure.detail, failure.fix);
  };
  // A restored folder may have keys from before an erasure: no text is read with them.
  studies.witness = [&vault](const projections::StudyView& view) {
    return api::finish_erasures(view.study(), vault);
  };
  return studies;
}

int fail(const Failure& failure) {
  std::cerr << "verbatimd: " << failure.detail << "\n";
  if (!failure.fix.empty()) std::cerr << failure.fix << "\n";
  return EXIT_FAILURE;
}

Result<api::DeliverySettings> settings_of(const Options& options) {
  auto rules = webhooks::AddressRules::allowing(options.webhook_allow);
  if (!rules) return std::move(rules).error();
  const auto millis = [](double seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
  };
  return api::DeliverySettings{options.webhook_attempts, millis(options.webhook_retry_seconds),
                               millis(options.webhook_timeout_seconds), *std::move(rules)};
}

// For CLI11's check(): what is wrong with a public URL.
std::string is_public_url(const std::string& text) {
  const bool absolute = text.starts_with("https://") || text.starts_with("http://");
  const bool clean = std::all_of(text.begin(), text.end(),
                                 [](unsigned char c) { return c > ' ' && c < 0x7F && c != '"'; });
  if (absolute && clean && !text.ends_with('/')) return "";
  return "A public URL begins with https:// or http:// and has no slash at its end.";
}

// Blocks until SIGTERM or SIGINT. Both are blocked in every thread, so that only this wait sees
// them.
void wait_for_signal(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
  spdlog::info("signal {}: finishing what runs, then stopping", signal);
}

int serve(const Options& options, const sigset_t& signals) {
  const auto listen = api::parse_listen_address(options.listen);
  if (!listen) return fail(listen.error());
  if (auto ours = access::look_at_data_folder(options.data); !ours) return fail(ours.error());
  std::filesystem::create_directories(options.data);
  auto tokens = access::TokenStore::open(options.data);
  if (!tokens) return fail(tokens.error());
  if (auto safe = api::may_listen(*listen, !(*tokens)->list().empty()); !safe)
    return fail(safe.error());

  auto log = eventlog::open_rocks_log({.directory = options.data + "/log"});
  if (!log) return fail(log.error());
  const auto key = audit::open_key_file(options.data, audit::key_name_of((*log)->store_id()), true);
  if (!key) return fail(key.error());
  const auto keys = options.data + "/keys";
  const auto master = options.key_file.empty() ? keys + ".master" : options.key_file;
  const bool known = std::filesystem::exists(master);
  auto vault = vault::Vault::open(keys, false, nullptr, master);
  if (!vault) return fail(vault.error());
  if (!known)
    spdlog::warn(
        "made the master key {}: without it no text can be read; back it up apart from "
        "the data folder",
        master);
  auto studies = studies::Studies::open(**log, studies_options(options, **vault));
  if (!studies) return fail(studies.error());

  auto subscriptions = subscriptions::Store::open(options.data + "/subscriptions");
  if (!subscriptions) return fail(subscriptions.error());
  auto delivery = settings_of(options);
  if (!delivery) return fail(delivery.error());

  api::LiveFeed feed(**log);
  api::Metrics metrics;
  api::Workers workers(options.worker_threads);
  const auto may_manage = [&](const std::string& name, const std::string& study) {
    return api::may_by_name(**studies, workers, **tokens, name, access::Action::kManage, study);
  };
  api::Deliveries deliveries(
      {**subscriptions, **studies, **vault, metrics, workers, options.public_url, may_manage},
      std::move(*delivery));
  api::App app{**studies, **vault, **tokens,        feed,      metrics,
               workers,   *key,    **subscriptions, deliveries};
  app.public_url = options.public_url;
  (*studies)->on_durable([&](const std::string& study, eventlog::Position position) {
    feed.advance(study, position);
    deliveries.advance();
  });
  std::optional<http::ReplyBatch> batch;  // the writer thread's
  (*studies)->on_answers([&] { batch.emplace(); },
                         [&](std::size_t requests) {
                           batch.reset();
                           metrics.group_committed(requests);
                         });

  http::ServerOptions server_options;
  server_options.address = listen->address;
  server_options.port = listen->port;
  server_options.io_threads = options.io_threads;
  server_options.worker_threads = options.worker_threads;
  http::Server server(
      server_options, api::make_router(app),
      [](const Failure& failure, unsigned status) { return api::problem(failure, status); },
      [&](const http::Finished& request) { metrics.finished(request); });
  if (auto started = server.start(); !started) return fail(started.error());
  spdlog::info("serving {} studies on http://{}:{}", (*studies)->all().size(), listen->address,
               server.port());
  wait_for_signal(signals);
  feed.stop();
  deliveries.stop();
  server.stop();
  (*studies)->stop();
  workers.stop();
  spdlog::info("stopped");
  // After a failed write RocksDB aborts where it is closed; there is nothing left to write.
  if (app.write_failure()) std::_Exit(EXIT_SUCCESS);
  return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App cli{"Verbatim's server: the record of who assigned which answer to which theme."};
  cli.add_option("--data", options.data,
                 "Data folder; a new one is made where it is not there, or is empty")
      ->required();
  cli.add_option("--key-file", options.key_file,
                 "The master key of the key store, best outside the data folder; else\n"
                 "DATA/keys.master, which is made at the first start")
      ->envname("VERBATIM_KEY_FILE");
  cli.add_option("--listen", options.listen,
                 "ADDRESS:PORT; other than loopback only with tokens. Port 0: any free one")
      ->capture_default_str();
  cli.add_option("--public-url", options.public_url,
                 "How others reach this server, for example https://verbatim.example: the "
                 "source of its CloudEvents")
      ->check(is_public_url);
  cli.add_option("--io-threads", options.io_threads, "Threads for connections")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  cli.add_option("--worker-threads", options.worker_threads, "Threads for imports and past moments")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  cli.add_option("--webhook-allow", options.webhook_allow,
                 "A host, address or network of your own that webhooks may go to beside the public "
                 "internet, also without TLS; may be repeated");
  cli.add_option("--webhook-attempts", options.webhook_attempts,
                 "How often an event is sent before it is given up")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  cli.add_option("--webhook-retry-seconds", options.webhook_retry_seconds,
                 "Before the second attempt; three times as long before each further one")
      ->check(CLI::Range(0.01, 3600.0))
      ->capture_default_str();
  cli.add_option("--webhook-timeout-seconds", options.webhook_timeout_seconds,
                 "How long a receiver may take to answer")
      ->check(CLI::Range(0.1, 300.0))
      ->capture_default_str();
  cli.set_config("--config", "", "A TOML file with any of these options: webhook-allow = [...]");
  cli.add_option("--snapshot-events", options.snapshot_events,
                 "Events between two snapshots of a study")
      ->check(CLI::Range(64, 1 << 24))
      ->capture_default_str();
  cli.add_option("--idle-minutes", options.idle_minutes,
                 "A study, or a view of an earlier moment, that nobody touched for so long leaves "
                 "memory; 0: never")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  cli.add_option("--studies-memory", options.studies_memory_mb,
                 "About how many MB the studies in memory and views of their earlier moments may "
                 "take together; 0: no limit")
      ->check(CLI::Range(0, 1 << 20))
      ->capture_default_str();
  cli.add_flag("--verify", options.verify,
               "Replay every study before serving, and refuse to where one cannot be; without it "
               "that is done in the background");
  cli.set_version_flag("--version", VERBATIM_VERSION);
  cli.footer(
      "Exit codes: 0 stopped by SIGTERM or SIGINT with everything written, 1 it cannot serve, and "
      "says\nwhy, 2 the command line is wrong.");
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? EXIT_SUCCESS : kUsage;
  }

  spdlog::set_default_logger(spdlog::stderr_logger_mt("verbatimd"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %^%l%$ %v", spdlog::pattern_time_type::utc);
  if (sodium_init() < 0) return fail({Fault::kInternal, "libsodium cannot be initialised."});
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a file at its limit is a failed write, not the end
  try {
    return serve(options, signals);
  } catch (const std::exception& error) {
    return fail({Fault::kInternal, error.what()});
  }
}
