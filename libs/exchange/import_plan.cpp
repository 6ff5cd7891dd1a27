#include "exchange/import_plan.hpp"

#include <cassert>
#include <optional>
#include <string_view>
#include <utility>

#include "exchange/codebook_plan.hpp"
#include "exchange/theme_plan.hpp"

namespace verbatim::exchange {
namespace {

std::string quoted(std::string_view id) {
  return "'" + std::string(id) + "'";
}

Failure refused(Fault fault, std::uint32_t line, std::string_view detail, std::string field,
                std::string fix) {
  return {fault, "Line " + std::to_string(line) + ": " + std::string(detail), std::move(field),
          std::move(fix)};
}

constexpr auto kUseWhatIsThere =
    "Say what the study says, leave the cell empty, or use another id.";

}  // namespace

coding::Command ImportPlan::command(std::size_t index) const {
  assert(index < size());
  if (index < setup_.size()) return setup_[index].command;
  index -= setup_.size();
  if (index < respondents_.size()) return add_respondent(respondents_[index]);
  index -= respondents_.size();
  if (index < comments_.size()) return add_comment(items_->all()[comments_[index]]);
  return set_coding(index - comments_.size());
}

std::uint32_t ImportPlan::line_of(std::size_t index) const {
  assert(index < size());
  if (index < setup_.size()) return setup_[index].line;
  index -= setup_.size();
  if (index < respondents_.size()) return items_->respondents()[respondents_[index]].line;
  index -= respondents_.size();
  if (index < comments_.size()) return items_->all()[comments_[index]].line;
  return codings_->rows[index - comments_.size()].line;
}

coding::Command ImportPlan::add_respondent(Number respondent) const {
  const auto group = items_->respondents()[respondent].group;
  return coding::AddRespondent{
      .respondent = std::string(items_->respondent_id(respondent)),
      .group = group == Items::kNone ? std::string() : std::string(items_->group_id(group))};
}

coding::Command ImportPlan::add_comment(const Items::Item& item) const {
  coding::AddComment command{.question = std::string(items_->question_id(item.question)),
                             .comment = std::string(items_->id(item)),
                             .respondent = std::string(items_->respondent_id(item.respondent)),
                             .sealed_text = {},
                             .code_points = 0};
  if (item.text != Items::kNone) {
    command.sealed_text.bytes = sealed_[item.text].bytes;
    command.text_mark.bytes = sealed_[item.text].mark;
    command.code_points = items_->texts()[item.text].code_points;
  }
  return command;
}

coding::Command ImportPlan::set_coding(std::size_t row) const {
  const auto& coded = codings_->rows[row];
  const auto& item = items_->all()[coded.item];
  const auto end = row + 1 < codings_->rows.size() ? codings_->rows[row + 1].labels_begin
                                                   : codings_->row_labels.size();
  coding::SetCoding command{.question = std::string(items_->question_id(item.question)),
                            .response = std::string(items_->id(item)),
                            .coder = std::string(codings_->coder_ids.id(coded.coder)),
                            .themes = {},
                            .finished = coded.finished == 1};
  command.themes.reserve(end - coded.labels_begin);
  for (auto at = coded.labels_begin; at < end; ++at)
    command.themes.emplace_back(codings_->label_ids.id(codings_->row_labels[at]));
  return command;
}

// Finds what is missing in the study, kind by kind.
class Planning {
 public:
  Planning(const coding::Study& study, const Items& items, const CodingsTable* codings,
           std::span<const SealedText> sealed)
      : study_(study), items_(items), codings_(codings), plan_(items, codings, sealed) {
    assert(sealed.size() == items.texts().size());
  }

  Result<ImportPlan> plan() {
    if (auto found = find_comments(); !found) return std::move(found).error();
    if (auto found = find_respondents(); !found) return std::move(found).error();
    add_groups();
    add_questions();
    if (codings_ != nullptr) {
      auto themes = plan_themes(study_, *codings_);
      if (!themes) return std::move(themes).error();
      for (auto& [command, line] : *themes) setup(std::move(command), line);
      add_members();
    }
    return std::move(plan_);
  }

 private:
  using Number = Items::Number;

  void setup(coding::Command command, std::uint32_t line) {
    plan_.setup_.push_back({std::move(command), line});
  }

  // Compares the comments that are there with what the file says of them; the others are to be
  // added.
  Result<void> find_comments() {
    std::vector<std::optional<coding::IdTable::Index>> questions;
    for (Number q = 0; q < items_.question_count(); ++q)
      questions.push_back(study_.question_ids.find(items_.question_id(q)));
    for (Number i = 0; i < items_.all().size(); ++i) {
      const auto& item = items_.all()[i];
      std::optional<coding::CommentIndex> known;
      if (const auto question = questions[item.question])
        known = study_.find_comment(static_cast<coding::QuestionIndex>(*question), items_.id(item));
      if (known) {
        if (auto same = check_known(item, study_.comments[*known]); !same) return same;
      } else {
        plan_.comments_.push_back(i);
      }
    }
    return {};
  }

