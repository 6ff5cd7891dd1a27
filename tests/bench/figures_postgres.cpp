#include <fstream>

#include <fmt/format.h>
#include <unistd.h>

#include "setting.hpp"

// The same promise from a database people trust: one event a transaction, written only if the
// stream is at the version the writer expects, durable before it is answered. A throw-away
// PostgreSQL 15 cluster in the bench's own folder, with its defaults.
namespace verbatim::bench {
namespace {

constexpr const char* kBin = "/usr/lib/postgresql/15/bin/";

constexpr const char* kSchema = R"(
create table streams (id int primary key, version bigint not null);
create table events (stream int not null, version bigint not null, body bytea not null,
                     primary key (stream, version));
insert into streams select i, 0 from generate_series(0, 255) i;
create function append(s int, expected bigint, b bytea) returns bigint language plpgsql as $$
begin
  update streams set version = expected + 1 where id = s and version = expected;
  if not found then raise exception 'stream % is not at version %', s, expected; end if;
  insert into events values (s, expected + 1, b);
  return expected + 1;
end $$;
)";

// Every client has a stream of its own and knows its version: nobody ever conflicts.
constexpr const char* kScript = R"(
select append(:client_id, :v, decode(repeat('ab', 100), 'hex'));
\set v :v + 1
)";

// PostgreSQL refuses to run as root.
std::string as_postgres(const std::string& command) {
  if (::geteuid() != 0) return command;
  return "setpriv --reuid=postgres --regid=postgres --clear-groups " + command;
}

class Cluster {
 public:
  explicit Cluster(const Setting& setting) : folder_(setting.folder / "postgres") {
    std::filesystem::create_directories(folder_);
    if (::geteuid() == 0) output_of("chown postgres " + folder_.string());
    std::filesystem::permissions(
        setting.folder, std::filesystem::perms::others_exec | std::filesystem::perms::others_read,
        std::filesystem::perm_options::add);
    run("initdb -D {0}/data -A trust -U bench --no-instructions");
    run("pg_ctl -D {0}/data -w -l {0}/log -o \"-k {0} -c listen_addresses=''\" start");
    std::ofstream(folder_ / "schema.sql") << kSchema;
    std::ofstream(folder_ / "append.sql") << kScript;
  }
  ~Cluster() {
    try {
      run("pg_ctl -D {0}/data -m fast -w stop");
    } catch (const std::exception& error) {
      say(error.what());
    }
  }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  // Appends a second.
  double appends(int clients, double seconds) {
    run("psql -q -h {0} -U bench postgres -c 'drop table if exists streams, events; drop function "
        "if "
        "exists append'");
    run("psql -q -h {0} -U bench postgres -f {0}/schema.sql");
    const auto output =
        run(fmt::format("pgbench -n -M prepared -h {{0}} -U bench -c {} -j 1 -D v=0 -T {} -f "
                        "{{0}}/append.sql postgres",
                        clients, static_cast<int>(seconds)));
    const auto at = output.find("tps = ");
    if (at == std::string::npos) throw std::runtime_error("pgbench said: " + output);
    return std::stod(output.substr(at + 6));
  }

 private:
  std::string run(const std::string& command) {
    return output_of(as_postgres(kBin + fmt::format(fmt::runtime(command), folder_.string())) +
                     " 2>&1");
  }

  std::filesystem::path folder_;
};

}  // namespace

void measure_postgres(const Setting& setting, const std::vector<double>& appends_per_second) {
  if (!std::filesystem::exists(std::string(kBin) + "initdb")) {
    say("PostgreSQL 15 is not installed: its comparison is left out");
    return;
  }
  say("PostgreSQL 15");
  Cluster cluster(setting);
  const int clients[] = {1, 16, 64};
  for (std::size_t i = 0; i < appends_per_second.size(); ++i) {
    std::vector<double> rates;
    for (int round = 0; round < setting.rounds; ++round)
      rates.push_back(cluster.appends(clients[i], std::max(1.0, setting.seconds)));
    print({fmt::format("appends_{}_connections_to_postgresql", clients[i]),
           appends_per_second[i],
           "per second",
           median(rates),
           "PostgreSQL 15, one event a transaction, expected version, same concurrency",
           clients[i] == 64 ? std::optional(4.0) : std::nullopt,
           {}});
  }
}

}  // namespace verbatim::bench
