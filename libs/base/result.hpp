#pragma once

#include <cassert>
#include <optional>
#include <utility>
#include <variant>

#include "base/failure.hpp"

namespace verbatim {

// A value, or the Failure that says why there is none. The member names are those of
// std::expected, which g++ 12 has only in C++23 mode, so that moving there changes one alias.
template <class T>
class [[nodiscard]] Result {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor): `return value;` and `return failure;` read best.
  Result(T value) : outcome_(std::in_place_index<0>, std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Failure failure) : outcome_(std::in_place_index<1>, std::move(failure)) {}

  bool has_value() const { return outcome_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  // Requires has_value().
  T& value() & {
    assert(has_value());
    return *std::get_if<0>(&outcome_);
  }
  const T& value() const& {
    assert(has_value());
    return *std::get_if<0>(&outcome_);
  }
  T&& value() && { return std::move(value()); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // Requires !has_value().
  Failure& error() & {
    assert(!has_value());
    return *std::get_if<1>(&outcome_);
  }
  const Failure& error() const& {
    assert(!has_value());
    return *std::get_if<1>(&outcome_);
  }
  Failure&& error() && { return std::move(error()); }

 private:
  std::variant<T, Failure> outcome_;
};

// Success without a value, or a Failure.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Failure failure) : failure_(std::move(failure)) {}

  bool has_value() const { return !failure_; }
  explicit operator bool() const { return has_value(); }
  // Requires !has_value().
  Failure& error() & {
    assert(!has_value());
    return *failure_;
  }
  const Failure& error() const& {
    assert(!has_value());
    return *failure_;
  }
  Failure&& error() && { return std::move(error()); }

 private:
  std::optional<Failure> failure_;
};

}  // namespace verbatim
