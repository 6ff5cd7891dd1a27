// schemas/events.cddl is what an auditor reads in twenty years: it says what the code does.

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "golden.hpp"
#include "record/fields.hpp"

namespace verbatim::record {
namespace {

std::string schema() {
  std::ifstream file(VERBATIM_SOURCE_DIR "/schemas/events.cddl");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Rule {
  std::string fields;   // "1 => id, ? 2 => id"
  std::string comment;  // of its first line
};

std::string squeezed(const std::string& text) {
  return std::regex_replace(text, std::regex(" +"), " ");
}

// The rules of the form `name = { ... }`, with the comments taken out of their lines.
std::map<std::string, Rule> map_rules() {
  std::map<std::string, Rule> rules;
  std::istringstream lines(schema());
  std::string name, line;
  while (std::getline(lines, line)) {
    const auto semicolon = line.find(';');
    const auto code = line.substr(0, semicolon);
    std::smatch match;
    if (std::regex_search(code, match, std::regex("^([a-z-]+) *= *\\{"))) {
      name = match[1];
      rules[name].comment = semicolon == std::string::npos ? "" : line.substr(semicolon + 1);
    }
    if (name.empty()) continue;
    rules[name].fields += code;
    if (code.find('}') != std::string::npos) name.clear();
  }
  for (auto& [rule, parts] : rules) {
    const auto open = parts.fields.find('{'), close = parts.fields.find('}');
    parts.fields = squeezed(parts.fields.substr(open + 1, close - open - 1));
    parts.fields = std::regex_replace(parts.fields, std::regex("^ +|[ ,]+$"), "");
  }
  return rules;
}

bool is_plain_text(std::string_view name) {
  static const std::set<std::string_view> kTexts = {
      "title",   "text",   "label", "definition", "inclusion",   "exclusion", "why",
      "outcome", "colour", "by",    "statement",  "received_on", "reference", "key"};
  return kTexts.contains(name);
}

std::string type_of(std::string_view name, const std::string&) {
  return is_plain_text(name) ? "tstr" : "id";
}
std::string type_of(std::string_view, const coding::Sealed&) {
  return "sealed";
}
std::string type_of(std::string_view, const coding::TextMark&) {
  return "text-mark";
}
std::string type_of(std::string_view, const std::uint32_t&) {
  return "uint";
}
std::string type_of(std::string_view, const coding::Role&) {
  return "role";
}
std::string type_of(std::string_view, const std::uint64_t&) {
  return "uint";
}
std::string type_of(std::string_view, const bool&) {
  return "yes";
}
std::string type_of(std::string_view, const coding::Origin&) {
  return "origin";
}
std::string type_of(std::string_view, const coding::SettledBy&) {
  return "settled-by";
}
std::string type_of(std::string_view, const coding::Audience&) {
  return "audience";
}
std::string type_of(std::string_view, const coding::ErasedCounts&) {
  return "erased-counts";
}
std::string type_of(std::string_view, const coding::RequestedBy&) {
  return "requested-by";
}
std::string type_of(std::string_view, const coding::ErasureGround&) {
  return "ground";
}
std::string type_of(std::string_view, const coding::ErasureStep&) {
  return "erasure-step";
}
std::string type_of(std::string_view, const coding::Thing&) {
  return "thing";
}
std::string type_of(std::string_view, const std::vector<std::uint32_t>&) {
  return "[* uint]";
}
std::string type_of(std::string_view, const std::vector<coding::RoundPart>&) {
  return "[+ part]";
}
std::string type_of(std::string_view name, const std::vector<std::string>&) {
  return name == "examples" || name == "told" ? "texts" : "ids";
}
std::string type_of(std::string_view, const std::vector<coding::Segment>&) {
  return "[+ segment]";
}

std::string type_of(std::string_view, const std::vector<coding::Unit>&) {
  return "[* unit]";
}

std::string fields_of(const coding::Event& event) {
  std::string fields;
  std::visit(
      [&](const auto& e) {
        each_field(e, [&](auto key, std::string_view name, const auto& value, Presence presence) {
          if (!fields.empty()) fields += ", ";
          if (presence == Presence::kOptional) fields += "? ";
          fields += std::to_string(key) + " => " + type_of(name, value);
        });
      },
      event);
  return fields;
}

TEST(TheSchema, HasTheFieldsOfEveryEvent) {
  const auto rules = map_rules();
  for (const auto& golden : goldens()) {
    auto name = std::string(name_of(golden.record.event));
    std::replace(name.begin(), name.end(), '_', '-');
    const auto rule = rules.find(name);
    ASSERT_NE(rule, rules.end()) << name;
    EXPECT_EQ(rule->second.fields, fields_of(golden.record.event)) << name;
    const auto number = std::stoul(rule->second.comment);
    EXPECT_EQ(number, golden.record.event.index() + 1) << name;
  }
}

TEST(TheSchema, HasNoOtherEvents) {
  EXPECT_EQ(map_rules().size(), std::variant_size_v<coding::Event> + 1) << "and the envelope";
  EXPECT_NE(
      schema().find("event-type = 1.." + std::to_string(std::variant_size_v<coding::Event>) + "\n"),
      std::string::npos);
}

TEST(TheSchema, HasTheEnvelope) {
  EXPECT_EQ(
      map_rules().at("event").fields,
      "1 => event-type, 2 => uint, 3 => int, 4 => id, ? 5 => command-id, ? 6 => uint, "
      "? 7 => uint, ? 8 => [+ condition], ? 9 => uint, 10 => body, ? 11 => tstr, ? 12 => client");
}

TEST(TheSchema, HasEveryRole) {
  EXPECT_NE(schema().find("role = 0 / 1 / 2 / 3 / 4 / 5   ; owner, lead, coder, adjudicator, "
                          "auditor, viewer\n"),
            std::string::npos);
  EXPECT_EQ(static_cast<int>(coding::Role::kOwner), 0);
  EXPECT_EQ(static_cast<int>(coding::Role::kLead), 1);
  EXPECT_EQ(static_cast<int>(coding::Role::kCoder), 2);
  EXPECT_EQ(static_cast<int>(coding::Role::kAdjudicator), 3);
  EXPECT_EQ(static_cast<int>(coding::Role::kAuditor), 4);
  EXPECT_EQ(static_cast<int>(coding::Role::kViewer), 5);
}

TEST(TheSchema, EndsWithAnExampleOfTheBytes) {
  const auto text = schema();
  std::istringstream lines(text.substr(text.find("; A worked example")));
  std::string digits, line;
  while (std::getline(lines, line)) {
    std::smatch match;
    if (!std::regex_search(line, match, std::regex("^; +((?:[0-9a-f]{2,} )+) *#"))) continue;
    digits += std::regex_replace(match[1].str(), std::regex(" "), "");
  }
  const auto example = std::find_if(goldens().begin(), goldens().end(), [](const auto& golden) {
    return std::holds_alternative<coding::ThemeAssigned>(golden.record.event);
  });
  EXPECT_EQ(digits, hex(example->bytes));
}

}  // namespace
}  // namespace verbatim::record
