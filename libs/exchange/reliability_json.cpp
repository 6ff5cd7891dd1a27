#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <span>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "base/typing.hpp"
#include "exchange/reliability.hpp"
#include "exchange/reliability_builder.hpp"

namespace verbatim::exchange {
namespace {

using agreement::DataKind;
using agreement::ReliabilityData;
using nlohmann::json;

constexpr int kNestingMax = 32;
constexpr std::array kScales = {"nominal", "ordinal", "interval", "ratio", "numeric"};

using Names = std::span<const std::string_view>;
constexpr std::array<std::string_view, 10> kRead = {"id",         "coders",
                                                    "categories", "scale",
                                                    "items",      "custom_weights",
                                                    "begin",      "length",
                                                    "spans",      "segments_start_length_label"};
constexpr std::array<std::string_view, 2> kReadOfWeights = {"type", "matrix"};
constexpr std::array<std::string_view, 1> kReadOfMany = {"data_sets"};
// What people and files keep beside data, and is left alone: where they come from, what was
// computed of them elsewhere, and what a study's own data say of themselves.
constexpr std::array<std::string_view, 46> kBeside = {"about",
                                                      "anonymous_coders",
                                                      "author",
                                                      "authors",
                                                      "citation",
                                                      "coefficients",
                                                      "comment",
                                                      "comments",
                                                      "computed_by",
                                                      "contingency_rows_coder1_columns_coder2",
                                                      "date",
                                                      "description",
                                                      "doi",
                                                      "edge_cases",
                                                      "expected",
                                                      "found_in",
                                                      "framework",
                                                      "kind",
                                                      "known_divergences",
                                                      "language",
                                                      "layout",
                                                      "license",
                                                      "meta",
                                                      "metadata",
                                                      "name",
                                                      "note",
                                                      "notes",
                                                      "params",
                                                      "position",
                                                      "published",
                                                      "question",
                                                      "reference",
                                                      "references",
                                                      "results",
                                                      "rows",
                                                      "rules",
                                                      "source",
                                                      "sources",
                                                      "study",
                                                      "suppressed",
                                                      "title",
                                                      "units",
                                                      "url",
                                                      "value",
                                                      "version",
                                                      "year"};

Failure wrong(std::string pointer, std::string detail, std::string fix = {}) {
  return {Fault::kInvalidValue, std::move(detail), std::move(pointer), std::move(fix)};
}

Failure missing(std::string pointer, std::string detail, std::string fix) {
  return {Fault::kMissingField, std::move(detail), std::move(pointer), std::move(fix)};
}

std::string place_of(std::string_view text, std::size_t byte) {
  const auto before = text.substr(0, std::min(byte == 0 ? 0 : byte - 1, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const auto last = before.rfind('\n');
  const auto column = before.size() - (last == before.npos ? 0 : last + 1) + 1;
  return "Line " + std::to_string(line) + ", column " + std::to_string(column);
}

constexpr auto kGiveItems =
    "Give {\"items\": [[\"yes\", \"no\"], ..]}, one list an item with one entry a coder, or CSV "
    "with "
    "one line an item and one column a coder.";

Result<json> parse(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == text.npos)
    return Failure{Fault::kMalformedJson, "The data are empty.", "", kGiveItems};
  bool deep = false;
  std::vector<std::set<std::string>> names;  // of the objects that are open, the innermost last
  std::optional<std::string> twice;
  try {
    auto value = json::parse(text, [&](int depth, json::parse_event_t event, json& parsed) {
      deep = deep || depth > kNestingMax;
      if (event == json::parse_event_t::object_start) names.emplace_back();
      if (event == json::parse_event_t::object_end && !names.empty()) names.pop_back();
      if (event == json::parse_event_t::key && !names.empty())
        if (auto name = parsed.get<std::string>(); !names.back().insert(name).second)
          twice = std::move(name);
      return !deep && !twice;
    });
    if (twice)
      return Failure{Fault::kMalformedJson, "The name " + *twice + " stands twice in one object.",
                     *twice, "Give each name once."};
    if (deep) {
      return Failure{Fault::kMalformedJson, "The data are nested too deep.", "",
                     "Nest no deeper than 32 levels."};
    }
    return value;
  } catch (const json::parse_error& error) {
    return Failure{Fault::kMalformedJson, place_of(text, error.byte) + ": this is not JSON.", "",
                   "Send JSON as RFC 8259 has it: names and words in double quotes, no comma "
                   "after the last element, null where nobody coded."};
  } catch (const json::out_of_range&) {
    return Failure{Fault::kMalformedJson, "A number is larger than any that can be computed with.",
                   "", "Numbers go up to about 1e308 in JSON, and to 1e100 as values."};
  }
}

// A name as a JSON Pointer has it, RFC 6901.
std::string escaped(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '~' || c == '/') {
      out += c == '~' ? "~0" : "~1";
    } else {
      out += c;
    }
  }
  return out;
}

// A category as a word: numbers and true as JSON writes them, but 1.0 as the 1 that it is.
std::optional<std::string> word_of(const json& value) {
  constexpr double kWholeMax = 9'007'199'254'740'992;  // up to it doubles tell whole numbers apart
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float())
    if (const auto number = value.get<double>();
        std::trunc(number) == number && std::abs(number) <= kWholeMax)
      return std::to_string(static_cast<std::int64_t>(number));
  if (value.is_number() || value.is_boolean()) return value.dump();
  return std::nullopt;
}

