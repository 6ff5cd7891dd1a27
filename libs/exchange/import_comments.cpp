#include "exchange/import_comments.hpp"

#include <array>
#include <utility>

#include "exchange/csv_reader.hpp"

namespace verbatim::exchange {
namespace {

enum Column : std::size_t { kItem, kQuestion, kText, kRespondent, kGroup };
constexpr std::array<CsvColumn, 5> kColumns = {
    {{"item_id"}, {"question"}, {"text"}, {"respondent", false}, {"group", false}}};
constexpr ItemColumns kItemColumns = {.question = kQuestion,
                                      .item = kItem,
                                      .text = kText,
                                      .group = kGroup,
                                      .respondent = kRespondent};

}  // namespace

Result<CommentsTable> read_comments(std::string_view csv, bool ignore_other_columns) {
  auto reader = CsvReader::open(csv, kColumns, ignore_other_columns);
  if (!reader) return std::move(reader).error();
  CommentsTable table{Items(kItemColumns), reader->ignored()};
  for (;;) {
    const auto more = reader->next();
    if (!more) return more.error();
    if (!*more) break;
    const auto item = table.items.add(*reader);
    if (!item) return item.error();
    if (const auto line = table.items.all()[*item].line; line != reader->line())
      return reader->wrong(kItem, "this item stands on line " + std::to_string(line) + " already.",
                           "Give each item of a question once.");
  }
  if (auto settled = table.items.finish(*reader); !settled) return std::move(settled).error();
  return table;
}

}  // namespace verbatim::exchange
