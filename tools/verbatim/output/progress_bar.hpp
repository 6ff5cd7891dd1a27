#pragma once

#include <cstddef>
#include <ostream>
#include <string>

namespace verbatim::tool {

// One line that is drawn over itself while something long goes on, and is gone afterwards. Draws
// only on a terminal: without a stream, nothing.
class ProgressBar {
 public:
  // `stream` may be nullptr. `total` in any unit; 0 where there is nothing to do.
  ProgressBar(std::ostream* stream, std::string label, std::size_t total);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(std::size_t done);
  // From now on it says `label` instead.
  void relabel(std::string label);

 private:
  void draw();

  std::ostream* stream_;
  std::string label_;
  std::size_t total_, done_ = 0;
  int drawn_percent_ = -1;
};

}  // namespace verbatim::tool