bool is_among(Names names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Of `read`, what was probably meant by a name: a third of its letters may be wrong.
std::string_view nearest(Names read, std::string_view name) {
  constexpr std::size_t kLettersOfAnError = 3;
  std::string_view best;
  auto fewest = (name.size() + 2) / kLettersOfAnError + 1;
  for (const auto known : read) {
    const auto errors = typing_errors(name, known);
    if (errors >= fewest || errors >= name.size()) continue;
    fewest = errors;
    best = known;
  }
  return best;
}

// Refuses a key that is neither read nor one of those kept beside: a misspelt one would be left
// alone, and the figures be others than its writer thinks.
Result<void> only_known(const json& object, const std::string& pointer, Names read,
                        std::string_view of_what) {
  for (const auto& [name, value] : object.items()) {
    if (is_among(read, name) || is_among(kBeside, name)) continue;
    constexpr std::size_t kShown = 64;  // bytes of a name
    if (name.size() > kShown)
      return wrong(pointer, "There is a name of " + std::to_string(name.size()) + " bytes in " +
                                std::string(of_what) + ", which is none that is read.");
    const auto at = pointer + "/" + escaped(name);
    if (read.data() == kReadOfMany.data() && is_among(kRead, name))
      return wrong(at, "This is of one data set, and stands beside data sets.",
                   "Put it into each of them that it is meant for.");
    const auto meant = nearest(read, name);
    std::string list;
    for (const auto known : read) list.append(list.empty() ? "" : ", ").append(known);
    return wrong(at,
                 "There is no " + name + " in " + std::string(of_what) + "." +
                     (meant.empty() ? "" : " Did you mean " + std::string(meant) + "?"),
                 "What is read: " + list + ". What is kept beside goes under notes.");
  }
  return {};
}

class DataSetReader {
 public:
  DataSetReader(const json& object, std::string pointer, const ReliabilityForm& form)
      : in_(object), pointer_(std::move(pointer)), form_(form), builder_(form.limits) {}

  Result<ReliabilityData> read() {
    if (!in_.is_object())
      return wrong(pointer_, "A data set is an object, or a list of items.", kGiveItems);
    if (auto known = only_known(in_, pointer_, kRead, "a data set"); !known)
      return std::move(known).error();
    if (in_.contains("id") && in_["id"].is_string()) builder_.data.id = in_["id"];
    if (auto done = read_categories(); !done) return std::move(done).error();
    if (auto done = read_coders(); !done) return std::move(done).error();
    const auto* spans = find("spans", "segments_start_length_label");
    if (in_.contains("items")) {
      if (auto done = read_items(in_["items"], pointer_ + "/items"); !done)
        return std::move(done).error();
      if (auto once = each_response_once(); !once) return std::move(once).error();
    } else if (spans != nullptr) {
      if (auto done = read_spans(*spans); !done) return std::move(done).error();
    } else {
      return missing(pointer_ + "/items", "There are neither items nor spans.",
                     "Give items, one list an item with one entry a coder, or spans.");
    }
    return finish();
  }

  // Of a list of items alone.
  Result<ReliabilityData> read_bare(const json& items) {
    if (auto done = read_items(items, pointer_); !done) return std::move(done).error();
    return finish();
  }

 private:
  Result<ReliabilityData> finish() {
    auto scale = form_.scale.value_or("nominal");
    if (!form_.scale && in_.contains("scale") && !in_["scale"].is_null()) {
      if (!in_["scale"].is_string()) {
        return wrong(pointer_ + "/scale", "The scale is a word.",
                     "Use nominal, ordinal, interval, ratio or numeric.");
      }
      scale = in_["scale"].get<std::string>();
    }
    if (std::find(kScales.begin(), kScales.end(), scale) == kScales.end()) {
      return wrong(pointer_ + "/scale", "There is no scale " + scale + ".",
                   "Use nominal, ordinal, interval, ratio or numeric.");
    }
    if (auto why = builder_.finish(scale)) {
      return wrong(pointer_ + "/scale", "The scale cannot be " + scale + ": " + *why + ".",
                   "Use categories that are different numbers, or the scale nominal.");
    }
    const bool scale_is_said = form_.scale || (in_.contains("scale") && !in_["scale"].is_null());
    if (!scale_is_said)
      if (auto done = builder_.each_number_is_written_one_way(); !done)
        return std::move(done).error();
    if (auto done = read_weights(); !done) return std::move(done).error();
    return std::move(builder_.data);
  }

  Result<void> at_most(std::uint64_t count, std::uint64_t limit, std::string_view name,
                       const char* field) const {
    return builder_.at_most(count, limit, name, "", pointer_ + field);
  }

  const json* find(const char* name, const char* other) const {
    for (const auto* key : {name, other}) {
      if (in_.contains(key)) {
        found_ = key;
        return &in_[key];
      }
    }
    return nullptr;
  }

  Result<void> read_categories() {
    if (!in_.contains("categories") || in_["categories"].is_null()) return {};
    const auto& list = in_["categories"];
    if (!list.is_array()) return wrong(pointer_ + "/categories", "The categories are a list.");
    if (auto fits = at_most(list.size(), form_.limits.categories, "categories", "/categories");
        !fits)
      return fits;
    std::vector<std::string> words;
    std::set<std::string> known;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto at = pointer_ + "/categories/" + std::to_string(i);
      auto word = word_of(list[i]);
      if (!word) return wrong(at, "A category is a text or a number.");
      if (!known.insert(*word).second) {
        return wrong(at, "The category " + *word + " is there already.", "Give each once.");
      }
      words.push_back(std::move(*word));
    }
    builder_.declare(std::move(words));
    return builder_.within_limits("", pointer_ + "/categories");
  }

  Result<void> read_coders() {
    if (!in_.contains("coders")) return {};
    const auto& list = in_["coders"];
    if (!list.is_array()) return wrong(pointer_ + "/coders", "The coders are a list of names.");
    if (auto fits = at_most(list.size(), form_.limits.coders, "coders", "/coders"); !fits)
      return fits;
    std::set<std::string> known;
    for (std::size_t i = 0; i < list.size(); ++i) {
      auto word = word_of(list[i]);
      if (!word) {
        return wrong(pointer_ + "/coders/" + std::to_string(i), "A coder's name is a text.");
      }
      if (!known.insert(*word).second)
        return wrong(pointer_ + "/coders/" + std::to_string(i),
                     "The coder " + *word + " is there already.", "Give each coder one place.");
      builder_.name_coder(std::move(*word));
    }
    return builder_.within_limits("", pointer_ + "/coders");
  }

  // A study's own data name the response of each item.
  Result<void> each_response_once() const {
    const auto rows = in_.find("rows");
    if (rows == in_.end() || !rows->is_array()) return {};
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < rows->size(); ++i) {
      const auto& row = (*rows)[i];
      if (!row.is_object() || !row.contains("response") || !row["response"].is_string()) continue;
      const auto place = [&](std::size_t at) {
        return pointer_ + "/rows/" + std::to_string(at) + "/response";
      };
      const auto [at, added] = places.emplace(row["response"].get_ref<const std::string&>(), i);
      if (!added)
        return wrong(place(i), "This response stands in " + place(at->second) + " already.",
                     "Give each response one item, with what every coder said of it.");
    }
    return {};
  }

  Result<void> read_items(const json& items, const std::string& items_at) {
    if (!items.is_array()) return wrong(items_at, "The items are a list of lists.");
    if (items.empty()) return wrong(items_at, "There is no item.", kGiveItems);
    bool first = true;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto at = items_at + "/" + std::to_string(i);
      if (!items[i].is_array()) {
        return wrong(at, "An item is a list with one entry a coder.",
                     "Put null where a coder did "
                     "not code the item.");
      }
      auto& coders = builder_.data.coders;
      if (i == 0 && coders.empty()) {
        if (auto fits = builder_.at_most(items[0].size(), form_.limits.coders, "coders", "", at);
            !fits)
          return fits;
        for (std::size_t c = 1; c <= items[0].size(); ++c)
          coders.push_back("c" + std::to_string(c));
      }
      if (items[i].size() != coders.size()) {
        return wrong(at,
                     "This item has " + std::to_string(items[i].size()) + " entries; there are " +
                         std::to_string(coders.size()) + " coders.",
                     "Give one entry a coder; null where a coder did not code the item.");
      }
      builder_.start_item();
      for (std::size_t c = 0; c < items[i].size(); ++c) {
        auto done = read_entry(items[i][c], static_cast<std::uint32_t>(c),
                               at + "/" + std::to_string(c), first);
        if (!done) return done;
      }
      if (auto fits = builder_.within_limits("", at); !fits) return fits;
    }
    return {};
  }

  Result<void> read_entry(const json& entry, std::uint32_t coder, const std::string& at,
                          bool& first) {
    if (entry.is_null()) return {};
    const auto kind = entry.is_array() ? DataKind::kSets : DataKind::kValues;
    if (first) builder_.data.kind = kind;
    first = false;
    if (kind != builder_.data.kind) {
      return wrong(at,
                   "This is " + std::string(entry.is_array() ? "a list" : "no list") +
                       ", unlike what came before.",
                   "Write every coding as one value, or every coding as a list of labels.");
    }
    std::vector<std::string> labels;
    if (kind == DataKind::kSets) {
      for (std::size_t i = 0; i < entry.size(); ++i) {
        auto word = word_of(entry[i]);
        if (!word) return wrong(at + "/" + std::to_string(i), "A label is a text or a number.");
        if (std::find(labels.begin(), labels.end(), *word) != labels.end())
          return wrong(at + "/" + std::to_string(i), "The label " + *word + " stands here twice.",
                       "Give each label once.");
        labels.push_back(std::move(*word));
      }
    } else if (auto word = word_of(entry)) {
      labels.push_back(std::move(*word));
    } else {
      return wrong(at, "A coding is a text, a number, a list of labels, or null.");
    }
    if (!builder_.add_set(coder, labels)) {
      return wrong(at, "This is none of the categories.",
                   "Add it to categories, or leave those out.");
    }
    return {};
  }

  std::optional<std::uint64_t> whole_number(const json& value) const {
    if (!value.is_number_unsigned()) return std::nullopt;
    const auto number = value.get<std::uint64_t>();
    if (number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
    return number;
  }

  Result<void> read_spans(const json& coders) {
    builder_.data.kind = DataKind::kSpans;
    const auto at = pointer_ + "/" + found_;
    agreement::Continuum text;
    if (in_.contains("begin")) {
      const auto begin = whole_number(in_["begin"]);
      if (!begin) return wrong(pointer_ + "/begin", "This is no whole number from 0.");
      text.begin = *begin;
    }
    const auto length = in_.contains("length") ? whole_number(in_["length"]) : std::nullopt;
    if (!length || *length == 0) {
      return missing(pointer_ + "/length", "The length of the text must be given, above 0.",
                     "Say how many characters the text has that the spans lie in.");
    }
    text.length = *length;
    if (auto fits = at_most(*length, form_.limits.characters, "characters", "/length"); !fits)
      return fits;
    if (!coders.is_array()) return wrong(at, "The spans are a list with one list a coder.");
    if (auto fits = builder_.at_most(coders.size(), form_.limits.coders, "coders", "", at); !fits)
      return fits;
    auto& names = builder_.data.coders;
    for (std::size_t c = names.size(); c < coders.size(); ++c) {
      names.push_back("c" + std::to_string(c + 1));
    }
    for (std::size_t c = 0; c < coders.size(); ++c) {
      const auto coder = at + "/" + std::to_string(c);
      if (coders[c].is_null()) continue;  // has not seen the text
      if (!coders[c].is_array()) return wrong(coder, "The spans of a coder are a list.");
      auto& spans = text.coders.emplace_back();
      for (std::size_t s = 0; s < coders[c].size(); ++s) {
        auto span = read_span(coders[c][s], text, coder + "/" + std::to_string(s));
        if (!span) return std::move(span).error();
        spans.push_back(*span);
        builder_.count_span();
        if (auto fits = builder_.within_limits("", coder + "/" + std::to_string(s)); !fits)
          return fits;
      }
    }
    builder_.data.continua.push_back(std::move(text));
    return {};
  }

  Result<agreement::Span> read_span(const json& list, const agreement::Continuum& text,
                                    const std::string& at) {
    if (!list.is_array() || list.size() != 3) {
      return wrong(at, "A span is a list: start, length, label.");
    }
    const auto start = whole_number(list[0]);
    const auto length = whole_number(list[1]);
    auto label = word_of(list[2]);
    if (!start) return wrong(at + "/0", "A start is a whole number from 0.");
    if (!length || *length == 0) return wrong(at + "/1", "A length is a whole number from 1.");
    if (!label) return wrong(at + "/2", "A label is a text or a number.");
    if (*start < text.begin || *start + *length > text.begin + text.length) {
      return wrong(at, "This span is not inside the text, which reaches from " +
                           std::to_string(text.begin) + " to " +
                           std::to_string(text.begin + text.length) + ".");
    }
    const auto category = builder_.category_of(*label);
    if (!category) return wrong(at + "/2", "This is none of the categories.");
    return agreement::Span{*start, *length, *category};
  }

  Result<void> read_weights() {
    if (!in_.contains("custom_weights") || in_["custom_weights"].is_null()) return {};
    const auto& all = in_["custom_weights"];
    if (!all.is_object()) {
      return wrong(pointer_ + "/custom_weights", "Custom weights are an object.",
                   "Give each weights a name in it.");
    }
    if (auto fits =
            at_most(all.size(), form_.limits.custom_weights, "custom weights", "/custom_weights");
        !fits)
      return fits;
    for (const auto& [name, entry] : all.items()) {
      const auto at = pointer_ + "/custom_weights/" + escaped(name);
      const auto fix = "Give an object: {\"type\": \"disagreement\", \"matrix\": [[..]]}.";
      if (!entry.is_object()) return wrong(at, "Custom weights are an object.", fix);
      if (auto known = only_known(entry, at, kReadOfWeights, "custom weights"); !known)
        return known;
      const auto type = entry.find("type");
      if (type == entry.end() || *type != "disagreement") {
        return wrong(at + "/type", "The type of custom weights is disagreement.", fix);
      }
      if (auto fits = builder_.at_most(name.size(), form_.limits.name_bytes,
                                       "bytes in the name of weights", "", at);
          !fits)
        return fits;
      auto matrix = read_matrix(entry, at + "/matrix");
      if (!matrix) return std::move(matrix).error();
      builder_.data.disagreements.push_back({name, std::move(*matrix)});
    }
    return {};
  }

  Result<std::vector<double>> read_matrix(const json& entry, const std::string& at) const {
    const auto q = builder_.data.categories.size();
    const auto fix =
        "Give one row and one column a category, numbers from 0 to 1e100, 0 in the diagonal.";
    if (!entry.contains("matrix") || !entry["matrix"].is_array() || entry["matrix"].size() != q) {
      return wrong(at, "The matrix must have " + std::to_string(q) + " rows.", fix);
    }
    std::vector<double> cells;
    for (std::size_t a = 0; a < q; ++a) {
      const auto& row = entry["matrix"][a];
      if (!row.is_array() || row.size() != q) {
        return wrong(at + "/" + std::to_string(a),
                     "The row must have " + std::to_string(q) + " numbers.", fix);
      }
      for (std::size_t b = 0; b < q; ++b) {
        const auto cell = at + "/" + std::to_string(a) + "/" + std::to_string(b);
        if (!row[b].is_number() || row[b].get<double>() < 0 || row[b].get<double>() > kNumberMax ||
            (a == b && row[b].get<double>() != 0)) {
          return wrong(cell, "This is no disagreement.", fix);
        }
        cells.push_back(row[b].get<double>());
      }
    }
    return cells;
  }

  const json& in_;
  std::string pointer_;
  const ReliabilityForm& form_;
  ReliabilityBuilder builder_;
  mutable std::string found_;
};

