#include "files.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "coding/decide.hpp"

namespace verbatim::exchange::testing {
namespace {

std::string field(const std::string& text, bool quote) {
  if (!quote && text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

std::string joined(const std::vector<std::string>& ids) {
  std::string out;
  for (const auto& id : ids) out += (out.empty() ? "" : "|") + id;
  return out;
}

struct Words {
  std::string operator()(const coding::AddMember& c) const { return "member " + c.member; }
  std::string operator()(const coding::AddQuestion& c) const {
    return "question " + c.question + " '" + c.text + "'";
  }
  std::string operator()(const coding::AddGroup& c) const {
    return "group " + c.group + " '" + c.label + "'";
  }
  std::string operator()(const coding::AddRespondent& c) const {
    return "respondent " + c.respondent + " in '" + c.group + "'";
  }
  std::string operator()(const coding::AddFramework& c) const {
    return "framework " + c.framework + " '" + c.label + "'";
  }
  std::string operator()(const coding::AddTheme& c) const {
    return "theme " + c.theme + " '" + c.label + "' under '" + c.parent + "' of " + c.framework +
           " in " + joined(c.questions);
  }
  std::string operator()(const coding::ScopeTheme& c) const {
    return "scope " + c.theme + " in " + joined(c.questions);
  }
  std::string operator()(const coding::AddComment& c) const {
    return "comment " + c.question + "/" + c.comment + " by " + c.respondent + " [" +
           c.sealed_text.bytes + "] " + std::to_string(c.code_points);
  }
  std::string operator()(const coding::SetCoding& c) const {
    return "coding " + c.question + "/" + c.response + " by " + c.coder + ": " + joined(c.themes) +
           (c.finished ? " finished" : " begun");
  }
  template <class Other>
  std::string operator()(const Other&) const {
    return "a command no import makes";
  }
};

template <class Table>
std::vector<std::vector<coding::Event>> import_table(coding::Study& study,
                                                     const Result<Table>& table) {
  if (!table) {
    ADD_FAILURE() << table.error().detail;
    return {};
  }
  const auto texts = sealed(table->texts());
  const auto made = plan(study, *table, texts);
  if (!made) {
    ADD_FAILURE() << made.error().detail;
    return {};
  }
  auto events = carry_out(study, *made);
  if (!events) {
    ADD_FAILURE() << events.error().detail;
    return {};
  }
  return *std::move(events);
}

}  // namespace

std::string write_csv(const Rows& rows, const Writing& writing) {
  std::string out = writing.byte_order_mark ? "\xEF\xBB\xBF" : "";
  for (std::size_t r = 0; r < rows.size(); ++r) {
    for (std::size_t f = 0; f < rows[r].size(); ++f)
      out += (f == 0 ? "" : ",") + field(rows[r][f], writing.quote_all);
    if (r + 1 < rows.size() || writing.last_line_end) out += writing.line_end;
  }
  return out;
}

Rows with_header(std::vector<std::string> header, const Rows& rows) {
  Rows all{std::move(header)};
  all.insert(all.end(), rows.begin(), rows.end());
  return all;
}

coding::Study opened_study() {
  coding::Study study;
  carry_out(study, coding::OpenStudy{.study = "s", .title = "A study"});
  return study;
}

void carry_out(coding::Study& study, const coding::Command& command) {
  const auto events = decide(study, command);
  ASSERT_TRUE(events) << events.error().detail;
  for (const auto& event : *events) ASSERT_TRUE(evolve(study, event, study.position + 1));
}

Result<std::vector<std::vector<coding::Event>>> carry_out(coding::Study& study,
                                                          const ImportPlan& plan) {
  std::vector<std::vector<coding::Event>> all;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    auto events = decide(study, plan.command(i));
    if (!events) return std::move(events).error();
    for (const auto& event : *events) {
      auto recorded = evolve(study, event, study.position + 1);
      if (!recorded) return std::move(recorded).error();
    }
    all.push_back(*std::move(events));
  }
  return all;
}

std::vector<SealedText> sealed(const std::vector<TextToSeal>& texts) {
  std::vector<SealedText> all;
  for (const auto& text : texts) {
    std::string mark(text.text);
    mark.resize(16, ' ');
    all.push_back({"sealed " + std::string(text.question) + "/" + std::string(text.item), mark});
  }
  return all;
}

std::vector<std::vector<coding::Event>> import_codings(coding::Study& study, std::string_view csv,
                                                       const CodingsOptions& options) {
  return import_table(study, read_codings(csv, options));
}

std::vector<std::vector<coding::Event>> import_comments(coding::Study& study,
                                                        std::string_view csv) {
  return import_table(study, read_comments(csv));
}

std::vector<std::string> codings_of(const coding::Study& study) {
  std::vector<std::string> all;
  for (coding::ResponseIndex r = 0; r < study.responses.size(); ++r) {
    const auto& response = study.responses[r];
    for (const auto& coding : response.codings.codings()) {
      const auto coder = static_cast<coding::MemberIndex>(coding.coder);
      std::vector<std::string> themes;
      for (const auto& assignment : response.codings.assignments_of(coder))
        themes.emplace_back(study.theme_ids.id(assignment.theme));
      std::sort(themes.begin(), themes.end());
      all.push_back(std::string(study.question_ids.id(study.question_of(r))) + "/" +
                    std::string(study.id_of(response)) + " " +
                    std::string(study.member_ids.id(coder)) + ": " + joined(themes) +
                    (coding.finished ? " finished" : " begun"));
    }
  }
  std::sort(all.begin(), all.end());
  return all;
}

std::string words(const coding::Command& command) {
  return std::visit(Words{}, command);
}

std::vector<std::string> words(const ImportPlan& plan) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < plan.size(); ++i) all.push_back(words(plan.command(i)));
  return all;
}

}  // namespace verbatim::exchange::testing
