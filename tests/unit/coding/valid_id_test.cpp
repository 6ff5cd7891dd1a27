#include <string>

#include <gtest/gtest.h>

#include "coding/decide.hpp"

namespace verbatim::coding {
namespace {

TEST(AnId, IsShortUtf8WithoutControlCharacters) {
  const struct {
    const char* fact;
    std::string id;
    bool valid;
  } rows[] = {
      {"a letter", "a", true},
      {"words with a blank", "more time", true},
      {"a blank alone", " ", true},
      {"a path", "parent->child/%2F;,\"'", true},
      {"any script", "\u6587\u5316 \u041A\u0443\u043B\u044C\u0442\u0443\u0440\u0430", true},
      {"an emoji", "\U0001F600", true},
      {"128 bytes", std::string(128, 'x'), true},
      {"128 bytes in 64 letters",
       [] {
         std::string id;
         for (int i = 0; i < 64; ++i) id += "\u00E9";
         return id;
       }(),
       true},
      {"nothing", "", false},
      {"129 bytes", std::string(129, 'x'), false},
      {"129 bytes in 65 letters",
       [] {
         std::string id = "x";
         for (int i = 0; i < 64; ++i) id += "\u00E9";
         return id;
       }(),
       false},
      {"a zero byte", std::string("a\0b", 3), false},
      {"a tab", "a\tb", false},
      {"a line break", "a\n", false},
      {"the last control character of ASCII's first row", "\x1F", false},
      {"the first character after it", "\x20", true},
      {"tilde", "~", true},
      {"delete", "a\x7F", false},
      {"Latin-1", "caf\xE9", false},
      {"an overlong slash", "\xC0\xAF", false},
      {"a surrogate", "\xED\xA0\x80", false},
      {"a sequence cut short", "a\xE2\x82", false},
  };
  for (const auto& row : rows) EXPECT_EQ(valid_id(row.id), row.valid) << row.fact;
}

}  // namespace
}  // namespace verbatim::coding
