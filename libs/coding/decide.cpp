#include "coding/decide.hpp"

#include "base/text.hpp"
#include "coding/refusals.hpp"
#include "coding/rules.hpp"
#include "coding/wording.hpp"

namespace verbatim::coding {

Decision decide(const Study& study, const Command& command) {
  if (study.position == 0 && !std::holds_alternative<OpenStudy>(command))
    return Failure{Fault::kUnknownStudy, "There is no such study.", "study",
                   "Open it first: POST /v1/studies."};
  auto decision = std::visit([&](const auto& c) { return rule(study, c); }, command);
  // Of what changes nothing it is not asked: it may be there since before it was.
  if (decision && !decision->empty())
    if (auto wrong = wrong_wording(study, command)) return std::move(*wrong);
  return decision;
}

namespace {

Result<std::uint64_t> coding_revision(const Study& study, IdTable::Index question,
                                      const Condition& condition) {
  const auto response =
      study.find_response(static_cast<QuestionIndex>(question), condition.response);
  if (!response)
    return unknown(Fault::kUnknownResponse, "response", condition.response, "response");
  const auto coder = study.member_ids.find(condition.coder);
  if (!coder) return std::uint64_t{0};
  const auto* coding = study.responses[*response].codings.find(static_cast<MemberIndex>(*coder));
  return coding == nullptr ? 0 : std::uint64_t{coding->changed_at};
}

Result<std::uint64_t> layer_revision(const Study& study, IdTable::Index question,
                                     const Condition& condition) {
  const auto comment = study.find_comment(static_cast<QuestionIndex>(question), condition.response);
  if (!comment) return unknown(Fault::kUnknownComment, "comment", condition.response, "comment");
  const auto coder = study.member_ids.find(condition.coder);
  if (!coder) return std::uint64_t{0};
  const auto* layer = study.layer_of(*comment, static_cast<MemberIndex>(*coder));
  return layer == nullptr ? 0 : layer->changed_at;
}

}  // namespace

Result<void> check(const Study& study, const Condition& condition) {
  const auto question = study.question_ids.find(condition.question);
  if (!question)
    return unknown(Fault::kUnknownQuestion, "question", condition.question, "question");
  const auto revision = condition.of_layer ? layer_revision(study, *question, condition)
                                           : coding_revision(study, *question, condition);
  if (!revision) return revision.error();
  if (*revision == condition.revision) return {};
  Failure stale{Fault::kStaleCondition,
                (condition.of_layer ? "The layer of comment " : "The coding of response ") +
                    quoted(condition.response) + " by " + quoted(condition.coder) +
                    " has changed since revision " + std::to_string(condition.revision) + ".",
                "", "Read it again, look at what changed, and decide anew."};
  stale.position = *revision;
  return stale;
}

bool valid_id(std::string_view id) {
  if (id.empty() || id.size() > 128) return false;
  if (id == "." || id == "..") return false;  // in a path they mean something else
  for (std::size_t i = 0; i < id.size(); ++i) {
    const auto byte = static_cast<unsigned char>(id[i]);
    if (byte < 0x20 || byte == 0x7F) return false;
    // U+0080 to U+009F, the other control characters, are C2 80 to C2 9F.
    if (byte == 0xC2 && i + 1 < id.size() && static_cast<unsigned char>(id[i + 1]) < 0xA0)
      return false;
  }
  return utf8_valid_prefix(id) == id.size();
}

}  // namespace verbatim::coding
