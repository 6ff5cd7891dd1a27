#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "coding/state_fields.hpp"
#include "projections/view_fields.hpp"

// How a view is laid out in bytes, made from the tables of its fields. Numbers are little-endian,
// what has a length has it before it, maps are in the order of their keys. The codings of all
// responses, which are most of a study, stand apart so that they are loaded in one piece.
namespace verbatim::snapshot {

static_assert(std::endian::native == std::endian::little);

template <class T>
inline constexpr bool kPlain = std::is_arithmetic_v<T> || std::is_enum_v<T>;
template <class T>
inline constexpr bool kVector = false;
template <class T>
inline constexpr bool kVector<std::vector<T>> = true;
template <class T, class A, class O>
inline constexpr bool kVector<boost::container::vector<T, A, O>> = true;
template <class T>
inline constexpr bool kOptional = false;
template <class T>
inline constexpr bool kOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kPair = false;
template <class A, class B>
inline constexpr bool kPair<std::pair<A, B>> = true;
template <class T>
inline constexpr bool kArray = false;
template <class T, std::size_t N>
inline constexpr bool kArray<std::array<T, N>> = true;
template <class T>
inline constexpr bool kMap = false;
template <class K, class V>
inline constexpr bool kMap<std::map<K, V>> = true;
template <class K, class V>
inline constexpr bool kMap<boost::unordered_flat_map<K, V>> = true;

// Calls f(name, &T::member) for what is kept of a part of a view.
template <class T, class F>
constexpr void each_field(F&& f) {
  if constexpr (projections::ViewFields::is_part<T>()) {
    static_assert(projections::ViewFields::lists_every_field<T>(),
                  "a field is missing in projections/view_fields.hpp");
    projections::ViewFields::each<T>([&]<class N>(N name, auto member) {
      if constexpr (!std::is_null_pointer_v<N>) f(name, member);
    });
  } else {
    static_assert(coding::lists_every_field<T>(), "a field is missing in coding/state_fields.hpp");
    coding::each_state_field<T>(f);
  }
}

// Gives the bytes of a view to a sink as it comes to them, so that nobody needs them all at once:
// sink.add_body(std::string_view), sink.add_codings(span), sink.add_assignments(span).
template <class Sink>
class Writer {
 public:
  explicit Writer(Sink& sink) : sink_(sink) {}

  template <class T>
  void put(const T& value) {
    if constexpr (kPlain<T>) {
      put_raw(&value, sizeof value);
    } else if constexpr (std::is_same_v<T, std::string>) {
      put_all(value.data(), value.size());
    } else if constexpr (kArray<T>) {
      if constexpr (kPlain<typename T::value_type>)
        put_raw(value.data(), sizeof value);
      else
        for (const auto& one : value) put(one);
    } else if constexpr (kVector<T>) {
      if constexpr (kPlain<typename T::value_type>) {
        put_all(value.data(), value.size());
      } else {
        put(std::uint64_t{value.size()});
        for (const auto& one : value) put(one);
      }
    } else if constexpr (kMap<T>) {
      put_map(value);
    } else if constexpr (std::is_same_v<T, std::set<std::uint32_t>>) {
      put(std::vector<std::uint32_t>(value.begin(), value.end()));
    } else if constexpr (kPair<T>) {
      put(value.first);
      put(value.second);
    } else if constexpr (kOptional<T>) {
      put(value.has_value());
      if (value) put(*value);
    } else if constexpr (std::is_same_v<T, coding::NumberSet>) {
      put(value.words());
    } else if constexpr (std::is_same_v<T, projections::HeldSets>) {
      put(std::vector<projections::HeldSets::Labels>(value.sets().begin(), value.sets().end()));
      put(std::vector<std::uint32_t>(value.holders().begin(), value.holders().end()));
    } else if constexpr (std::is_same_v<T, agreement::SetSums>) {
      put(value.sizes());
      put(value.uses());
    } else if constexpr (std::is_same_v<T, projections::ResponseSet>) {
      put(std::uint64_t{value.size()});
      std::vector<std::uint64_t> blocks(value.num_blocks());
      boost::to_block_range(value, blocks.begin());
      put_raw(blocks.data(), blocks.size() * sizeof(std::uint64_t));
    } else if constexpr (std::is_same_v<T, coding::IdTable>) {
      const auto content = value.content();
      put(content.bytes);
      put(content.ends);
      put(content.gone);
    } else if constexpr (std::is_same_v<T, coding::Codings>) {
      const auto codings = value.codings();
      const auto assignments = value.assignments();
      put(static_cast<std::uint32_t>(codings.size()));
      put(static_cast<std::uint32_t>(assignments.size()));
      sink_.add_codings(codings);
      sink_.add_assignments(assignments);
    } else if constexpr (std::is_same_v<T, projections::QuestionTally> ||
                         std::is_same_v<T, projections::AgreementTally>) {
      put_fields(projections::ViewFields::tidied(value));
    } else {
      put_fields(value);
    }
  }

