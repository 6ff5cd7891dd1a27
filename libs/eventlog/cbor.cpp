#include "eventlog/cbor.hpp"

#include "base/text.hpp"

namespace verbatim::eventlog::cbor {
namespace {

constexpr std::uint8_t kFalse = 20, kTrue = 21, kNullValue = 22;

}  // namespace

Writer& Writer::long_head(std::uint8_t major, std::uint64_t argument) {
  const int log2_bytes =
      argument <= 0xFF ? 0 : (argument <= 0xFFFF ? 1 : (argument <= 0xFFFFFFFF ? 2 : 3));
  out_.push_back(static_cast<char>(major | (24 + log2_bytes)));
  for (int shift = 8 * (1 << log2_bytes) - 8; shift >= 0; shift -= 8) {
    out_.push_back(static_cast<char>(argument >> shift));
  }
  return *this;
}

std::string_view describe(Error error) {
  switch (error) {
    case Error::kNone:
      return "no error";
    case Error::kTruncated:
      return "the bytes end inside an item";
    case Error::kWrongType:
      return "an item of another type than expected";
    case Error::kOutOfRange:
      return "an integer out of range";
    case Error::kNotShortest:
      return "an item that is not in its shortest form";
    case Error::kNotSupported:
      return "a kind of item that is not used here";
    case Error::kInvalidUtf8:
      return "text that is not UTF-8";
    case Error::kKeyOrder:
      return "map keys that do not ascend";
    case Error::kTooDeep:
      return "items nested too deep";
    case Error::kTrailing:
      return "bytes after the last item";
  }
  return "unknown error";
}

Kind Reader::peek() const {
  if (error_ != Error::kNone || at_ == end_) return Kind::kEnd;
  const auto first = static_cast<std::uint8_t>(*at_);
  if ((first & 0x1F) > 27) return Kind::kOther;
  switch (first >> 5) {
    case 0:
      return Kind::kUint;
    case 1:
      return Kind::kNegative;
    case 2:
      return Kind::kBytes;
    case 3:
      return Kind::kText;
    case 4:
      return Kind::kArray;
    case 5:
      return Kind::kMap;
    case 7: {
      const int low = first & 0x1F;
      if (low == kFalse || low == kTrue) return Kind::kBoolean;
      return low == kNullValue ? Kind::kNull : Kind::kOther;
    }
    default:
      return Kind::kOther;
  }
}

std::int64_t Reader::integer() {
  const auto head = read_head();
  if (head.major > 1) return refuse(head, Error::kWrongType), 0;
  if (head.argument > static_cast<std::uint64_t>(INT64_MAX)) {
    return refuse(head, Error::kOutOfRange), 0;
  }
  const auto magnitude = static_cast<std::int64_t>(head.argument);
  return head.major == 0 ? magnitude : -1 - magnitude;
}

bool Reader::boolean() {
  const auto head = read_head();
  if (head.major != 7 || (head.low != kFalse && head.low != kTrue)) {
    return refuse(head, Error::kWrongType), false;
  }
  return head.low == kTrue;
}

void Reader::null() {
  const auto head = read_head();
  if (head.major != 7 || head.low != kNullValue) refuse(head, Error::kWrongType);
}

std::size_t Reader::array() {
  const auto head = read_head();
  if (head.major != 4) return refuse(head, Error::kWrongType), 0;
  if (head.argument > static_cast<std::uint64_t>(end_ - at_)) {
    return refuse(head, Error::kTruncated), 0;
  }
  return head.argument;
}

MapCursor Reader::map() {
  const auto head = read_head();
  if (head.major != 5) {
    refuse(head, Error::kWrongType);
    return {*this, 0};
  }
  if (head.argument > static_cast<std::uint64_t>(end_ - at_) / 2) {
    refuse(head, Error::kTruncated);
    return {*this, 0};
  }
  return {*this, head.argument};
}

Reader::Head Reader::read_long_head() {
  const Head none{kNoMajor, 0, 0, at_};
  if (error_ != Error::kNone) return none;
  if (at_ == end_) return refuse(none, Error::kTruncated), none;

  const auto first = static_cast<std::uint8_t>(*at_);
  const int low = first & 0x1F;
  if (low > 27) return refuse(none, Error::kNotSupported), none;
  const int size = 1 << (low - 24);
  if (end_ - at_ <= size) return refuse(none, Error::kTruncated), none;
  if ((first >> 5) == 7) return refuse(none, Error::kNotSupported), none;  // floats, simple values

  std::uint64_t argument = 0;
  for (int i = 1; i <= size; ++i) {
    argument = argument << 8 | static_cast<std::uint8_t>(at_[i]);
  }
  const std::uint64_t shorter_max = size == 1 ? 23 : ~std::uint64_t{0} >> (64 - 4 * size);
  if (argument <= shorter_max) return refuse(none, Error::kNotShortest), none;

  const Head head{static_cast<std::uint8_t>(first >> 5), static_cast<std::uint8_t>(low), argument,
                  at_};
  at_ += 1 + size;
  return head;
}

bool Reader::is_utf8(std::string_view text) {
  return utf8_valid_prefix(text) == text.size();
}

void Reader::skip() {
  skip_item(0);
}

void Reader::skip_item(int depth) {
  switch (peek()) {
    case Kind::kUint:
    case Kind::kNegative:
      read_head();
      return;
    case Kind::kBytes:
      bytes();
      return;
    case Kind::kText:
      text();
      return;
    case Kind::kBoolean:
      boolean();
      return;
    case Kind::kNull:
      null();
      return;
    case Kind::kArray:
    case Kind::kMap:
      break;
    case Kind::kEnd:
    case Kind::kOther: {
      const Head here{kNoMajor, 0, 0, at_};
      refuse(here, at_ == end_ ? Error::kTruncated : Error::kNotSupported);
      return;
    }
  }
  const auto head = read_head();
  if (!ok()) return;
  if (depth == kDepthMax) return refuse(head, Error::kTooDeep);
  const auto items_max = static_cast<std::uint64_t>(end_ - at_) / (head.major == 4 ? 1 : 2);
  if (head.argument > items_max) return refuse(head, Error::kTruncated);
  if (head.major == 5) return skip_map(head, depth);
  for (std::uint64_t i = 0; i < head.argument && ok(); ++i) skip_item(depth + 1);
}

void Reader::skip_map(const Head& head, int depth) {
  std::string_view before;
  for (std::uint64_t i = 0; i < head.argument && ok(); ++i) {
    const Head key_head{kNoMajor, 0, 0, at_};
    skip_item(depth + 1);
    if (!ok()) return;
    const std::string_view key(key_head.from, static_cast<std::size_t>(at_ - key_head.from));
    if (i > 0 && key <= before) return refuse(key_head, Error::kKeyOrder);
    before = key;
    skip_item(depth + 1);
  }
}

}  // namespace verbatim::eventlog::cbor
