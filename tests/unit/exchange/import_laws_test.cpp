// What holds for every file, whatever is in it.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "coding/decide.hpp"
#include "exchange/csv_reader.hpp"
#include "exchange/import_plan.hpp"
#include "files.hpp"

namespace verbatim::exchange {
namespace {

using testing::Rows;
using testing::Writing;

constexpr std::array<CsvColumn, 3> kColumns = {{{"a"}, {"b"}, {"c"}}};

// Fields full of what CSV must be careful with.
rc::Gen<std::string> any_field() {
  const auto piece = rc::gen::element<std::string>("a", "bc", ",", "\"", "\"\"", "\n", "\r\n", "\r",
                                                   " ", "\t", "\xC3\xA9", "\xF0\x9F\x8C\x8D", "");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const auto& pieces) {
    std::string text;
    for (const auto& p : pieces) text += p;
    return text;
  });
}

rc::Gen<Writing> any_writing() {
  return rc::gen::build<Writing>(
      rc::gen::set(&Writing::line_end, rc::gen::element<std::string>("\n", "\r\n")),
      rc::gen::set(&Writing::quote_all), rc::gen::set(&Writing::last_line_end),
      rc::gen::set(&Writing::byte_order_mark));
}

Result<Rows> read_rows(std::string_view csv) {
  auto reader = CsvReader::open(csv, kColumns);
  if (!reader) return std::move(reader).error();
  Rows rows;
  for (;;) {
    const auto more = reader->next();
    if (!more) return more.error();
    if (!*more) return rows;
    rows.push_back({std::string(reader->field(0)), std::string(reader->field(1)),
                    std::string(reader->field(2))});
  }
}

rc::Gen<Rows> any_rows() {
  return rc::gen::container<Rows>(rc::gen::container<std::vector<std::string>>(3, any_field()));
}

RC_GTEST_PROP(CsvLaw, WhatIsWrittenIsReadBack, ()) {
  const auto rows = *any_rows();
  const auto csv = testing::write_csv(testing::with_header({"a", "b", "c"}, rows), *any_writing());
  const auto read = read_rows(csv);
  if (!read) RC_FAIL(read.error().detail);
  RC_ASSERT(*read == rows);
}

RC_GTEST_PROP(CsvLaw, AFileCutOffIsAPrefixOrRefused, ()) {
  const auto rows = *any_rows();
  const auto csv = testing::write_csv(testing::with_header({"a", "b", "c"}, rows), *any_writing());
  const auto cut = std::string(csv, 0, *rc::gen::inRange<std::size_t>(0, csv.size() + 1));
  const auto read = read_rows(cut);
  if (!read) {
    RC_ASSERT(!read.error().detail.empty());
    return;
  }
  RC_ASSERT(read->size() <= rows.size());
  for (std::size_t r = 0; r < read->size(); ++r) {
    if (r + 1 < read->size()) {
      RC_ASSERT((*read)[r] == rows[r]);
    } else {  // only the last field may have lost its end
      RC_ASSERT((*read)[r][0] == rows[r][0]);
      RC_ASSERT((*read)[r][1] == rows[r][1]);
      RC_ASSERT(rows[r][2].starts_with((*read)[r][2]));
    }
  }
}

RC_GTEST_PROP(CsvLaw, AnyBytesAreReadOrRefused, ()) {
  const auto bytes = *rc::gen::container<std::string>(
      rc::gen::element('a', 'b', 'c', ',', '"', '\n', '\r', '\0', '\xC3', '\xA9', '\xFF'));
  const auto read = read_rows("a,b,c\n" + bytes);
  if (!read) RC_ASSERT(read.error().detail.starts_with("Line "));
}

// A file of codings that says what a team could have said: rows of distinct coders and items, and
// the texts and respondents that go with the items.
struct Coded {
  std::string question, item, coder, finished;
  std::vector<std::string> labels;
};

rc::Gen<std::vector<std::string>> any_labels() {
  const std::vector<std::string> all = {"a", "b", "a->b", "a->b->c", "d->e", "so \"called\""};
  return rc::gen::map(rc::gen::inRange(0U, 1U << all.size()), [all](unsigned chosen) {
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < all.size(); ++i)
      if ((chosen >> i & 1U) != 0) labels.push_back(all[i]);
    return labels;
  });
}

