#include "api/writes/import_summary.hpp"

#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "api/forms/json_text.hpp"
#include "base/text.hpp"

namespace verbatim::api {
namespace {

using CodingKey = std::tuple<std::string, std::string, std::string>;

struct Counter {
  ImportSummary& summary;
  std::set<CodingKey>& codings;

  void operator()(const coding::QuestionAdded&) { ++summary.questions; }
  void operator()(const coding::GroupAdded&) { ++summary.groups; }
  void operator()(const coding::RespondentAdded&) { ++summary.respondents; }
  void operator()(const coding::MemberAdded&) { ++summary.members; }
  void operator()(const coding::FrameworkAdded&) { ++summary.frameworks; }
  void operator()(const coding::ThemeAdded& e) {
    ++summary.themes;
    if (summary.new_themes.size() < ImportSummary::kNamed) summary.new_themes.push_back(e.theme);
  }
  void operator()(const coding::ThemeRevised&) { ++summary.revised; }
  void operator()(const coding::ThemeMoved&) { ++summary.moved; }
  void operator()(const coding::ThemeScoped&) { ++summary.scoped; }
  void operator()(const coding::CommentAdded& e) {
    ++summary.comments;
    if (e.code_points > 0) return;
    ++summary.without_text;
    if (summary.first_without_text.size() < ImportSummary::kNamed)
      summary.first_without_text.emplace_back(e.question, e.comment);
  }
  void operator()(const coding::ThemeAssigned& e) { ++summary.assigned, touch(e); }
  void operator()(const coding::ThemeWithdrawn& e) { ++summary.withdrawn, touch(e); }
  void operator()(const coding::CodingFinished& e) { ++summary.finished, touch(e); }
  void operator()(const coding::CodingReopened& e) { touch(e); }
  template <class Other>
  void operator()(const Other&) {}

  template <class E>
  void touch(const E& e) {
    codings.emplace(e.question, e.response, e.coder);
  }
};

}  // namespace

void ImportSummary::add(const std::vector<record::Record>& records) {
  std::set<CodingKey> touched;
  for (const auto& record : records) std::visit(Counter{*this, touched}, record.event);
  codings += static_cast<std::uint32_t>(touched.size());
  events += static_cast<std::uint32_t>(records.size());
}

void ImportSummary::compare(const coding::Study& study) {
  alike.reset();
  if (themes > kNamed) return;
  alike.emplace();
  std::multimap<std::string, std::string_view> names;  // of the new ones, folded
  for (const auto& theme : new_themes) {
    names.emplace(folded_text(theme), theme);
    const auto& label = study.themes[*study.theme_ids.find(theme)].wording.label;
    if (label != theme) names.emplace(folded_text(label), theme);
  }
  std::map<std::string_view, std::string_view> found;  // each with the first that is like it
  const auto look_for = [&](std::string_view name, std::string_view there) {
    const auto [first, last] = names.equal_range(folded_text(name));
    for (auto at = first; at != last; ++at) found.emplace(at->second, there);
  };
  const std::set<std::string_view> added(new_themes.begin(), new_themes.end());
  for (std::uint32_t t = 0; !names.empty() && t < study.themes.size(); ++t) {
    const auto id = study.theme_ids.id(t);
    if (study.theme_ids.is_gone(t) || added.count(id) > 0) continue;
    look_for(id, id);
    look_for(study.themes[t].wording.label, id);
  }
  for (const auto& theme : new_themes)
    if (const auto at = found.find(theme); at != found.end())
      alike->emplace_back(theme, at->second);
}

Result<ImportSummary> summary_from_log(const eventlog::EventLog& log, const std::string& study,
                                       const studies::Outcome& outcome) {
  std::vector<record::Record> records;
  Result<void> decoded;
  const auto visit = [&](eventlog::Position position, std::string_view bytes) {
    if (position > outcome.position) return false;
    decoded = record::decode(bytes, records.emplace_back());
    return decoded.has_value();
  };
  auto read = log.read(study, outcome.position - outcome.events, visit);
  if (!read) return std::move(read).error();
  if (!decoded) return std::move(decoded).error();
  ImportSummary summary;
  summary.add(records);
  return summary;
}

std::string summary_json(const ImportSummary& s) {
  JsonText named;
  named.begin_array();
  for (const auto& theme : s.new_themes) named.value(theme);
  const auto themes = named.end_array().take();
  std::string alike = "null";
  if (s.alike) {
    JsonText like;
    like.begin_array();
    for (const auto& [theme, there] : *s.alike)
      like.begin_object().field("theme", theme).field("there", there).end_object();
    alike = like.end_array().take();
  }
  JsonText bare;
  bare.begin_object().field("comments", s.without_text).name("first").begin_array();
  for (const auto& [question, comment] : s.first_without_text)
    bare.begin_object().field("question", question).field("comment", comment).end_object();
  const auto without_text = bare.end_array().end_object().take();
  return fmt::format(
      R"(,"created":{{"questions":{},"groups":{},"respondents":{},"members":{},"frameworks":{},)"
      R"("themes":{},"comments":{}}},"new_themes":{},"alike":{},"changed_themes":{{"revised":{},"moved":{},"scoped":{}}},"without_text":{},"codings":{{"set":{},"assigned":{},"withdrawn":{},"finished":{}}})",
      s.questions, s.groups, s.respondents, s.members, s.frameworks, s.themes, s.comments, themes,
      alike, s.revised, s.moved, s.scoped, without_text, s.codings, s.assigned, s.withdrawn,
      s.finished);
}

}  // namespace verbatim::api
