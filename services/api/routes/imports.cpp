// Files of comments, codings or themes, as CSV: atomic, with a dry run, every error with its line.
#include <deque>
#include <optional>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "api/problems.hpp"
#include "api/requests/lookup.hpp"
#include "api/routes/routes.hpp"
#include "api/writes/import_summary.hpp"
#include "api/writes/write_study.hpp"
#include "coding/blindness.hpp"
#include "coding/decide.hpp"
#include "coding/refusals.hpp"
#include "exchange/import_plan.hpp"
#include "vault/place.hpp"

namespace verbatim::api {
namespace {

constexpr std::size_t kFileBytesMax = 256u << 20;

using Table =
    std::variant<exchange::CodingsTable, exchange::CommentsTable, exchange::CodebookTable>;

enum class Format { kCodings, kComments, kCodebook };

struct Import {
  std::string study;
  bool dry_run = false;
  Format format = Format::kCodings;
  std::string theme_separator;
  std::optional<std::string> framework;
  bool ignore_other_columns = false, minor = false;
};

Result<Format> format_of(const http::Request& request) {
  const auto word = request.parameter("format").value_or("");
  if (word == "codings") return Format::kCodings;
  if (word == "comments") return Format::kComments;
  if (word == "codebook") return Format::kCodebook;
  return bad_parameter("format", "The format is codings, comments or codebook.");
}

Result<Import> read_parameters(const http::Request& request) {
  if (auto known = only_parameters(request, {"format", "dry_run", "theme_separator", "framework",
                                             "minor", "ignore_other_columns"});
      !known)
    return std::move(known).error();
  Import import;
  import.study = request.params[0];
  const auto format = format_of(request);
  if (!format) return format.error();
  import.format = *format;
  const auto dry_run = flag_parameter(request, "dry_run");
  if (!dry_run) return dry_run.error();
  import.dry_run = *dry_run;
  const auto ignore = flag_parameter(request, "ignore_other_columns");
  if (!ignore) return ignore.error();
  import.ignore_other_columns = *ignore;
  const auto minor = flag_parameter(request, "minor");
  if (!minor) return minor.error();
  import.minor = *minor;
  if (import.minor && import.format != Format::kCodebook)
    return bad_parameter("minor", "Only what a codebook changes can be minor.");
  import.theme_separator = request.parameter("theme_separator").value_or("");
  import.framework = copy_of(request.parameter("framework"));
  if (import.framework && !coding::valid_id(*import.framework))
    return bad_parameter("framework",
                         "An id is 1 to 128 bytes of UTF-8 without control characters.");
  if (auto media = only_media_type(request, "text/csv"); !media) return std::move(media).error();
  return import;
}

template <class Read>
Result<Table> as_table(Result<Read> table) {
  if (!table) return std::move(table).error();
  return Table(std::move(*table));
}

Result<Table> read_table(const Import& import, std::string_view csv) {
  switch (import.format) {
    case Format::kCodings: {
      exchange::CodingsOptions options;
      options.theme_separator = import.theme_separator;
      options.framework = import.framework;
      options.ignore_other_columns = import.ignore_other_columns;
      return as_table(exchange::read_codings(csv, options));
    }
    case Format::kComments:
      return as_table(exchange::read_comments(csv, import.ignore_other_columns));
    case Format::kCodebook:
      break;
  }
  return as_table(
      exchange::read_codebook(csv, {import.framework, import.minor, import.ignore_other_columns}));
}

// A file need not say who wrote a comment that is there: its text is compared under the key of who
// did.
Result<void> name_known_respondents(studies::LiveStudy& live,
                                    std::vector<exchange::TextToSeal>& texts,
                                    std::deque<std::string>& names) {
  const auto name = [&](const projections::StudyView& view) {
    const auto& study = view.study();
    for (auto& text : texts) {
      const auto question = study.question_ids.find(text.question);
      if (!question) continue;
      const auto comment =
          study.find_comment(static_cast<coding::QuestionIndex>(*question), text.item);
      if (!comment) continue;
      const auto respondent = study.comments[*comment].respondent;
      text.respondent = names.emplace_back(study.respondent_ids.id(respondent));
    }
  };
  return live.look(name);
}

// The first text of the file that is of an erased respondent.
Result<void> none_is_erased(const vault::Vault& vault, const Import& import,
                            const std::vector<exchange::TextToSeal>& texts) {
  for (const auto& text : texts) {
    const auto by = vault.erased_by(import.study, text.respondent);
    if (!by) return by.error();
    if (!*by) continue;
    auto failure = coding::erased(text.respondent, **by, "");
    failure.detail = fmt::format("Line {}: {}", text.line, failure.detail);
    failure.fix = "Take the rows of this respondent out of the file. " + failure.fix;
    return failure;
  }
  return {};
}

// Seals every text of the file. A dry run makes no keys and seals nothing.
Result<std::vector<exchange::SealedText>> seal(vault::Vault& vault, const Import& import,
                                               const std::vector<exchange::TextToSeal>& texts) {
  std::vector<std::string> places;
  places.reserve(texts.size());
  for (const auto& text : texts)
    places.push_back(vault::place_of_comment(import.study, text.question, text.item));
  std::vector<vault::Vault::Text> plain;
  plain.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i)
    plain.push_back({import.study, texts[i].respondent, places[i], texts[i].text});
  auto sealed = import.dry_run ? vault.mark(plain) : vault.seal(plain);
  if (!sealed) return std::move(sealed).error();
  std::vector<exchange::SealedText> all;
  all.reserve(sealed->size());
  for (auto& [bytes, mark] : *sealed) all.push_back({std::move(bytes), std::move(mark)});
  return all;
}

// What an import needs from its reading to its answer.
struct Running {
  Import import;
  Table table;
  std::vector<exchange::SealedText> sealed;
  std::optional<exchange::ImportPlan> plan;  // refers to table and sealed
  std::optional<ImportSummary> summary;

