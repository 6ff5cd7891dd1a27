#include "coding/folds.hpp"

namespace verbatim::coding {
namespace {

Result<void> follow(const Step& step, const Event& event) {
  if ((step.position == 1) != std::holds_alternative<StudyOpened>(event))
    return Failure{Fault::kCorruptStore,
                   "Event " + std::to_string(step.position) +
                       " does not follow: a study is opened by its first event and by no other."};
  auto done = std::visit([&](const auto& e) { return fold(step, e); }, event);
  if (done) step.study.position = step.position;
  return done;
}

}  // namespace

Result<Undo> evolve_with_undo(Study& study, const Event& event, std::uint64_t position) {
  Undo undo;
  if (auto done = follow({study, position, &undo}, event); !done) return std::move(done).error();
  return undo;
}

Result<void> evolve(Study& study, const Event& event, std::uint64_t position) {
  return follow({study, position, nullptr}, event);
}

void revert(Study& study, const Undo& undo) {
  undo(study);
  --study.position;
}

std::optional<ResponseIndex> response_of(const Study& study, const Event& event) {
  return std::visit(
      [&]<class E>(const E& e) -> std::optional<ResponseIndex> {
        constexpr bool settles =
            std::is_same_v<E, ResponseSettled> || std::is_same_v<E, ResponseUnsettled>;
        if constexpr (settles || requires {
                        e.coder;
                        e.response;
                      }) {
          const auto question = study.question_ids.find(e.question);
          if (!question) return std::nullopt;
          return study.find_response(static_cast<QuestionIndex>(*question), e.response);
        } else {
          return std::nullopt;
        }
      },
      event);
}

std::optional<MemberIndex> coder_of(const Study& study, const Event& event) {
  return std::visit(
      [&]<class E>(const E& e) -> std::optional<MemberIndex> {
        constexpr bool codes =
            std::is_same_v<E, ThemeAssigned> || std::is_same_v<E, ThemeWithdrawn> ||
            std::is_same_v<E, CodingFinished> || std::is_same_v<E, CodingReopened>;
        if constexpr (codes) {
          if (const auto coder = study.member_ids.find_ever(e.coder))
            return static_cast<MemberIndex>(*coder);
        }
        return std::nullopt;
      },
      event);
}

Failure missing(const Step& step, std::string_view kind, std::string_view id) {
  std::string detail = "Event ";
  detail.append(std::to_string(step.position)).append(" refers to ").append(kind).append(" '");
  detail.append(id).append("', which no earlier event added.");
  return {Fault::kCorruptStore, std::move(detail)};
}

Failure in_use(const Step& step, std::string_view kind, std::string_view id) {
  std::string detail = "Event ";
  detail.append(std::to_string(step.position)).append(" takes away ").append(kind).append(" '");
  detail.append(id).append("', which is in use.");
  return {Fault::kCorruptStore, std::move(detail)};
}

Failure twice(const Step& step, std::string_view kind, std::string_view id) {
  std::string detail = "Event ";
  detail.append(std::to_string(step.position)).append(" adds ").append(kind).append(" '");
  detail.append(id).append("', which an earlier event added.");
  return {Fault::kCorruptStore, std::move(detail)};
}

}  // namespace verbatim::coding
