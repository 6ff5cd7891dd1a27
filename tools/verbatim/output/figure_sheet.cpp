#include "verbatim/output/figure_sheet.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "projections/counts.hpp"

namespace verbatim::tool {
namespace {

using Kind = FigureId::Kind;
using coding::kNone32;

void put(FigureSheet& sheet, const FigureId& id, const FigureValues& values) {
  if (std::any_of(values.begin(), values.end(), [](auto value) { return value != 0; }))
    sheet[id] = values;
}

FigureValues values_of(const projections::Units& units) {
  return {units.comments, units.responses, units.respondents, units.assignments};
}

class Projected {
 public:
  explicit Projected(const projections::StudyView& view) : view_(view) {}

  FigureSheet sheet() {
    for (std::size_t q = 0; q < view_.study().questions.size(); ++q) {
      question_ = static_cast<coding::QuestionIndex>(q);
      put_counts();
      put_tally();
    }
    return std::move(sheet_);
  }

 private:
  void put_counts() {
    projections::CountsQuery query;
    query.by_group = true;
    for (std::uint32_t basis = 0; basis < projections::kBases; ++basis) {
      query.basis = static_cast<projections::Basis>(basis);
      put_counts(basis, projections::count(view_, question_, query));
    }
    for (std::uint32_t coder = 0; coder < view_.study().members.size(); ++coder) {
      query.coder = static_cast<coding::MemberIndex>(coder);
      put_counts(static_cast<std::uint32_t>(projections::kBases) + coder,
                 projections::count(view_, question_, query));
      auto own = query;
      own.of_layer = true;
      put_layer(coder, projections::count(view_, question_, own));
    }
  }

  void put_layer(std::uint32_t coder, const projections::Counts& counts) {
    put(sheet_, {Kind::kLayer, question_, {coder, kNone32}}, values_of(counts.base));
    for (std::size_t g = 0; g < counts.groups.size(); ++g)
      put(sheet_, {Kind::kLayer, question_, {coder, counts.groups[g]}},
          values_of(counts.group_base[g]));
    for (const auto& row : counts.themes) {
      put(sheet_, {Kind::kLayerTheme, question_, {coder, row.theme, kNone32}},
          values_of(row.units));
      for (std::size_t g = 0; g < counts.groups.size(); ++g)
        put(sheet_, {Kind::kLayerTheme, question_, {coder, row.theme, counts.groups[g]}},
            values_of(row.groups[g]));
    }
  }

  void put_counts(std::uint32_t basis, const projections::Counts& counts) {
    put_base(kNone32, counts.base, basis);
    for (std::size_t g = 0; g < counts.groups.size(); ++g)
      put_base(counts.groups[g], counts.group_base[g], basis);
    put(sheet_, {Kind::kSeen, question_, {}}, {counts.responses_begun, counts.responses_finished});
    for (const auto& row : counts.themes) {
      put(sheet_, {Kind::kTheme, question_, {basis, row.theme, kNone32}}, values_of(row.units));
      for (std::size_t g = 0; g < counts.groups.size(); ++g)
        put(sheet_, {Kind::kTheme, question_, {basis, row.theme, counts.groups[g]}},
            values_of(row.groups[g]));
    }
  }

  void put_base(std::uint32_t group, const projections::Units& base, std::uint32_t basis) {
    put(sheet_, {Kind::kBase, question_, {group}},
        {base.comments, base.responses, base.respondents});
    put(sheet_, {Kind::kAssigned, question_, {basis, group}}, {base.assignments});
  }

  void put_tally() {
    const auto& tally = view_.tally(question_);
    for (std::uint32_t m = 0; m < tally.coders().size(); ++m) {
      const auto& done = tally.coders()[m];
      put(sheet_, {Kind::kProgress, question_, {m}}, {done.begun, done.finished, done.assignments});
    }
    const auto by_finished = tally.responses_by_finished();
    for (std::uint32_t m = 1; m < by_finished.size(); ++m)
      put(sheet_, {Kind::kFinished, question_, {m}}, {by_finished[m]});
    for (std::size_t t = 0; t < view_.study().themes.size(); ++t) {
      const auto theme = static_cast<coding::ThemeIndex>(t);
      for (const auto& cell : tally.applying(theme))
        put(sheet_, {Kind::kApplying, question_, {theme, cell.codings, cell.applying}},
            {cell.units});
    }
  }

  const projections::StudyView& view_;
  coding::QuestionIndex question_ = 0;
  FigureSheet sheet_;
};

std::string basis_name(std::uint32_t basis, const coding::Study& study) {
  constexpr std::array<const char*, projections::kBases> kNames = {"any", "majority", "all",
                                                                   "settled"};
  if (basis < kNames.size()) return kNames[basis];
  return "coder:" + std::string(study.member_ids.id(basis - kNames.size()));
}

std::string group_name(std::uint32_t group, const coding::Study& study) {
  if (group == kNone32) return "";
  if (group == coding::kNone16) return ", in no group";
  return ", group " + std::string(study.group_ids.id(group));
}

std::string name_of(const FigureId& id, const coding::Study& study) {
  const auto& of = id.of;
  const auto theme = [&](std::uint32_t t) { return study.theme_ids.id(t); };
  switch (id.kind) {
    case Kind::kBase:
      return "comments, responses and respondents" + group_name(of[0], study);
    case Kind::kTheme:
      return fmt::format(
          "comments, responses, respondents and assignments of theme {} at basis {}{}",
          theme(of[1]), basis_name(of[0], study), group_name(of[2], study));
    case Kind::kAssigned:
      return "assignments at basis " + basis_name(of[0], study) + group_name(of[1], study);
    case Kind::kSeen:
      return "responses begun and finished";
    case Kind::kProgress:
      return fmt::format("begun, finished and assignments of coder {}", study.member_ids.id(of[0]));
    case Kind::kFinished:
      return fmt::format("responses with {} finished codings", of[0]);
    case Kind::kApplying:
      return fmt::format("responses with {} finished codings of which {} apply theme {}", of[1],
                         of[2], theme(of[0]));
    case Kind::kLayer:
      return fmt::format("comments, units, respondents and assignments in the layer of coder {}{}",
                         study.member_ids.id(of[0]), group_name(of[1], study));
    case Kind::kLayerTheme:
      return fmt::format(
          "comments, units, respondents and assignments of theme {} in the layer of coder {}{}",
          theme(of[1]), study.member_ids.id(of[0]), group_name(of[2], study));
  }
  return "";
}

}  // namespace

FigureSheet projected_figures(const projections::StudyView& view) {
  return Projected(view).sheet();
}

std::optional<std::string> first_difference(const FigureSheet& projected,
                                            const FigureSheet& recounted,
                                            const coding::Study& study) {
  auto a = projected.begin();
  auto b = recounted.begin();
  while (a != projected.end() && b != recounted.end() && *a == *b) ++a, ++b;
  if (a == projected.end() && b == recounted.end()) return std::nullopt;
  const bool a_first = b == recounted.end() || (a != projected.end() && a->first <= b->first);
  const auto& id = a_first ? a->first : b->first;
  const auto shown = [&](const FigureSheet& sheet) {
    const auto found = sheet.find(id);
    return fmt::format("{}", fmt::join(found == sheet.end() ? FigureValues{} : found->second, "/"));
  };
  return fmt::format("question {}, {}: projected {}, recounted {}",
                     study.question_ids.id(id.question), name_of(id, study), shown(projected),
                     shown(recounted));
}

}  // namespace verbatim::tool
