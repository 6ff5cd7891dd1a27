#include "api/forms/json_text.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

namespace verbatim::api {
namespace {

using nlohmann::ordered_json;

std::string text_of(const auto& value) {
  return JsonText().value(value).take();
}

// Writes a document piece by piece.
void write(JsonText& text, const ordered_json& document) {
  if (document.is_object()) {
    text.begin_object();
    for (const auto& [key, content] : document.items()) write(text.name(key), content);
    text.end_object();
  } else if (document.is_array()) {
    text.begin_array();
    for (const auto& content : document) write(text, content);
    text.end_array();
  } else if (document.is_string()) {
    text.value(document.get_ref<const std::string&>());
  } else if (document.is_number_float()) {
    text.value(document.get<double>());
  } else if (document.is_number_unsigned()) {
    text.value(document.get<std::uint64_t>());
  } else if (document.is_boolean()) {
    text.value(document.get<bool>());
  } else {
    text.value(std::nullopt);
  }
}

TEST(JsonAsText, IsWhatADocumentPrints) {
  for (const auto* document :
       {R"({})", R"([])", R"({"a":{},"b":[],"c":[[],{}]})",
        R"({"a":null,"b":true,"c":false,"d":0,"e":18446744073709551615,"f":-0.5,"g":"x"})",
        R"([1,"a",{"b":[2.5,null,{"c":"d"}],"e":"f"},[3],4])",
        R"({"quote \" and \\":"line\nfeed, tab\t, bell\u0007, é and 😀"})"}) {
    const auto parsed = ordered_json::parse(document);
    JsonText text, whole;
    write(text, parsed);
    EXPECT_EQ(text.take(), parsed.dump());
    EXPECT_EQ(whole.value(parsed).take(), parsed.dump());
  }
  const auto object = ordered_json::parse(R"({"a":1,"b":[2]})");
  EXPECT_EQ(JsonText().begin_object().field("z", true).fields(object).end_object().take(),
            R"({"z":true,"a":1,"b":[2]})");
  EXPECT_EQ(text_of(std::optional<double>()), "null");
}

TEST(JsonAsText, WritesNumbersAsADocumentDoes) {
  // The last is one of the few of which there is a shorter form than nlohmann's.
  for (const double number : {0.0, -0.0, 1.0, -1.0, 0.1, 1e-5, 1e-4, 1e15, 1e16, 1e300, 5e-324,
                              std::numeric_limits<double>::max(), 2.0 / 3, 0.16302823376330489})
    EXPECT_EQ(text_of(number), ordered_json(number).dump());
}

RC_GTEST_PROP(JsonAsTextLaws, AnyNumberAndAnyTextIsAsInADocument,
              (std::uint64_t bits, std::uint64_t whole)) {
  const auto number = std::bit_cast<double>(bits);
  if (std::isfinite(number)) RC_ASSERT(text_of(number) == ordered_json(number).dump());
  const auto share = static_cast<double>(bits >> 11) * 0x1p-53;
  RC_ASSERT(text_of(share) == ordered_json(share).dump());
  RC_ASSERT(text_of(whole) == ordered_json(whole).dump());
  const auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
  RC_ASSERT(text_of(text) == ordered_json(text).dump());
}

}  // namespace
}  // namespace verbatim::api
