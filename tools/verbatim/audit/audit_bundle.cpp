#include "verbatim/audit/audit_bundle.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/forms/published.hpp"
#include "audit/base64.hpp"
#include "base/beside.hpp"
#include "verbatim/audit/bundle_file.hpp"
#include "verbatim/audit/bundle_line.hpp"
#include "verbatim/audit/bundle_text.hpp"

namespace verbatim::tool {
namespace {

using eventlog::Position;
using Json = nlohmann::ordered_json;

constexpr std::string_view kFigures = "figures/";
// What else is in a bundle, before the events.
constexpr std::array<std::string_view, 7> kParts = {
    "README.txt",  "manifest.json", "key.txt",  "checkpoint.txt",
    "events.cddl", "openapi.yaml",  "verify.py"};

class BundleSource final : public RecordSource {
 public:
  BundleSource(BundleReader& bundle, Position size) : bundle_(bundle), size_(size) {}

  Position size() const override { return size_; }

  Result<void> read(const Visit& visit) override {
    Result<void> fault;
    auto read = bundle_.read_events([&](std::string_view text) {
      ++line_;
      const auto line = parse_line(text);
      const auto bytes = line ? audit::from_base64(line->cbor) : std::nullopt;
      if (!bytes) {
        fault = Failure{Fault::kCorruptStore,
                        fmt::format("Line {} of the events is not of their form.", line_)};
        return false;
      }
      kept_ = line->leaf;
      return visit(line->position, *bytes, line->words);
    });
    return fault ? read : fault;
  }

  void leaf(Position position, const merkle::Hash& hash, Findings& findings) override {
    if (audit::to_base64(merkle::bytes_of(hash)) != kept_)
      findings.add({position, position,
                    fmt::format("Line {}: the hash beside its bytes is not theirs.", line_)});
  }

