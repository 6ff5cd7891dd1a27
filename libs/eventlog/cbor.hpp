#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// The part of CBOR (RFC 8949) that events are stored in, in its deterministic form (section 4.2.1):
// unsigned and negative integers of 64 bits, byte strings, text strings (well-formed UTF-8),
// arrays, maps, booleans and null; every head in its shortest form; map keys in ascending order and
// none twice. No floats, no tags, no indefinite lengths. One value therefore has one encoding, so
// that what is hashed is what is stored.
//
// First byte of an item: major type (3 bits) | n (5 bits). n < 24 is the argument itself; 24, 25,
// 26, 27 say that it follows in 1, 2, 4, 8 bytes, most significant first. The argument is the
// integer, the length in bytes, or the number of elements (of a map: of pairs).
namespace verbatim::eventlog::cbor {

// Appends items to a string. The caller keeps the rules that span items: array(n) is followed by n
// items, map(n) by n pairs of key and value, keys ascending; text() is given well-formed UTF-8.
class Writer {
 public:
  // `out` must outlive the writer.
  explicit Writer(std::string& out) : out_(out) {}

  Writer& uint(std::uint64_t value) { return head(0x00, value); }
  Writer& integer(std::int64_t value) {
    return value >= 0 ? head(0x00, static_cast<std::uint64_t>(value))
                      : head(0x20, ~static_cast<std::uint64_t>(value));
  }
  Writer& bytes(std::string_view value) {
    head(0x40, value.size());
    out_.append(value);
    return *this;
  }
  Writer& text(std::string_view value) {
    head(0x60, value.size());
    out_.append(value);
    return *this;
  }
  Writer& array(std::size_t elements) { return head(0x80, elements); }
  Writer& map(std::size_t pairs) { return head(0xA0, pairs); }
  // A map's key, to be followed by its value.
  Writer& key(std::uint64_t key) { return head(0x00, key); }
  Writer& boolean(bool value) {
    out_.push_back(static_cast<char>(value ? 0xF5 : 0xF4));
    return *this;
  }
  Writer& null() {
    out_.push_back(static_cast<char>(0xF6));
    return *this;
  }

 private:
  Writer& head(std::uint8_t major, std::uint64_t argument) {
    if (argument < 24) {
      out_.push_back(static_cast<char>(major | argument));
      return *this;
    }
    return long_head(major, argument);
  }
  Writer& long_head(std::uint8_t major, std::uint64_t argument);

  std::string& out_;
};

enum class Error : std::uint8_t {
  kNone,
  kTruncated,     // the bytes end inside an item
  kWrongType,     // another type of item than was asked for
  kOutOfRange,    // an integer that does not fit what was asked for
  kNotShortest,   // a head that has a shorter form
  kNotSupported,  // a float, a tag, an indefinite length, a reserved value
  kInvalidUtf8,   // a text string that is not UTF-8
  kKeyOrder,      // a map key that is not above the one before it
  kTooDeep,       // nested deeper than skip() follows
  kTrailing,      // bytes after the last item
};

// A short sentence without a full stop, for a failure's detail.
std::string_view describe(Error error);

enum class Kind : std::uint8_t {
  kEnd,  // no bytes are left, or an error has happened
  kUint,
  kNegative,
  kBytes,
  kText,
  kArray,
  kMap,
  kBoolean,
  kNull,
  kOther,  // what this reader refuses
};

class Reader;

// Walks the pairs of a map with unsigned keys:
//
//   for (auto field = reader.map(); field.next();) {
//     switch (field.key()) {
//       case 1: event.study = reader.text(); break;
//       default: reader.skip();  // a key of a later version
//     }
//   }
//
// Every value must be read or skipped before the next next().
class MapCursor {
 public:
  // False at the end of the map and after an error. kKeyOrder where keys do not ascend.
  inline bool next();
  std::uint64_t key() const { return key_; }

 private:
  friend class Reader;
  MapCursor(Reader& reader, std::uint64_t pairs) : reader_(&reader), left_(pairs) {}

