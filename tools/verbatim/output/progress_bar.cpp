#include "verbatim/output/progress_bar.hpp"

#include <utility>

namespace verbatim::tool {
namespace {

constexpr std::size_t kWidth = 30;
constexpr const char* kClearLine = "\r\x1b[K";

}  // namespace

ProgressBar::ProgressBar(std::ostream* stream, std::string label, std::size_t total)
    : stream_(stream), label_(std::move(label)), total_(total) {
  draw();
}

ProgressBar::~ProgressBar() {
  if (stream_ != nullptr) *stream_ << kClearLine << std::flush;
}

void ProgressBar::show(std::size_t done) {
  done_ = done;
  draw();
}

void ProgressBar::relabel(std::string label) {
  label_ = std::move(label);
  drawn_percent_ = -1;
  draw();
}

void ProgressBar::draw() {
  if (stream_ == nullptr) return;
  const auto percent = total_ == 0 ? 100 : static_cast<int>(100 * done_ / total_);
  if (percent == std::exchange(drawn_percent_, percent)) return;  // nothing would look different
  const auto full = kWidth * static_cast<std::size_t>(percent) / 100;
  *stream_ << kClearLine << label_ << " [" << std::string(full, '#')
           << std::string(kWidth - full, '.') << "] " << percent << " %" << std::flush;
}

}  // namespace verbatim::tool
