#include "base/time.hpp"

#include <array>
#include <charconv>
#include <chrono>

namespace verbatim {
namespace {

constexpr Micros kMicrosPerSecond = 1'000'000;

// Reads exactly `count` digits at `at` and moves on. Nothing if there are fewer.
std::optional<int> digits(std::string_view text, std::size_t& at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int value = 0;
  const auto* end = text.data() + at + count;
  const auto [stop, error] = std::from_chars(text.data() + at, end, value);
  if (error != std::errc() || stop != end || text[at] == '-') return std::nullopt;
  at += count;
  return value;
}

bool take(std::string_view text, std::size_t& at, char expected) {
  if (at >= text.size() || text[at] != expected) return false;
  ++at;
  return true;
}

// ".123456..." as microseconds; 0 where there is no fraction; nothing where the dot stands alone.
std::optional<Micros> fraction(std::string_view text, std::size_t& at) {
  if (!take(text, at, '.')) return 0;
  Micros micros = 0, unit = kMicrosPerSecond / 10;
  const auto first = at;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
    micros += (text[at] - '0') * unit;
  if (at == first) return std::nullopt;
  return micros;
}

// "Z" or "+hh:mm" or "-hh:mm", in seconds east of UTC.
std::optional<int> offset(std::string_view text, std::size_t& at) {
  if (take(text, at, 'Z') || take(text, at, 'z')) return 0;
  const int sign = take(text, at, '+') ? 1 : take(text, at, '-') ? -1 : 0;
  if (sign == 0) return std::nullopt;
  const auto hours = digits(text, at, 2);
  if (!hours || *hours > 23 || !take(text, at, ':')) return std::nullopt;
  const auto minutes = digits(text, at, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return sign * (*hours * 3600 + *minutes * 60);
}

}  // namespace

std::string to_rfc3339(Micros time) {
  using namespace std::chrono;
  const sys_time<microseconds> moment{microseconds{time}};
  const auto day = floor<days>(moment);
  const year_month_day date{day};
  // Not moment - day: in microseconds the first day that there is has no beginning.
  constexpr auto kDay = microseconds{days{1}}.count();
  const hh_mm_ss clock{microseconds{(time % kDay + kDay) % kDay}};
  // By hand: snprintf takes as long as all else that is done to write an event.
  std::string text;
  text.reserve(27);
  const auto put = [&](std::int64_t number, int width, char end) {
    std::array<char, 24> digits;
    auto at = digits.size();
    digits[--at] = end;
    auto left = number < 0 ? -number : number;
    do digits[--at] = static_cast<char>('0' + left % 10);
    while ((left /= 10) > 0);
    if (number < 0) digits[--at] = '-';
    for (const auto first = digits.size() - 1 - static_cast<std::size_t>(width); at > first;)
      digits[--at] = '0';
    text.append(digits.data() + at, digits.size() - at);
  };
  put(int{date.year()}, 4, '-');
  put(unsigned{date.month()}, 2, '-');
  put(unsigned{date.day()}, 2, 'T');
  put(clock.hours().count(), 2, ':');
  put(clock.minutes().count(), 2, ':');
  put(clock.seconds().count(), 2, '.');
  put(clock.subseconds().count(), 6, 'Z');
  return text;
}

std::optional<Micros> from_rfc3339(std::string_view text) {
  using namespace std::chrono;
  std::size_t at = 0;
  const auto y = digits(text, at, 4);
  if (!y || !take(text, at, '-')) return std::nullopt;
  const auto m = digits(text, at, 2);
  if (!m || !take(text, at, '-')) return std::nullopt;
  const auto d = digits(text, at, 2);
  if (!d || !(take(text, at, 'T') || take(text, at, 't') || take(text, at, ' ')))
    return std::nullopt;
  const auto hour = digits(text, at, 2);
  if (!hour || *hour > 23 || !take(text, at, ':')) return std::nullopt;
  const auto minute = digits(text, at, 2);
  if (!minute || *minute > 59 || !take(text, at, ':')) return std::nullopt;
  const auto second = digits(text, at, 2);
  if (!second || *second > 60) return std::nullopt;
  const auto micros = fraction(text, at);
  if (!micros) return std::nullopt;
  const auto east = offset(text, at);
  if (!east || at != text.size()) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)},
                            day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  const Micros seconds =
      duration_cast<std::chrono::seconds>(sys_days{date}.time_since_epoch()).count() +
      *hour * 3600 + *minute * 60 + *second - *east;
  return seconds * kMicrosPerSecond + *micros;
}

Micros now() {
  using namespace std::chrono;
  return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace verbatim
