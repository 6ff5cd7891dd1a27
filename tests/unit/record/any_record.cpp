#include "unit/record/any_record.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <rapidcheck.h>

#include "record/fields.hpp"

namespace verbatim::record {
namespace {

std::string utf8(std::uint32_t point) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  const auto tail = [&](int shift) { return byte(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xC0 | point >> 6), tail(0)};
  if (point < 0x10000) return {byte(0xE0 | point >> 12), tail(6), tail(0)};
  return {byte(0xF0 | point >> 18), tail(12), tail(6), tail(0)};
}

// Any well-formed text: ASCII, other scripts, emoji, control characters, none at all.
rc::Gen<std::string> any_text() {
  const auto point = rc::gen::oneOf(rc::gen::inRange<std::uint32_t>(0, 0x80),
                                    rc::gen::inRange<std::uint32_t>(0x80, 0xD800),
                                    rc::gen::inRange<std::uint32_t>(0xE000, 0x110000));
  return rc::gen::map(rc::gen::container<std::vector<std::uint32_t>>(point),
                      [](const auto& points) {
                        std::string text;
                        for (const auto p : points) text += utf8(p);
                        return text;
                      });
}

rc::Gen<std::uint32_t> any_uint32() {
  return rc::gen::oneOf(
      rc::gen::inRange<std::uint32_t>(0, 300), rc::gen::arbitrary<std::uint32_t>(),
      rc::gen::element<std::uint32_t>(23, 24, 255, 256, 65'535, 65'536, 0xFFFF'FFFF));
}

rc::Gen<std::uint64_t> any_uint64() {
  return rc::gen::oneOf(rc::gen::map(any_uint32(), [](auto n) { return std::uint64_t{n}; }),
                        rc::gen::arbitrary<std::uint64_t>(),
                        rc::gen::element<std::uint64_t>(0x1'0000'0000, ~std::uint64_t{0}));
}

rc::Gen<Micros> any_time() {
  return rc::gen::oneOf(rc::gen::arbitrary<Micros>(),
                        rc::gen::element<Micros>(0, -1, -24, -25, -257, INT64_MIN, INT64_MAX));
}

void fill(std::string& text) {
  text = *any_text();
}
void fill(coding::TextMark& mark) {
  mark.bytes = *rc::gen::arbitrary<std::string>();
}
void fill(coding::Sealed& sealed) {
  sealed.bytes = *rc::gen::arbitrary<std::string>();
}
void fill(std::uint32_t& number) {
  number = *any_uint32();
}
void fill(coding::Role& role) {
  role = static_cast<coding::Role>(*rc::gen::inRange(0, 6));
}
void fill(std::uint64_t& number) {
  number = *any_uint64();
}
void fill(bool& yes) {
  yes = *rc::gen::arbitrary<bool>();
}
void fill(coding::Origin& origin) {
  origin = static_cast<coding::Origin>(*rc::gen::inRange(0, 3));
}
void fill(coding::SettledBy& by) {
  by = static_cast<coding::SettledBy>(*rc::gen::inRange(0, 3));
}
void fill(coding::Audience& audience) {
  audience = static_cast<coding::Audience>(*rc::gen::inRange(0, 2));
}
void fill(coding::ErasedCounts& counts) {
  counts = static_cast<coding::ErasedCounts>(*rc::gen::inRange(0, 2));
}
void fill(coding::RequestedBy& by) {
  by = static_cast<coding::RequestedBy>(*rc::gen::inRange(0, 3));
}
void fill(coding::ErasureGround& ground) {
  ground = static_cast<coding::ErasureGround>(*rc::gen::inRange(0, 11));
}
void fill(coding::ErasureStep& step) {
  step = static_cast<coding::ErasureStep>(*rc::gen::inRange(0, 2));
}
void fill(coding::Thing& thing) {
  constexpr auto kKinds = static_cast<int>(coding::Kind::kErasure) + 1;
  thing = {static_cast<coding::Kind>(*rc::gen::inRange(0, kKinds)), *any_text(), *any_text()};
}
void fill(std::vector<std::uint32_t>& numbers) {
  numbers = *rc::gen::container<std::vector<std::uint32_t>>(any_uint32());
}
void fill(std::vector<std::string>& ids);
void fill(std::vector<coding::RoundPart>& parts) {
  parts.resize(*rc::gen::inRange<std::size_t>(0, 3));
  for (auto& part : parts) {
    part.question = *any_text();
    fill(part.coders);
    fill(part.weights);
    part.per_response = *any_uint32();
    part.sample = *any_uint32();
  }
}
void fill(std::vector<std::string>& ids) {
  ids = *rc::gen::container<std::vector<std::string>>(any_text());
}
void fill(std::vector<coding::Segment>& segments) {
  segments.resize(*rc::gen::inRange<std::size_t>(0, 5));
  for (auto& segment : segments) segment = {*any_text(), *any_uint32(), *any_uint32()};
}

void fill(std::vector<coding::Unit>& units) {
  units.resize(*rc::gen::inRange<std::size_t>(0, 4));
  for (auto& unit : units) {
    unit = {*any_uint32(), *any_uint32(), {}};
    unit.themes.resize(*rc::gen::inRange<std::size_t>(0, 3));
    for (auto& said : unit.themes) said = {*any_text(), *any_uint32()};
  }
}

template <std::size_t... I>
coding::Event any_event_of(std::size_t type, std::index_sequence<I...>) {
  coding::Event event;
  const auto fill_type = [&]<std::size_t Index>() {
    if (type != Index) return;
    auto& filled = event.emplace<Index>();
    each_field(filled, [](auto, auto, auto& value, Presence) { fill(value); });
  };
  (fill_type.template operator()<I>(), ...);
  return event;
}

}  // namespace

Record any_record() {
  constexpr auto kTypes = std::variant_size_v<coding::Event>;
  Record record;
  record.position = *any_uint64();
  record.time = *any_time();
  record.actor = *any_text();
  record.command = *any_text();
  record.commit_offset = *any_uint32();
  record.commit_count = std::max(1U, *any_uint32());
  if (record.commit_offset == 0) {
    record.conditions.resize(*rc::gen::inRange<std::size_t>(0, 3));
    for (auto& c : record.conditions)
      c = {*any_text(), *any_text(), *any_text(), *any_uint64(), *rc::gen::arbitrary<bool>()};
    record.undoes = *any_uint64();
    record.client = *any_text();
  }
  record.reason = *any_text();
  record.event =
      any_event_of(*rc::gen::inRange<std::size_t>(0, kTypes), std::make_index_sequence<kTypes>{});
  return record;
}

}  // namespace verbatim::record
