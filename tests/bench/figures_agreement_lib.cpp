#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "agreement/bootstrap.hpp"
#include "agreement/nominal.hpp"
#include "agreement/sets.hpp"
#include "setting.hpp"

// The coefficients as a library: all themes of a large question at once, and the same figures from
// the programs that people use today, on the same codings in the same run.
namespace verbatim::bench {
namespace {

using agreement::CodingsBuffer;
using agreement::LabelSets;
using agreement::SetCodings;
using agreement::ThemeFigures;

constexpr std::uint32_t kResponses = 100'000, kCoders = 10, kThemes = 50;

struct Question {
  CodingsBuffer codings;
  LabelSets sets;
  std::uint32_t labels = 0;
  SetCodings view() const { return {sets.sets(), codings.view(sets.size())}; }
};

// Coders who mostly see the same theme, and about one assignment a coding.
Question generated(std::uint32_t responses, std::uint32_t coders, std::uint32_t themes) {
  Question question;
  question.labels = themes;
  std::uint64_t state = 88172645463325252ULL;
  const auto draw = [&](std::uint32_t limit) {
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return static_cast<std::uint32_t>((state >> 32) % limit);
  };
  for (std::uint32_t r = 0; r < responses; ++r) {
    question.codings.start_unit();
    const auto theme = draw(themes);
    for (std::uint32_t coder = 0; coder < coders; ++coder) {
      std::vector<std::uint32_t> labels;
      const auto luck = draw(100);
      if (luck < 70) labels.push_back(theme);
      if (luck >= 60 && luck < 90) labels.push_back(draw(themes));
      question.codings.add(coder, question.sets.number_of(std::move(labels)));
    }
  }
  return question;
}

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double best_of(int rounds, const std::function<void()>& work) {
  std::vector<double> seconds;
  for (int round = 0; round < rounds; ++round) seconds.push_back(seconds_of(work));
  return *std::min_element(seconds.begin(), seconds.end());
}

using Histograms = std::vector<std::vector<agreement::BinaryCell>>;

// On two threads, each every other theme.
std::vector<ThemeFigures> all_themes(const Histograms& histograms,
                                     const std::optional<agreement::Resampling>& resampling) {
  std::vector<ThemeFigures> figures(histograms.size());
  const auto run = [&](std::size_t first) {
    for (auto theme = first; theme < histograms.size(); theme += 2)
      figures[theme] = resampling ? theme_figures(histograms[theme], *resampling)
                                  : theme_figures(histograms[theme]);
  };
  std::thread other(run, 1);
  run(0);
  other.join();
  return figures;
}

void measure_themes(const Setting& setting) {
  say("agreement on 50 themes of 100,000 responses by 10 coders");
  const auto question = generated(kResponses, kCoders, kThemes);
  Histograms histograms;
  std::vector<ThemeFigures> figures;
  const double count =
      best_of(setting.rounds, [&] { histograms = label_histograms(question.view(), kThemes); });
  const double plain = best_of(setting.rounds, [&] { figures = all_themes(histograms, {}); });
  print({"agreement_all_themes",
         (count + plain) * 1e3,
         "ms",
         {},
         "",
         50,
         {{"count_ms", count * 1e3}, {"figures_ms", plain * 1e3}}});
  const double drawn = best_of(setting.rounds, [&] {
    figures = all_themes(histograms, agreement::Resampling{1000, 1});
  });
  print({"agreement_all_themes_1000_resamples",
         (count + drawn) * 1e3,
         "ms",
         {},
         "",
         2000,
         {{"alpha_of_the_first", figures[0].krippendorff_alpha.value.value_or(0)}}});
}

// One line a coding: unit, coder, labels by blanks. What the other programs read.
void write(const Question& question, const std::filesystem::path& file) {
  std::ofstream out(file);
  const auto view = question.view();
  for (std::size_t unit = 0; unit < view.codings.units(); ++unit)
    for (auto at = view.codings.offsets[unit]; at < view.codings.offsets[unit + 1]; ++at) {
      out << unit << '\t' << view.codings.coders[at] << '\t';
      for (const auto label : view.sets[view.codings.values[at]]) out << label << ' ';
      out << '\n';
    }
}

// Codings from where they were published, if they are on this machine (tests/support).
std::optional<Question> published(const Setting& setting) {
  const auto* shared = std::getenv("VERBATIM_SHARED");
  if (shared == nullptr) return std::nullopt;
  const auto file = std::filesystem::path(shared) / "data/sound-keywords/codings.csv.gz";
  if (!std::filesystem::exists(file)) return std::nullopt;
  const auto plain = setting.folder / "sound-keywords.tsv";
  output_of(fmt::format("/usr/bin/python3 {} unpack {} {}", VERBATIM_PEERS, file.string(),
                        plain.string()));
  Question question;
  std::ifstream in(plain);
  std::string line;
  for (std::uint32_t last = UINT32_MAX; std::getline(in, line);) {
    std::istringstream words(line);
    std::uint32_t unit = 0, coder = 0, label = 0;
    words >> unit >> coder;
    std::vector<std::uint32_t> labels;
    while (words >> label) {
      labels.push_back(label);
      question.labels = std::max(question.labels, label + 1);
    }
    if (unit != last) question.codings.start_unit();
    last = unit;
    question.codings.add(coder, question.sets.number_of(std::move(labels)));
  }
  return question;
}

void compare(const Setting& setting, const Question& question, const std::string& name) {
  const auto file = setting.folder / (name + ".tsv");
  write(question, file);
  say("the same from NLTK and statsmodels on " + name + ": minutes for the largest");
  const auto theirs = nlohmann::json::parse(
      output_of(fmt::format("/usr/bin/python3 {} measure {}", VERBATIM_PEERS, file.string())));
  const auto view = question.view();
  const auto against = [&](const std::string& key, const std::string& what,
                           const std::function<agreement::Estimate()>& ours, double aim) {
    agreement::Estimate estimate;
    const double seconds = best_of(setting.rounds * 3, [&] { estimate = ours(); });
    const double value = theirs[key]["value"], baseline = theirs[key]["seconds"];
    if (std::abs(estimate.value.value() - value) > 1e-9)
      throw std::runtime_error(
          fmt::format("{} of {}: {} here, {} there", key, name, *estimate.value, value));
    print(
        {"agreement_" + key + "_" + name,
         baseline / seconds,
         "times as fast",
         {},
         "",
         aim,
         {{"milliseconds", seconds * 1e3}, {what + "_seconds", baseline}, {"coefficient", value}}});
  };
  using agreement::SetDistance;
  against(
      "nominal_alpha", "nltk", [&] { return krippendorff_alpha(view, SetDistance::kNominal); },
      1000);
  against(
      "masi_alpha", "nltk", [&] { return krippendorff_alpha(view, SetDistance::kMasi); }, 1000);
  if (theirs.contains("fleiss"))
    against(
        "fleiss", "statsmodels", [&] { return fleiss_kappa(view.codings); }, 10);
}

}  // namespace

void measure_agreement_lib(const Setting& setting) {
  measure_themes(setting);
  compare(setting, generated(2'000, 5, 50), "generated");
  if (setting.rounds == 1) return;  // --quick
  if (const auto question = published(setting)) compare(setting, *question, "sound_keywords");
}

}  // namespace verbatim::bench