  Result<void> check_known(const Items::Item& item, const coding::Comment& comment) const {
    const auto there = [&] { return "comment " + quoted(items_.id(item)) + " is in the study"; };
    const auto respondent = study_.respondent_ids.id(comment.respondent);
    if (item.respondent_line != 0 && respondent != items_.respondent_id(item.respondent))
      return refused(Fault::kAlreadyExists, item.respondent_line,
                     there() + " as one of respondent " + quoted(respondent) + ".", "respondent",
                     kUseWhatIsThere);
    if (item.group != Items::kNone)
      if (auto same = check_group(comment.respondent, item.group, item.group_line); !same)
        return same;
    const auto other_text = [&] {
      const auto& text = items_.texts()[item.text];
      return text.code_points != comment.code_points ||
             !comment.has_mark({plan_.sealed_[item.text].mark});
    };
    if (item.text != Items::kNone && other_text())
      return comment.code_points == 0
                 ? refused(Fault::kAlreadyExists, items_.texts()[item.text].line,
                           there() + " without its text.", "text",
                           "Leave the text empty here; to have it, give it when the comment is "
                           "first added.")
                 : refused(Fault::kAlreadyExists, items_.texts()[item.text].line,
                           there() + " with another text.", "text", kUseWhatIsThere);
    if (codings_ != nullptr && comment.response_count != 1)
      return refused(Fault::kNotAllowedNow, item.line,
                     there() + ", split into " + std::to_string(comment.response_count) +
                         " responses, and a row does not say which of them is coded.",
                     "item_id", "Code the responses of a split comment one by one.");
    return {};
  }

  Result<void> check_group(coding::RespondentIndex respondent, Number group,
                           std::uint32_t line) const {
    const auto known = study_.respondents[respondent].group;
    if (known != coding::kNone16 && study_.group_ids.id(known) == items_.group_id(group)) return {};
    return refused(Fault::kAlreadyExists, line,
                   "respondent " + quoted(study_.respondent_ids.id(respondent)) +
                       " is in the study, in " +
                       (known == coding::kNone16 ? "no group"
                                                 : "group " + quoted(study_.group_ids.id(known))) +
                       ".",
                   "group", kUseWhatIsThere);
  }

  // In the order of the comments to add, which is that of the file.
  Result<void> find_respondents() {
    group_needed_.assign(items_.group_count(), false);
    std::vector<char> seen(items_.respondents().size(), 0);
    for (const auto comment : plan_.comments_) {
      const auto r = items_.all()[comment].respondent;
      if (std::exchange(seen[r], 1) != 0) continue;
      const auto& [group, line] = items_.respondents()[r];
      const auto known = study_.respondent_ids.find(items_.respondent_id(r));
      if (known && group != Items::kNone)
        if (auto same = check_group(*known, group, line); !same) return same;
      if (known) continue;
      if (group != Items::kNone) group_needed_[group] = true;
      plan_.respondents_.push_back(r);
    }
    return {};
  }

  void add_groups() {
    for (Number g = 0; g < items_.group_count(); ++g) {
      const std::string id(items_.group_id(g));
      if (group_needed_[g] && !study_.group_ids.find(id))
        setup(coding::AddGroup{.group = id, .label = id}, items_.group_line(g));
    }
  }

  void add_questions() {
    for (Number q = 0; q < items_.question_count(); ++q) {
      const std::string id(items_.question_id(q));
      if (!study_.question_ids.find(id))
        setup(coding::AddQuestion{.question = id, .text = id}, items_.question_line(q));
    }
  }

  void add_members() {
    for (Number c = 0; c < codings_->coder_ids.size(); ++c) {
      const std::string id(codings_->coder_ids.id(c));
      if (!study_.member_ids.find(id))
        setup(coding::AddMember{.member = id, .role = coding::Role::kCoder},
              codings_->coder_lines[c]);
    }
  }

  const coding::Study& study_;
  const Items& items_;
  const CodingsTable* codings_;
  ImportPlan plan_;
  std::vector<bool> group_needed_;  // by their number in items_
};

Result<ImportPlan> plan(const coding::Study& study, const CodingsTable& table,
                        std::span<const SealedText> sealed) {
  return Planning(study, table.items, &table, sealed).plan();
}

Result<ImportPlan> plan(const coding::Study& study, const CommentsTable& table,
                        std::span<const SealedText> sealed) {
  return Planning(study, table.items, nullptr, sealed).plan();
}

Result<ImportPlan> plan(const coding::Study& study, const CodebookTable& table,
                        std::span<const SealedText> /*none*/) {
  auto commands = plan_codebook(study, table);
  if (!commands) return std::move(commands).error();
  ImportPlan plan;
  for (auto& [command, line] : *commands) plan.setup_.push_back({std::move(command), line});
  return plan;
}

}  // namespace verbatim::exchange
