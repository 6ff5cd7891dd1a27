// What holds for every value and for every string of bytes.

#include <map>
#include <memory>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include <cbor.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "eventlog/cbor.hpp"
#include "unit/store/temp_folder.hpp"

namespace verbatim::eventlog::cbor {
namespace {

// Any value that can be written.
struct Value {
  using Array = std::vector<Value>;
  using Map = std::map<std::uint64_t, Value>;
  struct Bytes {
    std::string bytes;
    bool operator==(const Bytes&) const = default;
  };
  std::variant<std::nullptr_t, bool, std::uint64_t, std::int64_t, Bytes, std::string, Array, Map>
      of;
  bool operator==(const Value&) const = default;
};

void write(Writer& writer, const Value& value) {
  struct Visitor {
    Writer& writer;
    void operator()(std::nullptr_t) const { writer.null(); }
    void operator()(bool flag) const { writer.boolean(flag); }
    void operator()(std::uint64_t number) const { writer.uint(number); }
    void operator()(std::int64_t number) const { writer.integer(number); }
    void operator()(const Value::Bytes& bytes) const { writer.bytes(bytes.bytes); }
    void operator()(const std::string& text) const { writer.text(text); }
    void operator()(const Value::Array& items) const {
      writer.array(items.size());
      for (const auto& item : items) write(writer, item);
    }
    void operator()(const Value::Map& pairs) const {
      writer.map(pairs.size());
      for (const auto& [key, item] : pairs) {
        writer.key(key);
        write(writer, item);
      }
    }
  };
  std::visit(Visitor{writer}, value.of);
}

Value read(Reader& reader) {
  switch (reader.peek()) {
    case Kind::kNull:
      reader.null();
      return {nullptr};
    case Kind::kBoolean:
      return {reader.boolean()};
    case Kind::kUint:
      return {reader.uint()};
    case Kind::kNegative:
      return {reader.integer()};
    case Kind::kBytes:
      return {Value::Bytes{std::string(reader.bytes())}};
    case Kind::kText:
      return {std::string(reader.text())};
    case Kind::kArray: {
      Value::Array items;
      for (auto left = reader.array(); left > 0 && reader.ok(); --left) {
        items.push_back(read(reader));
      }
      return {items};
    }
    case Kind::kMap: {
      Value::Map pairs;
      for (auto field = reader.map(); field.next();) pairs.emplace(field.key(), read(reader));
      return {pairs};
    }
    default:
      reader.skip();
      return {nullptr};
  }
}

// The same value as libcbor reads it.
Value read(const cbor_item_t* item) {
  switch (cbor_typeof(item)) {
    case CBOR_TYPE_UINT:
      return {cbor_get_int(item)};
    case CBOR_TYPE_NEGINT:
      return {-1 - static_cast<std::int64_t>(cbor_get_int(item))};
    case CBOR_TYPE_BYTESTRING:
      return {Value::Bytes{{reinterpret_cast<const char*>(cbor_bytestring_handle(item)),
                            cbor_bytestring_length(item)}}};
    case CBOR_TYPE_STRING:
      return {std::string(reinterpret_cast<const char*>(cbor_string_handle(item)),
                          cbor_string_length(item))};
    case CBOR_TYPE_ARRAY: {
      Value::Array items;
      for (std::size_t i = 0; i < cbor_array_size(item); ++i) {
        items.push_back(read(cbor_array_handle(item)[i]));
      }
      return {items};
    }
    case CBOR_TYPE_MAP: {
      Value::Map pairs;
      for (std::size_t i = 0; i < cbor_map_size(item); ++i) {
        const auto& pair = cbor_map_handle(item)[i];
        pairs.emplace(cbor_get_int(pair.key), read(pair.value));
      }
      return {pairs};
    }
    default:
      if (cbor_is_bool(item)) return {cbor_get_bool(item)};
      return {nullptr};
  }
}

rc::Gen<std::uint64_t> any_uint() {
  return rc::gen::oneOf(rc::gen::arbitrary<std::uint64_t>(),
                        rc::gen::inRange<std::uint64_t>(0, 300),
                        rc::gen::map(rc::gen::inRange(0, 64),
                                     [](int shift) { return (std::uint64_t{1} << shift) - 1; }));
}

rc::Gen<std::string> any_text() {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                          "a", "Z", "0", " ", "\u00fc", "\u6c34", "\U0001F600")),
                      [](const std::vector<std::string>& parts) {
                        std::string text;
                        for (const auto& part : parts) text += part;
                        return text;
                      });
}

