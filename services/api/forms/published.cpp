#include "api/forms/published.hpp"

#include <array>
#include <utility>

#include "api/forms/agreement_json.hpp"
#include "api/forms/connections_form.hpp"
#include "api/forms/counts_form.hpp"
#include "api/forms/figure_json.hpp"
#include "api/forms/theme_json.hpp"
#include "api/requests/lookup.hpp"

namespace verbatim::api {
namespace {

using projections::Basis;
using projections::StudyView;

constexpr std::array<std::pair<const char*, Basis>, 4> kBases{{{"any", Basis::kAny},
                                                               {"majority", Basis::kMajority},
                                                               {"all", Basis::kAll},
                                                               {"settled", Basis::kSettled}}};

class Publisher {
 public:
  explicit Publisher(const StudyView& view)
      : view_(view), study_("/v1/studies/" + percent_encoded(view.study().id)) {}

  std::vector<Published> all() {
    add("codebook", study_ + "/themes?", themes_json(view_.study(), {}, {}).dump());
    const auto progress = study_ + "/progress?";
    add("progress", progress, study_progress_json(view_, {}, link_to(progress)));
    for (std::size_t q = 0; q < view_.study().questions.size(); ++q)
      if (!view_.study().question_ids.is_gone(static_cast<std::uint32_t>(q)))
        add_question(static_cast<coding::QuestionIndex>(q));
    return std::move(list_);
  }

 private:
  static http::Request asked(const std::string& target) {
    http::Request request;
    request.target = target;
    return request;
  }
  static Permalink link_to(const std::string& target) { return Permalink(asked(target)); }

  void add(std::string name, std::string target, std::string body) {
    target += "as_of=" + std::to_string(view_.position());
    list_.push_back({std::move(name), std::move(target), std::move(body)});
  }

  void add_question(coding::QuestionIndex question) {
    const auto number = "-" + std::to_string(question + 1);
    const auto path =
        study_ + "/questions/" + percent_encoded(view_.study().question_ids.id(question)) + "/";
    for (const auto& [word, basis] : kBases) {
      const auto target = path + "counts?basis=" + word + "&by=group&";
      CountsForm form(asked(target));
      form.basis = word;
      add("counts-" + std::string(word) + number, target,
          show_counts(view_, question, {basis, {}, {}, true}, form).body);
    }
    const auto connections = path + "connections?";
    ConnectionsForm form(asked(connections));
    form.basis = "settled";
    if (auto shown = show_connections(view_, question, Basis::kSettled, form))
      add("connections" + number, connections, std::move(shown->body));
    const auto agreement = path + "agreement?";
    add("agreement" + number, agreement,
        question_agreement_json(view_, question, {}, link_to(agreement)));
  }

  const StudyView& view_;
  const std::string study_;
  std::vector<Published> list_;
};

}  // namespace

std::vector<Published> published(const StudyView& view) {
  return Publisher(view).all();
}

}  // namespace verbatim::api