  std::size_t rows() const {
    if (const auto* comments = std::get_if<exchange::CommentsTable>(&table))
      return comments->items.all().size();
    if (const auto* codebook = std::get_if<exchange::CodebookTable>(&table))
      return codebook->rows.size();
    return std::get<exchange::CodingsTable>(table).rows.size();
  }
  // As JSON.
  std::string ignored_columns() const {
    return std::visit([](const auto& t) { return nlohmann::json(t.ignored_columns).dump(); },
                      table);
  }
};

// Of an earlier import, as it was told then: from its events, and the study as it was after them.
Result<ImportSummary> summary_again(App& app, const std::string& study,
                                    const studies::Outcome& outcome) {
  if (outcome.events == 0) return ImportSummary{};
  auto summary = summary_from_log(app.studies.log(), study, outcome);
  if (!summary) return summary;
  const auto then = app.studies.as_of(study, outcome.position);
  if (!then) return then.error();
  summary->compare((*then)->study());
  return summary;
}

StudyWrite make_write(App& app, const std::shared_ptr<Running>& running,
                      const std::string& caller) {
  StudyWrite write;
  write.on_worker = true;
  write.request.dry_run = running->import.dry_run;
  write.request.plan = [running,
                        caller](const coding::Study& study) -> Result<studies::CommandSource> {
    // What of a file changes nothing tells what others said.
    if (running->import.format == Format::kCodings &&
        !coding::viewpoint_of(study, caller).sees_all())
      return coding::blind_round("");
    auto plan =
        std::visit([&](const auto& table) { return exchange::plan(study, table, running->sealed); },
                   running->table);
    if (!plan) return std::move(plan).error();
    running->plan = std::move(*plan);
    return studies::CommandSource{running->plan->size(),
                                  [running](std::size_t i) { return running->plan->command(i); }};
  };
  write.request.locate = [running](Failure failure, std::size_t command) {
    failure.detail = fmt::format("Line {}: {}", running->plan->line_of(command), failure.detail);
    return failure;
  };
  write.request.on_decided = [running](const projections::StudyView& view,
                                       const std::vector<record::Record>& records) {
    running->summary.emplace().add(records);
    running->summary->compare(view.study());
  };
  write.answer = [&app, running](studies::Outcome outcome) {
    if (running->import.dry_run) outcome.events = running->summary->events;
    if (!running->summary) {
      auto summary = summary_again(app, running->import.study, outcome);
      if (!summary) return problem(summary.error());
      running->summary = std::move(*summary);
    }
    const auto more =
        fmt::format(",\"dry_run\":{},\"rows\":{},\"ignored_columns\":{}{}", running->import.dry_run,
                    running->rows(), running->ignored_columns(), summary_json(*running->summary));
    return json_response(200, outcome_json(running->import.study, outcome, more));
  };
  return write;
}

void run_import(Call& call, http::Reply reply) {
  auto import = read_parameters(call.request);
  if (!import) return reply.send(problem(import.error()));
  const auto live = find_study(call.app.studies, import->study);  // before any key is made for it
  if (!live) return reply.send(problem(live.error()));
  auto table = read_table(*import, call.request.body);
  if (!table) return reply.send(problem(table.error()));
  auto texts = std::visit([](const auto& t) { return t.texts(); }, *table);
  std::deque<std::string> names;
  if (auto named = name_known_respondents(**live, texts, names); !named)
    return reply.send(problem(named.error()));
  if (auto none = none_is_erased(call.app.vault, *import, texts); !none)
    return reply.send(problem(none.error()));
  auto sealed = seal(call.app.vault, *import, texts);
  if (!sealed) return reply.send(problem(sealed.error()));
  std::vector<std::string> sealed_for;
  if (call.request.header("Idempotency-Key"))
    for (const auto& text : texts)
      if (!text.text.empty()) sealed_for.emplace_back(text.respondent);
  auto running = std::make_shared<Running>(
      Running{std::move(*import), std::move(*table), std::move(*sealed), {}, {}});
  auto write = make_write(call.app, running, call.caller.name);
  write.sealed_for = std::move(sealed_for);
  write_study(call, std::move(reply), std::move(write));
}

}  // namespace

void add_import_routes(http::Router& router, App& app) {
  add(router, app,
      {http::Method::kPost, "/v1/studies/{study}/imports", access::Action::kImport, run_import,
       kFileBytesMax, http::Where::kWorker});
}

}  // namespace verbatim::api
