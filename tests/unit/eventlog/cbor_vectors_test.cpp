// Encodings as the standard gives them: RFC 8949, appendix A, and what section 4.2.1 forbids.

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventlog/cbor.hpp"

namespace verbatim::eventlog::cbor {
namespace {

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
  }
  return bytes;
}

std::string to_hex(std::string_view bytes) {
  std::string hex;
  for (const char byte : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[static_cast<unsigned char>(byte) >> 4];
    hex += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return hex;
}

Error skipped(std::string_view hex) {
  const auto bytes = from_hex(hex);
  Reader reader(bytes);
  reader.skip();
  reader.end();
  return reader.error();
}

struct UintVector {
  std::uint64_t value;
  const char* hex;
};
const UintVector kUints[] = {
    {0, "00"},
    {1, "01"},
    {10, "0a"},
    {23, "17"},
    {24, "1818"},
    {25, "1819"},
    {100, "1864"},
    {255, "18ff"},
    {256, "190100"},
    {1000, "1903e8"},
    {65'535, "19ffff"},
    {65'536, "1a00010000"},
    {1'000'000, "1a000f4240"},
    {4'294'967'295, "1affffffff"},
    {4'294'967'296, "1b0000000100000000"},
    {1'000'000'000'000, "1b000000e8d4a51000"},
    {18'446'744'073'709'551'615U, "1bffffffffffffffff"},
};

TEST(CborVectors, UnsignedIntegers) {
  for (const auto& [value, hex] : kUints) {
    std::string bytes;
    Writer(bytes).uint(value);
    EXPECT_EQ(to_hex(bytes), hex);
    Reader reader(bytes);
    EXPECT_EQ(reader.peek(), Kind::kUint);
    EXPECT_EQ(reader.uint(), value);
    reader.end();
    EXPECT_TRUE(reader.ok()) << describe(reader.error());
    EXPECT_EQ(skipped(hex), Error::kNone);
  }
}

struct IntegerVector {
  std::int64_t value;
  const char* hex;
};
const IntegerVector kIntegers[] = {
    {0, "00"},
    {-1, "20"},
    {-10, "29"},
    {-24, "37"},
    {-25, "3818"},
    {-100, "3863"},
    {-1000, "3903e7"},
    {INT64_MAX, "1b7fffffffffffffff"},
    {INT64_MIN, "3b7fffffffffffffff"},
};

TEST(CborVectors, Integers) {
  for (const auto& [value, hex] : kIntegers) {
    std::string bytes;
    Writer(bytes).integer(value);
    EXPECT_EQ(to_hex(bytes), hex);
    Reader reader(bytes);
    EXPECT_EQ(reader.peek(), value < 0 ? Kind::kNegative : Kind::kUint);
    EXPECT_EQ(reader.integer(), value);
    reader.end();
    EXPECT_TRUE(reader.ok());
  }
}

TEST(CborVectors, SimpleValues) {
  std::string bytes;
  Writer(bytes).boolean(false).boolean(true).null();
  EXPECT_EQ(to_hex(bytes), "f4f5f6");
  Reader reader(bytes);
  EXPECT_EQ(reader.peek(), Kind::kBoolean);
  EXPECT_FALSE(reader.boolean());
  EXPECT_TRUE(reader.boolean());
  EXPECT_EQ(reader.peek(), Kind::kNull);
  reader.null();
  EXPECT_EQ(reader.peek(), Kind::kEnd);
  EXPECT_TRUE(reader.ok());
}

TEST(CborVectors, Strings) {
  std::string bytes;
  Writer(bytes).bytes("").bytes("\x01\x02\x03\x04").text("").text("a").text("IETF").text("\"\\");
  Writer(bytes).text("\u00fc").text("\u6c34").text("\U00010151");
  EXPECT_EQ(to_hex(bytes),
            "40"
            "4401020304"
            "60"
            "6161"
            "6449455446"
            "62225c"
            "62c3bc"
            "63e6b0b4"
            "64f0908591");
  Reader reader(bytes);
  EXPECT_EQ(reader.peek(), Kind::kBytes);
  EXPECT_EQ(reader.bytes(), "");
  EXPECT_EQ(reader.bytes(), "\x01\x02\x03\x04");
  EXPECT_EQ(reader.peek(), Kind::kText);
  EXPECT_EQ(reader.text(), "");
  EXPECT_EQ(reader.text(), "a");
  EXPECT_EQ(reader.text(), "IETF");
  EXPECT_EQ(reader.text(), "\"\\");
  EXPECT_EQ(reader.text(), "\u00fc");
  EXPECT_EQ(reader.text(), "\u6c34");
  EXPECT_EQ(reader.text(), "\U00010151");
  EXPECT_TRUE(reader.ok());
}

TEST(CborVectors, ArraysAndMaps) {
  for (const auto* hex :
       {"80", "83010203", "8301820203820405",
        "98190102030405060708090a0b0c0d0e0f101112131415161718181819", "a0", "a201020304",
        "a26161016162820203", "826161a161626163", "a56161614161626142616361436164614461656145"}) {
    EXPECT_EQ(skipped(hex), Error::kNone) << hex;
  }
  std::string bytes;
  Writer(bytes).map(2).key(1).uint(2).key(3).array(2).uint(4).null();
  EXPECT_EQ(to_hex(bytes),
            "a201020382"
            "04f6");
  Reader reader(bytes);
  auto field = reader.map();
  ASSERT_TRUE(field.next());
  EXPECT_EQ(field.key(), 1U);
  EXPECT_EQ(reader.uint(), 2U);
  ASSERT_TRUE(field.next());
  EXPECT_EQ(field.key(), 3U);
  EXPECT_EQ(reader.peek(), Kind::kArray);
  EXPECT_EQ(reader.array(), 2U);
  EXPECT_EQ(reader.uint(), 4U);
  reader.null();
  EXPECT_FALSE(field.next());
  reader.end();
  EXPECT_TRUE(reader.ok());
}

struct Refused {
  const char* hex;
  Error error;
};
const Refused kRefused[] = {
    // Section 4.2.1: the shortest form only.
    {"1800", Error::kNotShortest},
    {"1817", Error::kNotShortest},
    {"1900ff", Error::kNotShortest},
    {"1a0000ffff", Error::kNotShortest},
    {"1b00000000ffffffff", Error::kNotShortest},
    {"3817", Error::kNotShortest},
    {"5800", Error::kNotShortest},
    {"780161", Error::kNotShortest},
    {"9800", Error::kNotShortest},
    {"b800", Error::kNotShortest},
    // Keys in ascending order, none twice.
    {"a203000100", Error::kKeyOrder},
    {"a201000100", Error::kKeyOrder},
    {"a220000100", Error::kKeyOrder},
    {"a2616200616100", Error::kKeyOrder},
    {"a261610000"
     "00",
     Error::kKeyOrder},
    // No floats, simple values, tags, indefinite lengths; reserved additional information.
    {"f90000", Error::kNotSupported},
    {"fa47c35000", Error::kNotSupported},
    {"fb3ff199999999999a", Error::kNotSupported},
    {"f7", Error::kNotSupported},
    {"f0", Error::kNotSupported},
    {"f8ff", Error::kNotSupported},
    {"c074323031332d30332d32315432303a30343a30305a", Error::kNotSupported},
    {"5f42010243030405ff", Error::kNotSupported},
    {"7f657374726561646d696e67ff", Error::kNotSupported},
    {"9fff", Error::kNotSupported},
    {"bf6161019fff", Error::kNotSupported},
    {"ff", Error::kNotSupported},
    {"1c", Error::kNotSupported},
    {"1e", Error::kNotSupported},
    // Text is UTF-8: a stray byte, an overlong form, a surrogate, one above U+10FFFF, a cut one.
    {"61ff", Error::kInvalidUtf8},
    {"62c080", Error::kInvalidUtf8},
    {"63eda080", Error::kInvalidUtf8},
    {"64f4908080", Error::kInvalidUtf8},
    {"62e6b0", Error::kInvalidUtf8},
    // The bytes end too early, or too late.
    {"", Error::kTruncated},
    {"18", Error::kTruncated},
    {"1903", Error::kTruncated},
    {"1b01020304050607", Error::kTruncated},
    {"41", Error::kTruncated},
    {"6261", Error::kTruncated},
    {"5bffffffffffffffff00", Error::kTruncated},
    {"81", Error::kTruncated},
    {"820102"
     "00",
     Error::kTrailing},
    {"830102", Error::kTruncated},
    {"9bffffffffffffffff00", Error::kTruncated},
    {"a101", Error::kTruncated},
    {"bbffffffffffffffff0000", Error::kTruncated},
    {"0000", Error::kTrailing},
};

TEST(CborVectors, WhatIsRefused) {
  for (const auto& [hex, error] : kRefused) {
    EXPECT_EQ(describe(skipped(hex)), describe(error)) << hex;
  }
}

TEST(CborVectors, ReadingRefusesAsSkippingDoes) {
  const auto refused = [](std::string_view hex, auto read) {
    const auto bytes = from_hex(hex);
    Reader reader(bytes);
    read(reader);
    return reader.error();
  };
  EXPECT_EQ(refused("1817", [](auto& r) { r.uint(); }), Error::kNotShortest);
  EXPECT_EQ(refused("20", [](auto& r) { r.uint(); }), Error::kWrongType);
  EXPECT_EQ(refused("1b8000000000000000", [](auto& r) { r.integer(); }), Error::kOutOfRange);
  EXPECT_EQ(refused("3b8000000000000000", [](auto& r) { r.integer(); }), Error::kOutOfRange);
  EXPECT_EQ(refused("40", [](auto& r) { r.integer(); }), Error::kWrongType);
  EXPECT_EQ(refused("6161", [](auto& r) { r.bytes(); }), Error::kWrongType);
  EXPECT_EQ(refused("4161", [](auto& r) { r.text(); }), Error::kWrongType);
  EXPECT_EQ(refused("61ff", [](auto& r) { r.text(); }), Error::kInvalidUtf8);
  EXPECT_EQ(refused("f6", [](auto& r) { r.boolean(); }), Error::kWrongType);
  EXPECT_EQ(refused("f814", [](auto& r) { r.boolean(); }), Error::kNotSupported);
  EXPECT_EQ(refused("f4", [](auto& r) { r.null(); }), Error::kWrongType);
  EXPECT_EQ(refused("a0", [](auto& r) { r.array(); }), Error::kWrongType);
  EXPECT_EQ(refused("80", [](auto& r) { r.map(); }), Error::kWrongType);
  EXPECT_EQ(refused("9a00ffffff00", [](auto& r) { r.array(); }), Error::kTruncated);
  EXPECT_EQ(refused("ba00ffffff00", [](auto& r) { r.map(); }), Error::kTruncated);
  EXPECT_EQ(refused("a201000000",
                    [](auto& r) {
                      for (auto field = r.map(); field.next();) r.uint();
                    }),
            Error::kKeyOrder);
  EXPECT_EQ(refused("a12000",
                    [](auto& r) {
                      for (auto field = r.map(); field.next();) r.uint();
                    }),
            Error::kWrongType);
}

TEST(CborReader, TheFirstErrorSticksAndSaysWhere) {
  const auto bytes = from_hex(
      "01"
      "62c080"
      "02");
  Reader reader(bytes);
  EXPECT_EQ(reader.uint(), 1U);
  EXPECT_EQ(reader.text(), "");
  EXPECT_EQ(reader.error(), Error::kInvalidUtf8);
  EXPECT_EQ(reader.offset(), 1U);
  EXPECT_EQ(reader.uint(), 0U);
  EXPECT_EQ(reader.bytes(), "");
  EXPECT_EQ(reader.array(), 0U);
  EXPECT_FALSE(reader.map().next());
  EXPECT_EQ(reader.peek(), Kind::kEnd);
  reader.skip();
  reader.end();
  EXPECT_EQ(reader.error(), Error::kInvalidUtf8);
  EXPECT_EQ(reader.offset(), 1U);
}

TEST(CborReader, ViewsPointIntoTheBytes) {
  std::string bytes;
  Writer(bytes).text("hello");
  Reader reader(bytes);
  EXPECT_EQ(reader.text().data(), bytes.data() + 1);
}

TEST(CborReader, SkipsValuesOfLaterVersions) {
  std::string bytes;
  Writer(bytes).map(3).key(1).text("known").key(7).map(1).key(0).array(2).bytes("x").null();
  Writer(bytes).key(9).boolean(true);
  std::string_view known;
  Reader reader(bytes);
  for (auto field = reader.map(); field.next();) {
    if (field.key() == 1) {
      known = reader.text();
    } else {
      reader.skip();
    }
  }
  reader.end();
  EXPECT_TRUE(reader.ok());
  EXPECT_EQ(known, "known");
}

TEST(CborReader, SkipsOnlySoDeep) {
  const auto nested = [](int depth) { return std::string(depth, '\x81') + '\x00'; };
  const auto deepest = nested(Reader::kDepthMax), deeper = nested(Reader::kDepthMax + 1);
  Reader fine(deepest), refused(deeper);
  fine.skip();
  refused.skip();
  EXPECT_TRUE(fine.ok());
  EXPECT_EQ(refused.error(), Error::kTooDeep);
  const auto bomb = std::string(1'000'000, '\x81');
  Reader reader(bomb);
  reader.skip();
  EXPECT_EQ(reader.error(), Error::kTooDeep);
}

}  // namespace
}  // namespace verbatim::eventlog::cbor