  Reader* reader_;
  std::uint64_t left_;
  std::uint64_t key_ = 0;
  bool first_ = true;
};

// Reads items one after another without copying: the views it answers point into the bytes it was
// given. Never reads outside them, never allocates, refuses everything the writer would not write.
//
// The first error sticks: from then on every read answers 0, an empty view or false, and the
// position stays where the refused item begins. So a decoder reads all its fields and asks once.
class Reader {
 public:
  explicit Reader(std::string_view bytes)
      : begin_(bytes.data()), at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  Kind peek() const;

  std::uint64_t uint() {
    const auto head = read_head();
    if (head.major != 0) return refuse(head, Error::kWrongType), 0;
    return head.argument;
  }
  // kOutOfRange outside std::int64_t.
  std::int64_t integer();
  std::string_view bytes() {
    const auto head = read_head();
    if (head.major != 2) return refuse(head, Error::kWrongType), std::string_view();
    return take(head);
  }
  std::string_view text() {
    const auto head = read_head();
    if (head.major != 3) return refuse(head, Error::kWrongType), std::string_view();
    const auto value = take(head);
    if (!is_ascii(value) && !is_utf8(value)) {
      return refuse(head, Error::kInvalidUtf8), std::string_view();
    }
    return value;
  }
  bool boolean();
  void null();
  // The number of elements that follow: never more than bytes are left, so that it may be used to
  // reserve memory.
  std::size_t array();
  MapCursor map();

  // Passes over one item of any supported type, nested up to kDepthMax; checks it as strictly as
  // reading would (map keys may be of any supported type, ascending by their encoded bytes).
  static constexpr int kDepthMax = 16;
  void skip();

  // kTrailing unless every byte has been read.
  void end() {
    if (error_ == Error::kNone && at_ != end_) error_ = Error::kTrailing;
  }

  bool ok() const { return error_ == Error::kNone; }
  Error error() const { return error_; }
  // Bytes read so far; after an error, where the refused item begins.
  std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }

 private:
  friend class MapCursor;

  static constexpr std::uint8_t kNoMajor = 0xFF;
  struct Head {
    std::uint8_t major;  // kNoMajor where there is none
    std::uint8_t low;    // the lower five bits of the first byte
    std::uint64_t argument;
    const char* from;  // where the item begins
  };

  Head read_head() {
    if (error_ == Error::kNone && at_ != end_) {
      const auto first = static_cast<std::uint8_t>(*at_);
      const auto low = static_cast<std::uint8_t>(first & 0x1F);
      if (low < 24) return {static_cast<std::uint8_t>(first >> 5), low, low, at_++};
    }
    return read_long_head();
  }
  Head read_long_head();

  std::string_view take(const Head& head) {
    if (head.argument > static_cast<std::uint64_t>(end_ - at_)) {
      return refuse(head, Error::kTruncated), std::string_view();
    }
    const std::string_view value(at_, head.argument);
    at_ += head.argument;
    return value;
  }

  // Keeps the first error, and goes back to where the refused item begins.
  void refuse(const Head& head, Error error) {
    if (error_ != Error::kNone) return;
    error_ = error;
    at_ = head.from;
  }

  static bool is_ascii(std::string_view text) {
    unsigned char seen = 0;
    for (const char byte : text) seen |= static_cast<unsigned char>(byte);
    return seen < 0x80;
  }
  static bool is_utf8(std::string_view text);
  void skip_item(int depth);
  void skip_map(const Head& head, int depth);

  const char* begin_;
  const char* at_;
  const char* end_;
  Error error_ = Error::kNone;
};

inline bool MapCursor::next() {
  if (left_ == 0 || !reader_->ok()) return false;
  --left_;
  const auto head = reader_->read_head();
  if (head.major != 0) return reader_->refuse(head, Error::kWrongType), false;
  if (!first_ && head.argument <= key_) return reader_->refuse(head, Error::kKeyOrder), false;
  first_ = false;
  key_ = head.argument;
  return true;
}

}  // namespace verbatim::eventlog::cbor
