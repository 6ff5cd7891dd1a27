#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include <nlohmann/json.hpp>

// How values of the API read in a table. Times stand as they are, RFC 3339 in UTC with
// microseconds, so that one can be pasted behind --as-of and means the event it stands at.
namespace verbatim::tool {

// A field that is text; empty where it is null.
std::string text_of(const nlohmann::ordered_json& object, const char* name);
// A field that is a whole number.
std::string number_of(const nlohmann::ordered_json& object, const char* name);

// The labels of themes by their ids, from rows that have both; one that several share has the id
// behind it.
class ThemeLabels {
 public:
  // `rows`: objects with "theme" and "label"; of null themes none is taken.
  explicit ThemeLabels(const nlohmann::ordered_json& rows);
  // The id itself where no row told.
  std::string of(const std::string& theme) const;

 private:
  std::map<std::string, std::string> labels_;
  std::map<std::string, std::set<std::string>> themes_;  // by label
};

// "ada, bo", of a list of texts.
std::string joined(const nlohmann::ordered_json& texts);

// "54.5" for 0.545; "-" for null.
std::string percent_of(const nlohmann::ordered_json& share);
// "0.812"; "-" for null.
std::string coefficient_of(const nlohmann::ordered_json& value);

// "no variation" for "no_variation".
std::string spaced(std::string slug);

// "1 event", "2 events", "2 studies".
std::string counted(std::uint64_t number, const std::string& thing);
// A field that is a whole number, with what it counts: "1 comment" for "comments".
std::string counted_of(const nlohmann::ordered_json& object, const std::string& things);

}  // namespace verbatim::tool