nlohmann::ordered_json optional_number(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

nlohmann::ordered_json value_json(const agreement::Figure& figure) {
  if (figure.range) return {figure.range->first, figure.range->second};
  if (!figure.summary) return optional_number(figure.estimate.value);
  return {{"percent_agreement", optional_number(figure.summary->percent_agreement)},
          {"gwet_ac1", optional_number(figure.summary->gwet_ac1)},
          {"count_applied", figure.summary->applied},
          {"codings", figure.summary->codings}};
}

}  // namespace

Result<std::vector<ReliabilityData>> read_reliability_json(std::string_view text,
                                                           const ReliabilityForm& form) {
  if (utf8_valid_prefix(text) != text.size()) {
    return Failure{Fault::kInvalidUtf8, "The data are not UTF-8.", "", "Save the file as UTF-8."};
  }
  auto parsed = parse(text);
  if (!parsed) return std::move(parsed).error();
  std::vector<ReliabilityData> all;
  const bool many = parsed->is_object() && parsed->contains("data_sets");
  if (!many) {
    DataSetReader reader(*parsed, "", form);
    auto one = parsed->is_array() ? reader.read_bare(*parsed) : reader.read();
    if (!one) return std::move(one).error();
    all.push_back(std::move(*one));
    return all;
  }
  const auto& list = (*parsed)["data_sets"];
  if (!list.is_array()) return wrong("/data_sets", "The data sets are a list.");
  if (auto known = only_known(*parsed, "", kReadOfMany, "a file of data sets"); !known)
    return std::move(known).error();
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].is_object() && list[i].contains("units") && !list[i].contains("items")) continue;
    auto one = DataSetReader(list[i], "/data_sets/" + std::to_string(i), form).read();
    if (!one) return std::move(one).error();
    all.push_back(std::move(*one));
  }
  return all;
}