rc::Gen<Value> any_value(int depth) {
  const auto leaf = rc::gen::oneOf(
      rc::gen::just(Value{nullptr}),
      rc::gen::map(rc::gen::arbitrary<bool>(), [](bool flag) { return Value{flag}; }),
      rc::gen::map(any_uint(), [](std::uint64_t number) { return Value{number}; }),
      rc::gen::map(
          any_uint(),
          [](std::uint64_t number) { return Value{-1 - static_cast<std::int64_t>(number >> 1)}; }),
      rc::gen::map(rc::gen::string<std::string>(),
                   [](std::string bytes) { return Value{Value::Bytes{std::move(bytes)}}; }),
      rc::gen::map(any_text(), [](std::string text) { return Value{std::move(text)}; }));
  if (depth == 0) return leaf;
  return rc::gen::oneOf(
      leaf,
      rc::gen::map(rc::gen::resize(5, rc::gen::container<Value::Array>(any_value(depth - 1))),
                   [](Value::Array items) { return Value{std::move(items)}; }),
      rc::gen::map(
          rc::gen::resize(5, rc::gen::container<Value::Map>(any_uint(), any_value(depth - 1))),
          [](Value::Map pairs) { return Value{std::move(pairs)}; }));
}

std::string encode(const Value& value) {
  std::string bytes;
  Writer writer(bytes);
  write(writer, value);
  return bytes;
}

RC_GTEST_PROP(CborLaws, WhatIsWrittenIsRead, ()) {
  const auto value = *any_value(3);
  const auto bytes = encode(value);
  Reader reader(bytes);
  RC_ASSERT(read(reader) == value);
  reader.end();
  RC_ASSERT(reader.ok());
  Reader skipper(bytes);
  skipper.skip();
  skipper.end();
  RC_ASSERT(skipper.ok());
}

RC_GTEST_PROP(CborLaws, AnotherReaderReadsTheSame, ()) {
  const auto value = *any_value(3);
  const auto bytes = encode(value);
  cbor_load_result result;
  auto* item =
      cbor_load(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), &result);
  RC_ASSERT(item != nullptr);
  RC_ASSERT(result.read == bytes.size());
  const bool same = read(item) == value;
  cbor_decref(&item);
  RC_ASSERT(same);
}

// One value, one encoding: bytes that are accepted are the bytes that would be written.
RC_GTEST_PROP(CborLaws, ChangedBytesAreRefusedOrTheEncodingOfWhatIsRead, ()) {
  auto bytes = encode(*any_value(2));
  const auto changes = *rc::gen::inRange(1, 4);
  for (int i = 0; i < changes; ++i) {
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
  }
  Reader reader(bytes);
  const auto value = read(reader);
  reader.end();
  if (reader.ok()) RC_ASSERT(encode(value) == bytes);
}

RC_GTEST_PROP(CborLaws, CutBytesAreRefused, ()) {
  const auto bytes = encode(*any_value(2));
  const auto cut = bytes.substr(0, *rc::gen::inRange<std::size_t>(0, bytes.size()));
  Reader reader(cut);
  reader.skip();
  RC_ASSERT(reader.error() == Error::kTruncated);
  RC_ASSERT(reader.offset() <= cut.size());
}

// Meant for the address sanitizer: each input has its own block of memory, of just its size.
TEST(CborLaws, RandomBytesAreNeverReadOutside) {
  const auto seed = test::test_seed();
  SCOPED_TRACE(testing::Message() << "VERBATIM_TEST_SEED=" << seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 100'000; ++round) {
    const std::size_t size = random() % 40;
    const std::unique_ptr<char[]> block(new char[size]);
    for (std::size_t i = 0; i < size; ++i) {
      // Heads with small arguments, mostly: they get further than noise.
      const auto noise = random();
      block[i] = static_cast<char>(noise % 4 == 0 ? noise >> 8 : ((noise >> 8) & 0xE3));
    }
    Reader reader({block.get(), size});
    (void)read(reader);
    reader.end();
    EXPECT_LE(reader.offset(), size);
    Reader skipper({block.get(), size});
    while (skipper.ok()) skipper.skip();
    EXPECT_LE(skipper.offset(), size);
  }
}

}  // namespace
}  // namespace verbatim::eventlog::cbor