 private:
  void put_raw(const void* from, std::size_t bytes) {
    sink_.add_body({static_cast<const char*>(from), bytes});
  }
  template <class T>
  void put_all(const T* values, std::size_t count) {
    put(std::uint64_t{count});
    put_raw(values, count * sizeof(T));
  }
  template <class T>
  void put_fields(const T& whole) {
    each_field<T>([&](const char*, auto member) { put(whole.*member); });
  }
  template <class M>
  void put_map(const M& map) {
    std::vector<const typename M::value_type*> entries;
    for (const auto& entry : map) entries.push_back(&entry);
    std::sort(entries.begin(), entries.end(),
              [](const auto* a, const auto* b) { return a->first < b->first; });
    put(std::uint64_t{entries.size()});
    for (const auto* entry : entries) {
      put(entry->first);
      put(entry->second);
    }
  }

  Sink& sink_;
};

// Reads what a Writer wrote. What does not fit its layout ends the reading: ok() is false then.
class Reader {
 public:
  // The codings are lent to what is read.
  Reader(std::string_view body, std::span<const coding::Coding> codings,
         std::span<const coding::Assignment> assignments)
      : body_(body), codings_(codings), assignments_(assignments) {}

  template <class T>
  void get(T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      std::uint8_t byte = 0;
      get_raw(&byte, 1);
      value = byte != 0;
    } else if constexpr (kPlain<T>) {
      get_raw(&value, sizeof value);
    } else if constexpr (std::is_same_v<T, std::string>) {
      get_all(value);
    } else if constexpr (kArray<T>) {
      static_assert(!std::is_same_v<typename T::value_type, bool>, "any byte would be one");
      if constexpr (kPlain<typename T::value_type>)
        get_raw(value.data(), sizeof value);
      else
        for (auto& one : value) get(one);
    } else if constexpr (kVector<T>) {
      if constexpr (kPlain<typename T::value_type>) {
        get_all(value);
      } else {
        value.resize(count(1));
        for (auto& one : value) get(one);
      }
    } else if constexpr (kMap<T>) {
      get_map(value);
    } else if constexpr (std::is_same_v<T, std::set<std::uint32_t>>) {
      std::vector<std::uint32_t> numbers;
      get(numbers);
      value = T(numbers.begin(), numbers.end());
    } else if constexpr (kPair<T>) {
      get(value.first);
      get(value.second);
    } else if constexpr (kOptional<T>) {
      bool there = false;
      get(there);
      if (there) get(value.emplace());
    } else if constexpr (std::is_same_v<T, coding::NumberSet>) {
      std::vector<std::uint64_t> words;
      get(words);
      value = coding::NumberSet::of(std::move(words));
    } else if constexpr (std::is_same_v<T, projections::HeldSets>) {
      std::vector<projections::HeldSets::Labels> sets;
      std::vector<std::uint32_t> holders;
      get(sets);
      get(holders);
      if (sets.empty() || sets.size() != holders.size()) return fail();
      value = projections::HeldSets::of(std::move(sets), std::move(holders));
    } else if constexpr (std::is_same_v<T, agreement::SetSums>) {
      std::vector<agreement::SetSums::BySize> sizes;
      std::vector<std::uint64_t> uses;
      get(sizes);
      get(uses);
      value = agreement::SetSums::of(std::move(sizes), std::move(uses));
    } else if constexpr (std::is_same_v<T, projections::ResponseSet>) {
      get_set(value);
    } else if constexpr (std::is_same_v<T, coding::IdTable>) {
      coding::IdTable::Content content;
      get(content.bytes);
      get(content.ends);
      get(content.gone);
      auto table = coding::IdTable::of(std::move(content));
      if (!table) return fail();
      value = std::move(*table);
    } else if constexpr (std::is_same_v<T, coding::Codings>) {
      std::uint32_t codings = 0, assignments = 0;
      get(codings);
      get(assignments);
      if (codings > codings_.size() || assignments > assignments_.size()) return fail();
      value = coding::Codings::lent(codings_.first(codings), assignments_.first(assignments));
      codings_ = codings_.subspan(codings);
      assignments_ = assignments_.subspan(assignments);
    } else {
      each_field<T>([&](const char*, auto member) { get(value.*member); });
    }
  }