std::string figures_json(const std::vector<agreement::Figure>& figures) {
  auto rows = nlohmann::ordered_json::array();
  for (const auto& figure : figures) {
    const auto& estimate = figure.estimate;
    nlohmann::ordered_json row;
    row["coefficient"] = figure.coefficient;
    row["label"] = figure.label ? nlohmann::ordered_json(*figure.label) : nlohmann::ordered_json();
    row["value"] = value_json(figure);
    const auto& interval = estimate.interval;
    row["se"] = interval ? nlohmann::ordered_json(interval->se) : nlohmann::ordered_json();
    row["ci"] =
        interval ? nlohmann::ordered_json{interval->low, interval->high} : nlohmann::ordered_json();
    row["method"] =
        interval ? nlohmann::ordered_json(slug_of(interval->method)) : nlohmann::ordered_json();
    row["reason"] = estimate.reason ? nlohmann::ordered_json(slug_of(*estimate.reason))
                                    : nlohmann::ordered_json();
    row["units"] = estimate.units;
    row["coded_units"] = estimate.coded_units;
    row["codings"] = estimate.codings;
    row["coders"] = estimate.coders;
    row["values"] = estimate.values;
    row["observed_disagreement"] = optional_number(estimate.observed);
    row["expected_disagreement"] = optional_number(estimate.expected);
    row["prevalence"] = optional_number(estimate.prevalence);
    rows.push_back(std::move(row));
  }
  return rows.dump();
}

}  // namespace verbatim::exchange
