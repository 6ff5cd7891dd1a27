#include "exchange/new_framework.hpp"

namespace verbatim::exchange {

Result<std::string> framework_of_new_themes(const coding::Study& study,
                                            const std::optional<std::string>& asked) {
  if (asked) return *asked;
  const auto& ids = study.framework_ids;
  if (study.frameworks.empty() || ids.find(coding::kDefaultFramework))
    return std::string(coding::kDefaultFramework);
  if (study.frameworks.size() == 1) return std::string(ids.id(0));
  std::string list;
  for (coding::FrameworkIndex i = 0; i < study.frameworks.size(); ++i)
    list.append(i == 0 ? "" : ", ").append(ids.id(i));
  return Failure{Fault::kMissingField,
                 "The file has new themes, and the study has several frameworks: " + list + ".",
                 "framework", "Say which one they belong to."};
}

// The default framework is labelled as its first theme would label it, so that whoever sets it up
// after an import is not told that there is another one of that id.
coding::AddFramework new_framework(const std::string& id) {
  return {.framework = id, .label = id == coding::kDefaultFramework ? "Themes" : id};
}

}  // namespace verbatim::exchange
