#include "verbatim/audit/bundle_write.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "api/forms/published.hpp"
#include "audit/checkpoint.hpp"
#include "eventlog/cbor.hpp"
#include "merkle/compact_range.hpp"
#include "verbatim/audit/audit_bundle.hpp"
#include "verbatim/audit/bundle_file.hpp"
#include "verbatim/audit/bundle_line.hpp"
#include "verbatim/audit/bundle_text.hpp"
#include "verbatim/output/progress_bar.hpp"
#include "verbatim/output/words.hpp"

namespace verbatim::tool {
namespace {

using eventlog::Position;

// A file that is gone in the end.
class Temporary {
 public:
  explicit Temporary(std::string path) : path_(std::move(path)) {}
  ~Temporary() { std::remove(path_.c_str()); }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Writing {
  Session& session;
  std::string study;
  audit::VerifierKey key;
  std::string note;
  audit::Checkpoint checkpoint;
  coding::Study state = {};
  Micros opened_at = 0, last_at = 0;
  merkle::CompactRange edge = {};
};

Failure wrong(std::string detail) {
  return {Fault::kCorruptStore, std::move(detail), "",
          "Nothing is written. `verbatim audit verify --data` says more, where the server is."};
}

// One event of the record, taken from the front of `bytes`: its line, and what it does.
Result<void> take_event(Writing& writing, std::string_view& bytes, std::ofstream& lines) {
  eventlog::cbor::Reader reader(bytes);
  reader.skip();
  const auto event = bytes.substr(0, reader.offset());
  record::Record record;
  if (auto decoded = record::decode(event, record); !decoded) return decoded;
  if (auto evolved = coding::evolve(writing.state, record.event, record.position); !evolved)
    return evolved;
  if (record.position == 1) writing.opened_at = record.time;
  writing.last_at = record.time;
  writing.edge.append(merkle::leaf_hash(event));
  lines << line_for(event, record) << '\n';
  bytes.remove_prefix(event.size());
  return {};
}

// The events up to the checkpoint, page by page. False where that failed, which was said.
bool fetch_events(Writing& writing, const std::string& path) {
  auto& session = writing.session;
  const auto end = writing.checkpoint.size;
  ProgressBar bar(session.progress(), "Reading " + printable(writing.study), end);
  std::ofstream lines(path, std::ios::binary);
  while (writing.edge.size() < end) {
    const auto after = writing.edge.size();
    Target target{"v1", "studies", writing.study, "record"};
    const auto answer = session.call(
        {"GET", target.with("after", std::to_string(after))
                    .with("limit", std::to_string(std::min<Position>(end - after, 10'000)))
                    .text()});
    if (!answer) return false;
    for (std::string_view bytes = answer->body; !bytes.empty();)
      if (auto taken = take_event(writing, bytes, lines); !taken) {
        session.fail(Exit::kDifferences,
                     wrong(fmt::format("Event {} of the server's record cannot be: {}",
                                       writing.edge.size() + 1, taken.error().detail)));
        return false;
      }
    if (writing.edge.size() == after) {
      session.fail(Exit::kDifferences, wrong("The server's record ends before its checkpoint."));
      return false;
    }
    bar.show(writing.edge.size());
  }
  if (!lines.flush()) {
    session.fail(Exit::kRefused, {Fault::kStorageFailed, path + " cannot be written."});
    return false;
  }
  if (writing.edge.root() == writing.checkpoint.root) return true;
  session.fail(Exit::kDifferences, wrong("The server's record is not that of its checkpoint."));
  return false;
}

std::optional<std::string> fetch(Session& session, const std::string& target) {
  auto answer = session.call({"GET", target});
  if (!answer) return std::nullopt;
  return std::move(answer->body);
}

// What goes before the events. Nothing where that failed, which was said.
std::optional<std::vector<std::pair<std::string, std::string>>> fetch_rest(Writing& writing) {
  auto& session = writing.session;
  const Json manifest = {{"format", kBundleFormat},
                         {"study", writing.study},
                         {"origin", writing.checkpoint.origin},
                         {"position", writing.checkpoint.size}};
  const auto openapi = fetch(session, "/v1/openapi.yaml");
  if (!openapi) return std::nullopt;
  std::vector<std::pair<std::string, std::string>> files = {
      {"README.txt", std::string(bundle_readme())},  {"manifest.json", manifest.dump(1) + "\n"},
      {"key.txt", writing.key.text() + "\n"},        {"checkpoint.txt", writing.note},
      {"events.cddl", std::string(events_cddl())},   {"openapi.yaml", *openapi},
      {"verify.py", std::string(bundle_verify_py())}};
  const projections::StudyView view(std::move(writing.state), writing.opened_at, writing.last_at);
  const auto published = api::published(view);
  Json index = Json::object();
  for (const auto& one : published) index[one.name] = one.target;
  files.emplace_back("figures/index.json", index.dump(1) + "\n");
  ProgressBar bar(session.progress(), "Asking for figures", published.size());
  for (std::size_t i = 0; i < published.size(); ++i) {
    auto body = fetch(session, published[i].target);
    if (!body) return std::nullopt;
    if (*body != published[i].body) {
      session.fail(Exit::kDifferences, wrong("What the server answers does not follow from its "
                                             "record: " +
                                             published[i].target));
      return std::nullopt;
    }
    files.emplace_back("figures/" + published[i].name + ".json", std::move(*body));
    bar.show(i + 1);
  }
  return files;
}

Result<void> write_file(const std::vector<std::pair<std::string, std::string>>& files,
                        const std::string& events, const std::string& out) {
  auto bundle = BundleWriter::create(out);
  if (!bundle) return std::move(bundle).error();
  for (const auto& [name, text] : files)
    if (auto added = (*bundle)->add(name, text); !added) return added;
  if (auto added = (*bundle)->add_file(kEventsEntry, events); !added) return added;
  return (*bundle)->finish();
}

}  // namespace

void write_bundle(Session& session, const std::string& study, const std::optional<std::string>& at,
                  const std::string& out) {
  const auto key_answer = session.get(Target{"v1", "audit", "key"});
  if (!key_answer) return;
  auto key = audit::VerifierKey::parse(text_of(*key_answer, "key"));
  if (!key) return session.fail(Exit::kRefused, key.error());
  Target target{"v1", "studies", study, "checkpoint"};
  auto note = fetch(session, target.with("at", at).text());
  if (!note) return;
  auto checkpoint = audit::open_checkpoint(*note, *key, audit::origin_of(key->name, study));
  if (!checkpoint) return session.fail(Exit::kDifferences, checkpoint.error());
  Writing writing{session, study, std::move(*key), std::move(*note), std::move(*checkpoint)};
  const Temporary events(out + ".events");
  if (!fetch_events(writing, events.path())) return;
  const auto files = fetch_rest(writing);
  if (!files) return;
  if (auto written = write_file(*files, events.path(), out); !written)
    return session.fail(Exit::kRefused, written.error());
  session.print(fmt::format("Wrote {}: study {}, {}, {} answers of the API.\n", printable(out),
                            printable(study), counted(writing.checkpoint.size, "event"),
                            files->size() - 8));
}

}  // namespace verbatim::tool
