#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "coding/id_table.hpp"
#include "exchange/csv_reader.hpp"

namespace verbatim::exchange {

// A text to be sealed before the import is planned: nobody else sees it plain.
struct TextToSeal {
  std::string_view question, item, respondent, text;
  std::uint32_t line = 0;
};

// Where a file of some kind has what it says of an item; places in the reader's columns.
struct ItemColumns {
  std::size_t question = 0, item = 0, text = 0, group = 0, respondent = 0;
};

// What the rows of a file say of its items. An item is the pair of question and item id, and will
// be the comment of that id. Rows of one item need not say everything (an empty cell says
// nothing), but may not contradict each other. A respondent who is not said is named like the
// item, and belongs to one group or none.
//
// Things are numbered in the order of their first appearance. Every id is kept once; texts stay in
// the file where they can, so that texts() may be used only while the file's bytes live. All else
// does without them.
class Items {
 public:
  using Number = std::uint32_t;
  static constexpr Number kNone = 0xFFFF'FFFF;

  struct Item {
    Number question = 0;
    Number id = 0;              // among its question's ids
    Number respondent = kNone;  // set for every item once finish() has succeeded
    Number group = kNone;       // as said of this item
    Number text = kNone;
    std::uint32_t line = 0;                             // of its first row
    std::uint32_t respondent_line = 0, group_line = 0;  // where it was said; 0: it was not
  };
  struct Respondent {
    Number group = kNone;
    std::uint32_t line = 0;  // that said the group or, without one, named the respondent first
  };
  struct Text {
    std::string_view text;
    Number item = 0;
    std::uint32_t line = 0, code_points = 0;
  };

  explicit Items(ItemColumns columns) : columns_(columns) {}

  // Takes what the reader's present row says. kInvalidValue names the line, the column and, where
  // rows contradict each other, the other line.
  Result<Number> add(const CsvReader& reader);
  // Settles respondents and their groups; call it once, after the last add().
  Result<void> finish(const CsvReader& reader);

  const std::vector<Item>& all() const { return items_; }
  const std::vector<Respondent>& respondents() const { return respondents_; }
  const std::vector<Text>& texts() const { return texts_; }
  std::vector<TextToSeal> texts_to_seal() const;
  std::size_t question_count() const { return questions_.size(); }
  std::size_t group_count() const { return group_ids_.size(); }
  std::uint32_t question_line(Number question) const { return questions_[question].line; }
  std::uint32_t group_line(Number group) const { return group_lines_[group]; }

  std::string_view question_id(Number question) const { return question_ids_.id(question); }
  std::string_view group_id(Number group) const { return group_ids_.id(group); }
  std::string_view respondent_id(Number respondent) const { return respondent_ids_.id(respondent); }
  std::string_view id(const Item& item) const {
    return questions_[item.question].item_ids.id(item.id);
  }

 private:
  struct Question {
    coding::IdTable item_ids;
    std::vector<Number> items;  // by their number in item_ids
    std::uint32_t line = 0;
  };

  Result<Number> question_of(const CsvReader& reader);
  Result<Number> item_of(const CsvReader& reader);
  Result<void> take_respondent(const CsvReader& reader, Item& item);
  Result<void> take_group(const CsvReader& reader, Item& item);
  Result<void> take_text(const CsvReader& reader, Number index);
  Number respondent_named(std::string_view id, std::uint32_t line);
  Number group_named(std::string_view id, std::uint32_t line);

  ItemColumns columns_;
  coding::IdTable question_ids_, group_ids_, respondent_ids_;
  std::vector<Question> questions_;
  std::vector<std::uint32_t> group_lines_;
  std::vector<Respondent> respondents_;
  std::vector<Item> items_;
  std::vector<Text> texts_;
  std::deque<std::string> undoubled_;  // texts that are not in the file as they read
};

// Refuses a field that cannot be an id: kInvalidValue, without repeating it.
Result<void> check_id(const CsvReader& reader, std::size_t column, std::string_view id);

}  // namespace verbatim::exchange
