#include "api/requests/json_reader.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace verbatim::api {
namespace {

std::string nested(std::size_t depth) {
  return "{\"a\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') + "}";
}

struct Refused {
  const char* name;
  std::string body;
  Fault fault;
  const char* says;  // part of the detail
};

class JsonIsRefused : public testing::TestWithParam<Refused> {};

TEST_P(JsonIsRefused, WithAReason) {
  const auto parsed = parse_json(GetParam().body);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().fault, GetParam().fault);
  EXPECT_NE(parsed.error().detail.find(GetParam().says), std::string::npos)
      << parsed.error().detail;
}

INSTANTIATE_TEST_SUITE_P(
    Json, JsonIsRefused,
    testing::Values(
        Refused{"Empty", "", Fault::kMalformedJson, "line 1, column 0"},
        Refused{"CutOff", "{\"a\":\n  [1, 2", Fault::kMalformedJson, "line 2"},
        Refused{"TrailingComma", "{\"a\":1,}", Fault::kMalformedJson, "column"},
        Refused{"AnArray", "[1]", Fault::kMalformedJson, "not a JSON object"},
        Refused{"TwoDocuments", "{} {}", Fault::kMalformedJson, "column"},
        Refused{"ANameTwice", R"({"a":1,"a":2})", Fault::kMalformedJson, "\"a\" stands twice"},
        Refused{"ANameTwiceDeepInside", R"({"x":[{"b":1,"b":1}]})", Fault::kMalformedJson, "twice"},
        Refused{"OneLevelTooDeep", nested(kNestingMax + 1), Fault::kMalformedJson, "32 deep"},
        // Copying or dumping such a document would overflow the stack.
        Refused{"ANestingBomb", std::string(100'000, '['), Fault::kMalformedJson, "32 deep"},
        Refused{"NotUtf8", "{\"a\":\"\xFF\"}", Fault::kInvalidUtf8, "column"},
        Refused{"AnOverlongForm", "{\"a\":\"\xC0\xAF\"}", Fault::kInvalidUtf8, "column"}),
    [](const auto& test) { return test.param.name; });

TEST(Json, IsTakenUpToTheNestingLimit) {
  EXPECT_TRUE(parse_json(nested(kNestingMax)));
}

TEST(Json, TheSameNameMayStandInDifferentObjects) {
  EXPECT_TRUE(parse_json(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})"));
}

Failure failure_of(const std::string& body, void (*read)(ObjectReader&)) {
  const auto json = nlohmann::json::parse(body);
  ObjectReader in(json, "/commands/3");
  read(in);
  return in.finish().value_or(Failure{Fault::kInternal, "nothing was wrong"});
}

struct WrongField {
  const char* name;
  const char* body;
  void (*read)(ObjectReader&);
  Fault fault;
  const char* field;
};

class AFieldIsRefused : public testing::TestWithParam<WrongField> {};

TEST_P(AFieldIsRefused, ByItsPointer) {
  const auto failure = failure_of(GetParam().body, GetParam().read);
  EXPECT_EQ(failure.fault, GetParam().fault) << failure.detail;
  EXPECT_EQ(failure.field, GetParam().field);
}

INSTANTIATE_TEST_SUITE_P(
    Fields, AFieldIsRefused,
    testing::Values(
        WrongField{"Missing", "{}", [](auto& in) { in.id("theme"); }, Fault::kMissingField,
                   "/commands/3/theme"},
        WrongField{"Null", R"({"theme":null})", [](auto& in) { in.id("theme"); },
                   Fault::kMissingField, "/commands/3/theme"},
        WrongField{"AnIdThatIsANumber", R"({"theme":7})", [](auto& in) { in.id("theme"); },
                   Fault::kInvalidValue, "/commands/3/theme"},
        WrongField{"AnEmptyId", R"({"theme":""})", [](auto& in) { in.id("theme"); },
                   Fault::kInvalidValue, "/commands/3/theme"},
        WrongField{"AnIdWithANewline", R"({"theme":"a\nb"})", [](auto& in) { in.id("theme"); },
                   Fault::kInvalidValue, "/commands/3/theme"},
        WrongField{"AnEmptyText", R"({"text":""})", [](auto& in) { in.text("text", 10); },
                   Fault::kInvalidValue, "/commands/3/text"},
        WrongField{"ALongText", R"({"text":"12345678901"})", [](auto& in) { in.text("text", 10); },
                   Fault::kTooLarge, "/commands/3/text"},
        WrongField{"ANegativeNumber", R"({"n":-1})", [](auto& in) { in.number("n", 10); },
                   Fault::kInvalidValue, "/commands/3/n"},
        WrongField{"AFraction", R"({"n":1.5})", [](auto& in) { in.number("n", 10); },
                   Fault::kInvalidValue, "/commands/3/n"},
        WrongField{"ANumberTooLarge", R"({"n":11})", [](auto& in) { in.number("n", 10); },
                   Fault::kInvalidValue, "/commands/3/n"},
        WrongField{"ABoolThatIsAWord", R"({"b":"true"})",
                   [](auto& in) { in.optional_bool("b", false); }, Fault::kInvalidValue,
                   "/commands/3/b"},
        WrongField{"ABoolThatIsNull", R"({"b":null})",
                   [](auto& in) { in.optional_bool("b", true); }, Fault::kInvalidValue,
                   "/commands/3/b"},
        WrongField{"ABoolWithoutDefaultThatIsNull", R"({"b":null})",
                   [](auto& in) { in.optional_bool("b"); }, Fault::kInvalidValue, "/commands/3/b"},
        WrongField{"AnUnknownField", R"({"x":1})", [](auto&) {}, Fault::kInvalidValue,
                   "/commands/3/x"},
        WrongField{"TooManyElements", R"({"l":[1,2,3]})", [](auto& in) { in.array("l", 2); },
                   Fault::kTooLarge, "/commands/3/l"}),
    [](const auto& test) { return test.param.name; });

TEST(Fields, AListOfIdsHasAHundredThousandAtMost) {
  const auto read_both = [](ObjectReader& in) {
    in.ids("l");
    in.optional_ids("m");
  };
  std::string many = "\"i\"";
  for (int i = 1; i < 100'000; ++i) many += ",\"i\"";
  const auto most = nlohmann::json::parse(R"({"l":[)" + many + R"(],"m":[)" + many + "]}");
  ObjectReader in(most, "");
  read_both(in);
  EXPECT_FALSE(in.finish());
  for (const std::string field : {"l", "m"}) {
    const auto other = field == "l" ? R"("],"m":[]})" : R"("],"l":[]})";
    const auto failure = failure_of("{\"" + field + "\":[" + many + ",\"i" + other, read_both);
    EXPECT_EQ(failure.fault, Fault::kTooLarge) << failure.detail;
    EXPECT_EQ(failure.field, "/commands/3/" + field);
  }
}

TEST(Fields, TheFirstThingWrongIsWhatIsSaid) {
  const auto failure = failure_of(R"({"a":1,"b":2})", [](auto& in) {
    in.id("a");
    in.id("b");
  });
  EXPECT_EQ(failure.field, "/commands/3/a");
}

}  // namespace
}  // namespace verbatim::api
