#include "exchange/new_framework.hpp"

namespace verbatim::exchange {

Result<std::string> framework_of_new_themes(const coding::Study& study,
                                            const std::optional<std::string>& asked) {
  if (asked) return *asked;
  const auto& ids = study.framework_ids;
  if (ids.present() == 0 || ids.find(coding::kDefaultFramework))
    return std::string(coding::kDefaultFramework);
  std::string list;
  for (coding::IdTable::Index i = 0; i < ids.size(); ++i)
    if (!ids.is_gone(i)) list.append(list.empty() ? "" : ", ").append(ids.id(i));
  if (ids.present() == 1) return list;
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
