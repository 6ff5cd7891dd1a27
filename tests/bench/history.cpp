#include "history.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

#include "record/record.hpp"

namespace verbatim::bench {
namespace {

constexpr int kCoders = 10, kThemes = 50;

class History {
 public:
  History(eventlog::EventLog& log, std::string study, std::uint64_t events, Coders coders)
      : log_(log), study_(std::move(study)), events_(events), coders_(coders) {}

  void write() {
    const auto comments = std::max<std::uint64_t>(1, events_ / 50);
    add(coding::StudyOpened{study_, "Bench"});
    add(coding::QuestionAdded{"q1", "Why?"});
    add(coding::FrameworkAdded{"themes", "Themes"});
    for (int t = 0; t < kThemes; ++t)
      add(coding::ThemeAdded{
          fmt::format("theme-{}", t), "themes", fmt::format("Theme {}", t), "", "", {}});
    for (int c = 0; c < kCoders; ++c)
      add(coding::MemberAdded{fmt::format("coder-{}", c), coding::Role::kCoder});
    for (int g = 0; g < 5; ++g) add(coding::GroupAdded{fmt::format("group-{}", g), "A group"});
    for (std::uint64_t r = 0; r < comments; ++r) {
      add(coding::RespondentAdded{fmt::format("p{:06}", r), fmt::format("group-{}", r % 5)});
      add(coding::CommentAdded{"q1", fmt::format("r{:06}", r), fmt::format("p{:06}", r), {}, 200});
    }
    for (std::uint64_t i = 0; position_ < events_; ++i) {
      const auto ahead = coders_ == Coders::kApart ? i % kCoders * (comments / kCoders) : 0;
      const auto response = fmt::format("r{:06}", (i / kCoders + ahead) % comments);
      const auto coder = fmt::format("coder-{}", i % kCoders);
      const auto lap = i / kCoders / comments;
      const auto theme = (i / kCoders + (i % 3 == 0 ? i % 7 : 0) + lap * 11) % kThemes;
      add(coding::ThemeAssigned{"q1", response, coder, fmt::format("theme-{}", theme), kThemes});
      add(coding::ThemeAssigned{"q1", response, coder,
                                fmt::format("theme-{}", (theme + 17) % kThemes), kThemes});
      if (lap == 0) add(coding::CodingFinished{"q1", response, coder});
    }
    flush();
  }

 private:
  void add(coding::Event event) {
    record::Record record;
    record.position = ++position_;
    record.time = 1'700'000'000'000'000 + static_cast<Micros>(position_) * 1000;
    record.actor = "coder-1";
    record.event = std::move(event);
    commit_.events.push_back(record::encode(record));
    if (commit_.events.size() == 1024) flush();
  }
  void flush() {
    if (commit_.events.empty()) return;
    commit_.study = study_;
    commit_.expected = position_ - commit_.events.size();
    if (!log_.append({&commit_, 1})) throw std::runtime_error("cannot write the log");
    commit_.events.clear();
  }

  eventlog::EventLog& log_;
  const std::string study_;
  const std::uint64_t events_;
  const Coders coders_;
  eventlog::Commit commit_;
  std::uint64_t position_ = 0;
};

}  // namespace

void write_history(eventlog::EventLog& log, const std::string& study, std::uint64_t events,
                   Coders coders) {
  History(log, study, events, coders).write();
}

}  // namespace verbatim::bench