  // Whether everything was there, and nothing else.
  bool ok() const { return ok_ && body_.empty() && codings_.empty() && assignments_.empty(); }

 private:
  void fail() {
    ok_ = false;
    body_ = {};
  }
  void get_raw(void* to, std::size_t bytes) {
    if (body_.size() < bytes) return fail();
    std::memcpy(to, body_.data(), bytes);
    body_.remove_prefix(bytes);
  }
  // How many follow, of at least `bytes` each: no more than there is room for.
  std::size_t count(std::size_t bytes) {
    std::uint64_t count = 0;
    get(count);
    if (count <= body_.size() / bytes) return static_cast<std::size_t>(count);
    fail();
    return 0;
  }
  template <class C>
  void get_all(C& values) {
    using T = typename C::value_type;
    values.resize(count(sizeof(T)));
    if (!values.empty()) get_raw(values.data(), values.size() * sizeof(T));
  }
  template <class M>
  void get_map(M& map) {
    const auto entries = count(1);
    if constexpr (requires { map.reserve(entries); }) map.reserve(entries);
    for (std::size_t i = 0; i < entries && ok_; ++i) {
      typename M::key_type key{};
      typename M::mapped_type value{};
      get(key);
      get(value);
      map.emplace_hint(map.end(), key, std::move(value));
    }
  }
  void get_set(projections::ResponseSet& set) {
    std::uint64_t bits = 0;
    get(bits);
    const auto blocks = bits / 64 + (bits % 64 != 0 ? 1 : 0);
    if (blocks > body_.size() / 8) return fail();
    std::vector<std::uint64_t> words(blocks);
    if (blocks > 0) get_raw(words.data(), blocks * 8);
    set.resize(bits);
    boost::from_block_range(words.begin(), words.end(), set);
  }

  std::string_view body_;
  std::span<const coding::Coding> codings_;
  std::span<const coding::Assignment> assignments_;
  bool ok_ = true;
};

// Says in words how T is laid out: two layouts that differ have other words.
template <class T>
void describe_layout(std::string& words) {
  if constexpr (kPlain<T>) {
    words += std::is_floating_point_v<T> ? 'f' : std::is_signed_v<T> ? 'i' : 'u';
    words += std::to_string(sizeof(T));
  } else if constexpr (std::is_same_v<T, std::string>) {
    words += "text";
  } else if constexpr (kArray<T>) {
    words += std::to_string(std::tuple_size_v<T>) + "*";
    describe_layout<typename T::value_type>(words);
  } else if constexpr (kVector<T>) {
    words += "list of ";
    describe_layout<typename T::value_type>(words);
  } else if constexpr (kMap<T>) {
    words += "map of ";
    describe_layout<typename T::key_type>(words);
    words += " to ";
    describe_layout<typename T::mapped_type>(words);
  } else if constexpr (kPair<T>) {
    describe_layout<typename T::first_type>(words);
    words += " and ";
    describe_layout<typename T::second_type>(words);
  } else if constexpr (kOptional<T>) {
    words += "perhaps ";
    describe_layout<typename T::value_type>(words);
  } else if constexpr (std::is_same_v<T, std::set<std::uint32_t>>) {
    words += "numbers";
  } else if constexpr (std::is_same_v<T, coding::NumberSet>) {
    words += "numbers, one bit each";
  } else if constexpr (std::is_same_v<T, projections::HeldSets>) {
    words += "label sets, holders";
  } else if constexpr (std::is_same_v<T, agreement::SetSums>) {
    words += "sizes: list of ";
    describe_layout<agreement::SetSums::BySize>(words);
    words += ", uses: list of u8";
  } else if constexpr (std::is_same_v<T, projections::ResponseSet>) {
    words += "bits";
  } else if constexpr (std::is_same_v<T, coding::IdTable>) {
    words += "ids: bytes, ends, gone";
  } else if constexpr (std::is_same_v<T, coding::Codings>) {
    words += "codings: 16 1 47; assignments: 16 16 32";
  } else {
    words += "{";
    each_field<T>([&]<class M>(const char* name, M T::*) {
      words += name;
      words += ": ";
      describe_layout<M>(words);
      words += "; ";
    });
    words += "}";
  }
}

}  // namespace verbatim::snapshot