std::vector<Coded> some_codings() {
  const auto rows = *rc::gen::container<std::vector<Coded>>(rc::gen::build<Coded>(
      rc::gen::set(&Coded::question, rc::gen::element<std::string>("q1", "q2", "q, 3")),
      rc::gen::set(&Coded::item, rc::gen::element<std::string>("1", "2", "3", "\xC3\xA9")),
      rc::gen::set(&Coded::coder, rc::gen::element<std::string>("ada", "bob", "cem")),
      rc::gen::set(&Coded::finished, rc::gen::element<std::string>("", "true", "no")),
      rc::gen::set(&Coded::labels, any_labels())));
  std::vector<Coded> distinct;
  for (const auto& row : rows) {
    const auto same = [&](const Coded& other) {
      return other.question == row.question && other.item == row.item && other.coder == row.coder;
    };
    if (std::none_of(distinct.begin(), distinct.end(), same)) distinct.push_back(row);
  }
  return distinct;
}

std::string file_of(const std::vector<Coded>& codings, bool with_texts = true) {
  Rows rows;
  for (std::size_t r = 0; r < codings.size(); ++r) {
    const auto& c = codings[r];
    std::string labels;
    for (const auto& label : c.labels) labels += (labels.empty() ? "" : ";") + label;
    const bool says_all = with_texts && r % 2 == 0;
    const auto text = "What " + c.item + " said,\nto \"" + c.question + "\"";
    rows.push_back({c.item, c.question, c.coder, labels, c.finished, says_all ? text : "",
                    c.item == "3" ? "zoe" : "", says_all && c.item == "3" ? "g" : ""});
  }
  return testing::write_csv(testing::with_header({"item_id", "question", "coder", "labels",
                                                  "finished", "text", "respondent", "group"},
                                                 rows),
                            *any_writing());
}

std::vector<std::string> expected(const std::vector<Coded>& codings) {
  std::vector<std::string> all;
  for (auto c : codings) {
    const bool finished = c.finished != "no";
    if (c.labels.empty() && !finished) continue;  // nothing was said
    std::sort(c.labels.begin(), c.labels.end());
    std::string labels;
    for (const auto& label : c.labels) labels += (labels.empty() ? "" : "|") + label;
    all.push_back(c.question + "/" + c.item + " " + c.coder + ": " + labels +
                  (finished ? " finished" : " begun"));
  }
  std::sort(all.begin(), all.end());
  return all;
}

RC_GTEST_PROP(ImportLaw, TheStudyThenHoldsExactlyTheCodingsOfTheFile, ()) {
  const auto codings = some_codings();
  CodingsOptions options;
  options.theme_separator = *rc::gen::element<std::string>("", "->");
  auto study = testing::opened_study();
  testing::import_codings(study, file_of(codings), options);
  RC_ASSERT(testing::codings_of(study) == expected(codings));
}

RC_GTEST_PROP(ImportLaw, ImportedAgainNothingHappens, ()) {
  const auto csv = file_of(some_codings());
  CodingsOptions options;
  options.theme_separator = *rc::gen::element<std::string>("", "->");
  auto study = testing::opened_study();
  testing::import_codings(study, csv, options);
  const auto position = study.position;
  for (const auto& events : testing::import_codings(study, csv, options)) RC_ASSERT(events.empty());
  RC_ASSERT(study.position == position);
}

// The labels are not the last column, so a row that can still be read has all of them.
RC_GTEST_PROP(ImportLaw, AFileCutOffIsRefusedOrImportsItsFirstRows, ()) {
  const auto codings = some_codings();
  const auto csv = file_of(codings);
  const std::string cut(csv, 0, *rc::gen::inRange<std::size_t>(0, csv.size() + 1));
  const auto table = read_codings(cut, {});
  if (!table) return;
  RC_ASSERT(table->rows.size() <= codings.size());
  auto study = testing::opened_study();
  const auto texts = testing::sealed(table->texts());
  const auto made = plan(study, *table, texts);
  RC_ASSERT(made.has_value());
  RC_ASSERT(testing::carry_out(study, *made).has_value());
  const std::vector<Coded> first(codings.begin(),
                                 codings.begin() + static_cast<std::ptrdiff_t>(table->rows.size()));
  RC_ASSERT(testing::codings_of(study) == expected(first));
}

RC_GTEST_PROP(ImportLaw, TwoHalvesOfAFileSayWhatTheWholeSays, ()) {
  const auto all = some_codings();
  const auto half = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  auto study = testing::opened_study();
  testing::import_codings(study, file_of({half, all.end()}, false), {});
  testing::import_codings(study, file_of({all.begin(), half}, false), {});
  RC_ASSERT(testing::codings_of(study) == expected(all));
}

}  // namespace
}  // namespace verbatim::exchange
