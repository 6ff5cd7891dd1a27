#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace verbatim::tool {

// The place of a request, percent-encoded: Target({"v1", "studies", "a/b"}).with("as_of", "12") is
// "/v1/studies/a%2Fb?as_of=12".
class Target {
 public:
  Target(std::initializer_list<std::string_view> segments);

  // Adds a segment to a path that has no parameters yet.
  Target& below(std::string_view segment);
  // Adds a parameter; none where there is no value.
  Target& with(std::string_view name, const std::optional<std::string>& value);
  // The parameter once for each value.
  Target& with(std::string_view name, const std::vector<std::string>& values);

  const std::string& text() const { return text_; }

 private:
  std::string text_;
  char joint_ = '?';
};

}  // namespace verbatim::tool