 private:
  BundleReader& bundle_;
  const Position size_;
  std::uint64_t line_ = 0;
  std::string kept_;
};

struct Manifest {
  std::string study, origin;
  Position position = 0;
};

std::optional<Manifest> manifest_in(const BundleReader& bundle) {
  const auto* text = bundle.find("manifest.json");
  if (text == nullptr) return std::nullopt;
  const auto json = Json::parse(*text, nullptr, false);
  Manifest manifest;
  if (!json.is_object() || json.value("format", Json()) != kBundleFormat) return std::nullopt;
  const auto text_at = [&](const char* name, std::string& value) {
    if (!json.contains(name) || !json[name].is_string()) return false;
    value = json[name].get<std::string>();
    return true;
  };
  if (!text_at("study", manifest.study) || !text_at("origin", manifest.origin) ||
      !json.contains("position") || !json["position"].is_number_unsigned())
    return std::nullopt;
  manifest.position = json["position"].get<Position>();
  return manifest;
}

// What the bundle brings along, against what follows from its events.
struct PublishedVerdict {
  std::uint64_t figures = 0;
  std::vector<Finding> findings = {};
};
PublishedVerdict compare_published(const BundleReader& bundle, const projections::StudyView& view) {
  const auto position = view.position();
  std::vector<Finding> findings;
  const auto expected = api::published(view);
  std::vector<std::string> names = {"figures/index.json"};
  Json index = Json::object();
  for (const auto& one : expected) {
    names.push_back(std::string(kFigures) + one.name + ".json");
    index[one.name] = one.target;
    const auto* body = bundle.find(names.back());
    if (body == nullptr)
      findings.push_back({position, position, names.back() + " is missing."});
    else if (*body != one.body)
      findings.push_back({position, position,
                          names.back() + " is not what follows from the events: " + one.target});
  }
  const auto* brought = bundle.find("figures/index.json");
  if (brought == nullptr || *brought != index.dump(1) + "\n")
    findings.push_back({position, position, "figures/index.json is not that of these figures."});
  for (const auto& [name, text] : bundle.files())
    if (name.starts_with(kFigures) && std::find(names.begin(), names.end(), name) == names.end())
      findings.push_back({position, position, name + " is no figure of this study."});
    else if (!name.starts_with(kFigures) &&
             std::find(kParts.begin(), kParts.end(), name) == kParts.end())
      findings.push_back({position, position, name + " is no part of a bundle."});
  return {expected.size(), std::move(findings)};
}

std::string missing(const std::string& name) {
  return name + " is missing. Nothing depends on it.";
}

// The parts that explain the others are signed by nobody. Another version writes other ones, so
// that they differ is no finding; a program that nobody knows is still not to be run unread.
std::vector<std::string> notes_on(const BundleReader& bundle) {
  std::vector<std::string> notes;
  const std::array<std::pair<std::string, std::string_view>, 3> written = {{
      {"README.txt", bundle_readme()},
      {"verify.py", bundle_verify_py()},
      {"events.cddl", events_cddl()},
  }};
  for (const auto& [name, expected] : written) {
    const auto* text = bundle.find(name);
    if (text == nullptr)
      notes.push_back(missing(name));
    else if (*text != expected)
      notes.push_back(name +
                      " is not the one that this version writes, and is not signed: read it before "
                      "you follow or run it.");
  }
  notes.push_back(bundle.find("openapi.yaml") == nullptr
                      ? missing("openapi.yaml")
                      : "openapi.yaml is not signed and was not looked at.");
  return notes;
}

}  // namespace

Result<AuditVerdict> verify_bundle(
    const std::string& path, const std::optional<audit::VerifierKey>& named,
    std::vector<KeptCheckpoint>& kept,
    const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
  auto opened = BundleReader::open(path);
  if (!opened) return std::move(opened).error();
  auto& bundle = **opened;
  const auto manifest = manifest_in(bundle);
  if (!manifest)
    return Failure{Fault::kForeignStore, path + " has no manifest of a form that is known here.",
                   "", "A newer version of verbatim may know it."};
  AuditVerdict verdict;
  verdict.study = manifest->study;
  verdict.origin = manifest->origin;
  verdict.notes = notes_on(bundle);
  auto key = named;
  if (const auto* text = bundle.find("key.txt"); text != nullptr) {
    const auto brought = audit::VerifierKey::parse(text->substr(0, text->find('\n')));
    if (!brought)
      verdict.findings.push_back({0, 0, "key.txt: " + brought.error().detail});
    else if (!key)
      key = *brought;
    else if (*brought != *key)
      verdict.findings.push_back({0, 0, "key.txt is another key than the one that was named."});
  }
  if (key && audit::origin_of(key->name, manifest->study) != manifest->origin)
    verdict.findings.push_back({0, 0,
                                "The bundle says that it is of " + manifest->origin +
                                    ", which is not study " + manifest->study + " of the log " +
                                    key->name + "."});
  const auto* own = bundle.find("checkpoint.txt");
  std::vector<KeptCheckpoint> brought;
  if (own != nullptr)
    brought.push_back({"checkpoint.txt", *own});
  else
    verdict.findings.push_back({0, 0, "There is no checkpoint.txt: nothing is signed."});
  const auto its_own = believed(manifest->origin, key, brought, verdict.findings);
  auto checkpoints = believed(manifest->origin, key, kept, verdict.findings);
  for (auto& one : kept)
    if (!one.used && key) one.about = signed_origin(one, *key);
  for (const auto& one : checkpoints)
    if (one.size > manifest->position) verdict.later.push_back(one.size);
  checkpoints.insert(checkpoints.begin(), its_own.begin(), its_own.end());
  std::erase_if(checkpoints, [&](const auto& one) { return one.size > manifest->position; });
  std::stable_sort(checkpoints.begin(), checkpoints.end(),
                   [](const auto& a, const auto& b) { return a.size < b.size; });
  std::vector<Position> sizes;
  for (const auto& checkpoint : checkpoints) sizes.push_back(checkpoint.size);
  const bool reaches_the_end =
      std::find(sizes.begin(), sizes.end(), manifest->position) != sizes.end();
  if (own != nullptr && !brought.front().used)
    verdict.findings.push_back({0, 0, "checkpoint.txt is about another study or log."});
  else if (!its_own.empty() && its_own.front().size != manifest->position && !reaches_the_end)
    verdict.findings.push_back(
        {0, 0,
         fmt::format("manifest.json says that the bundle goes up to position {}, but "
                     "checkpoint.txt is of position {}.",
                     manifest->position, its_own.front().size)});
  else if (!reaches_the_end)
    verdict.findings.push_back(
        {0, 0, fmt::format("No checkpoint of position {} can be believed.", manifest->position)});
  else if (!its_own.empty() && its_own.front().size > manifest->position)
    verdict.later.insert(
        std::upper_bound(verdict.later.begin(), verdict.later.end(), its_own.front().size),
        its_own.front().size);

  BundleSource source(bundle, manifest->position);
  auto examination = examine(source, sizes, [&](std::uint64_t seen) {
    if (progress) progress(seen, manifest->position);
  });
  verdict.events = examination.events;
  verdict.seconds = examination.seconds;
  verdict.root = examination.edge.root();
  verdict.checkpoints = checkpoints.size();
  for (auto& finding : examination.findings) verdict.findings.push_back(std::move(finding));
  compare_checkpoints(checkpoints, examination, verdict.findings);
  if (examination.view) {
    const auto& view = *examination.view;
    if (view.study().id != manifest->study)
      verdict.findings.push_back(
          {1, 1,
           "The record is that of study " + view.study().id + ", not of " + manifest->study + "."});
    auto comparing = beside([&] { return compare_published(bundle, view); });
    verdict.figures = compare_figures(view, verdict.findings);
    auto published = comparing.get();
    verdict.figures += published.figures;
    for (auto& finding : published.findings) verdict.findings.push_back(std::move(finding));
  }
  return verdict;
}

}  // namespace verbatim::tool
