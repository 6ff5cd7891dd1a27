#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "coding/commands.hpp"
#include "coding/study.hpp"
#include "exchange/import_codebook.hpp"
#include "exchange/import_codings.hpp"
#include "exchange/import_comments.hpp"

namespace verbatim::exchange {

// What became of a text before the import was planned. A dry run has marks alone.
struct SealedText {
  std::string bytes, mark;
};

// The commands that bring a study to what a file says, in the order in which they are to be
// decided, each against the state that the ones before it left: groups, questions, frameworks,
// themes and their scopes, members, respondents and comments that are missing, then the whole
// coding of every row; of a codebook, what plan_codebook() says. Within a kind, things come in the
// order of their first appearance in the file. Planned again after its events are applied, no
// command yields an event.
//
// Commands are made when asked for, since a million of them at once are hundreds of megabytes. So
// a plan refers to the table and the sealed texts it was made from, which must outlive it.
class ImportPlan {
 public:
  std::size_t size() const {
    return setup_.size() + respondents_.size() + comments_.size() + rows();
  }
  // Requires index < size().
  coding::Command command(std::size_t index) const;
  // The line of the file that asks for the command: the first to name what it adds.
  std::uint32_t line_of(std::size_t index) const;

 private:
  friend class Planning;
  friend Result<ImportPlan> plan(const coding::Study&, const CodebookTable&,
                                 std::span<const SealedText>);
  struct Setup {
    coding::Command command;
    std::uint32_t line = 0;
  };
  using Number = Items::Number;

  ImportPlan() = default;
  ImportPlan(const Items& items, const CodingsTable* codings, std::span<const SealedText> sealed)
      : items_(&items), codings_(codings), sealed_(sealed) {}

  std::size_t rows() const { return codings_ == nullptr ? 0 : codings_->rows.size(); }
  coding::Command add_respondent(Number respondent) const;
  coding::Command add_comment(const Items::Item& item) const;
  coding::Command set_coding(std::size_t row) const;

  const Items* items_ = nullptr;           // none: the file is a codebook
  const CodingsTable* codings_ = nullptr;  // none: the file has no codings
  std::span<const SealedText> sealed_;
  std::vector<Setup> setup_;
  std::vector<Number> respondents_, comments_;  // by their number in items_
};

// Plans an import into `study`, which it reads and does not change. `sealed` holds the sealed
// table.texts(), in their order.
//
// What is in the study already is used as it is: a theme of another framework or label, a member
// of another role, a question of another wording. But what the file says of a comment or a
// respondent that is there must be so: kAlreadyExists names the line where it is not.
// kNotAllowedNow names the line of a coding whose comment has been split into several responses,
// since the file does not say which of them was coded.
//
// A theme is added with the scope in which the file uses it or a sub-theme of it; a scope that
// is there is widened, never narrowed. A sub-theme whose parent is in the study goes into that
// parent's framework.
Result<ImportPlan> plan(const coding::Study& study, const CodingsTable& table,
                        std::span<const SealedText> sealed);
Result<ImportPlan> plan(const coding::Study& study, const CommentsTable& table,
                        std::span<const SealedText> sealed);
Result<ImportPlan> plan(const coding::Study& study, const CodebookTable& table,
                        std::span<const SealedText> none);

}  // namespace verbatim::exchange
