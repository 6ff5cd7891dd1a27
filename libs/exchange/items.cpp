#include "exchange/items.hpp"

#include <utility>

#include "base/text.hpp"
#include "base/word_list.hpp"
#include "coding/commands.hpp"
#include "coding/decide.hpp"

namespace verbatim::exchange {
namespace {

std::string quoted(std::string_view id) {
  return "'" + std::string(id) + "'";
}

std::string on_line(std::uint32_t line) {
  return " on line " + std::to_string(line);
}

}  // namespace

Result<void> check_id(const CsvReader& reader, std::size_t column, std::string_view id) {
  const bool blank = trimmed(id).empty();
  if (!blank && trimmed(id) != id)
    return reader.wrong(column, "a blank stands before or after " + quoted(trimmed(id)) + ".",
                        "Take it away: with it, this would be another one than the one without.");
  if (!blank && coding::valid_id(id)) return {};
  if (id.empty()) return reader.wrong(column, "nothing stands here.", "Name it in every row.");
  if (blank)
    return reader.wrong(column, "nothing but blanks stands here.", "Name it in every row.");
  return reader.wrong(column,
                      "this cannot be an id: it is " + std::to_string(id.size()) +
                          " bytes long or has a control character in it.",
                      "An id is 1 to 128 bytes of UTF-8 without control characters.");
}

Result<Items::Number> Items::add(const CsvReader& reader) {
  const auto index = item_of(reader);
  if (!index) return index;
  auto& item = items_[*index];
  if (auto said = take_respondent(reader, item); !said) return std::move(said).error();
  if (auto said = take_group(reader, item); !said) return std::move(said).error();
  if (auto said = take_text(reader, *index); !said) return std::move(said).error();
  return index;
}

Result<Items::Number> Items::question_of(const CsvReader& reader) {
  const auto id = reader.field(columns_.question);
  if (const auto known = question_ids_.find(id)) return *known;
  if (auto valid = check_id(reader, columns_.question, id); !valid) return std::move(valid).error();
  questions_.emplace_back().line = reader.line();
  return question_ids_.add(id);
}

Result<Items::Number> Items::item_of(const CsvReader& reader) {
  const auto index = question_of(reader);
  if (!index) return index;
  auto& question = questions_[*index];
  const auto id = reader.field(columns_.item);
  if (const auto known = question.item_ids.find(id)) return question.items[*known];
  if (auto valid = check_id(reader, columns_.item, id); !valid) return std::move(valid).error();
  const auto number = static_cast<Number>(items_.size());
  items_.push_back({.question = *index, .id = question.item_ids.add(id), .line = reader.line()});
  question.items.push_back(number);
  return number;
}

Result<void> Items::take_respondent(const CsvReader& reader, Item& item) {
  const auto said = reader.field(columns_.respondent);
  if (said.empty()) return {};
  if (item.respondent != kNone && respondent_ids_.id(item.respondent) == said) return {};
  if (auto valid = check_id(reader, columns_.respondent, said); !valid) return valid;
  if (item.respondent != kNone)
    return reader.wrong(columns_.respondent,
                        "the respondent is " + quoted(said) + " here and " +
                            quoted(respondent_ids_.id(item.respondent)) +
                            on_line(item.respondent_line) + ", for one item.",
                        "Give every row of an item the same respondent.");
  item.respondent = respondent_named(said, reader.line());
  item.respondent_line = reader.line();
  return {};
}

Result<void> Items::take_group(const CsvReader& reader, Item& item) {
  const auto said = reader.field(columns_.group);
  if (said.empty()) return {};
  if (item.group != kNone && group_ids_.id(item.group) == said) return {};
  if (auto valid = check_id(reader, columns_.group, said); !valid) return valid;
  if (item.group != kNone)
    return reader.wrong(columns_.group,
                        "the group is " + quoted(said) + " here and " +
                            quoted(group_ids_.id(item.group)) + on_line(item.group_line) +
                            ", for one item.",
                        "Give every row of an item the same group.");
  item.group = group_named(said, reader.line());
  item.group_line = reader.line();
  return {};
}

Result<void> Items::take_text(const CsvReader& reader, Number index) {
  const auto said = reader.field(columns_.text);
  if (said.empty()) return {};
  if (said.size() > coding::kCommentBytesMax)
    return reader.wrong(columns_.text,
                        "the text has " + std::to_string(said.size()) + " bytes; a comment takes " +
                            std::to_string(coding::kCommentBytesMax) + ".",
                        "Split it into several items.");
  auto& item = items_[index];
  if (item.text != kNone) {
    const auto& known = texts_[item.text];
    if (known.text == said) return {};
    return reader.wrong(columns_.text,
                        "the text is not the one" + on_line(known.line) + ", for one item.",
                        "Give every row of an item the same text, or leave the others empty.");
  }
  item.text = static_cast<Number>(texts_.size());
  const std::string_view kept =
      reader.in_file(said) ? said : std::string_view(undoubled_.emplace_back(said));
  const auto length = static_cast<std::uint32_t>(code_points(said).value_or(0));
  texts_.push_back({kept, index, reader.line(), length});
  return {};
}

Items::Number Items::respondent_named(std::string_view id, std::uint32_t line) {
  if (const auto known = respondent_ids_.find(id)) return *known;
  respondents_.push_back({kNone, line});
  return respondent_ids_.add(id);
}

Items::Number Items::group_named(std::string_view id, std::uint32_t line) {
  if (const auto known = group_ids_.find(id)) return *known;
  group_lines_.push_back(line);
  return group_ids_.add(id);
}

Result<void> Items::finish(const CsvReader& reader) {
  for (auto& item : items_) {
    if (item.respondent == kNone) item.respondent = respondent_named(id(item), item.line);
    if (item.group == kNone) continue;
    auto& respondent = respondents_[item.respondent];
    if (respondent.group == kNone) {
      respondent = {item.group, item.group_line};
    } else if (respondent.group != item.group) {
      auto here = std::pair(item.group_line, item.group);
      auto there = std::pair(respondent.line, respondent.group);
      if (here < there) std::swap(here, there);
      return reader.wrong(columns_.group, here.first,
                          "respondent " + quoted(respondent_ids_.id(item.respondent)) +
                              " is in group " + quoted(group_ids_.id(here.second)) +
                              " here and in group " + quoted(group_ids_.id(there.second)) +
                              on_line(there.first) + ".",
                          "Give every row of a respondent the same group.");
    }
  }
  return {};
}

std::vector<TextToSeal> Items::texts_to_seal() const {
  std::vector<TextToSeal> all;
  all.reserve(texts_.size());
  for (const auto& text : texts_) {
    const auto& item = items_[text.item];
    all.push_back({question_id(item.question), id(item), respondent_id(item.respondent), text.text,
                   text.line});
  }
  return all;
}

}  // namespace verbatim::exchange
