// verbatim_bench: measures the product against what bounds it, in the same run. See tools/bench.
#include <algorithm>
#include <cstdlib>
#include <iostream>

#include <CLI/CLI.hpp>

#include "setting.hpp"

int main(int argc, char** argv) {
  using namespace verbatim::bench;
  if (argc == 4 && std::string_view(argv[1]) == "--constant")
    return serve_constant(static_cast<std::uint16_t>(std::atoi(argv[2])),
                          static_cast<std::size_t>(std::atoll(argv[3])));
  if (argc == 6 && std::string_view(argv[1]) == "--load")
    return load_appends(static_cast<std::uint16_t>(std::atoi(argv[2])),
                        static_cast<std::size_t>(std::atoll(argv[3])), std::atof(argv[4]), argv[5]);
  Setting setting;
  std::string folder;
  std::vector<std::string> parts;
  bool quick = false;
  CLI::App cli{"Measures Verbatim. One JSON line a figure, with the ratio to its baseline."};
  cli.add_option("--folder", folder, "Where to write (the disk that is measured)")->required();
  cli.add_option("--binaries", setting.binaries, "Where verbatimd and verbatim are")->required();
  cli.add_option(
      "parts", parts,
      "agreement, agreement_lib, audit, backup, http, log, memory, national, postgres, rounds, "
      "travel; all if none is named");
  cli.add_flag("--quick", quick, "One short round: to see that it runs, not to quote");
  CLI11_PARSE(cli, argc, argv);
  setting.folder = folder;
  if (quick) setting.seconds = 1, setting.rounds = 1;
  const auto wanted = [&](std::string_view part) {
    return parts.empty() || std::find(parts.begin(), parts.end(), part) != parts.end();
  };
  try {
    std::vector<double> appends;
    if (wanted("http") || wanted("postgres")) appends = measure_http(setting);
    if (wanted("postgres")) measure_postgres(setting, appends);
    if (wanted("agreement_lib")) measure_agreement_lib(setting);
    if (wanted("log")) measure_log(setting);
    if (wanted("audit")) measure_audit(setting);
    if (wanted("backup")) measure_backup(setting);
    if (wanted("memory")) measure_memory(setting);
    if (wanted("travel")) measure_travel(setting);
    if (wanted("agreement")) measure_agreement(setting);
    if (wanted("national")) measure_national(setting);
    if (wanted("rounds")) measure_rounds();
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::cerr << "verbatim_bench: " << error.what() << "\n";
    return EXIT_FAILURE;
  }
}
