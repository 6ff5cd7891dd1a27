#include "record/record.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "eventlog/cbor.hpp"
#include "record/fields.hpp"

namespace verbatim::record {
namespace {

namespace cbor = eventlog::cbor;
using coding::Event;

// The number of an event's type is its place in coding::Event, counted from 1.
constexpr std::size_t kTypes = std::variant_size_v<Event>;
constexpr std::array<std::string_view, kTypes> kNames = {
    "study_opened",       "member_added",
    "question_added",     "group_added",
    "respondent_added",   "framework_added",
    "theme_added",        "theme_scoped",
    "comment_added",      "comment_segmented",
    "theme_assigned",     "theme_withdrawn",
    "coding_finished",    "coding_reopened",
    "theme_revised",      "theme_moved",
    "theme_retired",      "theme_restored",
    "theme_merged",       "theme_split",
    "framework_frozen",   "framework_unfrozen",
    "themes_linked",      "themes_unlinked",
    "role_changed",       "removed",
    "policy_set",         "round_opened",
    "round_staffed",      "round_closed",
    "round_reopened",     "place_taken",
    "place_released",     "response_settled",
    "response_unsettled", "memo_written",
    "quote_chosen",       "member_check_recorded",
    "signed_off",         "sign_off_revoked",
    "layer_set",          "erasure_requested",
    "erasure_reviewed",   "erasure_decided",
    "erasure_reopened",   "erasure_executed",
    "member_named",       "member_pseudonymised"};
static_assert(std::is_same_v<std::variant_alternative_t<10, Event>, coding::ThemeAssigned>);
static_assert(std::is_same_v<std::variant_alternative_t<13, Event>, coding::CodingReopened>);
static_assert(std::is_same_v<std::variant_alternative_t<39, Event>, coding::SignOffRevoked>);
static_assert(std::is_same_v<std::variant_alternative_t<40, Event>, coding::LayerSet>);
static_assert(std::is_same_v<std::variant_alternative_t<45, Event>, coding::ErasureExecuted>);
static_assert(std::is_same_v<std::variant_alternative_t<47, Event>, coding::MemberPseudonymised>);

enum Key : std::uint64_t {
  kType = 1,
  kPosition = 2,
  kTime = 3,
  kActor = 4,
  kCommand = 5,
  kOffset = 6,
  kCount = 7,
  kConditions = 8,
  kUndoes = 9,
  kBody = 10,
  kReason = 11,
  kClient = 12,
};

// --- Writing one field's value -------------------------------------------------------------------

void write(cbor::Writer& out, const std::string& text) {
  out.text(text);
}
void write(cbor::Writer& out, const coding::Sealed& sealed) {
  out.bytes(sealed.bytes);
}
void write(cbor::Writer& out, const coding::TextMark& mark) {
  out.bytes(mark.bytes);
}
void write(cbor::Writer& out, std::uint32_t number) {
  out.uint(number);
}
void write(cbor::Writer& out, std::uint64_t number) {
  out.uint(number);
}
void write(cbor::Writer& out, bool yes) {
  out.uint(yes ? 1 : 0);
}
template <class Word>
requires std::is_enum_v<Word>
void write(cbor::Writer& out, Word word) {
  out.uint(static_cast<std::uint64_t>(word));
}
void write(cbor::Writer& out, const coding::Thing& thing) {
  out.array(3).uint(static_cast<std::uint64_t>(thing.kind)).text(thing.id).text(thing.question);
}
void write(cbor::Writer& out, const std::vector<std::uint32_t>& numbers) {
  out.array(numbers.size());
  for (const auto number : numbers) out.uint(number);
}
void write(cbor::Writer& out, const std::vector<std::string>& ids) {
  out.array(ids.size());
  for (const auto& id : ids) out.text(id);
}
void write(cbor::Writer& out, const std::vector<coding::Segment>& segments) {
  out.array(segments.size());
  for (const auto& s : segments) out.array(3).text(s.response).uint(s.begin).uint(s.end);
}
void write(cbor::Writer& out, const std::vector<coding::RoundPart>& parts) {
  out.array(parts.size());
  for (const auto& part : parts) {
    out.array(5).text(part.question);
    write(out, part.coders);
    out.uint(part.per_response).uint(part.sample);
    write(out, part.weights);
  }
}

void write(cbor::Writer& out, const std::vector<coding::Unit>& units) {
  out.array(units.size());
  for (const auto& unit : units) {
    out.array(3).uint(unit.begin).uint(unit.end).array(unit.themes.size());
    for (const auto& said : unit.themes) out.array(2).text(said.theme).uint(said.revision);
  }
}

// What an optional field is where it is left out.
template <class T>
bool is_empty(const T& value) {
  if constexpr (requires { value.empty(); })
    return value.empty();
  else
    return value == T{};
}

template <class E>
void write_body(cbor::Writer& out, const E& event) {
  std::size_t pairs = 0;
  const auto is_there = [](const auto& value, Presence presence) {
    return presence == Presence::kRequired || !is_empty(value);
  };
  each_field(event,
             [&](auto, auto, const auto& value, Presence p) { pairs += is_there(value, p); });
  out.map(pairs);
  each_field(event, [&](auto key, auto, const auto& value, Presence p) {
    if (!is_there(value, p)) return;
    out.key(static_cast<std::uint64_t>(key));
    write(out, value);
  });
}

// --- Reading one field's value -------------------------------------------------------------------

bool read_number(cbor::Reader& in, std::uint32_t& number) {
  const auto value = in.uint();
  number = static_cast<std::uint32_t>(value);
  return value <= 0xFFFF'FFFF;
}

bool read(cbor::Reader& in, std::string& text) {
  text.assign(in.text());
  return true;
}
bool read(cbor::Reader& in, coding::Sealed& sealed) {
  sealed.bytes.assign(in.bytes());
  return true;
}
bool read(cbor::Reader& in, coding::TextMark& mark) {
  mark.bytes.assign(in.bytes());
  return true;
}
bool read(cbor::Reader& in, std::uint32_t& number) {
  return read_number(in, number);
}
bool read(cbor::Reader& in, std::uint64_t& number) {
  number = in.uint();
  return true;
}
bool read(cbor::Reader& in, bool& yes) {
  const auto value = in.uint();
  yes = value != 0;
  return value <= 1;
}
template <class Word>
bool read_word(cbor::Reader& in, Word& word, Word last) {
  const auto value = in.uint();
  word = static_cast<Word>(value);
  return value <= static_cast<std::uint64_t>(last);
}
bool read(cbor::Reader& in, coding::Role& role) {
  return read_word(in, role, coding::Role::kViewer);
}
bool read(cbor::Reader& in, coding::Origin& origin) {
  return read_word(in, origin, coding::Origin::kSuggestion);
}
bool read(cbor::Reader& in, coding::SettledBy& by) {
  return read_word(in, by, coding::SettledBy::kAny);
}
bool read(cbor::Reader& in, coding::Audience& audience) {
  return read_word(in, audience, coding::Audience::kTeam);
}
bool read(cbor::Reader& in, coding::ErasedCounts& counts) {
  return read_word(in, counts, coding::ErasedCounts::kDrop);
}
bool read(cbor::Reader& in, coding::RequestedBy& by) {
  return read_word(in, by, coding::RequestedBy::kController);
}
bool read(cbor::Reader& in, coding::ErasureGround& ground) {
  return read_word(in, ground, coding::ErasureGround::kLegalClaims);
}
bool read(cbor::Reader& in, coding::ErasureStep& step) {
  return read_word(in, step, coding::ErasureStep::kReviewed);
}
bool read(cbor::Reader& in, coding::Thing& thing) {
  if (in.array() != 3) return false;
  const bool known = read_word(in, thing.kind, coding::Kind::kErasure);
  thing.id = in.text();
  thing.question = in.text();
  return known;
}
bool read(cbor::Reader& in, std::vector<std::uint32_t>& numbers) {
  numbers.clear();
  bool fits = true;
  for (auto left = in.array(); left > 0 && in.ok(); --left)
    fits = read_number(in, numbers.emplace_back()) && fits;
  return fits;
}
bool read(cbor::Reader& in, std::vector<std::string>& ids) {
  ids.clear();
  for (auto left = in.array(); left > 0 && in.ok(); --left) ids.emplace_back(in.text());
  return true;
}
bool read(cbor::Reader& in, std::vector<coding::Segment>& segments) {
  segments.clear();
  for (auto left = in.array(); left > 0 && in.ok(); --left) {
    if (in.array() != 3) return false;
    coding::Segment segment{std::string(in.text()), 0, 0};
    if (!read_number(in, segment.begin) || !read_number(in, segment.end)) return false;
    segments.push_back(std::move(segment));
  }
  return true;
}

bool read(cbor::Reader& in, std::vector<coding::RoundPart>& parts) {
  parts.clear();
  for (auto left = in.array(); left > 0 && in.ok(); --left) {
    if (in.array() != 5) return false;
    auto& part = parts.emplace_back();
    part.question = in.text();
    read(in, part.coders);
    if (!read_number(in, part.per_response) || !read_number(in, part.sample)) return false;
    if (!read(in, part.weights)) return false;
  }
  return true;
}

bool read(cbor::Reader& in, coding::Unit& unit) {
  if (in.array() != 3) return false;
  if (!read_number(in, unit.begin) || !read_number(in, unit.end)) return false;
  for (auto left = in.array(); left > 0 && in.ok(); --left) {
    if (in.array() != 2) return false;
    auto& said = unit.themes.emplace_back();
    said.theme = in.text();
    if (!read_number(in, said.revision)) return false;
  }
  return true;
}
bool read(cbor::Reader& in, std::vector<coding::Unit>& units) {
  units.clear();
  for (auto left = in.array(); left > 0 && in.ok(); --left)
    if (!read(in, units.emplace_back())) return false;
  return true;
}

// Reads the body of an event of type E. False where a value is out of its range or a required
// field is missing; the reader says so itself where it is not CBOR.
template <class E>
bool read_body(cbor::Reader& in, E& event) {
  unsigned missing = 0;
  each_field(event, [&](auto key, auto, auto& value, Presence presence) {
    if (presence == Presence::kRequired)
      missing |= 1u << key;
    else
      value = {};
  });
  bool fits = true;
  for (auto field = in.map(); field.next();) {
    bool known = false;
    each_field(event, [&](auto key, auto, auto& value, Presence) {
      if (field.key() != static_cast<std::uint64_t>(key)) return;
      fits = read(in, value) && fits;
      missing &= ~(1u << key);
      known = true;
    });
    if (!known) in.skip();  // of a later version
  }
  return fits && missing == 0;
}

template <std::size_t... I>
bool read_event(cbor::Reader& in, std::uint64_t type, Event& event, std::index_sequence<I...>) {
  bool fits = false;
  const auto try_type = [&]<std::size_t Index>() {
    if (type != Index + 1) return;
    using E = std::variant_alternative_t<Index, Event>;
    E* same = std::get_if<E>(&event);
    fits = read_body(in, same != nullptr ? *same : event.emplace<E>());
  };
  (try_type.template operator()<I>(), ...);
  return fits;
}

bool read_conditions(cbor::Reader& in, std::vector<coding::Condition>& conditions) {
  for (auto left = in.array(); left > 0 && in.ok(); --left) {
    const auto size = in.array();
    if (size != 4 && size != 5) return false;
    coding::Condition c;
    c.question = in.text();
    c.response = in.text();
    c.coder = in.text();
    c.revision = in.uint();
    if (size == 5 && !read(in, c.of_layer)) return false;
    conditions.push_back(std::move(c));
  }
  return true;
}

Failure corrupt(std::string reason) {
  return {Fault::kCorruptStore,
          "A stored event is not what schemas/events.cddl describes: " + std::move(reason) + "."};
}

}  // namespace

std::string_view name_of(const coding::Event& event) {
  return kNames[event.index()];
}

std::span<const std::string_view> event_names() {
  return kNames;
}

bool is_event_name(std::string_view name) {
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

std::string encode(const Record& record) {
  std::string bytes;
  bytes.reserve(128);
  cbor::Writer out(bytes);
  const bool first = record.commit_offset == 0;  // says what is the whole commit's
  const bool conditional = first && !record.conditions.empty();
  const bool undoes = first && record.undoes > 0, reasoned = !record.reason.empty();
  const bool named = first && !record.client.empty();
  out.map(5 + std::size_t{!record.command.empty()} + (record.commit_offset > 0) +
          (record.commit_count > 1) + conditional + undoes + reasoned + named);
  out.key(kType).uint(record.event.index() + 1);
  out.key(kPosition).uint(record.position);
  out.key(kTime).integer(record.time);
  out.key(kActor).text(record.actor);
  if (!record.command.empty()) out.key(kCommand).text(record.command);
  if (record.commit_offset > 0) out.key(kOffset).uint(record.commit_offset);
  if (record.commit_count > 1) out.key(kCount).uint(record.commit_count);
  if (conditional) {
    out.key(kConditions).array(record.conditions.size());
    for (const auto& c : record.conditions) {
      out.array(c.of_layer ? 5 : 4).text(c.question).text(c.response).text(c.coder);
      out.uint(c.revision);
      if (c.of_layer) write(out, c.of_layer);
    }
  }
  if (undoes) out.key(kUndoes).uint(record.undoes);
  out.key(kBody);
  std::visit([&](const auto& event) { write_body(out, event); }, record.event);
  if (reasoned) out.key(kReason).text(record.reason);
  if (named) out.key(kClient).text(record.client);
  return bytes;
}

Result<void> decode(std::string_view bytes, Record& record) {
  cbor::Reader in(bytes);
  std::uint64_t type = 0;
  bool fits = true, body = false;
  record.command.clear();
  record.commit_offset = 0;
  record.commit_count = 1;
  record.conditions.clear();
  record.undoes = 0;
  record.reason.clear();
  record.client.clear();
  unsigned missing = 1u << kType | 1u << kPosition | 1u << kTime | 1u << kActor;
  for (auto field = in.map(); field.next();) {
    if (field.key() < 32) missing &= ~(1u << field.key());
    switch (field.key()) {
      case kType:
        type = in.uint();
        break;
      case kPosition:
        record.position = in.uint();
        break;
      case kTime:
        record.time = in.integer();
        break;
      case kActor:
        record.actor = in.text();
        break;
      case kCommand:
        record.command = in.text();
        break;
      case kOffset:
        fits = read_number(in, record.commit_offset) && fits;
        break;
      case kCount:
        fits = read_number(in, record.commit_count) && fits;
        break;
      case kConditions:
        fits = read_conditions(in, record.conditions) && fits;
        break;
      case kUndoes:
        record.undoes = in.uint();
        break;
      case kReason:
        record.reason = in.text();
        break;
      case kClient:
        record.client = in.text();
        break;
      case kBody:
        if (type > kTypes)
          return Failure{Fault::kNewerStore,
                         "Event " + std::to_string(record.position) + " is of type " +
                             std::to_string(type) + ", which this version does not know.",
                         "", "Open the data with the version of Verbatim that wrote it."};
        body = read_event(in, type, record.event, std::make_index_sequence<kTypes>{});
        break;
      default:
        in.skip();  // of a later version
    }
  }
  in.end();
  if (!in.ok())
    return corrupt(std::string(cbor::describe(in.error())) + " at byte " +
                   std::to_string(in.offset()));
  if (missing != 0 || !body || !fits) return corrupt("a field is missing or out of its range");
  return {};
}

}  // namespace verbatim::record
